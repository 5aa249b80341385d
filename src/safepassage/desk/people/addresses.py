"""Where persons are reached, read from their records and nothing else of them: for messages to many."""

from collections.abc import Collection
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic_core import from_json

from safepassage.desk.core.bulk import read_rows
from safepassage.desk.core.ids import reference
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyOpener
from safepassage.desk.people.models import Person

MINE = ("id", "number", "state", "party", "party__code", "sealed", "key", "key__master", "key__wrapped")

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


class Reachable(NamedTuple):
    """Somebody who counts as a person, and by what they are reached."""

    person: UUID
    state: str
    languages: tuple[str, ...]
    has_phone: bool
    has_email: bool


def by_party(crisis: Crisis) -> dict[str, list[Reachable]]:
    """Everybody who counts, by the code of their party; who has none is a party of one.

    In the order in which parties were formed and persons registered. Raises KeyDestroyed, Unreadable.
    """
    opener, found = KeyOpener(), dict[str, list[Reachable]]()
    rows = read_rows(Person.objects.filter(crisis=crisis, erased_at=None, set_aside="").values_list(*MINE))
    for person, number, state, _party, code, sealed, *wrapped in sorted(
        rows, key=lambda row: (row[3] or row[0], row[0])
    ):
        record = from_json(unseal(opener.open(*wrapped), bytes(sealed), reference("person", person)))
        languages, phones, emails = (record.get(name, ()) for name in ("languages", "phones", "emails"))
        each = Reachable(person, state, tuple(languages), bool(phones), bool(emails))
        found.setdefault(code or number, []).append(each)
    return found
