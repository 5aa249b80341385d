"""What has to be done again and again: by one worker each turn, in every crisis, and said by a command beforehand."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from tests.desk import cast
from tests.desk.api.asking import program
from tests.desk.people.register import person

from safepassage.desk import chores
from safepassage.desk.api.actions import OPENED_IN
from safepassage.desk.api.models import Asking, Opening
from safepassage.desk.command import main
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.people.models import Tombstone
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Kind, Urgency, Work


@pytest.fixture(autouse=True)
def _new_turn(db):
    cache.clear()


def ends_yesterday(crisis):
    return person(crisis, keep_until=clock.now().date() - timedelta(days=1))


def test_each_chore_is_done_once_a_turn_whoever_asks(crisis, officer):
    cast.member(crisis, officer, Role.CASEWORKER, Role.DUTY_OFFICER)
    ends_yesterday(crisis)
    due_at = clock.now() - timedelta(minutes=1)
    open_item(crisis, Work(Kind.MESSAGE, "x", Role.CASEWORKER, Urgency.SOON, "came", due_at=due_at), actor=officer)
    assert set(chores.do_chores()) == {
        "escalate", "expire-promises", "fetch-sources", "balance", "end-keeping", "verify-ledger",
    }  # fmt: skip
    assert Tombstone.objects.count() == 1
    assert WorkItem.objects.get(kind=Kind.MESSAGE).role == Role.DUTY_OFFICER
    assert chores.do_chores() == []


def test_the_command_says_who_and_erases_only_when_told(crisis):
    ends_yesterday(crisis)
    said = CliRunner().invoke(main, ["retention"]).output
    assert f"{crisis.id}: 1 persons, 0 wardens" in said
    assert "Nothing was erased" in said
    assert not Tombstone.objects.exists()
    assert "Erased." in CliRunner().invoke(main, ["retention", "--erase"]).output
    assert Tombstone.objects.count() == 1


def test_what_the_api_counts_is_forgotten_when_it_counts_no_more(crisis, monkeypatch):
    asha, who = person(crisis), program(crisis)
    assert who.get(f"/persons/{asha.id}", open="true").status_code == 200
    chores.end_keeping()
    assert Opening.objects.count() == 1
    later = clock.now() + OPENED_IN
    monkeypatch.setattr(clock, "now", lambda: later)
    chores.end_keeping()
    assert Opening.objects.count() == Asking.objects.count() == 0
