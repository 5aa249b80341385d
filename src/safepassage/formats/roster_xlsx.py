"""Rosters in XLSX: unpacked within limits, read with calamine, written row by row around XlsxWriter's frame."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from itertools import chain
from typing import IO, Any, cast
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from safepassage.errors import BadInput, Fault
from safepassage.formats.pieces import PIECE_BYTES, Pieces, written
from safepassage.formats.roster_csv import Cell
from safepassage.formats.roster_rows import Roster, Row

MOST_ENTRIES = 2_000
MOST_UNPACKED = 400_000_000  # bytes of all parts that are read
MOST_RATIO = 250  # of a part beyond a megabyte, unpacked to packed
MOST_CELLS = 16_000_000  # rows times columns up to the last one used: calamine lays out the whole rectangle
LONGEST_CELL = 32_767  # characters: Excel's limit
MOST_ROWS = 1_048_576  # Excel's limit

_READ = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|xl/(_rels/[^/]+\.rels|workbook\.xml|sharedStrings\.xml|styles\.xml|worksheets/[^/]+\.xml)",
    re.IGNORECASE,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Za-z]{1,9})([0-9]{1,9})")
_PADDED = re.compile(rb"""formatCode\s*=\s*["']0{2,}["']""")
_OFFICE = "an XLSX workbook as a spreadsheet saves it"

_ONLY_SHEET = "xl/worksheets/sheet1.xml"  # of a workbook that is written
_LEVEL = 1  # of packing: a quarter larger than 6, and three times as fast
_WIDTH = 18  # characters, of each column
_LONGEST_MARGIN = 120  # characters: Excel takes 255 with all of a margin's marks
# ECMA-376 part 1, 22.9.2.19: what XML cannot hold is _xHHHH_, and so is the beginning of what only looks like that.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


# --- Reading ---------------------------------------------------------------------------------------------------------


def read_xlsx(data: bytes, file: str, sheet: str = "") -> Roster:
    """Open a sheet of an XLSX roster, the first visible one unless it is named. Formulas are never reckoned.

    A date is written YYYY-MM-DD, with hh:mm:ss if it has a time; a whole number without a point; what a formula last
    showed is taken for it. Hidden sheets, formulas, and formats that show more zeros than there are, are told.
    Raises BadInput for what is damaged, no workbook, or beyond a limit above; nothing is parsed before it is measured.
    """
    parts = _unpacked(data, file)
    told: list[Fault] = []
    _measure(parts, file)
    if _PADDED.search(parts.get("xl/styles.xml", b"")):
        told.append(Fault(file, "", "a format adds zeros before numbers, which are not read", "such cells as text"))
    with closing(_workbook(_repacked(parts), file)) as book:
        visible, hidden = _sheets(book)
    if not visible or (sheet and sheet not in visible):
        raise BadInput([Fault(file, sheet, "there is no such sheet to see", f"one of {', '.join(visible) or 'any'}")])
    told += [Fault(file, f"sheet {name}", "it is hidden, and not read", "it shown, if it matters") for name in hidden]
    if any(b"<f>" in part or b"<f " in part for part in parts.values()):
        told.append(Fault(file, "", "it holds formulas; what they last showed is read", "values"))
    chosen = sheet or visible[0]

    def rows() -> Iterator[Row]:
        with closing(_workbook(_repacked(parts), file)) as book:
            yield from _rows(book, chosen, file)

    return Roster(rows, tuple(told), sheet=chosen, sheets=tuple(visible))


def _unpacked(data: bytes, file: str) -> dict[str, bytes]:
    """The parts that are read, by name, within the limits; sizes that the archive states are not relied on."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries, file)
            return {each.filename: archive.read(each) for each in entries if _READ.fullmatch(each.filename)}
    # ValueError: an entry that lies before the file's beginning, a name that is no text
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise BadInput([Fault(file, "", "it is damaged, or has a password", _OFFICE)]) from error


def _refuse_bomb(entries: list[ZipInfo], file: str) -> None:
    names = {each.filename.lower() for each in entries}
    unpacked = sum(each.file_size for each in entries if _READ.fullmatch(each.filename))
    wrong = ""
    if len(entries) > MOST_ENTRIES:
        wrong = f"it holds {len(entries)} parts"
    elif len(names) < len(entries):
        wrong = "it holds two parts of one name"
    elif unpacked > MOST_UNPACKED:
        wrong = f"it unpacks to {unpacked} bytes"
    elif any(each.file_size > max(1_000_000, MOST_RATIO * each.compress_size) for each in entries):
        wrong = f"a part unpacks to more than {MOST_RATIO} times its size"
    elif "[content_types].xml" not in names:
        wrong = "it is an archive, and no workbook"
    if wrong:
        raise BadInput([Fault(file, "", wrong, f"{_OFFICE}, unpacked no more than {MOST_UNPACKED} bytes")])


def _measure(parts: dict[str, bytes], file: str) -> None:
    """Refuse what would be laid out in more memory than the limits say, however little of it is in the file."""
    for name, part in parts.items():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise BadInput([Fault(file, name, "it holds a DOCTYPE or an entity", _OFFICE)])
        if b"\0" in part:
            raise BadInput([Fault(file, name, "it is not in UTF-8", _OFFICE)])
    lengths = _lengths_of_shared(parts, file)
    for name, part in parts.items():
        if not _SHEET.fullmatch(name):
            continue
        extent = _Extent(lengths)
        _parse(part, extent, name, file)
        extent.end_of_cell()
        if extent.rows * extent.columns > MOST_CELLS:
            wrong = f"it reaches to row {extent.rows} and column {extent.columns}"
            raise BadInput([Fault(file, name, wrong, "a sheet without empty rows and columns below and beside it")])
        if extent.characters > MOST_UNPACKED:
            wrong = f"texts that stand once in the file are shown {extent.characters} characters often"
            raise BadInput([Fault(file, name, wrong, f"at most {MOST_UNPACKED} characters")])


class _Extent:
    """How far a sheet reaches, and how long the shared texts are that it shows; counted as calamine does."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.rows = self.columns = self.characters = 0
        self._row = self._column = 0
        self._index: list[str] | None = None  # the text of a cell that is an index into the shared texts

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.end_of_cell()
            row, self._column = _place(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            self.rows, self.columns = max(self.rows, row), max(self.columns, self._column)
            self._index = [] if attributes.get("t") == "s" else None
        elif name == "row":
            self.end_of_cell()
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self.rows = max(self.rows, self._row)
            self._column = 0

    def text(self, text: str) -> None:
        if self._index is not None:
            self._index.append(text)

    def end_of_cell(self) -> None:
        index = "".join(self._index).strip() if self._index else ""
        if index.isdecimal() and int(index) < len(self.lengths):
            self.characters += self.lengths[int(index)]
        self._index = None


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a reference such as B17, which need not be in the row that it says."""
    parts = _REFERENCE.fullmatch(reference)
    if not parts:
        raise ValueError("a cell without a place")
    column = 0
    for letter in parts[1].upper():
        column = 26 * column + ord(letter) - 64
    return int(parts[2]), column


class _Lengths:
    """How long each shared text is."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "si":
            self.lengths.append(0)
        elif name == "sst" and any(int(attributes.get(count, 0)) > MOST_CELLS for count in ("count", "uniqueCount")):
            raise ValueError("room is made for as many texts as it says")

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


def _lengths_of_shared(parts: dict[str, bytes], file: str) -> list[int]:
    shared = _Lengths()
    for name, part in parts.items():
        if name.lower() == "xl/sharedstrings.xml":
            _parse(part, shared, name, file)
    return shared.lengths


def _parse(part: bytes, into: _Extent | _Lengths, name: str, file: str) -> None:
    """Parse a part in which no DOCTYPE stands, so that expat has no entities to expand."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = into.start
    parser.CharacterDataHandler = into.text
    try:
        parser.Parse(part, True)
    except ExpatError as error:
        raise BadInput([Fault(file, f"{name}, line {error.lineno}", "it is not well-formed XML", _OFFICE)]) from error
    except LookupError as error:
        raise BadInput([Fault(file, name, "it is not in UTF-8", _OFFICE)]) from error
    except ValueError as error:
        raise BadInput(
            [Fault(file, name, "it does not say properly where cells are, or how many texts", _OFFICE)]
        ) from error


def _repacked(parts: dict[str, bytes]) -> BytesIO:
    """An archive of just the bytes that were measured, so that the parser sees no others."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    archive.seek(0)
    return archive


def _workbook(archive: BytesIO, file: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(archive)
    except CalamineError as error:
        raise BadInput([Fault(file, "", "its parts do not fit together", _OFFICE)]) from error


def _sheets(book: CalamineWorkbook) -> tuple[list[str], list[str]]:
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    return visible, [each.name for each in sheets if each.visible != SheetVisibleEnum.Visible]


def _rows(book: CalamineWorkbook, name: str, file: str) -> Iterator[Row]:
    try:
        sheet = book.get_sheet_by_name(name)
        for number, values in enumerate(sheet.iter_rows(), 1):
            cells = tuple(_shown(value) for value in values)
            if any(cells):
                yield Row(number, cells)
    except CalamineError as error:
        raise BadInput([Fault(file, f"sheet {name}", "it is damaged", _OFFICE)]) from error


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(value)


# --- Writing ---------------------------------------------------------------------------------------------------------


def write_xlsx(
    stream: IO[bytes],
    heads: Sequence[Sequence[str]],
    rows: Iterable[Sequence[Cell]],
    sheet: str = "Roster",
    mark: str = "",
) -> int:
    """Write `xlsx_pieces` to a stream; gives how many rows of data."""
    return written(stream, xlsx_pieces(heads, rows, sheet, mark))


def xlsx_pieces(
    heads: Sequence[Sequence[str]], rows: Iterable[Sequence[Cell]], sheet: str = "Roster", mark: str = ""
) -> Pieces:
    """A workbook of one sheet, packed while its rows come: nothing lies on a disk, nothing but a row in memory.

    heads: the rows before the data, which stay in sight. mark: said in the margin of each printed page and in the
    properties. Texts are texts: never formulas, links or numbers, so they need no defence here. Raises BadInput where
    a text or the sheet is longer than Excel's limits; what was given until then is then no workbook.
    """
    packed = _Packed()
    count = 0
    with ZipFile(cast(IO[bytes], packed), "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        before, after = _write_all_but_rows(archive, heads, sheet, mark)
        with archive.open(_ONLY_SHEET, "w", force_zip64=True) as target:
            target.write(before)
            for number, row in enumerate(chain(heads, rows), 1):
                target.write(_row(number, row))
                count = number - len(heads)
                if len(packed.bytes) >= PIECE_BYTES:
                    yield packed.taken()
            target.write(after)
    yield packed.taken()
    return max(count, 0)


class _Packed:
    """Where the archive goes: it cannot seek, so ZipFile writes what it will not have to mend."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def write(self, data: bytes) -> int:
        self.bytes += data
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        taken = bytes(self.bytes)
        self.bytes.clear()
        return taken


def _write_all_but_rows(archive: ZipFile, heads: Sequence[Sequence[str]], sheet: str, mark: str) -> tuple[bytes, bytes]:
    """Write an empty workbook of XlsxWriter's without its sheet; gives what of that stands before the rows, and after.

    XlsxWriter itself can write within little memory only by laying the rows on a disk first.
    """
    empty = BytesIO()
    with Workbook(empty, {"in_memory": True}) as book:
        book.set_properties({"title": sheet, "comments": mark})
        target = book.add_worksheet(sheet)
        target.set_landscape()
        target.fit_to_pages(1, 0)
        shown = mark.replace("&", "&&")[:_LONGEST_MARGIN]
        target.set_header(f"&C{shown}")
        target.set_footer(f"&L{shown}&R&P / &N")
        if heads:
            target.set_column(0, max(map(len, heads)) - 1, _WIDTH)
            target.freeze_panes(len(heads), 0)
            target.repeat_rows(0, len(heads) - 1)
    with ZipFile(empty) as made:
        for name in made.namelist():
            if name != _ONLY_SHEET:
                archive.writestr(name, made.read(name))
        before, found, after = made.read(_ONLY_SHEET).replace(b'<dimension ref="A1"/>', b"").partition(b"<sheetData/>")
    if not found:
        raise RuntimeError("XlsxWriter writes an empty sheet otherwise than it did")
    return before + b"<sheetData>", b"</sheetData>" + after


def _row(number: int, row: Sequence[Cell]) -> bytes:
    if number > MOST_ROWS:
        raise BadInput([Fault("", "", f"more than {MOST_ROWS} rows", "CSV, which has no such limit")])
    cells = [_cell(number, column, cell) for column, cell in enumerate(row) if cell != ""]
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _cell(number: int, column: int, cell: Cell) -> str:
    """A number, or a text that stands in its cell and not in a table of all texts, which would have to be kept."""
    place = f"{_letters(column)}{number}"
    if not isinstance(cell, str):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    if len(cell) > LONGEST_CELL:
        where = f"row {number}, column {column + 1}"
        raise BadInput([Fault("", where, f"{len(cell)} characters", f"at most {LONGEST_CELL}, or CSV")])
    text = _NOT_XML.sub("\ufffd", _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", cell)))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


@cache
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))
