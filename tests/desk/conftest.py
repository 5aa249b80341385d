"""The desk's tests run on SQLite and on PostgreSQL: `db` rolls back, `own_db` is a database of the test's own."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from uuid import uuid4

# One folder for all workers of a run; not in a home: PostgreSQL runs as a user of its own under root.
RUN = Path(tempfile.gettempdir()) / f"desk-{os.environ.get('PYTEST_XDIST_TESTRUNUID') or uuid4().hex}"
DATA = RUN / os.environ.get("PYTEST_XDIST_WORKER", "alone")
RUN.mkdir(mode=0o700, exist_ok=True)
DATA.mkdir()
os.environ["DJANGO_SETTINGS_MODULE"] = "safepassage.desk.settings"
os.environ["SAFEPASSAGE_DATA_DIR"] = str(DATA / "data")
for _name in ("DATABASE_URL", "ORIGIN", "IDLE_MINUTES", "SESSION_HOURS"):
    os.environ.pop(f"SAFEPASSAGE_{_name}", None)

import django

django.setup()

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import translation
from tests.desk import cast
from tests.desk.databases import ENGINES, alone, template_file, use


def pytest_sessionfinish():
    """The last worker takes what all shared with it."""
    with alone(RUN):
        shutil.rmtree(DATA, ignore_errors=True)
        last = not any(each.is_dir() for each in RUN.iterdir() if each.name != "server")
    if last:
        shutil.rmtree(RUN, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _test_environment():
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    setup_test_environment(debug=False)
    with quick:
        yield
    teardown_test_environment()


@pytest.fixture(autouse=True)
def _language():
    """A request in another language leaves its thread in it."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def engines(_test_environment):
    """SQLite and PostgreSQL, each begun when it is first asked for; both stay, as tests go to and fro."""
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(ENGINES[name](RUN, DATA)))


@pytest.fixture(scope="session", params=ENGINES)
def engine(request, engines):
    """SQLite, then PostgreSQL."""
    return engines(request.param)


@pytest.fixture(scope="session")
def template(_test_environment):
    """A migrated SQLite file, to be copied."""
    return template_file(RUN)


@pytest.fixture
def db(engine):
    """A database whose changes are rolled back after the test."""
    use(engine.shared)
    with transaction.atomic():
        yield engine
        transaction.set_rollback(True)


@pytest.fixture
def own_db(engine):
    """A database of the test's own, for what commits, or goes on in several threads."""
    with engine.copied() as database:
        use(database)
        yield engine
        use(engine.shared)


@pytest.fixture
def officer(db):
    """Who works in the crisis: its administrator, and the desk's."""
    return cast.officer("officer", is_administrator=True)


@pytest.fixture
def colleague(db):
    """Who works at the same desk."""
    return cast.officer("colleague")


@pytest.fixture
def outsider(db):
    """Who must see nothing of the crisis."""
    return cast.officer("outsider")


@pytest.fixture
def crisis(officer):
    """An exercise."""
    return cast.crisis(officer)


@pytest.fixture
def client(db):
    """A browser."""
    return Client()
