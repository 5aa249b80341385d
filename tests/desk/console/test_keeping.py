"""Keeping longer: who ends soon stands on a page by number; with a reason they are kept, and the item is closed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.console.test_pages import MOST_BYTES, MOST_QUERIES, keeps_to_the_words, queries_of
from tests.desk.people.register import ASHA, found_ending, person

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.queries import act_of_crisis
from safepassage.desk.people import queries, retention
from safepassage.desk.people.models import Tombstone
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return clock.now().date()


@pytest.fixture
def duty(screen_of):
    return screen_of(Role.DUTY_OFFICER)


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/keeping/"


@pytest.fixture
def soon(crisis, today):
    return person(crisis, record=ASHA, keep_until=today + 3 * DAY)


def keep(screen, person, until, reason="a court asked"):
    said = {"until": until.isoformat(), "reason": reason}
    return screen.post(f"/crises/{person.crisis_id}/persons/{person.id}/keep/", said)


def test_who_ends_soon_stands_there_by_number_and_nobody_else(duty, address, soon, crisis, today):
    later = person(crisis, keep_until=today + 90 * DAY)
    page = duty.get(address).content.decode()
    assert "1 person will be erased by" in page
    assert f"persons/{soon.id}/keep/" in page
    assert str(later.id) not in page
    assert "Asha" not in page


def test_one_is_kept_longer_with_a_reason_and_the_item_is_closed(duty, soon, crisis, today):
    retention.ask_about_ending(crisis, today=today, actor=cast.SETUP)
    item = unfinished(crisis).get()
    assert f"/crises/{crisis.id}/keeping/" in duty.get(f"/crises/{crisis.id}/queue/{item.id}/").content.decode()
    assert keep(duty, soon, today + 60 * DAY).status_code == 302
    soon.refresh_from_db()
    assert soon.keep_until == today + 60 * DAY
    act = act_of_crisis(crisis.id, soon.version)  # who reads "changed since" sees it
    assert (act.verb, act.subject, act.key_id) == ("people.keep_longer", soon.reference, soon.key_id)
    assert not unfinished(crisis).filter(kind=Kind.RETENTION).exists()


def test_the_item_stays_while_somebody_else_ends_soon(duty, soon, crisis, today):
    person(crisis, keep_until=today + 5 * DAY)
    retention.ask_about_ending(crisis, today=today, actor=cast.SETUP)
    keep(duty, soon, today + 60 * DAY)
    assert unfinished(crisis).filter(kind=Kind.RETENTION).exists()


def test_all_are_kept_longer_at_once(duty, address, soon, crisis, today):
    other, later = (person(crisis, keep_until=today + n * DAY) for n in (29, 90))
    answer = duty.post(f"{address}all/", {"until": (today + 80 * DAY).isoformat(), "reason": "an inquiry"}, follow=True)
    assert "2 persons are kept longer" in answer.content.decode()
    for each, until in ((soon, 80), (other, 80), (later, 90)):
        each.refresh_from_db()
        assert each.keep_until == today + until * DAY


@pytest.mark.parametrize("days", [-1, 0, 3, 366, 3650])
def test_no_day_that_is_not_later_or_is_too_late(duty, soon, address, today, days):
    assert keep(duty, soon, today + days * DAY).status_code == 422
    said = {"until": (today + days * DAY).isoformat(), "reason": "x"}
    assert duty.post(f"{address}all/", said).status_code == 422
    soon.refresh_from_db()
    assert soon.keep_until == today + 3 * DAY


@pytest.mark.parametrize("wrong", [{"until": "soon"}, {"reason": ""}, {"reason": "x" * 600}, {"until": "9999-99-99"}])
def test_what_is_wrong_is_told(duty, address, soon, today, wrong):
    said = {"until": (today + 60 * DAY).isoformat(), "reason": "a court asked"} | wrong
    answer = duty.post(f"{address}all/", said)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_only_a_duty_officer_keeps_longer(screen_of, soon, address, today, crisis):
    for role in (Role.CASEWORKER, Role.AUDITOR, Role.ADMINISTRATOR):
        screen = screen_of(role)
        assert screen.get(address).status_code == 403
        assert keep(screen, soon, today + 60 * DAY).status_code == 403
    page = screen_of(Role.FIELD_POST).get(f"/crises/{crisis.id}/persons/{soon.id}/").content.decode()
    assert "Keep longer" not in page


def test_who_was_erased_stands_there_as_the_number_of_an_act_alone(duty, address, crisis, officer):
    asha = person(crisis, record=ASHA)
    number = asha.number
    found_ending(crisis)
    page = duty.get(address).content.decode()
    assert Tombstone.objects.count() == 1
    stone = queries.erased_of(crisis).get()
    act = act_of_crisis(crisis.id, stone.person.version)
    assert (act.verb, act.subject) == ("people.erase_person", stone.person.reference)
    assert f'<td class="number">{act.seq}</td>' in page
    assert str(stone.person_id) not in page
    assert number not in page


def test_its_pages_take_few_queries_and_keep_to_the_words(duty, address, crisis, soon):
    found_ending(crisis)
    for page in (address, f"/crises/{crisis.id}/persons/{soon.id}/keep/"):
        duty.get(page)
        with CaptureQueriesContext(connection) as captured:
            answer = duty.get(page)
        assert len(queries_of(captured.captured_queries)) <= MOST_QUERIES
        assert len(answer.content) <= MOST_BYTES
        keeps_to_the_words(page, answer.content.decode())
