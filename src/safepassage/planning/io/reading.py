"""One reading of a folder: files with their hashes, rows checked by their models, and every fault on the way."""

import gc
import hashlib
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
from safepassage.planning.io.faults import complaints
from safepassage.planning.model import Row

R = TypeVar("R", bound=Row)
Absent = frozenset[str]

MOST_FAULTS = 1000  # of one file that are told one by one; a wrong column of a million rows is one mistake


@dataclass(frozen=True)
class Table(Generic[R]):
    """The sound rows of one file, and where each stands."""

    file: str
    kind: str  # what the file counts: "row", "feature", "channel" …
    rows: list[R]
    numbers: Sequence[int]  # number of each row as `kind` counts it
    ids: Mapping[str, int] | None  # number of each id, faulty rows included; None: the file could not be read
    sound: bool  # no row was faulty

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
            text += f", {part}" if text[-1:].isdigit() else f".{part}" if text else part
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

    def add(self, error: BadInput) -> None:
        """Note the faults of a part that raised its own, with files named as in this folder."""
        for fault in error.faults:
            path = Path(fault.file)
            file = path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else fault.file
            self.fault(file, fault.where, fault.wrong, fault.expected)

    def check(self) -> None:
        """Raise BadInput where there was a fault."""
        faults = [fault for of_file in self._faults.values() for fault in of_file]
        for file, count in self._counts.items():
            if count > MOST_FAULTS:
                faults.append(Fault(file, "", f"{count - MOST_FAULTS} more faults", "those above mended first"))
        if faults:
            raise BadInput(faults)

    def names(self, pattern: str) -> list[str]:
        """Files that match, by path within the folder, sorted."""
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.glob(pattern) if p.is_file())

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

    def hash(self, file: str) -> None:
        """Note the digest of a file that another part reads."""
        with (self.folder / file).open("rb") as stream:
            self.sha256[file] = hashlib.file_digest(stream, "sha256").hexdigest()

    def row(
        self,
        file: str,
        model: type[R],
        item: Any,
        kind: str = "",
        number: int | None = None,
        absent: Absent = frozenset(),
    ) -> R | None:
        """Check one row or document; None where it has faults. That fields are `absent` is told already."""
        noted = len(self.naive)
        try:
            return model.model_validate(item, context=self.context)
        except ValidationError as error:
            for location, wrong, expected in complaints(error, model):
                if absent.isdisjoint(location):
                    self.fault(file, place(kind, number, location), wrong, expected)
            return None
        finally:
            if len(self.naive) > noted:
                at = f"{file}, {place(kind, number)}" if number is not None else file
                self.naive[noted:] = [f"{at}: {note}" for note in islice(self.naive, noted, None)]

    def table(
        self,
        file: str,
        kind: str,
        model: type[R],
        items: Iterable[tuple[int, dict[str, Any]]],
        absent: Absent = frozenset(),
    ) -> Table[R]:
        """Check numbered rows, each with an id of its own."""
        rows, numbers, ids, sound = list[R](), array("q"), dict[str, int](), True
        given: dict[frozenset[str], set[str]] = {}
        with _collector_paused():
            for number, item in items:
                row = self.row(file, model, item, kind, number, absent)
                if row is None:
                    sound = False
                else:
                    _share_fields_set(row, given)
                    rows.append(row)
                    numbers.append(number)
                identifier = item.get("id")
                if isinstance(identifier, str) and (first := ids.setdefault(identifier.strip(), number)) != number:
                    wrong = f"{identifier.strip()!r} stands at {kind} {first} too"
                    self.fault(file, place(kind, number, ("id",)), wrong, "an id of its own")
        return Table(file, kind, rows, numbers, ids, sound)


class Written(Reading):
    """The reading of files that are in memory only: every file of a folder, but for the network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(Path())
        self._files = files

    def names(self, pattern: str) -> list[str]:
        as_deep = [name for name in self._files if name.count("/") == pattern.count("/")]
        return sorted(name for name in as_deep if PurePosixPath(name).match(pattern))

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


def no_table(file: str, kind: str, readable: bool = True) -> Table[Any]:
    """An empty table, of a file that is not there (`readable`) or could not be read."""
    return Table(file, kind, [], (), {} if readable else None, readable)
