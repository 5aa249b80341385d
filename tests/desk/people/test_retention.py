"""The end of keeping: asked about a month before, kept longer with a reason, else erased; accounts put right."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.desk import cast
from tests.desk.people.register import ASHA, NOON, person, say

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.queries import KeyDestroyed
from safepassage.desk.people import actions, queries, retention
from safepassage.desk.people.models import Note, Person, Tombstone, Warden
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.people.states import State
from safepassage.desk.queue.queries import unfinished
from safepassage.desk.queue.work import Kind

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return clock.now().date()


def test_whose_time_has_ended_is_erased_and_nobody_else(crisis, officer, today):
    gone, last_day, kept = (person(crisis, keep_until=today + n * DAY) for n in (-1, 0, 1))
    assert retention.erase_ended(crisis, today=today, actor=cast.SETUP) == 1
    assert Tombstone.objects.get().person_id == gone.id
    assert Tombstone.objects.get().why == "retention"
    assert set(queries.persons_of(crisis)) == {last_day, kept}
    assert retention.erase_ended(crisis, today=today, actor=cast.SETUP) == 0
    with pytest.raises(KeyDestroyed):
        queries.file_of(Person.objects.select_related("key").get(pk=gone.id))


def test_time_ends_in_a_closed_crisis_too(crisis, today):
    crisis.closed_at = clock.now()
    crisis.save()
    person(crisis, keep_until=today - DAY)
    assert retention.erase_ended(crisis, today=today, actor=cast.SETUP) == 1


def test_a_wardens_time_ends_once(crisis, officer, today):
    warden = actions.register_warden(crisis, "metro-2", WardenRecord(name="Volunteer Invented"), actor=officer)
    Warden.objects.update(keep_until=today - DAY)
    assert retention.erase_ended(crisis, today=today, actor=cast.SETUP) == 1
    warden.refresh_from_db()
    assert queries.warden_record(warden).name == ""
    assert retention.erase_ended(crisis, today=today, actor=cast.SETUP) == 0


def test_a_month_before_a_duty_officer_is_asked_once(crisis, today):
    person(crisis, keep_until=today + 31 * DAY)
    assert not retention.ask_about_ending(crisis, today=today, actor=cast.SETUP)
    person(crisis, keep_until=today + 29 * DAY)
    assert retention.ask_about_ending(crisis, today=today, actor=cast.SETUP)
    assert not retention.ask_about_ending(crisis, today=today, actor=cast.SETUP)
    item = unfinished(crisis).get()
    assert (item.kind, item.role, item.subject) == (Kind.RETENTION, Role.DUTY_OFFICER, crisis.reference)


def test_who_is_kept_longer_is_kept_with_a_reason_and_an_act(crisis, officer, today):
    soon, later = person(crisis, keep_until=today + DAY), person(crisis, keep_until=today + 90 * DAY)
    said = {"ending_by": today + 30 * DAY, "today": today, "actor": officer}
    with pytest.raises(NotNow, match="say why"):
        retention.keep_longer(crisis, until=today + 60 * DAY, reason=" ", **said)
    with pytest.raises(NotNow, match="no later than"):
        retention.keep_longer(crisis, until=today + 400 * DAY, reason="a court asked", **said)
    assert retention.keep_longer(crisis, until=today + 60 * DAY, reason="a court asked", **said) == 1
    act, told = cast.last_act()
    assert (act.verb, told["new"]["persons"], told["reason"]) == ("people.keep_longer", 1, "a court asked")
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.keep_until, later.keep_until) == (today + 60 * DAY, today + 90 * DAY)


def test_what_does_not_balance_is_an_item_until_it_balances(crisis, officer):
    amiss = person(crisis)
    Person.objects.filter(pk=amiss.pk).update(state=State.MOVING)  # as no action would
    for _ in range(2):
        assert retention.open_unbalanced(crisis, actor=cast.SETUP) == 1
        item = unfinished(crisis).get()
        assert (item.kind, item.subject) == (Kind.UNBALANCED, amiss.reference)
    Person.objects.filter(pk=amiss.pk).update(state=State.NEVER_TRIED)
    assert retention.open_unbalanced(crisis, actor=cast.SETUP) == 0
    assert not unfinished(crisis).exists()


# --- Notes are append-only -------------------------------------------------------------------------------------------


@pytest.fixture
def note(crisis):
    say(person(crisis, record=ASHA), State.MOVING)
    return Note.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_note SET state = 'home'",
        "UPDATE people_note SET source_at = entered_at",
        "DELETE FROM people_note",
        "TRUNCATE people_note",
        "INSERT OR REPLACE INTO people_note SELECT * FROM people_note",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_note(statement, note):
    only = {"TRUNCATE": "postgresql", "INSERT": "sqlite"}.get(statement.split()[0], connection.vendor)
    if only != connection.vendor:
        return  # the other one has no such statement
    if connection.vendor == "postgresql":
        statement = f"SET CONSTRAINTS ALL IMMEDIATE; {statement}"  # none waits that would refuse it for another reason
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Note.objects.get().state == State.MOVING


def test_erasing_a_person_leaves_their_notes_unreadable_and_in_place(note, crisis, officer):
    actions.erase_person(note.person, actor=officer, why="asked")
    left = Note.objects.get()
    assert (left.pk, left.source_at) == (note.pk, NOON)
    with pytest.raises(KeyDestroyed):
        queries.file_of(Person.objects.select_related("key").get(pk=note.person_id))
