"""The worker beside the server: begun again when it dies, ended with the server, gone when the server is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from safepassage.desk import background

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
WITHIN_S = 30


def until(holds):
    ends = time.monotonic() + WITHIN_S
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    assert holds()


@pytest.fixture
def quick(monkeypatch):
    """Processes that only wait, begun again at once."""
    real = subprocess.Popen
    monkeypatch.setattr(background, "PAUSE_S", 0.05)
    monkeypatch.setattr(background.subprocess, "Popen", lambda _command, **rest: real(SLEEPS, **rest))


def test_a_worker_that_dies_is_begun_again(quick):
    with background.beside(["worker"] * 1) as (one,):
        first = one.process
        first.kill()
        until(lambda: one.process is not first)
        assert one.process.poll() is None


def test_workers_end_with_the_server(quick):
    with background.beside(["worker"] * 2) as running:
        processes = [each.process for each in running]
        assert [each.poll() for each in processes] == [None, None]
    assert [each.poll() for each in processes] == [-signal.SIGTERM] * 2


def test_none_if_none_is_wanted(quick):
    with background.beside(["worker"] * 0) as running:
        assert running == []


SERVER = """
import os, sys, time
from safepassage.desk import background
with background.beside(["worker"] * 1) as (one,):
    print(one.process.pid, flush=True)
    time.sleep(600)
"""


def test_a_worker_ends_when_its_server_is_killed(tmp_path, template):
    (tmp_path / "data").mkdir()
    shutil.copy(template, tmp_path / "data" / "desk.sqlite3")  # to make the database would take long
    env = os.environ | {"SAFEPASSAGE_DATA_DIR": str(tmp_path / "data")}
    server = subprocess.Popen([sys.executable, "-c", SERVER], env=env, stdout=subprocess.PIPE, text=True)
    worker = int(server.stdout.readline())
    locks = tmp_path / "data" / "workers"
    until(lambda: locks.exists() and list(locks.iterdir()))  # it has begun
    server.kill()
    server.wait()
    server.stdout.close()
    until(lambda: not list(locks.iterdir()))  # the lock goes last, as it ends
    with pytest.raises(ProcessLookupError):
        until_gone(worker)


def until_gone(pid):
    ends = time.monotonic() + WITHIN_S
    while time.monotonic() < ends:
        os.kill(pid, 0)
        time.sleep(0.05)
