"""Columns of a roster: what headers in four languages are taken for, and what is left to an officer."""

import pytest

from safepassage.formats.roster_columns import FIELDS, LIKELY, find_header, guess_columns


def guessed(*header: str) -> list[str]:
    return [guess.field for guess in guess_columns(header)]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            ["S.No", "Name of the student", "Passport No.", "DOB", "Mobile No.", "Father's Mobile", "Hostel name"],
            ["", "full_name", "passport", "birth_date", "phone", "next_of_kin", "address"],
        ),
        (
            ["№", "ПІБ", "Стать", "Дата народження", "Телефон", "Гуртожиток", "Кімната", "Примітки"],
            ["", "full_name", "sex", "birth_date", "phone", "address", "room", "notes"],
        ),
        (
            ["Фамилия", "Имя", "Отчество", "Пол", "Возраст", "Гражданство", "Эл. почта", "Группа"],
            ["family_name", "given_name", "", "sex", "age", "nationality", "email", "party"],
        ),
        (
            ["क्रमांक", "नाम", "लिंग", "जन्म तिथि", "पासपोर्ट नं", "मोबाइल नं.", "पता", "समन्वयक"],
            ["", "full_name", "sex", "birth_date", "passport", "phone", "address", "warden"],
        ),
        (
            ["First Name", "Last Name", "E-mail ID", "Phone (Ukraine)", "Phone (India)", "Blood group", "Status"],
            ["given_name", "family_name", "email", "phone", "phone", "", "status"],
        ),
    ],
)
def test_headers_as_wardens_write_them(header: list[str], fields: list[str]):
    assert guessed(*header) == fields


def test_every_name_in_the_table_is_taken_for_its_own_field():
    assert {name: guessed(name)[0] for names in FIELDS.values() for name in names} == {
        name: field for field, names in FIELDS.items() for name in names
    }


def test_small_errors_of_spelling_are_forgiven():
    assert guessed("Nationalty", "Pasport number", "Дата нарождения") == ["nationality", "passport", "birth_date"]


def test_a_field_goes_to_one_column_and_the_other_shows_it_as_a_candidate():
    first, second = guess_columns(["Name", "Full name"])
    assert sorted([first.field, second.field]) == ["", "full_name"]
    assert all(guess.candidates[0][0] == "full_name" for guess in (first, second))


def test_what_is_unknown_is_left_to_the_officer():
    (guess,) = guess_columns(["Shoe size"])
    assert (guess.field, guess.score < LIKELY) == ("", True)
    assert guess_columns([""])[0].candidates == ()


def test_the_header_may_stand_below_a_title():
    rows = [["Hostel 4, list of 1 March"], [], ["No", "Name", "Phone", "Room"], ["1", "Asha Verma", "050", "12"]]
    assert find_header(rows) == 2
    assert find_header([]) == 0
