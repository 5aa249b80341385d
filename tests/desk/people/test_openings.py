"""Records that an officer opens are counted by the hour; none is refused, and above the limit another one asks why."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from tests.desk import cast
from tests.desk.people.register import person

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow, make_token
from safepassage.desk.people import actions
from safepassage.desk.people.models import Opening
from safepassage.desk.people.records import PersonRecord, Position
from safepassage.desk.queue import actions as queue
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import content
from safepassage.desk.queue.work import Kind, Outcome, State

MOST = 5


@pytest.fixture(autouse=True)
def _few():
    with override_settings(MOST_OPENED_AN_HOUR=MOST):
        yield


@pytest.fixture
def caseworker(crisis, colleague):
    return cast.member(crisis, colleague, Role.CASEWORKER, Role.APPROVER)


@pytest.fixture
def made(crisis):
    return [person(crisis, f"Somebody Invented {number}") for number in range(4)]


def asked():
    return WorkItem.objects.filter(kind=Kind.REVIEW_OPENING)


def test_above_the_limit_all_open_still_and_another_officer_is_asked_once_an_hour(
    crisis, caseworker, made, monkeypatch
):
    actions.look_at_persons(crisis, made, actor=caseworker)
    actions.look_at_person(made[0], actor=caseworker)
    assert caseworker.opened_lately == MOST
    assert not asked()
    assert len(actions.look_at_persons(crisis, made, actor=caseworker)) == 4
    actions.look_at_person(made[0], actor=caseworker)
    assert caseworker.opened_lately == 10
    item = asked().get()
    assert (item.role, item.subject, item.opened_by) == (Role.APPROVER, caseworker.reference, caseworker.reference)
    assert "Colleague opened more than 5 records" in content(item).reason
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    actions.look_at_person(made[0], actor=caseworker)
    assert caseworker.opened_lately == 1
    assert Opening.objects.count() == 1


def test_each_officer_and_crisis_is_counted_apart_and_no_program(crisis, officer, caseworker, made):
    actions.look_at_persons(crisis, made, actor=caseworker)
    actions.look_at_persons(crisis, made, actor=officer)
    elsewhere = cast.crisis(officer)
    actions.look_at_person(person(elsewhere), actor=caseworker)
    token, _text = make_token(crisis, actor=officer, role=Role.CASEWORKER, name="x", lasts=timedelta(days=1))
    actions.look_at_persons(crisis, made, actor=token)
    assert sorted(Opening.objects.values_list("persons", flat=True)) == [1, 4, 4]


def test_nobody_looks_at_what_they_opened_themselves_and_another_says_what_it_was_for(crisis, caseworker, made):
    for _ in range(2):
        actions.look_at_persons(crisis, made, actor=caseworker)
    item = asked().get()
    with pytest.raises(NotNow, match="yourself"):
        queue.claim(item, actor=caseworker)
    second = cast.member(crisis, cast.officer("second"), Role.APPROVER)
    queue.claim(item, actor=second)
    queue.finish(WorkItem.objects.get(pk=item.pk), Outcome.NOTED, actor=second, answer="They called all of hostel 5.")
    assert asked().get().state == State.DONE


def test_the_pages_that_show_them_say_so_and_others_do_not(crisis, caseworker, made):
    screen, here = cast.sign_in(Client(), caseworker), f"/crises/{crisis.id}/"
    seen = [screen.get(f"{here}persons/{made[0].id}/").content.decode() for _ in range(MOST + 1)]
    assert "records in this hour" not in seen[MOST - 1]
    assert "You have opened 6 records in this hour." in seen[MOST]
    page = screen.post(f"{here}calls/find/", {"find": "Invented"}).content.decode()
    assert "You have opened 10 records in this hour." in page
    assert "records in this hour" not in screen.get(f"{here}calls/").content.decode()


def test_who_is_listed_in_an_area_counts_too(crisis, caseworker):
    there = Position(latitude=50.0, longitude=36.2, at=clock.now())
    for name in ("Asha Invented", "Ravi Invented"):
        person(crisis, record=PersonRecord(full_name=name, position=there))
    screen = cast.sign_in(Client(), caseworker)
    for expected in (2, 4):
        screen.post(f"/crises/{crisis.id}/area/", {"place": "50.0,36.2", "radius_km": "1"})
        assert Opening.objects.get().persons == expected
