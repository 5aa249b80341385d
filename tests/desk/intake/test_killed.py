"""A worker that is killed in the middle of an import leaves nothing half; the next one does the rest, once."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import pytest
from django.db import connection
from tests.desk import cast
from tests.desk.intake.lists import many, taken

from safepassage.desk.intake import actions, queries, tasks
from safepassage.desk.intake.models import Import
from safepassage.desk.intake.words import Step
from safepassage.desk.ledger.queries import verify
from safepassage.desk.movement import worker
from safepassage.desk.people.models import Mark, Note, Person

ROWS, BATCH = 160, 20
WORKER = f"""
from safepassage.desk.command import _load_django; _load_django()
import django; django.setup()
from safepassage.desk.intake import actions
actions.AT_ONCE = {BATCH}
from safepassage.desk.movement.worker import work
work(until_empty=True)
"""


def url():
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgresql://postgres@{quote(str(settings['HOST']), safe='')}/{settings['NAME']}"


def a_worker():
    environment = os.environ | {"SAFEPASSAGE_DATABASE_URL": url()}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)


def done():
    return Import.objects.values_list("entries_done", flat=True).get()


@pytest.fixture
def begun(own_db, monkeypatch):
    """An import that waits for a worker, of a size that a page would do at once."""
    officer = cast.officer("officer")
    crisis = cast.crisis(officer)
    row = taken(crisis, officer, many(ROWS))
    actions.try_import(row.pk, actor=officer)
    actions.begin(row, actor=officer)
    monkeypatch.setattr(tasks, "AT_ONCE_BYTES", 0)
    tasks.run_or_ask(row, actor=officer)
    return queries.import_of(crisis, row.pk)


@pytest.fixture
def work():
    """The next worker, in this process; its signals are left as they were."""
    kept = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield lambda: worker.work(until_empty=True)
    for each, handler in kept.items():
        signal.signal(each, handler)


def test_a_killed_worker_leaves_nothing_half_and_the_next_one_nothing_twice(begun, work):
    first, begin = a_worker(), time.monotonic()
    while done() < 2 * BATCH and time.monotonic() - begin < 60:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    halfway = done()
    assert 2 * BATCH <= halfway < ROWS, "it was killed in the middle"
    assert halfway % BATCH == 0
    assert Person.objects.count() == Note.objects.count() == halfway
    assert worker.put_back_orphans() == 1
    work()
    row = Import.objects.get()
    assert (row.step, row.registered, row.known) == (Step.DONE, ROWS, 0)
    assert Person.objects.count() == Note.objects.count() == ROWS
    assert Mark.objects.filter(kind="outside").count() == ROWS
    assert verify() == []
