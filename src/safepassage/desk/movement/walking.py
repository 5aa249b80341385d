"""Of which class of mobility of the crisis somebody is, by what their record says of how they walk.

Records come from calls, lists and forms: some name a class, more say it in words, in whatever field was at hand. Who
says nothing is taken for the slowest who walk; whoever is faster is early. Who says that they cannot walk is never
taken for somebody who can.
"""

from collections.abc import Mapping
from typing import NamedTuple

from safepassage.desk.people.mobility import unable
from safepassage.desk.people.records import PersonRecord


class Walking(NamedTuple):
    """The classes of a crisis."""

    classes: frozenset[str]
    slowest: str  # of those who can walk
    cannot: str | None  # None: the crisis has no such class

    @classmethod
    def of(cls, speeds: Mapping[str, float]) -> "Walking":
        """Of walking speeds by class, of which there is one at least."""
        walking = {name: speed for name, speed in speeds.items() if speed} or speeds
        return cls(
            frozenset(speeds),
            min(walking, key=lambda name: (walking[name], name)),
            min((name for name, speed in speeds.items() if not speed), default=None),
        )

    def class_of(self, record: PersonRecord) -> str | None:
        """The class; None: they cannot walk, and the crisis has no class for that."""
        if record.mobility in self.classes:
            return record.mobility
        return self.cannot if unable(vars(record)) else self.slowest
