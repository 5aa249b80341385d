"""The command `safepassage-desk`: as a process on a fresh data directory; what only reads and writes rows, in ours."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from tests.crises import write_small_crisis
from tests.desk.databases import use

from safepassage.desk.command import ledger, main
from safepassage.desk.core import clock
from safepassage.desk.movement.models import Draft
from safepassage.desk.settings import database
from safepassage.planning.io import read_crisis

CALL = "from safepassage.desk.command import main; main(prog_name='safepassage-desk')"
ENROLMENT = r"http://127\.0\.0\.1:8000/enrol/\w{32}\.[\w-]{43}/\n"


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAFEPASSAGE_", "DJANGO_"))}
    return kept | {"SAFEPASSAGE_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def run(environment):
    def call(*arguments, **more):
        command = [sys.executable, "-W", "error", "-c", CALL, *arguments]
        return subprocess.run(command, env=environment | more, capture_output=True, text=True, encoding="utf-8")

    return call


@pytest.fixture
def set_up(template, environment):
    """The database is there already: to make it is what takes long."""
    folder = Path(environment["SAFEPASSAGE_DATA_DIR"])
    folder.mkdir(mode=0o700)
    shutil.copy(template, folder / "desk.sqlite3")


@pytest.fixture
def say(own_db):
    """The command in this process, on a database that is set up."""
    mask = os.umask(0o077)  # which the command sets for its whole process
    yield lambda *arguments: CliRunner().invoke(main, arguments)
    os.umask(mask)


def test_from_nothing_to_an_administrator_and_a_whole_ledger(run, environment):
    made = run("administrator", "boss", "--name", "The Boss")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(ENROLMENT, made.stdout)
    folder = Path(environment["SAFEPASSAGE_DATA_DIR"])
    assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}

    noted = run("ledger", "verify").stdout.strip()
    assert noted.startswith("1:")
    rotated = run("keys", "rotate")
    assert "1 data keys" in rotated.stdout, rotated.stderr
    whole = run("ledger", "verify", "--noted", noted)
    assert (whole.returncode, whole.stderr) == (0, "")

    with closing(sqlite3.connect(folder / "desk.sqlite3")) as stolen, stolen:
        stolen.execute("DROP TRIGGER ledger_act_no_update")
        stolen.execute("UPDATE ledger_act SET actor = 'command:nobody' WHERE seq = 1")
    broken = run("ledger", "verify", "--noted", noted)
    assert broken.returncode == 1
    assert "act 1: the act was changed" in broken.stderr


def test_who_lost_the_link_gets_another(say):
    first, second = say("administrator", "boss"), say("administrator", "boss")
    assert re.fullmatch(ENROLMENT, second.stdout)
    assert second.stdout != first.stdout


def test_check_says_whether_the_database_is_up_to_date(say, tmp_path):
    done = say("check")
    assert done.exit_code == 0, done.output
    use(database(f"sqlite:///{tmp_path}/empty.sqlite3"))
    before = say("check")
    assert before.exit_code == 1
    assert "not up to date" in before.stderr


def test_a_crisis_folder_goes_in_and_comes_out(say, tmp_path):
    folder = write_small_crisis(tmp_path / "small")
    nobody = say("load", str(folder), "--administrator", "boss")
    assert (nobody.exit_code, "no active officer boss" in nobody.stderr) == (1, True)
    say("administrator", "boss")
    loaded = say("load", str(folder), "--administrator", "boss")
    assert loaded.exit_code == 0, loaded.stderr
    crisis_id = re.fullmatch(r"http://127\.0\.0\.1:8000/crises/([\w-]{36})/\n", loaded.stdout)[1]
    exported = say("export", crisis_id, str(tmp_path / "out"))
    assert (exported.exit_code, exported.stderr) == (0, "")
    assert read_crisis(tmp_path / "out").settings == read_crisis(folder).settings
    again = say("export", crisis_id, str(tmp_path / "out"))
    assert (again.exit_code, "not empty" in again.stderr) == (2, True)
    Draft.objects.create(crisis_id=crisis_id, name="bad", said={"kind": "Dance"}, changed_at=clock.now())
    rest = say("export", crisis_id, str(tmp_path / "rest"))
    assert (rest.exit_code, "Left out: advisories/bad.toml, kind: " in rest.stderr) == (2, True)
    assert read_crisis(tmp_path / "rest").advisories.keys() == read_crisis(folder).advisories.keys()
    assert say("ledger", "verify").exit_code == 0


def test_a_wrong_folder_ends_with_2_and_all_faults(say, tmp_path):
    folder = write_small_crisis(
        tmp_path / "bad", **{"shelters.csv": "id,name,lat,lon\na,A,95,36\n", "curfews.toml": "x = 1\n"}
    )
    say("administrator", "boss")
    done = say("load", str(folder), "--administrator", "boss")
    assert done.exit_code == 2
    assert "shelters.csv" in done.stderr
    assert "curfews.toml" in done.stderr


def test_wrong_settings_end_with_2_and_all_faults(run):
    done = run("check", SAFEPASSAGE_ORIGIN="http://desk.example.org", SAFEPASSAGE_IDLE_MINUTES="none")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert "SAFEPASSAGE_ORIGIN" in done.stderr
    assert "SAFEPASSAGE_IDLE_MINUTES" in done.stderr


def test_a_wrong_end_is_explained():
    done = CliRunner().invoke(ledger, ["verify", "--noted", "five"])
    assert done.exit_code == 2
    assert "--noted" in done.stderr


def test_it_serves_and_stops_when_told(environment, set_up, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log"
    with log.open("wb") as printed:
        served = subprocess.Popen(
            [sys.executable, "-c", CALL, "serve", "--workers", "1"],
            env=environment | {"SAFEPASSAGE_ORIGIN": origin},
            stdout=printed,
            stderr=printed,
        )
        try:
            assert "Sign in" in first_answer(f"{origin}/sign-in/", log)
            assert "prefers-color-scheme" in first_answer(f"{origin}/static/desk/desk.css", log)
        finally:
            served.send_signal(signal.SIGTERM)
            assert served.wait(20) == 0


def first_answer(url, log, patience_s=60):
    begun = time.monotonic()
    while time.monotonic() - begun < patience_s:
        try:
            with urlopen(url) as answer:
                return answer.read().decode()
        except HTTPError as error:
            error.close()
            raise
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no answer from {url}\n{log.read_text(encoding='utf-8')}")
