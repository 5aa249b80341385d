"""A bulk update: what it lists, what it says beforehand, what it writes, once; and what it refuses all at once."""

import re
import time

import pytest
from tests.desk import cast
from tests.desk.console.people_made_up import fill
from tests.desk.people.register import person
from tests.desk.statements import Asked

from safepassage.desk.console.bulk_forms import MOST
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.models import Act
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote, NewParty
from safepassage.desk.people.models import Note, Person
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.people.states import SETTLED, State

TOKEN = "0123456789abcdef" * 2
SAID = {"reliability": "B", "credibility": "2", "author": "A warden, invented", "token": TOKEN}


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/bulk/"


@pytest.fixture
def ten(crisis):
    """Ten of whom nothing was said, answered for by one warden, in one party."""
    warden = actions.register_warden(crisis, "metro-2", WardenRecord(), actor=cast.SETUP)
    made = [person(crisis, f"Number {n} Invented") for n in range(10)]
    actions.form_party(crisis, NewParty("cellar", tuple(each.id for each in made), warden.id), actor=cast.SETUP)
    return list(queries.persons_of(crisis).order_by("number"))


def statement(holds, holds_not=(), **more):
    ids = {"holds": [str(each.pk) for each in holds], "holds_not": [str(each.pk) for each in holds_not]}
    return SAID | {"state": "left", "otherwise": "sheltering"} | ids | more


def hidden(page):
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("way", ["warden", "party", "numbers"])
def test_people_are_listed_by_warden_party_or_numbers_and_looking_is_an_act(screen, address, ten, way):
    sent = {
        "warden": {"warden": str(ten[0].party.warden_id), "all_ticked": "on"},
        "party": {"party": "cellar", "all_ticked": "on"},
        "numbers": {"holds": "\n".join(each.number for each in ten)},
    }[way]
    page = screen.post(f"{address}list/", sent).content.decode()
    assert len(re.findall(r'name="holds" value="[^"]+"[^>]* checked', page)) == 10
    assert all(f"Number {n} Invented" in page for n in range(10))
    assert cast.last_act()[0].verb == "people.look_at_persons"


@pytest.mark.parametrize("way", ["warden", "numbers"])
def test_the_dead_and_those_home_or_abroad_are_left_out_and_named_unless_it_is_ticked(screen, address, ten, way):
    for each, state in zip(ten, sorted(SETTLED), strict=False):
        actions.add_note(each, NewNote(clock.now(), state), actor=cast.SETUP, source="test-list")
    sent = {
        "warden": {"warden": str(ten[0].party.warden_id), "all_ticked": "on"},
        "numbers": {"holds": "\n".join(each.number for each in ten)},
    }[way]
    page = screen.post(f"{address}list/", sent).content.decode()
    listed = re.findall(r'name="holds" value="([^"]+)"[^>]* checked', page)
    assert listed == [str(each.pk) for each in ten[len(SETTLED) :]]
    assert f"{len(SETTLED)} are left out, who are known to be dead, home or abroad" in page
    assert all(" ".join(re.findall("....", each.number)) in page for each in ten[: len(SETTLED)])
    both = screen.post(f"{address}list/", sent | {"with_settled": "on"}).content.decode()
    assert len(re.findall(r'name="holds" value="[^"]+"[^>]* checked', both)) == 10
    assert "left out" not in both


def test_people_are_listed_by_haven(screen, address, ten, crisis):
    haven = ten[0].pk  # any id will do: the register does not know what a haven is
    actions.add_note(ten[3], NewNote(clock.now(), State.IN_HAVEN, haven), actor=cast.SETUP, source="test-list")
    assert [each.pk for each in queries.persons_of(crisis).filter(haven=haven)] == [ten[3].pk]
    assert screen.post(f"{address}list/", {"haven": str(haven)}).status_code == 422  # no haven of this crisis


def test_wrong_numbers_are_told_all_at_once_and_nothing_is_listed(screen, address, ten, crisis, officer):
    stranger = person(cast.crisis(officer, name="Shelbyville"))
    erased = person(crisis)
    actions.erase_person(erased, actor=officer, why="asked")
    wrong = ["123", "999999999999", stranger.number, erased.number]
    answer = screen.post(f"{address}list/", {"holds": "\n".join([ten[0].number, *wrong])})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert all(number in page for number in wrong)
    assert f"{stranger.number}: nobody in this crisis" in page
    assert "Number 0 Invented" not in page
    both = {"holds": ten[0].number, "holds_not": ten[0].number}
    assert screen.post(f"{address}list/", both).status_code == 422
    assert screen.post(f"{address}list/", {"party": "cellar", "holds": ten[0].number}).status_code == 422
    assert screen.post(f"{address}list/", {}).status_code == 422


def test_it_says_beforehand_what_will_change_and_writes_nothing(screen, address, ten):
    newer = NewNote(clock.now(), State.HOME, grade="A1")
    actions.add_note(ten[0], newer, actor=cast.SETUP, source="test-list")
    before = (Act.objects.count(), Note.objects.count())
    page = screen.post(f"{address}preview/", statement(ten[:7], ten[7:])).content.decode()
    assert (Act.objects.count(), Note.objects.count()) == before
    rows = re.findall(r"<tr><td class=\"number\">(\d+)</td><td>([^<]+)</td><td>([^<]+)</td></tr>", page)
    assert set(rows) == {
        ("6", "Never tried", "Left by own means (unconfirmed)"),
        ("3", "Never tried", "Sheltering, wants out"),
        ("1", "Home", "Home"),
    }
    assert "1 stays as they are" in page


def test_what_was_foreseen_is_what_comes_of_it(screen, address, crisis):
    fill(crisis, 60, actor=cast.SETUP)
    persons = list(queries.persons_of(crisis).order_by("number"))
    preview = screen.post(f"{address}preview/", statement(persons[:40], persons[40:], said_at="2022-03-03T12:00"))
    foreseen = {each.person.pk: (each.after, each.is_contested) for each in preview.context["changes"]}
    screen.post(f"{address}write/", hidden(preview.content.decode()))
    came = {each.pk: (each.state, each.contested) for each in queries.persons_of(crisis)}
    assert came == foreseen
    assert len(set(came.values())) > 3


def test_forty_have_left_and_three_have_not_in_one_act_and_once(screen, address, ten, caseworker):
    preview = screen.post(f"{address}preview/", statement(ten[:7], ten[7:9]))
    sent = hidden(preview.content.decode())
    acts = Act.objects.count()
    answer = screen.post(f"{address}write/", sent)
    assert "9 statements were written" in answer.content.decode()
    states = [Person.objects.get(pk=each.pk).state for each in ten]
    assert states == ["left"] * 7 + ["sheltering"] * 2 + ["never_tried"]
    added = Act.objects.order_by("seq")[acts:]
    assert [act.verb for act in added] == ["people.add_notes"]
    note = Note.objects.filter(person=ten[0]).get()
    assert (note.grade, note.source, note.entered_by) == ("B2", "bulk-update", caseworker.reference)
    again = screen.post(f"{address}write/", sent)
    assert "nothing was written twice" in again.content.decode()
    assert Note.objects.filter(person__in=ten).count() == 9


def test_corrected_and_sent_again_it_is_written(screen, address, ten):
    screen.post(f"{address}write/", statement(ten[:3], said_at="2022-03-03T12:00"))
    screen.post(f"{address}write/", statement(ten[:3], said_at="2022-03-03T13:00", state="home"))
    assert Person.objects.get(pk=ten[0].pk).state == "home"


def test_whom_it_contests_is_said_before_and_after(screen, address, ten):
    for each in ten[:2]:
        actions.add_note(each, NewNote(clock.now(), State.HOME, grade="A1"), actor=cast.SETUP, source="test-list")
    preview = screen.post(f"{address}preview/", statement(ten[:4], state="moving")).content.decode()
    assert "stay as they are" in preview  # to the minute, it is not newer than what was said just now
    early = NewNote(clock.now().replace(year=2022, month=3, day=3), State.HOME, grade="A1")
    for each in ten[4:6]:
        actions.add_note(each, early, actor=cast.SETUP, source="test-list")
    answer = screen.post(f"{address}preview/", statement(ten[4:8], state="moving"))
    page = answer.content.decode()
    assert "About 2 of them sources would disagree" in page
    written = screen.post(f"{address}write/", hidden(page)).content.decode()
    assert "Sources disagree about" in written
    assert set(Person.objects.filter(contested=True)) == set(ten[4:6])


@pytest.mark.parametrize(
    "wrong",
    [
        {"holds": [], "holds_not": []},
        {"state": ""},
        {"otherwise": ""},
        {"said_at": "2099-01-01T00:00"},
        {"token": "x"},
        {"holds": ["not an id"]},
        {"reliability": "Z"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(screen, address, ten, wrong):
    for step in ("preview", "write"):
        answer = screen.post(f"{address}{step}/", statement(ten[:2], ten[2:3]) | wrong)
        assert answer.status_code == 422
    assert Note.objects.filter(person__in=ten).count() == 0


def test_nobody_of_another_crisis_is_touched_and_nothing_half(screen, address, ten, officer):
    stranger = person(cast.crisis(officer, name="Shelbyville"))
    for step in ("preview", "write"):
        answer = screen.post(f"{address}{step}/", statement([*ten[:2], stranger]))
        assert answer.status_code == 422
        assert "1 of those ticked" in answer.content.decode()
        assert stranger.number not in answer.content.decode()
    assert Note.objects.count() == 0


def test_five_hundred_at_once_are_quick_and_one_more_is_refused(screen, address, crisis):
    fill(crisis, MOST + 1, actor=cast.SETUP)
    persons = list(queries.persons_of(crisis).order_by("number"))
    numbers = "\n".join(each.number for each in persons[:MOST])
    assert screen.post(f"{address}list/", {"holds": numbers}).status_code == 200
    began = time.perf_counter()
    preview = screen.post(f"{address}preview/", statement(persons[:MOST]))
    sent = hidden(preview.content.decode())
    with Asked() as asked:
        answer = screen.post(f"{address}write/", sent)
    assert f"{MOST} statements were written" in answer.content.decode()
    assert time.perf_counter() - began < 15  # some 0.5 s where nothing else runs
    assert asked.count < 60
    too_many = "\n".join(each.number for each in persons)
    assert screen.post(f"{address}list/", {"holds": too_many, "with_settled": "on"}).status_code == 422
    assert screen.post(f"{address}preview/", statement(persons)).status_code == 422


def test_a_field_post_may_and_an_auditor_may_not(screen_of, address):
    assert screen_of(Role.FIELD_POST).get(address).status_code == 200
    assert screen_of(Role.AUDITOR).get(address).status_code == 403
