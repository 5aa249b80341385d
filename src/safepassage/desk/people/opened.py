"""Persons' records in clear, for the indexes that are kept in memory."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from safepassage.desk.core.sealing import unseal
from safepassage.desk.ledger.queries import unwrapped
from safepassage.desk.people.models import Person

_COLUMNS = ("id", "number", "sealed", "version", "party", "registered_at", "key", "key__master", "key__wrapped")
_AT_ONCE = 5_000


class Opened(NamedTuple):
    """A row of Person, and its record: the sealed JSON, as validating it again would take most of the time."""

    id: UUID
    number: str
    version: int
    party: UUID | None
    registered_at: datetime
    record: dict[str, Any] | None  # None if erased


def opened(persons: QuerySet[Person]) -> Iterator[Opened]:
    """Each of them, in the order of the query."""
    rows = persons.values_list(*_COLUMNS).iterator(_AT_ONCE)
    for pk, number, sealed, version, party, registered_at, key_id, master, wrapped in rows:
        record = None
        if wrapped is not None:
            key = unwrapped(key_id, master, bytes(wrapped))
            record = json.loads(unseal(key, bytes(sealed), f"person:{pk}"))
        yield Opened(pk, number, version, party, registered_at, record)
