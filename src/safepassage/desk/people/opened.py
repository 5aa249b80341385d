"""Persons' sealed records in clear, many at once: for the indexes that are kept in memory, areas, exports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from pydantic_core import from_json

from safepassage.desk.core.bulk import read_rows
from safepassage.desk.core.hidden import all_visible, may_hide
from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import KeyOpener
from safepassage.desk.people.models import Person

SEALED = ("sealed", "key", "key__master", "key__wrapped")  # what `RecordOpener` takes
_CLEAR = ("id", "number", "version", "party", "registered_at")


class Opened(NamedTuple):
    """A row of Person, and its record."""

    id: UUID
    number: str
    version: int
    party: UUID | None
    registered_at: datetime
    record: dict[str, Any] | None  # None if erased


class RecordOpener:
    """Opens many records."""

    def __init__(self) -> None:
        self.keys = KeyOpener()

    def open(self, person_id: UUID, sealed: bytes, key_id: UUID, master: str, wrapped: bytes | None) -> dict[str, Any]:
        """The sealed JSON, what shows nothing written out. It was validated when it was sealed, and doing that again
        would take most of the time.

        Raises KeyDestroyed, Unreadable.
        """
        plain = unseal(self.keys.open(key_id, master, wrapped), bytes(sealed), f"person:{person_id}")
        said: dict[str, Any] = from_json(plain)
        return all_visible(said) if may_hide(plain) else said


def opened(persons: QuerySet[Person]) -> Iterator[Opened]:
    """Each of them, in the order of the query."""
    opener = RecordOpener()
    for row in read_rows(persons.values_list(*_CLEAR, *SEALED)):
        clear, sealed = row[: len(_CLEAR)], row[len(_CLEAR) :]
        is_there = sealed[-1] is not None
        yield Opened(*clear, record=opener.open(clear[0], *sealed) if is_there else None)
