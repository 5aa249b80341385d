"""Finding records that may be of one person: an index in memory, never written to disk; and the pairs that were found.

Each process that looks for duplicates has one index a crisis, loaded when it is first asked, then kept current by the
persons' `version`. What was found lies in the table Likeness, as codes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet
from pydantic_core import from_json

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import in_batches
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people.likeness import ASK, Reason, Weighed, weigh, weigh_if_likely, weighed
from safepassage.desk.people.models import Likeness, Mark, Person
from safepassage.desk.people.opened import Opened, opened
from safepassage.desk.people.pairing import Pairing
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.search import find
from safepassage.desk.people.states import Aside
from safepassage.desk.people.traits import Traits, traits_of

LOADED_AT_ONCE = 50_000
FEW = 20  # up to so many somebody waits for: they are compared with those whom a search finds
NEAREST = 50
CRISES_IN_MEMORY = 4
LOW = 2**64 - 1


class Alike(NamedTuple):
    """A record on the register that may be of the person who is asked for."""

    person_id: UUID
    score: int  # decibans
    reasons: tuple[Reason, ...]  # the weightiest first


class Pair(NamedTuple):
    """Two records that may be of one person, the lower id first."""

    first: UUID
    second: UUID
    weighed: Weighed


class Index:
    """The records of one crisis, by their keys."""

    def __init__(self, crisis_id: UUID) -> None:
        self.crisis_id = crisis_id
        self.version = -1
        self.pairing = Pairing()
        self.ids = np.zeros((0, 2), np.uint64)  # of each row
        self.lock = Lock()

    def refresh(self) -> None:
        """Read what changed since; by whoever holds the lock, and outside of a transaction that may be rolled back."""
        changed = Person.objects.filter(crisis=self.crisis_id, version__gt=self.version).order_by("version", "id")
        rows = opened(changed)
        while batch := list(islice(rows, LOADED_AT_ONCE)):
            self.pairing.take_out(self.rows_of([row.id for row in batch]))
            there = [row for row in batch if row.record is not None]
            self.pairing.add([_traits(row) for row in there])
            ids = np.array([(row.id.int >> 64, row.id.int & LOW) for row in there], np.uint64)
            self.ids = np.append(self.ids, ids.reshape(-1, 2), axis=0)
            self.version = batch[-1].version

    def rows_of(self, person_ids: Sequence[UUID]) -> np.ndarray:
        """Of those that are there, in the order of rows."""
        low = np.array([pk.int & LOW for pk in person_ids], np.uint64)
        return np.flatnonzero(np.isin(self.ids[:, 1], low) & self.pairing.is_there)

    def id_of(self, row: int) -> UUID:
        """Whose row it is."""
        return UUID(int=(int(self.ids[row, 0]) << 64) | int(self.ids[row, 1]))


@lru_cache(maxsize=CRISES_IN_MEMORY)
def index_of(crisis_id: UUID) -> Index:
    """This process's index of a crisis, as it was last refreshed."""
    return Index(crisis_id)


def alike(crisis: Crisis, records: Sequence[PersonRecord]) -> list[list[Alike]]:
    """For each record, who on the register it may be, the likeliest first. Nothing is written.

    Records that were merged into others are left out: those they went into stand for them. The first call in a process
    loads the index.
    """
    today = clock.now().date()
    asked = [traits_of(from_json(record.to_json()), "", today) for record in records]
    found: list[list[Alike]] = [[] for _ in records]
    with _current(crisis) as index:
        for place, row in index.pairing.candidates(asked):
            result = weigh_if_likely(asked[place], index.pairing.traits(row))
            if result and result.score >= ASK:
                found[place].append(Alike(index.id_of(row), *result))
    gone = _merged_into_others({each.person_id for each_found in found for each in each_found})
    return [
        sorted((each for each in hits if each.person_id not in gone), key=lambda each: (-each.score, each.person_id))
        for hits in found
    ]


def pairs_with(crisis: Crisis, person_ids: Sequence[UUID]) -> list[Pair]:
    """The pairs that an officer has to compare, one of the two being of `person_ids` or going with one of them.

    Of FEW at most those are looked at whom a phone, document or address, or the search for their name, finds.
    """
    if len(person_ids) <= FEW:
        found = [pair for person_id in person_ids for pair in _pairs_near(crisis, person_id)]
    else:
        everybody = [*person_ids, *_fellows(person_ids)]
        with _current(crisis) as index:
            likely = index.pairing.likely(index.rows_of(everybody).tolist())
            found = [_pair(index.id_of(one), index.id_of(other), result) for (one, other), result in likely]
    gone = _merged_into_others({pk for pair in found for pk in (pair.first, pair.second)})
    return sorted({pair for pair in found if pair.first not in gone and pair.second not in gone})


def likenesses_of(crisis: Crisis) -> QuerySet[Likeness]:
    """The pairs of the crisis that wait to be compared, the likeliest first."""
    is_gone = Q(first__set_aside=Aside.DUPLICATE) | Q(second__set_aside=Aside.DUPLICATE)
    waiting = Likeness.objects.filter(crisis=crisis, state=Likeness.State.OPEN).exclude(is_gone)
    return waiting.select_related("first", "second").order_by("-score", "id")


def likenesses_with(person: Person) -> QuerySet[Likeness]:
    """Those of them that a record is part of."""
    return likenesses_of(person.crisis).filter(Q(first=person) | Q(second=person))


def likeness_of(crisis: Crisis, likeness_id: UUID) -> Likeness:
    """One pair, decided on or not. Raises Likeness.DoesNotExist, for one of another crisis too."""
    both = Likeness.objects.select_related("crisis", "first__party", "second__party")
    return both.get(crisis=crisis, pk=likeness_id)


def compare(found: Likeness, records: Mapping[UUID, PersonRecord]) -> Weighed:
    """The pair as its records are now; whom they go with as it was when it was found."""
    one, other = (
        traits_of(from_json(records[row.id].to_json()), str(row.party_id or ""), row.registered_at.date())
        for row in (found.first, found.second)
    )
    result = weigh(one, other)
    is_backed = Reason.COMPANIONS_SAME in found.reasons.split()
    return weighed((*result.reasons, Reason.COMPANIONS_SAME)) if is_backed else result


def companions_of(persons: Sequence[Person]) -> dict[UUID, list[Person]]:
    """Who is in a party with each of them, by number."""
    parties = {person.party_id for person in persons if person.party_id}
    fellows = list(Person.objects.filter(party__in=parties, erased_at=None).order_by("number"))
    return {
        person.id: [each for each in fellows if each.party_id == person.party_id and each.id != person.id]
        for person in persons
    }


# --- Parts of the above ----------------------------------------------------------------------------------------------


@contextmanager
def _current(crisis: Crisis) -> Iterator[Index]:
    """This process's index of a crisis with what changed until now; to nobody else meanwhile."""
    index = index_of(crisis.id)
    with index.lock:
        index.refresh()
        yield index


def _traits(row: Opened) -> Traits:
    return traits_of(row.record or {}, str(row.party or ""), row.registered_at.date())


def _pairs_near(crisis: Crisis, person_id: UUID) -> Iterator[Pair]:
    """Without the index: with those who share a mark, and those whom the search finds by name."""
    person = Person.objects.filter(crisis=crisis, pk=person_id)
    mine = next((row for row in opened(person) if row.record), None)
    if mine is None:
        return
    own = _traits(mine)
    marks = Mark.objects.filter(crisis=crisis, person=person_id).exclude(kind=Mark.Kind.OUTSIDE)
    is_shared = Q(pk__in=[])
    for kind, digest in marks.values_list("kind", "digest"):
        is_shared |= Q(kind=kind, digest=bytes(digest))
    near = set(Mark.objects.filter(is_shared, crisis=crisis).values_list("person", flat=True)[:NEAREST])
    for words in own.names:
        near |= {hit.person_id for hit in find(crisis, " ".join(words), NEAREST)}
    for row in opened(Person.objects.filter(crisis=crisis, pk__in=near - {person_id})):
        if row.record and (result := weigh(own, _traits(row))).score >= ASK:
            yield _pair(person_id, row.id, result)


def _pair(one: UUID, other: UUID, result: Weighed) -> Pair:
    return Pair(min(one, other), max(one, other), result)


def _fellows(person_ids: Sequence[UUID]) -> set[UUID]:
    """Who is in a party with one of them."""
    found: set[UUID] = set()
    for batch in in_batches(person_ids):
        parties = Person.objects.filter(pk__in=batch, party__isnull=False).values("party")
        found.update(Person.objects.filter(party__in=parties).values_list("pk", flat=True))
    return found


def _merged_into_others(person_ids: set[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for batch in in_batches(person_ids):
        found.update(Person.objects.filter(pk__in=batch, set_aside=Aside.DUPLICATE).values_list("pk", flat=True))
    return found
