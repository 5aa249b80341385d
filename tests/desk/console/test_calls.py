"""The call-taker's page: who is found by what, what becomes of a new person, what is put on record."""

import re

import pytest
from tests.desk import cast

from safepassage.desk.console import calls, finding
from safepassage.desk.core.sealing import seal
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.people.actions import register_person, register_persons
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.models import Person
from safepassage.desk.people.opened import opened
from safepassage.desk.people.queries import file_of, person_numbered, persons_of
from safepassage.desk.people.records import Document, PersonRecord
from safepassage.desk.people.saying import country_of
from safepassage.desk.release.columns import Entry, needs_of

FILLED = {
    "token": "0123456789abcdef" * 2,
    "name": "आशा Invented",
    "phone": "050 765 43 21",
    "shelter": "Hostel 4",
    "state": "sheltering",
    "born": "2001-05-17",
    "document": "M-1234567",
    "needs": "insulin",
    "caller": "",
    "said": "no water since noon",
}


@pytest.fixture
def asha(crisis):
    record = PersonRecord(
        full_name="Asha Invented",
        alternate_names=("आशा",),
        phones=("+380507654321",),
        documents=(Document(kind="passport", number="M-1234567"),),
        shelter="Hostel 17",
    )
    return register_person(crisis, NewPerson(record), actor=cast.SETUP, source="tests")


@pytest.mark.parametrize(
    "said", ["Asha", "आशा", "asha invnted", "050 765 43 21", "+380507654321", "m1234567", "hostel 17"]
)
def test_somebody_is_found_by_whatever_the_caller_says(said, screen, crisis, asha):
    page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": said}).content.decode()
    assert f"/persons/{asha.id}/" in page
    act, told = cast.last_act()
    assert act.verb == "people.look_at_persons"
    assert str(asha.id) in told["new"]["person"]


def test_by_number_with_blanks_only_they_are_found(screen, crisis, asha, few):
    spaced = " ".join(re.findall("....", asha.number))
    page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": spaced}).content.decode()
    assert re.findall(r"/persons/([\w-]+)/", page) == [str(asha.id)]


def test_nobody_of_another_crisis_is_found(screen, crisis, officer):
    other = cast.crisis(officer, name="Shelbyville")
    made = register_person(other, NewPerson(PersonRecord(full_name="Asha Elsewhere")), actor=cast.SETUP, source="tests")
    for said in ("Asha Elsewhere", made.number):
        page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": said}).content.decode()
        assert "Nobody was found" in page


def test_how_many_were_found_is_said_and_the_next_ones_are_one_press_away(screen, crisis):
    entries = [NewPerson(PersonRecord(full_name="Asha Invented", shelter=f"Hostel {n}")) for n in range(45)]
    register_persons(crisis, entries, actor=cast.SETUP, source="tests")
    seen = []
    for number, said in ((1, "1 to 20 are shown"), (2, "21 to 40 are shown"), (3, "41 to 45 are shown")):
        page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": "Asha Invented", "page": number})
        text = page.content.decode()
        assert "45 may be them" in text
        assert said in text
        assert ('name="page" value="%s"' % (number + 1) in text) == (number < 3)
        assert '<input type="hidden" name="find" value="Asha Invented">' in text
        seen += re.findall(r"/persons/([\w-]+)/", text)
        assert len(cast.last_act()[1]["new"]["person"]) == (20 if number < 3 else 5)  # only who was shown
    assert len(set(seen)) == 45


def test_more_than_can_be_looked_through_is_said_to_be_so(screen, crisis, monkeypatch):
    monkeypatch.setattr(finding, "MOST_FOUND", 3)
    monkeypatch.setattr(calls, "MOST_FOUND", 3)
    entries = [NewPerson(PersonRecord(full_name="Asha Invented"))] * 4
    register_persons(crisis, entries, actor=cast.SETUP, source="tests")
    page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": "Asha"}).content.decode()
    assert "3 or more may be them: say more" in page


def test_what_was_looked_for_is_not_typed_twice(screen, crisis):
    page = screen.post(f"/crises/{crisis.id}/calls/find/", {"find": "Zoya"}).content.decode()
    assert re.search(r'<input[^>]*name="name"[^>]*value="Zoya"', page)
    assert re.search(r'<input[^>]*name="name"[^>]*autofocus', page)


def test_a_new_person_gets_a_number_and_what_was_said_is_the_first_note(screen, crisis):
    answer = screen.post(f"/crises/{crisis.id}/calls/register/", FILLED)
    person = Person.objects.select_related("key", "crisis").get()
    assert answer.url == f"/crises/{crisis.id}/calls/registered/{person.id}/"
    page = screen.get(answer.url).content.decode()
    number = re.search(r'class="read-out" dir="ltr">([\d ]+)<', page)[1]
    assert person_numbered(crisis, number) == person
    file = file_of(person)
    assert file.record.phones == ("+380507654321",)
    assert (person.state, person.medical, person.source) == ("sheltering", True, "call")
    assert file.notes[0].record.text == "no water since noon"
    assert file.notes[0].record.author_made_contact


@pytest.mark.parametrize(("caller", "state", "is_heard"), [("", "undecided", True), ("a friend", "never_tried", False)])
def test_what_was_not_said_is_not_claimed(screen, crisis, caller, state, is_heard):
    """A2."""
    page = screen.get(f"/crises/{crisis.id}/calls/").content.decode()
    assert re.search(r'<select name="state"[^>]*>\s*<option value="" selected>not said', page)
    screen.post(f"/crises/{crisis.id}/calls/register/", FILLED | {"state": "", "caller": caller})
    person = Person.objects.get()
    assert (person.state, person.heard_at is not None) == (state, is_heard)


def test_enter_pressed_twice_registers_one_person(screen, crisis):
    page = screen.get(f"/crises/{crisis.id}/calls/").content.decode()
    answers = FILLED | {"token": re.search(r'name="token" value="(\w+)"', page)[1]}
    first, second = (screen.post(f"/crises/{crisis.id}/calls/register/", answers) for _ in range(2))
    assert first.url == second.url
    assert Person.objects.count() == 1
    other = screen.post(f"/crises/{crisis.id}/calls/register/", answers | {"name": "Zoya Invented"})  # the page before
    assert other.url != first.url
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("phone", "12"), ("born", "03/04/1999"), ("born", "tomorrow"), ("document", "--")],
)
def test_what_is_wrong_is_said_and_nobody_is_registered(screen, crisis, field, wrong):
    answer = screen.post(f"/crises/{crisis.id}/calls/register/", FILLED | {field: wrong})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Person.objects.exists()


def test_what_a_caller_says_never_stands_in_an_address(screen, crisis):
    page = screen.get(f"/crises/{crisis.id}/calls/").content.decode()
    assert set(re.findall(r'<form[^>]*method="(\w+)"', page)) == {"post"}


def test_the_country_of_a_zone():
    assert (country_of("Europe/Kyiv"), country_of("UTC")) == ("UA", "")


def test_who_cannot_walk_by_the_box_of_needs_is_told_so_on_their_page_and_on_paper(screen, crisis):
    screen.post(f"/crises/{crisis.id}/calls/register/", FILLED | {"needs": "cannot walk, insulin", "born": "12"})
    person = Person.objects.get()
    page = screen.get(f"/crises/{crisis.id}/persons/{person.id}/").content.decode()
    assert "Cannot walk, it is said" in page
    assert "<dt>Mobility</dt><dd><bdi>cannot walk</bdi>" in page
    said = file_of(person).record.model_dump(mode="json", exclude_defaults=True)
    assert needs_of(Entry(person, said, {})) == "cannot walk; minor, no adult named; medical need"


@pytest.mark.parametrize("nothing", ["\u200b", "\u202e\u2066", "\u3164"])
def test_a_name_of_which_nothing_is_seen_is_asked_for_again(nothing, screen, crisis):
    answer = screen.post(f"/crises/{crisis.id}/calls/register/", FILLED | {"name": nothing})
    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_a_name_that_was_sealed_with_what_turns_it_around_is_shown_with_it(screen, crisis, asha):
    hidden = PersonRecord(full_name="Asha Invented").model_copy(update={"full_name": "Asha\u202e detnevnI"})
    about = Person.objects.select_related("key").get(pk=asha.id)
    about.sealed = seal(open_key(about.key_id), hidden.to_json(), about.reference)
    about.save()
    page = screen.get(f"/crises/{crisis.id}/persons/{asha.id}/").content.decode()
    assert "Asha[U+202E] detnevnI" in page
    assert "\u202e" not in page
    (row,) = opened(persons_of(crisis))
    assert row.record["full_name"] == "Asha[U+202E] detnevnI"
