"""Tasks: asked for once, done by a worker, and done by the next when one is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.test import Client
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.crises import write_small_crisis
from tests.desk import cast

from safepassage.desk.crises.access import Role
from safepassage.desk.movement import actions, queries, tasks, views, worker
from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.queue import queries as queue

CALL = "from safepassage.desk.command import main; main(prog_name='safepassage-desk')"


@pytest.fixture
def boss(own_db):
    return cast.officer("boss", is_administrator=True)


@pytest.fixture
def loaded(tmp_path, boss):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=boss)
    cast.member(crisis, boss, Role.DUTY_OFFICER)
    return crisis


@pytest.fixture
def work():
    """The worker, with the signals of this process left as they were."""
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield lambda: worker.work(until_empty=True)
    for each, handler in kept.items():
        signal.signal(each, handler)


def test_a_worker_does_what_was_asked_for(loaded, boss, work):
    tasks.ask_for_preflight(loaded, "second", actor=boss)
    assert cast.last_act()[0].verb == "movement.ask_for_preflight"
    assert tasks.asked_for(loaded) == ["second"]
    work()
    assert tasks.asked_for(loaded) == []
    (stored,) = queries.preflights_of(loaded)
    assert (stored.advisory, stored.made_by) == ("second", boss.reference)


def test_what_cannot_be_checked_becomes_sealed_work(loaded, boss, work):
    tasks.ask_for_preflight(loaded, "third", actor=boss)
    work()
    item = queue.unfinished(loaded).get()
    assert (item.role, item.subject) == (Role.DUTY_OFFICER, loaded.reference)
    assert "there is no advisory 'third'" in queue.content(item).text
    row = DBTaskResult.objects.get()
    assert (row.status, row.traceback) == (TaskResultStatus.SUCCESSFUL, "")
    assert not StoredPreflight.objects.exists()


def test_a_large_register_is_left_to_a_worker(loaded, boss, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 3)
    screen = cast.sign_in(Client(), boss)
    answer = screen.post(f"/crises/{loaded.id}/preflights/run/", {"advisory": "second"}, follow=True)
    page = answer.content.decode()
    assert "A worker is asked to check it." in page
    assert "<li><bdi>second</bdi></li>" in page
    assert not StoredPreflight.objects.exists()


def begun_by(worker_ids, loaded, boss):
    tasks.ask_for_preflight(loaded, "second", actor=boss)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=worker_ids)


def test_what_a_dead_worker_had_begun_waits_again(loaded, boss):
    (worker._folder() / "dead").touch()
    begun_by(["dead"], loaded, boss)
    assert worker.put_back_orphans() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert not (worker._folder() / "dead").exists()


def test_what_a_living_worker_does_is_left_to_it(loaded, boss):
    with worker._registered() as living:
        begun_by([living], loaded, boss)
        assert worker.put_back_orphans() == 0
    begun_by(["of another machine"], loaded, boss)
    assert worker.put_back_orphans() == 0


def test_what_kills_its_worker_each_time_is_given_up(loaded, boss):
    (worker._folder() / "dead").touch()
    begun_by(["dead"] * worker.TRIES, loaded, boss)
    worker.put_back_orphans()
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_a_killed_worker_leaves_nothing_half_and_the_next_one_finishes(loaded, boss, work):
    if connection.vendor != "sqlite":
        pytest.skip("one database is enough: the same rows, the same locks on files")
    tasks.ask_for_preflight(loaded, "second", actor=boss)
    url = f"sqlite:///{connection.settings_dict['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-c", CALL, "worker"],
        env=os.environ | {"SAFEPASSAGE_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    begun = time.monotonic()
    while DBTaskResult.objects.get().status == TaskResultStatus.READY and time.monotonic() - begun < 60:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
    assert not StoredPreflight.objects.exists()
    work()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert StoredPreflight.objects.count() == 1
