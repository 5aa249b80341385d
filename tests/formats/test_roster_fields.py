"""Cells of a roster: dates in any order, sexes, ages, phones; all faults of a row by column, without its content."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.errors import Fault
from safepassage.formats.roster_fields import (
    BirthDate,
    Manner,
    name_of_country,
    read_age,
    read_birth_date,
    read_email,
    read_phones,
    read_rows,
    read_sex,
)
from safepassage.formats.roster_rows import Row

TODAY = date(2022, 3, 1)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        *[(text, "1999-03-04") for text in ("1999-03-04", "1999/3/4", "04.03.1999", "4.3.99", "1999-03-04 00:00:00")],
        *[
            (text, "1999-03-04")
            for text in ("4 March 1999", "March 4, 1999", "4th Mar 1999", "04-MAR-99", "4 марта 1999 г.")
        ],
        *[(text, "1999-03-04") for text in ("4 березня 1999 р.", "४ मार्च १९९९", "०४.०३.१९९९", "1999-03-04T00:00")],
        ("13/4/1999", "1999-04-13"),
        ("4/13/1999", "1999-04-13"),
        ("5/5/1999", "1999-05-05"),
        ("1999", "1999"),
        ("03/1999", "1999-03"),
        ("1999-03", "1999-03"),
        ("March 1999", "1999-03"),
        ("1.1.05", "2005-01-01"),
        ("1.1.23", "1923-01-01"),
        ("29.02.2000", "2000-02-29"),
    ],
)
def test_a_date_of_birth_in_the_ways_it_is_written(text: str, born: str):
    assert read_birth_date(text, TODAY) == BirthDate(born)


def test_what_may_be_day_or_month_is_told_until_an_order_is_stated():
    assert read_birth_date("3/4/1999", TODAY) == BirthDate("1999-04-03", ("1999-03-04",))
    assert read_birth_date("3/4/1999", TODAY, "MDY") == BirthDate("1999-03-04")
    assert read_birth_date("3-4-1999", TODAY, "DMY") == BirthDate("1999-04-03")
    assert read_birth_date("3.4.1999", TODAY, "MDY") == BirthDate("1999-04-03")  # dots: day first, everywhere


@pytest.mark.parametrize(
    "text",
    [
        *(
            "36526",
            "19990304",
            "31.02.1999",
            "2030-01-01",
            "2022-03-02",
            "1850",
            "unknown",
            "4 Foo 1999",
            "1.2.3.4",
            "",
        ),
        *("1/2/999", "May June 1999", "4/13/99999"),
    ],
)
def test_what_is_no_date_of_birth_is_refused_without_being_repeated(text: str):
    with pytest.raises(ValueError, match="; expected ") as refused:
        read_birth_date(text, TODAY)
    assert not text or text not in str(refused.value)


@given(st.dates(date(1930, 1, 1), TODAY))
def test_every_day_is_read_in_every_order(day: date):
    expected = day.isoformat()
    assert read_birth_date(expected, TODAY).value == expected
    assert read_birth_date(f"{day:%d.%m.%Y}", TODAY).value == expected
    assert read_birth_date(f"{day:%d %B %Y}", TODAY).value == expected
    assert read_birth_date(f"{day:%m/%d/%Y}", TODAY, "MDY").value == expected
    either = read_birth_date(f"{day:%m/%d/%Y}", TODAY)
    assert expected in (either.value, *either.or_else)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_value_error(text: str):
    try:
        assert read_birth_date(text, TODAY).value
    except ValueError as refused:
        assert "; expected " in str(refused)  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        *[(text, "female") for text in ("F", "female", "Ж", "жін.", "жен", "महिला", "Mrs.")],
        *[(text, "male") for text in ("m", "MALE", "М", "ч", "муж.", "पुरुष")],
        *[(text, "other") for text in ("X", "non-binary", "अन्य")],
    ],
)
def test_words_for_a_sex(text: str, sex: str):
    assert read_sex(text) == sex


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("23", "23"),
        ("२३", "23"),
        ("23 years", "23"),
        ("19 р.", "19"),
        ("21 год", "21"),
        ("18-25", "18-25"),
        ("6 months", "0"),
    ],
)
def test_ages(text: str, age: str):
    assert read_age(text) == age


@pytest.mark.parametrize("text", ["121", "25-18", "young", "-3", "2.5"])
def test_what_is_no_age_is_refused(text: str):
    with pytest.raises(ValueError, match="; expected "):
        read_age(text)


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        *[
            (text, ("+380501234567",))
            for text in ("050 123 45 67", "(050) 123-45-67", "+380 50 1234567", "00380501234567")
        ],
        *[(text, ("+380501234567",)) for text in ("380501234567", "tel. 0501234567", "०५०१२३४५६७")],
        ("919876543210", ("+919876543210",)),  # a spreadsheet has dropped the +
        ("0501234567 / +91 98765 43210", ("+380501234567", "+919876543210")),
        ("0501234567, 0501234567", ("+380501234567",)),
    ],
)
def test_phones_are_brought_to_one_form(text: str, phones: tuple[str, ...]):
    assert read_phones(text, "UA") == phones


@pytest.mark.parametrize("text", ["3.80501E+11", "12345", "none", "+380501234567 ext. 5", "9876543210"])
def test_what_is_no_phone_is_refused_without_being_repeated(text: str):
    with pytest.raises(ValueError, match="; expected ") as refused:
        read_phones(text, "UA")
    assert text not in str(refused.value)


def test_an_address_of_e_mail_is_looked_at_roughly():
    assert read_email("asha@example.org") == "asha@example.org"
    with pytest.raises(ValueError, match="; expected "):
        read_email("asha at example.org")


# --- Rows ------------------------------------------------------------------------------------------------------------

HEADER = ("Name", "DOB", "Born on", "Phone", "Phone 2", "Sex", "Seat")
MANNER = Manner({0: "full_name", 1: "birth_date", 2: "birth_date", 3: "phone", 4: "phone", 5: "sex"}, "UA", TODAY)


def read(*cells: str):
    (row,) = read_rows([Row(7, cells)], HEADER, MANNER, "r.csv")
    return row


def test_a_row_is_read_by_its_columns():
    row = read("Asha Verma", "4.3.1999", "1999-03-04", "0501234567", "+919876543210", "F", "12", "more")
    assert row.values == {
        "full_name": "Asha Verma",
        "birth_date": "1999-03-04",
        "phone": "+380501234567\n+919876543210",
        "sex": "female",
    }
    assert row.others == {"Seat": "12", "8": "more"}
    assert not row.faults
    assert not row.doubts


def test_all_faults_of_a_row_come_at_once_and_name_no_value():
    row = read("Asha Verma", "31.31.1999", "", "12345", "", "?")
    assert [fault.where for fault in row.faults] == [f"row 7, column {name}" for name in ("DOB", "Phone", "Sex")]
    assert row.values == {"full_name": "Asha Verma"}
    assert not any(text in str(row.faults) for text in ("31.31.1999", "12345", "Asha"))


def test_columns_that_disagree_about_what_there_is_once_are_a_fault():
    row = read("A", "4.3.1999", "5.3.1999")
    assert [fault.wrong for fault in row.faults] == ["another column of this row says something else"]


def test_a_doubt_does_not_stop_a_row():
    row = read("A", "3/4/1999")
    assert row.values["birth_date"] == "1999-04-03"
    assert [(type(doubt), doubt.where) for doubt in row.doubts] == [(Fault, "row 7, column DOB")]


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [("IN", "en", "India"), ("IN", "hi", "भारत"), ("IN", "uk", "India"), ("UA", "uk", "Україна"), ("XX", "en", "XX")],
)
def test_a_country_is_called_by_its_name(code, language, name):
    assert name_of_country(code, language) == name
