"""Rosters: CSV in every encoding they come in, XLSX within limits, both written, and what is refused."""

import io
import random
import tempfile
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, time
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from safepassage.errors import BadInput
from safepassage.formats import roster_xlsx
from safepassage.formats.roster import read_roster
from safepassage.formats.roster_csv import defended, undefended, write_csv
from safepassage.formats.roster_xlsx import write_xlsx, xlsx_pieces

CYRILLIC = "ПІБ;Телефон;Місто\nІван Приклад;+380501234567;Харків\nОлена Вигадана;+380671234567;Суми\n" * 3
LATIN = "Name;City\nRené Exemplaire;Besançon\nJürgen Müßig;Köln\nSøren Påhitt;Tromsø\n" * 3


def cells(data: bytes, **stated: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_roster(data, "r.csv", **stated).rows()]


def refusal(data: bytes, **stated: str) -> str:
    with pytest.raises(BadInput) as refused:
        cells(data, **stated)
    return str(refused.value)


# --- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str):
    text = "Name,City\nआशा वर्मा,Харків\nAsha Verma,Kharkiv\n" * 3
    if encoding.startswith("utf-16-"):
        text = "Name,City\nAsha Verma,Kharkiv\n" * 3
    assert cells(text.encode(encoding))[:2][0] == ("Name", "City")
    assert len(cells(text.encode(encoding))) == text.count("\n")


@pytest.mark.parametrize(("text", "encoding"), [(CYRILLIC, "cp1251"), (LATIN, "cp1252")])
def test_an_old_encoding_is_guessed_and_told_or_stated(text: str, encoding: str):
    data, expected = text.encode(encoding), [tuple(line.split(";")) for line in text.splitlines()]
    roster = read_roster(data, "r.csv")
    assert [row.cells for row in roster.rows()] == expected
    assert [f"taken to be {roster.encoding}" in str(fault) for fault in roster.told] == [True]
    stated = read_roster(data, "r.csv", encoding=encoding)
    assert [row.cells for row in stated.rows()] == expected
    assert not stated.told


def test_mixed_encodings_are_told_by_line():
    data = "Ім'я,Місто\n".encode() + "Іван,Харків\n".encode("cp1251") + "Олена,Суми\n".encode()
    assert "line 2: it is not UTF-8, while others are" in refusal(data)


def test_an_encoding_that_does_not_fit_is_told():
    assert "line 2: it is not utf_8" in refusal("a\nІван\n".encode("cp1251"), encoding="utf_8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found(delimiter: str, end: str):
    text = end.join(delimiter.join(row) for row in [("Name", "Room"), ("Asha Verma", "12"), ("Ravi Nair", "14")])
    assert cells(text.encode()) == [("Name", "Room"), ("Asha Verma", "12"), ("Ravi Nair", "14")]


def test_excels_own_line_of_the_delimiter_is_no_row():
    assert cells(b"sep=;\r\na,b;c\r\n") == [("a,b", "c")]


def test_rows_are_numbered_by_line_and_empty_ones_passed_over():
    rows = list(read_roster(b'a,b\n\n"c\nd",e\n,\nf,g\n', "r.csv").rows())
    assert [(row.number, row.cells[0]) for row in rows] == [(1, "a"), (3, "c\nd"), (6, "f")]


def test_a_row_may_be_shorter_or_longer_than_the_header():
    assert cells(b"a,b,c\n1\n1,2,3,4\n") == [("a", "b", "c"), ("1",), ("1", "2", "3", "4")]


def test_a_cell_of_ten_megabytes_is_refused_after_the_rows_before_it():
    rows = read_roster(b"a,b\n1," + b"x" * 10_000_000 + b"\n", "r.csv").rows()
    assert next(rows).cells == ("a", "b")
    with pytest.raises(BadInput, match="row that begins in line 2: a cell of more than"):
        next(rows)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'a,b\n"c,d\n', "quotation marks do not match"),
        (b"a,b\nc\0,d\n", "line 2: it holds NUL"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old or encrypted Excel"),
        (b"PK\x03\x04 and no more", "it is damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, words: str):
    assert words in refusal(data)


def test_an_empty_file_has_no_rows():
    assert cells(b"") == []


# --- Formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+380501234567", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1"])
def test_a_formula_is_defended_in_csv_and_comes_back(text: str):
    stream = io.BytesIO()
    write_csv(stream, [["x"]], [[text, "b"]])
    assert f'"\'{text}"'.encode() in stream.getvalue()
    assert cells(stream.getvalue())[1] == (text.strip(), "b")


@given(st.text())
def test_defence_is_always_undone(text: str):
    assert undefended(defended(text)) == text
    assert not defended(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_number_stays_a_number():
    stream = io.BytesIO()
    assert write_csv(stream, [["n"]], [[-3], [1.5]]) == 2
    assert stream.getvalue() == b'\xef\xbb\xbf"n"\r\n"-3"\r\n"1.5"\r\n'


# --- XLSX ------------------------------------------------------------------------------------------------------------


def book(fill: Callable[[xlsxwriter.Workbook, Any], object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        fill(made, made.add_worksheet("Students"))
    return stream.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SMALL = book(lambda _, sheet: sheet.write_row(0, 0, ["Name", "City"]))


def test_dates_and_numbers_are_read_as_text():
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        day, hour = made.add_format({"num_format": "dd/mm/yyyy"}), made.add_format({"num_format": "hh:mm"})
        sheet.write_datetime(2, 0, datetime(1999, 3, 4), day)
        sheet.write_datetime(2, 1, datetime(2022, 3, 2, 8, 30), day)
        sheet.write_datetime(2, 2, time(8, 30), hour)
        sheet.write_row(2, 3, [380501234567, 1.5, True, "  Asha "])
        sheet.write_formula(2, 7, "=1+1", None, 2)

    roster = read_roster(book(fill), "r.xlsx")
    assert [(row.number, row.cells) for row in roster.rows()] == [
        (3, ("1999-03-04", "2022-03-02 08:30:00", "08:30:00", "380501234567", "1.5", "TRUE", "Asha", "2"))
    ]
    assert [fault.wrong for fault in roster.told] == ["it holds formulas; what they last showed is read"]


def test_the_first_visible_sheet_is_read_and_hidden_ones_are_told():
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        second = made.add_worksheet("Others")
        second.activate()
        second.set_first_sheet()
        second.write(0, 0, "Ravi")
        sheet.hide()

    roster = read_roster(book(fill), "r.xlsx")
    assert (roster.sheet, roster.sheets) == ("Others", ("Others",))
    assert [fault.where for fault in roster.told] == ["sheet Students"]
    assert "there is no such sheet" in refusal(book(fill), sheet="Students")


def test_a_format_that_shows_zeros_which_are_not_there_is_told():
    data = book(lambda made, sheet: sheet.write_number(0, 0, 123, made.add_format({"num_format": "0000000"})))
    assert ["adds zeros" in str(fault) for fault in read_roster(data, "r.xlsx").told] == [True]


def test_a_roster_can_be_read_twice():
    roster = read_roster(SMALL, "r.xlsx")
    assert list(roster.rows()) == list(roster.rows())


# Each of these is small, and would take gigabytes or the whole process with it.


def zeros(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", b" " * 50_000_000 + b"<sheetData>"))


def far_corner(data: bytes) -> bytes:
    cell = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", cell))


def a_cell_in_another_row(data: bytes) -> bytes:
    cell = b'<sheetData><row r="1"><c r="A999999999"><v>1</v></c></row>'
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", cell))


def a_cell_nowhere(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part.replace(b'r="A1"', b'r="A9999999999999999999"'))


def beyond_all_columns(data: bytes) -> bytes:
    cell = b'<sheetData><row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", cell))


def cells_without_references(data: bytes) -> bytes:
    row = b'<sheetData><row r="1">' + b"<c><v>1</v></c>" * 40_000 + b'</row><row r="9999"><c><v>1</v></c></row>'
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", row))


def one_text_shown_often(_: bytes) -> bytes:
    data = book(lambda _, sheet: sheet.write_string(0, 0, "x" * 32_000))
    shown = b"".join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(20_000))
    return changed(data, SHEET, lambda part: part.replace(b"<sheetData>", b"<sheetData>" + shown))


def more_texts_said_than_there_are(data: bytes) -> bytes:
    return changed(data, "xl/sharedStrings.xml", lambda part: part.replace(b'ueCount="2"', b'ueCount="999999999999"'))


def entities(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "ha">]><worksheet'))


def many_parts(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(roster_xlsx.MOST_ENTRIES):
            archive.writestr(f"x{number}", b"")
    return stream.getvalue()


def utf_16(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def strange_encoding(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part.replace(b"UTF-8", b"klingon"))


def no_workbook(_: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("photo.jpg", b"")
    return stream.getvalue()


def cut(data: bytes) -> bytes:
    return changed(data, SHEET, lambda part: part[: len(part) // 2])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (zeros, "times its size"),
        (far_corner, "it reaches to row 1048576 and column 16384"),
        (a_cell_in_another_row, "it reaches to row 999999999"),
        (a_cell_nowhere, "does not say properly where cells are"),
        (beyond_all_columns, "it reaches to row 1 and column"),
        (cells_without_references, "it reaches to row 9999 and column 40000"),
        (one_text_shown_often, "texts that stand once in the file"),
        (more_texts_said_than_there_are, "or how many texts"),
        (entities, "DOCTYPE or an entity"),
        (many_parts, "parts"),
        (utf_16, "not in UTF-8"),
        (no_workbook, "an archive, and no workbook"),
        (cut, "not well-formed"),
        (strange_encoding, "not in UTF-8"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_laid_out(spoil: Callable[[bytes], bytes], words: str):
    assert words in refusal(spoil(SMALL))


@given(st.binary(max_size=100), st.integers(0, len(SMALL)))
@example(b"\x04", len(SMALL) - 6)  # where its directory begins: entries then lie before the file
def test_a_damaged_workbook_gives_rows_or_bad_input(noise: bytes, at: int):
    with suppress(BadInput):
        cells(SMALL[:at] + noise + SMALL[at + len(noise) :])


# --- XLSX written ----------------------------------------------------------------------------------------------------


def written(rows: Any, **more: Any) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, [["Name", "Number"]], rows, **more)
    return stream.getvalue()


def test_texts_are_texts_whatever_they_look_like():
    texts = ["=1+1", "+380501234567", "http://example.org", "007", "_x0041_", "{=A1}", "आशा", "a\nb", "a\x01\rb", "<&>"]
    data = written([[text, 7] for text in texts])
    roster = read_roster(data, "r.xlsx")
    assert [row.cells for row in roster.rows()][1:] == [(text, "7") for text in texts]
    assert not roster.told


def test_nothing_ever_lies_on_a_disk(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refused)
    assert read_roster(written([["Asha", "x" * 1_000]] * 500), "r.xlsx")


def test_pieces_come_while_rows_do():
    read: list[int] = []

    def rows() -> Iterator[list[str]]:
        for number in range(20_000):
            read.append(number)
            yield [random.Random(number).randbytes(20).hex()]

    pieces = xlsx_pieces([], rows())
    next(pieces)
    assert 0 < len(read) < 10_000


def test_the_mark_stands_in_each_margin_and_in_the_properties():
    archive = zipfile.ZipFile(io.BytesIO(written([], mark="Exercise & <export>")))
    assert b"Exercise &amp;&amp; &lt;export&gt;" in archive.read("xl/worksheets/sheet1.xml")
    assert b"Exercise &amp; &lt;export&gt;" in archive.read("docProps/core.xml")


def test_a_text_that_excel_cannot_hold_is_refused_and_not_cut():
    with pytest.raises(BadInput, match="row 2, column 1: 32768 characters"):
        written([["x" * 32_768]])


def test_memory_stays_flat_while_writing():
    def peak(count: int) -> int:
        tracemalloc.start()
        write_xlsx(io.BytesIO(), [], (["x" * 50, str(number)] for number in range(count)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4000) < 1.5 * peak(1000)
