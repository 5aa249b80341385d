"""Where persons are reached, read from their records and nothing else of them: for messages to many."""

import json
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from safepassage.desk.core.ids import reference
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyOpener
from safepassage.desk.people.models import Person

Kind = Literal["phones", "emails"]  # fields of the record


def addresses_of(crisis: Crisis, persons: Collection[UUID], kind: Kind) -> dict[UUID, list[str]]:
    """By person, in the record's order; those erased, or without any, are left out. Two thousand at a time."""
    opener = KeyOpener()
    there = Person.objects.filter(crisis=crisis, erased_at=None, pk__in=list(persons))
    found = {}
    for person, sealed, key, master, wrapped in there.values_list("id", "sealed", "key", "key__master", "key__wrapped"):
        record = json.loads(unseal(opener.open(key, master, wrapped), bytes(sealed), reference("person", person)))
        if addresses := record.get(kind):
            found[person] = addresses
    return found
