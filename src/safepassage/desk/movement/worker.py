"""The process that does tasks. What a worker of this machine left when it was killed is done by the next.

A living worker holds the lock on a file of its own in the data directory; the system drops the lock with the process.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from safepassage.desk.core.ids import new_id

PAUSE_S = 1.0
TRIES = 3  # a task that was cut off so often is given up: it may be what kills the worker


def work(*, until_empty: bool = False, under: int | None = None, between: Callable[[], object] = lambda: None) -> None:
    """Do tasks until told to stop, or until none waits; or until the process `under` is no longer the parent.

    `between` is called when no task waits: for what has to be done again and again.
    """
    with _registered() as worker_id:
        while True:
            put_back_orphans()
            worker = Worker(
                queue_names=["default"],
                interval=0,
                batch=True,
                backend_name="default",
                startup_delay=False,
                max_tasks=None,
                worker_id=worker_id,
                excluded_queue_names=[],
            )
            worker.configure_signals()
            worker.run()
            between()
            if until_empty or not worker.running or (under is not None and os.getppid() != under):
                return
            time.sleep(PAUSE_S)


def put_back_orphans() -> int:
    """Let tasks wait again that a dead worker of this machine had begun; how many."""
    done, dead = 0, set()
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if _is_dead(row.worker_ids[-1]):
            status = TaskResultStatus.READY if len(row.worker_ids) < TRIES else TaskResultStatus.FAILED
            unchanged = DBTaskResult.objects.filter(
                pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
            )
            done += unchanged.update(status=status)
            dead.add(row.worker_ids[-1])
    for worker_id in dead:
        (_folder() / worker_id).unlink(missing_ok=True)
    return done


@contextmanager
def _registered() -> Iterator[str]:
    """A name for this worker, and the lock that says that it lives."""
    path = _folder() / str(new_id())
    with path.open("w") as file:
        _locked(file)
        try:
            yield path.name
        finally:
            path.unlink()


def _is_dead(worker_id: str) -> bool:
    """Whether a worker of this machine died; one of another machine is not known here."""
    path = _folder() / worker_id
    if not path.exists():
        return False
    with path.open("r+") as file:
        return _locked(file)


def _locked(file: TextIO) -> bool:
    """Take the lock, as long as the file is open; False if another process has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _folder() -> Path:
    folder = Path(settings.ENVIRONMENT.data_dir) / "workers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
