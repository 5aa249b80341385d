"""The tree of errors.

SafePassageError
└── BadInput            one or more Faults in a file that somebody wrote; the command line ends with 2
    ├── BadRoads        a road file that is damaged, or of another version
    └── BadSignature    not signed, or not by whom it should be, or changed since
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place of one file."""

    file: str  # as the user named it, or its path within the crisis folder
    where: str  # "row 17, column lat", "feature 3, begin", "speeds.adult"; "" for the whole file
    wrong: str  # what is wrong, with the value: "95 is not a latitude"
    expected: str  # what would be right: "a number from -90 to 90"

    def __str__(self) -> str:
        place = f"{self.file}, {self.where}" if self.where else self.file
        return f"{place}: {self.wrong}; expected {self.expected}"


class SafePassageError(Exception):
    """The root of everything this package raises on purpose."""


class BadInput(SafePassageError):
    """Input that cannot be used. `faults` holds every fault found, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class BadRoads(BadInput):
    """A road file that is damaged or of another version; the fault says what to do."""


class BadSignature(BadInput):
    """What is not signed, was changed since, or was signed by nobody who is trusted. It must not be believed."""
