"""The file, the party: what opening and changing them does, and what the page then says."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Consent, Person

REASON = {"reason": "they said so themselves"}
NOTE = {"state": "moving", "reliability": "B", "credibility": "2", "author": "A warden", "text": "on the way"}


@pytest.fixture
def person(crisis, few):
    return queries.person_of(crisis, few[0].id)


@pytest.fixture
def address(crisis, person):
    return f"/crises/{crisis.id}/persons/{person.id}/"


def read(person):
    return queries.person_of(person.crisis, person.id)


def test_opening_a_file_is_an_act(screen, address, person, caseworker):
    screen.get(address)
    act, _ = cast.last_act()
    assert (act.verb, act.subject, act.actor) == ("people.look_at_person", person.reference, caseworker.reference)


def test_a_note_changes_the_state_and_is_signed(screen, address, person, caseworker):
    answer = screen.post(f"{address}notes/add/", NOTE)
    assert answer.url == address
    assert read(person).state == "moving"
    note = queries.file_of(read(person)).notes[0].note
    assert (note.grade, note.entered_by) == ("B2", caseworker.reference)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "", "text": ""}, {"said_at": "2099-01-01T00:00"}, {"state": "never_tried"}, {"haven": "nowhere"}],
)
def test_a_note_that_cannot_be_is_refused_in_words(screen, address, person, wrong):
    before = queries.file_of(person).notes
    answer = screen.post(f"{address}notes/add/", NOTE | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert queries.file_of(read(person)).notes == before


def test_a_time_without_a_zone_is_of_the_crisis(screen, address, person):
    screen.post(f"{address}notes/add/", NOTE | {"said_at": "2022-03-04T18:00"})
    assert queries.file_of(read(person)).notes[0].note.source_at == datetime(2022, 3, 4, 16, tzinfo=UTC)


def test_a_note_sent_twice_by_one_page_counts_once_and_another_note_beside_it(screen, address, person):
    before = len(queries.file_of(person).notes)
    token = re.search(r'name="token" value="([0-9a-f]{32})"', screen.get(address).content.decode())[1]
    for text in ("on the way", "on the way", "arrived"):
        screen.post(f"{address}notes/add/", NOTE | {"text": text, "token": token})
    assert len(queries.file_of(read(person)).notes) == before + 2


def test_a_record_is_not_merged_with_itself_and_the_reason_is_true(person, officer):
    with pytest.raises(NotNow, match="both numbers are of this one record"):
        actions.merge(person, person, actor=officer, reason="a slip")


def test_contradictions_stand_side_by_side(screen, address, person):
    screen.post(f"{address}notes/add/", NOTE | {"state": "home", "text": "I saw her at home"})
    screen.post(
        f"{address}notes/add/", NOTE | {"state": "sheltering", "credibility": "5", "text": "still in the cellar"}
    )
    page = screen.get(address).content.decode()
    sides = page[page.index('class="sides"') : page.index("To settle it")]
    assert "I saw her at home" in sides
    assert "still in the cellar" in sides
    assert "Sources disagree" in page
    screen.post(f"{address}notes/add/", NOTE | {"state": "sheltering", "is_settling": "on"})
    assert 'class="sides"' not in screen.get(address).content.decode()


def test_set_aside_and_taken_back_with_a_reason(screen, address, person):
    screen.post(f"{address}set-aside/", {"why": "never_there"})
    assert read(person).set_aside == ""
    screen.post(f"{address}set-aside/", {"why": "never_there", **REASON})
    assert read(person).set_aside == "never_there"
    assert "Not counted as a person" in screen.get(address).content.decode()
    screen.post(f"{address}take-back/", REASON)
    assert read(person).set_aside == ""


def test_merged_by_number_and_undone(screen, address, person, crisis, few):
    kept = few[1]
    screen.post(f"{address}merge/", {"number": kept.number, **REASON})
    assert read(person).set_aside == "duplicate"
    page = screen.get(f"/crises/{crisis.id}/persons/{kept.id}/").content.decode()
    assert "is merged into this record" in page
    made = queries.merges_of(person).get()
    screen.post(f"{address}merges/{made.id}/undo/", REASON)
    assert read(person).set_aside == ""


def test_consent_is_put_down_and_the_newest_holds(screen, address, person):
    for given in ("no", "yes"):
        screen.post(f"{address}consent/", {"purpose": "share_family", "given": given})
    assert Consent.objects.filter(person=person).count() == 2
    assert "Telling next of kin: yes" in screen.get(address).content.decode()


def test_a_party_is_split_only_with_a_reason(screen, person, crisis):
    address = f"/crises/{crisis.id}/parties/{person.party_id}/split/"
    assert screen.post(address, {"members": [str(person.id)]}).status_code == 422
    answer = screen.post(address, {"members": [str(person.id)], **REASON})
    assert read(person).party.split_from_id == person.party_id
    assert answer.url == f"/crises/{crisis.id}/parties/{read(person).party_id}/"


def test_a_field_post_does_not_decide_who_counts(screen_of, address):
    screen = screen_of(Role.FIELD_POST)
    assert "set-aside/" not in screen.get(address).content.decode()
    assert screen.post(f"{address}set-aside/", {"why": "never_there", **REASON}).status_code == 403


def test_nobody_of_another_crisis_is_reached(screen, person, crisis, officer):
    other = cast.crisis(officer, name="Shelbyville")
    Person.objects.filter(pk=person.pk).update(crisis=other)
    assert screen.get(f"/crises/{crisis.id}/persons/{person.id}/").status_code == 404


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=31), "31 h ago"),
        (timedelta(days=5), "5 days ago"),
        (timedelta(seconds=-20), "0 min ago"),
    ],
)
def test_how_long_ago_is_told_in_words(passed, words):
    page = Template("{% load told %}{{ at|ago }}").render(Context({"at": clock.now() - passed}))
    assert page == words
    assert Template("{% load told %}{{ at|ago }}").render(Context({"at": None})) == "never"
