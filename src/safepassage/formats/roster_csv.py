"""Rosters in CSV: read in whatever encoding and delimiter they come, written so that no cell becomes a formula."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import SEEK_END, StringIO
from itertools import islice
from typing import IO

from charset_normalizer import from_bytes

from safepassage.errors import BadInput, Fault
from safepassage.formats.pieces import PIECE_BYTES, Pieces, written
from safepassage.formats.roster_rows import Roster, Row

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf_8", "utf_16", "cp1251", "cp1252", "cp1250", "koi8_r", "cp866")  # those that may be stated
MOST_FAULTS = 100
LONGEST_CELL = 131_072  # characters: the limit of Python's csv, which is left as it is

Cell = str | int | float

_GUESSED = ["cp1251", "cp1252", "cp1250", "koi8_r", "cp866", "mac_cyrillic"]
_SAMPLE_BYTES = 200_000
_SAMPLE_RECORDS = 50
_SEP = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)

# OWASP, "CSV Injection": what a spreadsheet takes for the beginning of a formula, full width too.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_DEFENDED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")


def defended(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula, as OWASP advises.

    A text that looks defended already gets one more, so that `undefended` always gives back what was there.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def undefended(text: str) -> str:
    """The text without the apostrophe that kept it from being a formula, whoever put it there."""
    return text[1:] if _DEFENDED.match(text) else text


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_csv(data: bytes, file: str, encoding: str = "", delimiter: str = "") -> Roster:
    """Open a CSV roster. encoding, delimiter: as stated by an officer, or "" to find out.

    A byte order mark goes before all, then UTF-8 if every line is; else the encoding is guessed, and told. Apostrophes
    before what would be a formula are taken off. Raises BadInput where lines are of different encodings or hold NUL;
    `rows()` does where quotes do not match or a cell is too long, after the rows before it.
    """
    told: list[Fault] = []
    text, name = _decoded(data, file, encoding, told)
    _refuse_nul(text, file)
    stated = _SEP.match(text)
    chosen = delimiter or (stated[1] if stated else _delimiter(text))

    def rows() -> Iterator[Row]:
        yield from _rows(text, file, chosen, skip=1 if stated else 0)

    return Roster(rows, tuple(told), encoding=name, delimiter=chosen)


def _decoded(data: bytes, file: str, stated: str, told: list[Fault]) -> tuple[str, str]:
    """The text and the name of its encoding."""
    if data.startswith(BOM_UTF8):
        return _strictly(data[len(BOM_UTF8) :], "utf_8", file), "utf_8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strictly(data, "utf_16", file), "utf_16"
    if stated:
        return _strictly(data, stated, file), stated
    if little := _without_mark(data):
        told.append(_guess_told(file, little))
        return _strictly(data, little, file), little
    broken, sound = _lines_of_utf8(data)
    if not broken:
        return data.decode("utf-8"), "utf_8"
    if sound:
        raise BadInput([_not_readable(file, line, "UTF-8, while others are") for line in broken[:MOST_FAULTS]])
    name = _guessed(data)
    told.append(_guess_told(file, name))
    return _strictly(data, name, file), name


def _guessed(data: bytes) -> str:
    """The encoding in which the text looks least disordered; of those that look alike, the one that is more in use."""
    found = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_GUESSED, steps=10)
    best = min(found, key=lambda match: (match.chaos, -match.coherence, _GUESSED.index(match.encoding)), default=None)
    return best.encoding if best else "cp1252"


def _guess_told(file: str, name: str) -> Fault:
    return Fault(file, "", f"its encoding is not stated, and taken to be {name}", "names that read well; else state it")


def _without_mark(data: bytes) -> str:
    """The kind of UTF-16 that has no mark but zeros at every other byte, or ""."""
    head = data[: _SAMPLE_BYTES // 2 * 2]
    half = len(head) / 2
    if half and head[1::2].count(0) > 0.3 * half and not head[0::2].count(0):
        return "utf_16_le"
    if half and head[0::2].count(0) > 0.3 * half and not head[1::2].count(0):
        return "utf_16_be"
    return ""


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise BadInput(
            [Fault(file, "", "the stated encoding is not known", f"one of {', '.join(ENCODINGS)}")]
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput([_not_readable(file, line, encoding)]) from error


def _not_readable(file: str, line: int, encoding: str) -> Fault:
    return Fault(file, f"line {line}", f"it is not {encoding}", "one encoding for the whole file, stated if need be")


def _lines_of_utf8(data: bytes) -> tuple[list[int], int]:
    """Numbers of the lines that are no UTF-8, and how many are and hold more than ASCII."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return [], 0
    broken, sound = [], 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            broken.append(number)
        else:
            sound += 1
    return broken, sound


def _refuse_nul(text: str, file: str) -> None:
    if "\0" in text:
        lines = [number for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
        raise BadInput([Fault(file, f"line {line}", "it holds NUL", "plain text") for line in lines[:MOST_FAULTS]])


def _delimiter(text: str) -> str:
    """The delimiter by which most of the first records have the same number of columns, and most columns."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> float:
    records = csv.reader(StringIO(text[:_SAMPLE_BYTES], newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for record in islice(records, _SAMPLE_RECORDS):
            widths[len(record)] += bool(record)
    except csv.Error:
        return 0.0
    width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return 0.0 if width < 2 else width * (count / widths.total()) ** 2


def _rows(text: str, file: str, delimiter: str, skip: int) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for index, record in enumerate(reader):
            cells = tuple(undefended(cell.strip(" \xa0")).strip() for cell in record)
            if index >= skip and any(cells):
                yield Row(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        wrong, expected = _in_words(str(error))
        raise BadInput([Fault(file, f"the row that begins in line {number}", wrong, expected)]) from error


def _in_words(error: str) -> tuple[str, str]:
    if "field limit" in error:
        return f"a cell of more than {LONGEST_CELL} characters", "shorter ones; is a quotation mark missing?"
    return "its quotation marks do not match", "a cell with quotation marks in it quoted, and each of them doubled"


# --- Writing ---------------------------------------------------------------------------------------------------------


def write_csv(stream: IO[bytes], heads: Iterable[Sequence[str]], rows: Iterable[Sequence[Cell]]) -> int:
    """Write `csv_pieces` to a stream; gives how many rows."""
    return written(stream, csv_pieces(heads, rows))


def csv_pieces(heads: Iterable[Sequence[str]], rows: Iterable[Sequence[Cell]]) -> Pieces:
    """CSV in UTF-8 with its mark, every cell quoted, texts defended against being formulas.

    heads: the rows before the data. Numbers are written as they are, so that a negative one stays a number.
    """
    text = StringIO("\ufeff", newline="")
    text.seek(0, SEEK_END)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([defended(cell) for cell in head] for head in heads)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([defended(cell) if isinstance(cell, str) else cell for cell in row])
        if text.tell() >= PIECE_BYTES:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
    return count
