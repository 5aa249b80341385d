"""Large CSV tables read column by column, some rows at a time, with all that is wrong with them."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import isnan
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from safepassage.errors import Fault
from safepassage.planning.io.faults import shown, unknown_name

MOST_FAULTS = 1000  # of one table; the rest is counted
ROWS_AT_ONCE = 10_000
UTF8 = 'UTF-8 (in a spreadsheet: save as "CSV UTF-8", separated by commas)'


class Cells(NamedTuple):
    """Some rows of a table. All columns are as long as `rows`."""

    rows: Sequence[int]  # as a spreadsheet numbers them: the header is row 1
    columns: Mapping[str, Sequence[str]]  # cells by name of the column, without space around them

    def column(self, name: str) -> Sequence[str]:
        """Cells of a column; all empty where it is not given."""
        return self.columns.get(name) or [""] * len(self.rows)


class ColumnTable:
    """A CSV file, UTF-8 with or without BOM, columns in any order; read once."""

    def __init__(self, path: Path, label: str, required: Sequence[str], optional: Sequence[str]) -> None:
        self._path, self._label, self._required, self._optional = path, label, required, optional
        self._faults: list[tuple[int, Fault]] = []  # with the row; 0 = the whole table
        self._n_faults = 0
        self._not_csv = ""  # why reading ended before the end
        self.readable = True  # False: not all its rows could be seen

    def fault(self, where: str, wrong: str, expected: str, row: int = 0) -> None:
        self._n_faults += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append((row, Fault(self._label, where, wrong, expected)))

    def cell_fault(self, row: int, column: str, wrong: str, expected: str) -> None:
        self.fault(f"row {row}, column {column}", wrong, expected, row)

    def faults(self) -> list[Fault]:
        """Faults so far in the order of rows, at most MOST_FAULTS and one that counts the others."""
        by_row = [fault for _, fault in sorted(self._faults, key=itemgetter(0))]
        if self._n_faults <= MOST_FAULTS:
            return by_row
        return [*by_row, Fault(self._label, "", f"{self._n_faults - MOST_FAULTS:,} more faults", "none")]

    def chunks(self) -> Iterator[Cells]:
        """The rows, some at a time. Blank rows are passed over; a row with too few or too many cells is a fault."""
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                records = self._records(csv.reader(_without_nul(file), strict=True))
                first_row, header = 1, [cell.strip() for cell in next(records, [])]
                if not self._not_csv:
                    first_row, header = 2, self._sound_header(header)
                while header and (some := list(islice(records, ROWS_AT_ONCE))):
                    yield self._cells(header, first_row, some)
                    first_row += len(some)
                if self._not_csv:
                    expected = "cells with commas between, quotes closed"
                    self._stop(f"row {first_row}", f"not CSV: {self._not_csv}", expected)
        except FileNotFoundError:
            self._stop("", "there is no such file", "a CSV file")
        except OSError as error:
            self._stop("", f"it cannot be read: {error.strerror}", "a file that can be read")

    def _records(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        """Rows up to the first that cannot be read."""
        try:
            yield from reader
        except UnicodeDecodeError:
            self._stop(f"row {self._first_undecodable()}", "not UTF-8", UTF8)
        except csv.Error as error:
            self._not_csv = str(error)

    def _cells(self, header: Sequence[str], first_row: int, records: list[list[str]]) -> Cells:
        rows: Sequence[int] = range(first_row, first_row + len(records))
        if set(map(len, records)) != {len(header)} or not all(map(any, records)):
            fitting = [
                (row, record) for row, record in zip(rows, records, strict=True) if self._fits(row, record, header)
            ]
            rows, records = [row for row, _ in fitting], [record for _, record in fitting]
        columns: Sequence[Sequence[str]] = list(zip(*records, strict=True)) or [()] * len(header)
        return Cells(rows, {name: list(map(str.strip, cells)) for name, cells in zip(header, columns, strict=True)})

    def _fits(self, row: int, record: list[str], header: Sequence[str]) -> bool:
        if not any(record):
            return False
        if len(record) != len(header):
            cells = "1 cell" if len(record) == 1 else f"{len(record)} cells"
            self.fault(f"row {row}", f"it has {cells}", f"{len(header)}, as the first row has", row)
        return len(record) == len(header)

    def numbers(self, cells: Cells, name: str, low: float, high: float) -> np.ndarray:
        """A column of numbers from `low` to `high`, (k,) float64; nan where an optional one is empty or not given."""
        if name not in cells.columns:
            return np.full(len(cells.rows), np.nan)
        texts = cells.column(name)
        try:
            values = np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            values = np.fromiter(map(_number, texts), np.float64, len(texts))
        for at in np.flatnonzero(~((values >= low) & (values <= high))).tolist():
            if texts[at] or name in self._required:
                self.cell_fault(
                    cells.rows[at],
                    name,
                    _wrong_number(texts[at], values[at], low),
                    f"a number from {low:,} to {high:,}",
                )
        return values

    def _sound_header(self, header: list[str]) -> list[str]:
        """The header; empty where the table cannot be read by it."""
        if not header and self.readable:
            self._stop("", "it is empty", f"a first row of column names: {', '.join(self._required)}")
        elif len(header) == 1 and (sign := next((s for s in ";\t" if s in header[0]), None)):
            name = "semicolons" if sign == ";" else "tabs"
            self._stop("row 1", f"the columns are separated by {name}", "commas")
            return []
        known = [*self._required, *self._optional]
        for name in dict.fromkeys(header):
            if name not in known:
                wrong = unknown_name(name, (), [k for k in known if k not in header])
                self._stop(f"row 1, column {name or 'without a name'}", wrong.wrong, wrong.expected)
            elif header.count(name) > 1:
                self._stop(f"row 1, column {name}", f"the column stands {header.count(name)} times", "it once")
        for name in self._required:
            if header and name not in header:
                self._stop("row 1", f"there is no column {name!r}", "one")
        return header if self.readable else []

    def _stop(self, where: str, wrong: str, expected: str) -> None:
        self.readable = False
        self.fault(where, wrong, expected)

    def _first_undecodable(self) -> int:
        with self._path.open("rb") as file:
            for row, line in enumerate(file, 1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return row
        return 1


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise csv.Error("a NUL byte")
        yield line


def _wrong_number(text: str, value: float, low: float) -> str:
    if not text:
        return "it is empty"
    return f"{shown(text)} is {'not a number' if isnan(value) else 'too small' if value < low else 'too large'}"


def _number(text: str) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")
