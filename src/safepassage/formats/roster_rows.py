"""What a roster is once it has been opened: rows of text, and what was found out about the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safepassage.errors import Fault


@dataclass(frozen=True)
class Row:
    """One row that holds something. Cells have no space around them; rows may differ in length."""

    number: int  # as a spreadsheet counts, from 1; in CSV that of the record's first line
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """An opened roster; `rows()` reads it from the start, each time anew."""

    rows: Callable[[], Iterator[Row]]
    told: tuple[Fault, ...] = ()  # what was decided or left out, for an officer to see; nothing that stops
    encoding: str = ""  # of CSV
    delimiter: str = ""  # of CSV
    sheet: str = ""  # of XLSX: the one that is read
    sheets: tuple[str, ...] = ()  # of XLSX: those that may be asked for
