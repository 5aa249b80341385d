"""The pages of duplicates: what they show and to whom, what they put on record, what their buttons do."""

import pytest
from tests.desk import cast
from tests.desk.people.register import found_alike, person

from safepassage.desk.crises.access import Role
from safepassage.desk.people import actions, queries
from safepassage.desk.people.models import Likeness
from safepassage.desk.people.records import PersonRecord

REASON = {"reason": "I spoke to them"}


@pytest.fixture
def pair(crisis):
    """The earlier record and the later one; the later has a companion."""
    found = found_alike(crisis)
    return found.first, found.second  # in the order in which they were registered


@pytest.fixture
def found(pair):
    return Likeness.objects.get()


@pytest.fixture
def address(crisis, found):
    return f"/crises/{crisis.id}/duplicates/{found.id}/"


def test_the_list_gives_numbers_and_reasons_but_no_name(screen, crisis, pair, found):
    page = screen.get(f"/crises/{crisis.id}/duplicates/").content.decode()
    assert "1 pair of records may be one person" in page
    assert "very likely one person" in page
    assert "same document number" in page
    assert "Asha" not in page


def test_an_empty_list_says_so(screen, crisis):
    assert "No two records wait" in screen.get(f"/crises/{crisis.id}/duplicates/").content.decode()


def test_side_by_side_they_are_compared_in_words_and_the_look_is_an_act(screen, address, pair, caseworker):
    page = screen.get(address).content.decode()
    for words in ("Asha Invented", "Invented Asha", "same name", "only one says", "Olena Fabled", "born the same day"):
        assert words in page
    act, said = cast.last_act()
    assert (act.verb, act.actor) == ("people.look_at_persons", caseworker.reference)
    assert {str(each.id) for each in pair} <= set(said["new"]["person"])
    assert len(said["new"]["person"]) == 3  # the companion was named too


@pytest.mark.parametrize("kept", [0, 1])
def test_merged_into_the_one_that_the_officer_keeps(screen, address, crisis, pair, found, kept):
    screen.post(f"{address}merge/", {"keep": str(pair[kept].id), **REASON})
    gone = queries.person_of(crisis, pair[1 - kept].id)
    assert queries.merges_of(gone).get().kept_id == pair[kept].id
    assert not queries.likenesses_of(crisis)
    page = screen.get(address).content.decode()
    assert "They are merged" in page
    assert "<form method" not in page.partition("<h1")[2]


def test_told_apart_with_a_reason_and_not_asked_again(screen, address, crisis, pair, found):
    assert screen.post(f"{address}different/", {"reason": ""}).status_code == 422
    screen.post(f"{address}different/", REASON)
    assert not queries.likenesses_of(crisis)
    assert cast.last_act()[1]["reason"] == REASON["reason"]
    assert "different people" in screen.get(address).content.decode()


def test_a_decision_that_somebody_took_meanwhile_is_not_taken_twice(screen, address, crisis, pair):
    screen.post(f"{address}different/", REASON)
    answer = screen.post(f"{address}different/", REASON, follow=True)
    assert "Not done" in answer.content.decode()


def test_a_page_from_before_somebody_told_them_apart_merges_nobody(screen, address, crisis, pair):
    screen.post(f"{address}different/", REASON)
    answer = screen.post(f"{address}merge/", {"keep": str(pair[0].id), **REASON}, follow=True)
    assert "Not done" in answer.content.decode()
    assert not queries.merges_of(pair[1])
    assert Likeness.objects.get().state == "different"


@pytest.mark.parametrize("keep", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_only_one_of_the_two_can_be_kept(screen, address, found, keep):
    assert screen.post(f"{address}merge/", {"keep": keep, **REASON}).status_code == 422
    assert Likeness.objects.get().state == "open"


def test_a_pair_of_another_crisis_is_not_there(screen, crisis, colleague, found):
    other = cast.crisis(colleague, name="Elsewhere")
    cast.member(other, colleague, Role.CASEWORKER)
    for part in ("", "merge/", "different/"):
        address = f"/crises/{other.id}/duplicates/{found.id}/{part}"
        assert (screen.post if part else screen.get)(address).status_code == 404


def test_an_erased_person_leaves_no_pair(screen, address, pair, officer):
    actions.erase_person(pair[0], actor=officer, why="asked")
    assert screen.get(address).status_code == 404


def test_a_field_post_does_not_decide_who_is_who(screen_of, address):
    assert screen_of(Role.FIELD_POST).get(address).status_code == 403


def test_whom_a_caller_may_be_already_is_said_with_the_number_to_read_out(screen, crisis):
    person(crisis, record=PersonRecord(full_name="Asha Invented", phones=("+380501234567",)))
    said = {"name": "Invented Asha", "phone": "+380501234567", "shelter": "Hostel 4", "state": "sheltering"}
    answer = screen.post(f"/crises/{crisis.id}/calls/register/", said | {"token": "0" * 32}, follow=True)
    found = queries.likenesses_of(crisis).get()
    assert f"/duplicates/{found.id}/" in answer.content.decode()
    assert "may be here already" in answer.content.decode()
