"""Whom an export is of: a selection of the register as it stands now, without whoever may not be given out to whom."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground.queries import havens_of
from safepassage.desk.people.models import Consent, Person
from safepassage.desk.people.opened import RecordOpener
from safepassage.desk.people.queries import agreeing, merged_with, persons_of
from safepassage.desk.queue.queries import subjects_held
from safepassage.desk.release.columns import Entry
from safepassage.desk.release.words import Audience

AT_ONCE, ID_BYTES = 2_000, 16
_READ = (  # each column that is not asked for makes an export faster
    *("number", "sealed", "category", "state", "state_at", "haven", "heard_at", "minor", "medical", "keep_until"),
    *("registered_at", "version", "key__master", "key__wrapped", "party__code", "party__warden__code"),
)
PURPOSE = {Audience.STATES: Consent.Purpose.SHARE_STATES, Audience.PUBLIC: Consent.Purpose.PUBLISH}


@dataclass(frozen=True)
class Selection:
    """Who meets all that is given; nothing given is everyone. Records set aside are never among them."""

    state: str = ""
    haven: UUID | None = None
    warden: UUID | None = None
    party: UUID | None = None
    category: str = ""
    source: str = ""
    ids: tuple[UUID, ...] | None = None  # just these, where officers gave numbers, or an officer took few

    def to_json(self) -> dict[str, Any]:
        """What is given."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", None)}
        found: dict[str, Any] = json.loads(json.dumps(said, cls=DjangoJSONEncoder))
        return found

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Self:
        """The inverse."""
        ids = tuple(map(UUID, said["ids"])) if "ids" in said else None
        places = {name: UUID(said[name]) for name in ("haven", "warden", "party") if name in said}
        return cls(**{**said, **places, "ids": ids})


def persons_in(crisis: Crisis, selection: Selection, audience: Audience | str) -> QuerySet[Person]:
    """Whom the selection holds now, of those who may be given out to the audience; by id."""
    given = {
        "state": selection.state,
        "haven": selection.haven,
        "party": selection.party,
        "party__warden": selection.warden,
        "category": selection.category,
        "source": selection.source,
    }
    found = persons_of(crisis).filter(set_aside="", **{name: value for name, value in given.items() if value})
    if selection.ids is not None:
        found = found.filter(pk__in=selection.ids)
    if audience != Audience.OURS:
        found = agreeing(found, PURPOSE[Audience(audience)]).exclude(pk__in=held_persons(crisis))
    return found.order_by("pk")


def held_persons(crisis: Crisis) -> set[UUID]:
    """Those of whom nothing may be published yet: their next of kin have to be told first (rule C4).

    A death that was noted on a record since merged into another holds that one too.
    """
    persons = subjects_held(crisis).filter(subject__startswith="person:")
    held = {UUID(subject.removeprefix("person:")) for subject in persons}
    reached = held
    while reached:
        reached = merged_with(reached) - held
        held |= reached
    return held


def batches(
    crisis: Crisis, selection: Selection, audience: Audience | str, *, with_sealed: bool
) -> Iterator[list[Entry]]:
    """The persons there are now, AT_ONCE at a time, each batch as the register stands when it is read.

    Raises Unreadable.
    """
    havens, opener = havens_of(crisis), RecordOpener()
    for ids in _ids(persons_in(crisis, selection, audience)):
        still = persons_in(crisis, selection, audience).filter(pk__in=ids)
        persons = still.select_related("key", "party__warden").only(*_READ)
        yield [Entry(person, _opened(opener, person) if with_sealed else {}, havens) for person in persons]


def _ids(persons: QuerySet[Person]) -> Iterator[list[UUID]]:
    """Their ids, AT_ONCE at a time, asked once: going on from the last one, SQLite would sort the crisis each time."""
    packed = b"".join(pk.bytes for pk in persons.values_list("pk", flat=True).iterator())  # a million in 16 MB
    for start in range(0, len(packed), AT_ONCE * ID_BYTES):
        some = packed[start : start + AT_ONCE * ID_BYTES]
        yield [UUID(bytes=some[at : at + ID_BYTES]) for at in range(0, len(some), ID_BYTES)]


def _opened(opener: RecordOpener, person: Person) -> dict[str, Any]:
    return opener.open(person.pk, person.sealed, person.key.pk, person.key.master, person.key.wrapped)
