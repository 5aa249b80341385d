"""Where persons are reached, read from their records and nothing else of them: for messages to many."""

from collections.abc import Collection
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from safepassage.desk.core.ids import reference
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyOpener
from safepassage.desk.people.models import Person

Kind = Literal["phones", "emails"]  # fields of the record


class Reached(NamedTuple):
    """Somebody's addresses of a kind, in the record's order; and their data key, which seals what is for them."""

    addresses: tuple[str, ...]
    key: bytes


def reached(crisis: Crisis, persons: Collection[UUID], kind: Kind) -> dict[UUID, Reached]:
    """By person; without those who are erased. At most two thousand at a time."""
    opener = KeyOpener()
    there = Person.objects.filter(crisis=crisis, erased_at=None, pk__in=list(persons))
    found = {}
    for person, sealed, *wrapped in there.values_list("id", "sealed", "key", "key__master", "key__wrapped"):
        key = opener.open(*wrapped)
        record = from_json(unseal(key, bytes(sealed), reference("person", person)))
        found[person] = Reached(tuple(record.get(kind, ())), key)
    return found
