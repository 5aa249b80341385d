"""One reading of a folder: files with their hashes, rows checked by their models, and every fault on the way."""

import gc
import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from safepassage.errors import BadInput, Fault
from safepassage.planning.io.expectations import Location
from safepassage.planning.io.faults import Complaint, complaints, shown
from safepassage.planning.io.parts import known, sound_part, wrong_across
from safepassage.planning.model import Row

R = TypeVar("R", bound=Row)
Absent = frozenset[str]

LONGEST_NAME = 80  # characters of a column or key that messages show
MOST_FAULTS = 1000  # of one file that are told one by one; a wrong column of a million rows is one mistake


@dataclass(frozen=True)
class Table(Generic[R]):
    """The rows of one file, and where each stands. Of a row with faults there is the sound part; see `sound_part`."""

    file: str
    kind: str  # what the file counts: "row", "feature", "channel" …
    rows: list[R]
    numbers: Sequence[int]  # number of each row as `kind` counts it
    ids: Mapping[str, int] | None  # number of each id; None: not every id of the file could be read
    whole: bool  # every row of the file is here

    def column(self, name: str) -> list[Any] | None:
        """The field of every row; None where one is faulty, or a row is not here."""
        if not self.whole or any(not hasattr(row, name) for row in self.rows):
            return None
        return [getattr(row, name) for row in self.rows]

    def where(self, position: int, name: str) -> str:
        """The place of a field of the row at `position`, as a Fault has it."""
        return place(self.kind, self.numbers[position], (name,))


def place(kind: str, number: int | None, location: Location = ()) -> str:
    """Say where: "row 17, column lat", "channel 2, reach", "havens 1, asked", "mobility.adult.night"."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f" {part + 1}" if kind != "row" else ""
        else:
            name = part[:LONGEST_NAME]
            text += f", {name}" if text[-1:].isdigit() else f".{name}" if text else name
    if number is None:
        return text
    return f"{kind} {number}" + (f", {'column ' if kind == 'row' else ''}{text}" if text else "")


class Reading:
    """Gathers what a folder holds. After the last file, `check` raises every fault at once.

    naive       instants that were given without a zone, and where they stand
    context     what the models' validators ask for: the crisis zone, its epoch, and their notes of naive instants
    sha256      hex digest of every file read, by its path within the folder
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.naive: list[str] = []  # "parties.csv, row 17: located_at 2022-03-02T18:00:00"
        self.context: dict[str, Any] = {"naive": self.naive}
        self.sha256: dict[str, str] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._counts: Counter[str] = Counter()

    def fault(self, file: str, where: str, wrong: str, expected: str) -> None:
        """Note a fault. Of one file the first MOST_FAULTS are kept, the others counted."""
        self._counts[file] += 1
        if self._counts[file] <= MOST_FAULTS:
            self._faults.setdefault(file, []).append(Fault(file, where, wrong, expected))

    def add(self, faults: Iterable[Fault]) -> None:
        """Note the faults that a part found, with files named as in this folder."""
        for fault in faults:
            path = Path(fault.file)
            file = path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else fault.file
            self.fault(file, fault.where, fault.wrong, fault.expected)

    def check(self) -> None:
        """Raise BadInput where there was a fault."""
        faults = [fault for of_file in self._faults.values() for fault in sorted(of_file, key=_row)]
        for file, count in self._counts.items():
            if count > MOST_FAULTS:
                faults.append(Fault(file, "", f"{count - MOST_FAULTS} more faults", "those above mended first"))
        if faults:
            raise BadInput(faults)

    def names(self, pattern: str) -> list[str]:
        """Files and folders that match and are not hidden, by path within the folder, sorted."""
        found = (path for path in self.folder.glob(pattern) if not path.name.startswith("."))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def is_there(self, file: str) -> bool:
        """Whether there is such a file, read or not."""
        return (self.folder / file).exists()

    def content(self, file: str, required: bool = False) -> bytes | None:
        """The content of a file, hashed; None where it is not there or cannot be read."""
        path = self.folder / file
        self._faults.setdefault(file, [])  # so that faults come in the order in which files are read
        if not path.exists() and not required:
            return None
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            self.fault(file, "", "there is no such file", "one; see docs/reference/crisis-folder.md")
            return None
        except OSError as error:
            self.fault(file, "", f"it cannot be read: {error.strerror}", "a file that can be read")
            return None
        self.sha256[file] = hashlib.sha256(data).hexdigest()
        return data

    def hash(self, file: str, path: Path | None = None) -> None:
        """Note the digest of a file that another part reads. path: None = `file` within the folder."""
        with (path or self.folder / file).open("rb") as stream:
            self.sha256[file] = hashlib.file_digest(stream, "sha256").hexdigest()

    def row(
        self,
        file: str,
        model: type[R],
        item: Any,
        kind: str = "",
        number: int | None = None,
        absent: Absent = frozenset(),
    ) -> R:
        """Check one row or document; with faults, return its sound part. That fields are `absent` is told already."""
        noted = len(self.naive)
        try:
            return model.model_validate(item, context=self.context)
        except ValidationError as error:
            return self._part(file, model, item, kind, number, list(complaints(error, model)), absent)
        finally:
            if len(self.naive) > noted:
                at = f"{file}, {place(kind, number)}" if number is not None else file
                self.naive[noted:] = [f"{at}: {note}" for note in islice(self.naive, noted, None)]

    def _part(
        self, file: str, model: type[R], item: Any, kind: str, number: int | None, told: list[Complaint], absent: Absent
    ) -> R:
        """Note the faults of a row, and return what is sound of it."""
        for location, wrong, expected in told:
            if location and absent.isdisjoint(location):
                self.fault(file, place(kind, number, location), wrong, expected)
        part = sound_part(model, item, [complaint.location for complaint in told], self.context)
        for said in wrong_across(part, self.context):
            wrong, _, expected = said.partition("; expected ")
            self.fault(file, place(kind, number), wrong, expected)
        return part

    def table(
        self,
        file: str,
        kind: str,
        model: type[R],
        items: Iterable[tuple[int, dict[str, Any]]],
        absent: Absent = frozenset(),
    ) -> Table[R]:
        """Check numbered rows, each with an id of its own."""
        rows, numbers, ids, nameless = list[R](), array("q"), dict[str, int](), False
        given: dict[frozenset[str], set[str]] = {}
        with _collector_paused():
            for number, item in items:
                row = self.row(file, model, item, kind, number, absent)
                _share_fields_set(row, given)
                rows.append(row)
                numbers.append(number)
                identifier = known(row, "id")
                if identifier is None:
                    nameless = True
                elif (first := ids.setdefault(identifier, number)) != number:
                    wrong = f"{shown(identifier)} stands at {kind} {first} too"
                    self.fault(file, place(kind, number, ("id",)), wrong, "an id of its own")
        return Table(file, kind, rows, numbers, None if nameless else ids, whole=True)


class Written(Reading):
    """The reading of files that are in memory only: every file of a folder, but for the network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(Path())
        self._files = files

    def names(self, pattern: str) -> list[str]:
        as_deep = [name for name in self._files if name.count("/") == pattern.count("/")]
        return sorted(name for name in as_deep if PurePosixPath(name).match(pattern))

    def is_there(self, file: str) -> bool:
        return file in self._files

    def content(self, file: str, required: bool = False) -> bytes | None:
        data = self._files[file]
        self._faults.setdefault(file, [])
        self.sha256[file] = hashlib.sha256(data).hexdigest()
        return data


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cycle collector: among a million new rows, none in a cycle, its passes take half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _share_fields_set(row: Row, given: dict[frozenset[str], set[str]]) -> None:
    """Let rows that give the same fields share the set that says so: more than half of a row's memory."""
    fields_set = row.model_fields_set
    object.__setattr__(row, "__pydantic_fields_set__", given.setdefault(frozenset(fields_set), fields_set))


def _row(fault: Fault) -> int:
    """By which the faults of a table come in the order of its rows; 0 for whatever is not of one row."""
    found = re.match(r"row (\d+)", fault.where)
    return int(found[1]) if found else 0


def no_table(file: str, kind: str, readable: bool = True) -> Table[Any]:
    """An empty table, of a file that is not there (`readable`) or could not be read."""
    return Table(file, kind, [], (), {} if readable else None, readable)
