"""The CSV tables of a crisis folder: rows as a spreadsheet shows them, the header being row 1."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from safepassage.planning.io.expectations import expected
from safepassage.planning.io.faults import unknown_name
from safepassage.planning.io.reading import Reading, Table, no_table, place
from safepassage.planning.model import Row

R = TypeVar("R", bound=Row)

_SAVE_AS = 'UTF-8 (in a spreadsheet: save as "CSV UTF-8", separated by commas)'


def read_table(reading: Reading, file: str, model: type[R], required: bool = False, at_least_one: str = "") -> Table[R]:
    """Read a table of `model`: UTF-8 with or without BOM, any line ends, columns in any order, blank rows passed over.

    Faults go to `reading`. An empty cell is a value not given. at_least_one: what a row is, where there must be one.
    """
    data = reading.content(file, required)
    if data is None:
        return no_table(file, "row", readable=not required and not reading.is_there(file))
    cells = _Cells(reading, file, data)
    written = next(iter(cells), (1, []))[1]
    header = _without_empty_end(written)
    if not _header_is_sound(cells, header, model):
        return no_table(file, "row", readable=False)
    absent = frozenset(name for name, f in model.model_fields.items() if f.is_required() and name not in header)
    table = reading.table(file, "row", model, _items(cells, header, len(written), model), absent)
    if at_least_one and not table.rows and not cells.broken:
        cells.fault("", "there are no rows below the first", f"at least one {at_least_one}")
    return replace(table, ids=None, whole=False) if cells.broken else table


class _Cells:
    """The rows of a CSV file, numbered, cells stripped; ends at the first that cannot be read.

    broken    a row was left out, for what it holds cannot be told
    """

    def __init__(self, reading: Reading, file: str, data: bytes) -> None:
        self.reading, self.file, self.data, self.broken = reading, file, data, False
        self.holds_nul = b"\0" in data
        self._rows = self._read()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._rows

    def fault(self, where: str, wrong: str, expected: str) -> None:
        """Note a fault that leaves rows untold."""
        self.broken = True
        self.reading.fault(self.file, where, wrong, expected)

    def _read(self) -> Iterator[tuple[int, list[str]]]:
        number = 0
        text = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8-sig", newline="")
        try:
            for number, row in enumerate(csv.reader(text, strict=True), 1):
                yield number, [cell.strip() for cell in row]
        except UnicodeDecodeError:
            self.fault(*_not_utf8(self.data))
        except csv.Error as error:
            self.fault(f"row {number + 1}", f"not CSV: {error}", "cells with commas between, quotes closed")


def _not_utf8(data: bytes) -> tuple[str, str, str]:
    """Where, what and expected, of the first byte that is not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", "it is UTF-16", _SAVE_AS
    try:
        data.decode()
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return f"row {row}", f"byte {error.start + 1} of the file, 0x{data[error.start]:02x}, is not UTF-8", _SAVE_AS
    raise ValueError("the data is UTF-8")


def _header_is_sound(cells: _Cells, header: list[str], model: type[Row]) -> bool:
    """Check the column names; whether the rows below can be told."""
    known = list(model.model_fields)
    if any("\0" in name for name in header):
        cells.fault("row 1", "it holds NUL bytes", _SAVE_AS)
        return False
    if not header:
        if not cells.broken:
            cells.fault("", "it is empty", f"a first row of column names: {', '.join(known)}")
        return False
    if len(header) == 1 and (sign := next((sign for sign in (";", "\t") if sign in header[0]), None)):
        cells.fault("row 1", f"the columns are separated by {'semicolons' if sign == ';' else 'tabs'}", "commas")
        return False
    for name in dict.fromkeys(header):
        where = place("row", 1, (name or "without a name",))
        if name not in known:
            cells.reading.fault(cells.file, where, *unknown_name(name, (), [k for k in known if k not in header])[1:])
        if header.count(name) > 1:
            cells.fault(where, f"the column stands {header.count(name)} times", "it once")
    for name, field in model.model_fields.items():
        if field.is_required() and name not in header:
            wanted = f"one that holds {expected(model, (name,))}"
            cells.reading.fault(cells.file, "row 1", f"there is no column {name!r}", wanted)
    return not cells.broken


def _without_empty_end(row: list[str]) -> list[str]:
    """The row without the empty cells at its end."""
    return row[: max((n for n, cell in enumerate(row, 1) if cell), default=0)]


def _items(cells: _Cells, header: list[str], width: int, model: type[Row]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as the values given, by column; columns that the model does not know are left out.

    width: columns of the first row with the nameless ones at its end, which a row may have too, empty. Any other row is
    a comma too many or too few: which of its cells are shifted cannot be told.
    """
    names = [name if name in model.model_fields else "" for name in header]
    for number, row in cells:
        if not any(row):
            continue
        if cells.holds_nul and any("\0" in cell for cell in row):
            cells.fault(f"row {number}", "it holds a NUL byte", "text only")
            continue
        if len(names) <= len(row) <= width and not any(row[len(names) :]):
            yield number, {name: cell for name, cell in zip(names, row, strict=False) if cell and name}
        else:
            cells.fault(
                f"row {number}",
                f"it has {len(row)} {'cell' if len(row) == 1 else 'cells'}",
                f"{len(names)}, as the first row has",
            )


def format_table(rows: Iterable[Row], model: type[Row], zone: ZoneInfo) -> str:
    """Write rows as CSV with every column of the model, in its order; instants in `zone`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # with RFC 4180's line ends, so that both of their characters are quoted in cells
    writer.writerow(model.model_fields)
    writer.writerows([_cell(getattr(row, name), zone) for name in model.model_fields] for row in rows)
    return text.getvalue()


def _cell(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, tuple):
        return " ".join(value)
    return repr(value) if isinstance(value, float) else str(value)
