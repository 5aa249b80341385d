"""Blind indexes of a crisis: what equal phones, documents, addresses and outside ids have in common."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from safepassage.desk.core.bulk import insert_values
from safepassage.desk.core.keyring import keyring
from safepassage.desk.core.sealing import blind_index
from safepassage.desk.people.models import Mark, Person
from safepassage.desk.people.records import PersonRecord


class MarkRow(NamedTuple):
    """A row of Mark."""

    crisis_id: UUID
    person_id: UUID
    kind: str
    digest: bytes


def digest(crisis_id: UUID, kind: str, value: str) -> bytes:
    """16 bytes; `value` in its one form (`PersonRecord.searchable`). The same value in another crisis has another."""
    return blind_index(keyring().index, f"{kind} {crisis_id}", value)


def outside_digest(crisis_id: UUID, kind: str, source: str, outside_id: str) -> bytes:
    """Of the id that a record ("outside") or a note ("note") has at its source."""
    return digest(crisis_id, kind, f"{source}\0{outside_id}")


def write_marks(rows: Iterable[MarkRow]) -> None:
    """Insert them."""
    insert_values(Mark, MarkRow._fields, rows)


def marks(person: Person, record: PersonRecord) -> list[MarkRow]:
    """What the record may be found by; not its outside id."""
    return [
        MarkRow(person.crisis_id, person.id, kind, digest(person.crisis_id, kind, value))
        for kind, value in dict.fromkeys(record.searchable())
    ]
