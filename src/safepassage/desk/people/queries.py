"""Reads of persons, notes, parties and wardens, scoped to a crisis. The account and the search are reads too.

What returns an opened record is for actions and for those who record the look themselves: see `actions.look_at_person`.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from safepassage.desk.core.bulk import read_rows
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import KeyOpener, open_key, opened_key
from safepassage.desk.people.account import Account as Account
from safepassage.desk.people.account import By as By
from safepassage.desk.people.account import account as account
from safepassage.desk.people.account import unbalanced as unbalanced
from safepassage.desk.people.areas import InArea as InArea
from safepassage.desk.people.areas import persons_in as persons_in
from safepassage.desk.people.cells import TooLarge as TooLarge
from safepassage.desk.people.duplicates import Alike as Alike
from safepassage.desk.people.duplicates import alike as alike
from safepassage.desk.people.duplicates import companions_of as companions_of
from safepassage.desk.people.duplicates import compare as compare
from safepassage.desk.people.duplicates import likeness_of as likeness_of
from safepassage.desk.people.duplicates import likenesses_of as likenesses_of
from safepassage.desk.people.duplicates import likenesses_with as likenesses_with
from safepassage.desk.people.marks import digest, outside_digest
from safepassage.desk.people.models import Consent, Headcount, Mark, Merge, Note, Party, Person, Tombstone, Warden
from safepassage.desk.people.numbers import parse_number
from safepassage.desk.people.records import NoteRecord, PersonRecord, WardenRecord
from safepassage.desk.people.search import Hit as Hit
from safepassage.desk.people.search import find as find
from safepassage.desk.people.search import read_ahead as read_ahead

AT_ONCE = 2_000


class Said(NamedTuple):
    """A note and what it says."""

    note: Note
    record: NoteRecord


class File(NamedTuple):
    """All that is known of a person, opened."""

    person: Person
    record: PersonRecord
    notes: list[Said]  # the newest source date first; of merged records too
    merges: list[Merge]  # in force, that the person's record is part of, either way


def persons_of(crisis: Crisis) -> QuerySet[Person]:
    """The crisis's records, set aside or not, without those erased."""
    return Person.objects.filter(crisis=crisis, erased_at=None).select_related("party")


def ever_registered(crisis: Crisis) -> QuerySet[Person]:
    """The crisis's records, set aside or erased ones too."""
    return Person.objects.filter(crisis=crisis)


def changed_since(crisis: Crisis, version: int, after: UUID) -> QuerySet[Person]:
    """Records in the order of their changes, those erased too, after the row `after` of a version."""
    later = Q(version__gt=version) | Q(version=version, id__gt=after)
    return Person.objects.filter(later, crisis=crisis, version__gte=version).order_by("version", "id")


def person_of(crisis: Crisis, person_id: UUID) -> Person:
    """One record. Raises Person.DoesNotExist, for one of another crisis too."""
    return Person.objects.select_related("crisis", "party", "key").get(crisis=crisis, pk=person_id)


def persons_called(crisis: Crisis, references: Iterable[str]) -> QuerySet[Person]:
    """Those whom the ledger calls so, by when their state was said; other references are left out."""
    ids = [name.removeprefix("person:") for name in references if name.startswith("person:")]
    return Person.objects.filter(crisis=crisis, pk__in=ids).select_related("party").order_by("state_at", "pk")


def person_numbered(crisis: Crisis, text: str) -> Person | None:
    """Whom a number that somebody read out belongs to."""
    number = parse_number(text)
    return persons_of(crisis).filter(number=number).first() if number else None


def persons_numbered(crisis: Crisis, texts: Collection[str]) -> dict[str, Person]:
    """Whom each of the numbers belongs to; a text that is nobody's number in the crisis is left out."""
    numbers = {text: number for text in texts if (number := parse_number(text))}
    found = {person.number: person for person in persons_of(crisis).filter(number__in=set(numbers.values()))}
    return {text: found[number] for text, number in numbers.items() if number in found}


def persons_with(crisis: Crisis, kind: Mark.Kind, value: str) -> QuerySet[Person]:
    """Who has this phone, document or e-mail address, in its one form."""
    found = Mark.objects.filter(crisis=crisis, kind=kind, digest=digest(crisis.id, kind, value))
    return persons_of(crisis).filter(pk__in=found.values("person"))


def person_from(crisis: Crisis, source: str, outside_id: str) -> Person | None:
    """Who came in from a source under an id of its own."""
    mark = outside_digest(crisis.id, Mark.Kind.OUTSIDE, source, outside_id)
    found = Mark.objects.filter(crisis=crisis, kind=Mark.Kind.OUTSIDE, digest=mark)
    return Person.objects.filter(pk__in=found.values("person")).first()


def persons_from(crisis: Crisis, source: str, outside_ids: Collection[str]) -> dict[str, UUID]:
    """Who of many came in from a source, by the id there; erased ones too."""
    marks = {outside_digest(crisis.id, Mark.Kind.OUTSIDE, source, each): each for each in outside_ids}
    wanted, found = list(marks), {}
    for start in range(0, len(wanted), AT_ONCE):
        there = Mark.objects.filter(crisis=crisis, kind=Mark.Kind.OUTSIDE, digest__in=wanted[start : start + AT_ONCE])
        found.update((marks[bytes(mark)], pk) for mark, pk in there.values_list("digest", "person"))
    return found


def registered(crisis: Crisis) -> int:
    """How many records the register holds, erased and set aside too; the account has to come to the same."""
    return ever_registered(crisis).count()


def heard_last_at(crisis: Crisis) -> datetime | None:
    """The source date of the newest statement about anybody in the crisis."""
    newest: datetime | None = Person.objects.filter(crisis=crisis).aggregate(at=Max("heard_at"))["at"]
    return newest


def heard_between(crisis: Crisis) -> tuple[datetime | None, datetime | None]:
    """When somebody of the crisis was first heard of, and the newest statement about anybody."""
    there = Person.objects.filter(crisis=crisis)  # asked for both at once, databases would read all of it
    return there.aggregate(at=Min("first_at"))["at"], there.aggregate(at=Max("heard_at"))["at"]


def to_erase(crisis: Crisis, today: date) -> QuerySet[Person]:
    """Whose time to be kept has ended."""
    return persons_of(crisis).filter(keep_until__lt=today)


def erased_of(crisis: Crisis) -> QuerySet[Tombstone]:
    """That persons were erased, the newest first; the person's version is the number of the act."""
    return Tombstone.objects.filter(person__crisis=crisis).select_related("person").order_by("-erased_at", "-pk")


def parties_of(crisis: Crisis) -> QuerySet[Party]:
    """The crisis's parties, by code."""
    return Party.objects.filter(crisis=crisis).select_related("warden").order_by("code")


def sizes_of(parties: Iterable[Party]) -> dict[UUID, int]:
    """How many are in each of the parties, by id; a party of nobody is left out."""
    there = Person.objects.filter(party__in=list(parties), erased_at=None)
    return dict(there.values_list("party").annotate(people=Count("pk")).order_by())


def told_by(warden: Warden) -> int:
    """How many people a warden answers for."""
    return Person.objects.filter(party__warden=warden, erased_at=None).count()


def wardens_of(crisis: Crisis) -> QuerySet[Warden]:
    """The crisis's wardens, by code."""
    return Warden.objects.filter(crisis=crisis).order_by("code")


def merges_of(person: Person) -> QuerySet[Merge]:
    """The merges in force that the person's record is part of, either way."""
    in_force = Merge.objects.filter(undone_at=None)
    return in_force.filter(kept=person) | in_force.filter(gone=person)


def merged_with(gone: Collection[UUID]) -> set[UUID]:
    """Into which records those are merged now; one step, as a merged record may be merged on."""
    return set(Merge.objects.filter(gone__in=gone, undone_at=None).values_list("kept", flat=True))


def agreeing(persons: QuerySet[Person], purpose: Consent.Purpose) -> QuerySet[Person]:
    """Those of the persons who agreed to it: the newest that they said of it is yes."""
    said = Consent.objects.filter(person=OuterRef("pk"), purpose=purpose)
    newest = Subquery(said.order_by("-said_at", "-id").values("given")[:1])
    return persons.annotate(agreed=newest).filter(agreed=True)


def headcounts_of(crisis: Crisis) -> list[tuple[Headcount, dict[str, str]]]:
    """Headcounts with their place and text, the newest first."""
    key = opened_key(crisis.key)
    rows = Headcount.objects.filter(crisis=crisis).order_by("-source_at")
    return [(row, json.loads(unseal(key, bytes(row.sealed), row.reference))) for row in rows]


# --- Opened ----------------------------------------------------------------------------------------------------------


def open_keys(crisis: Crisis, person_ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The data keys of those persons of the crisis who are not erased."""
    opener, found = KeyOpener(), dict[UUID, bytes]()
    wanted = list(person_ids)
    for start in range(0, len(wanted), AT_ONCE):
        persons = Person.objects.filter(crisis=crisis, erased_at=None, pk__in=wanted[start : start + AT_ONCE])
        rows = read_rows(persons.values_list("id", "key", "key__master", "key__wrapped"))
        found.update((person, opener.open(*wrapped)) for person, *wrapped in rows)
    return found


def record_of(person: Person, key: bytes) -> PersonRecord:
    """A person's record. Raises Unreadable."""
    return PersonRecord.from_json(unseal(key, bytes(person.sealed), person.reference))


def warden_record(warden: Warden) -> WardenRecord:
    """A warden's record. Raises Unreadable, KeyDestroyed."""
    return WardenRecord.from_json(unseal(open_key(warden.key_id), bytes(warden.sealed), warden.reference))


def file_of(person: Person) -> File:
    """All that is known of a person. Raises KeyDestroyed, Unreadable."""
    keys = {person.id: opened_key(person.key)}
    record = record_of(person, keys[person.id])
    merges = list(merges_of(person).select_related("kept", "gone__key"))
    keys |= {each.id: opened_key(each.key) for each in _gone(person, merges) if not each.erased_at}
    notes = Note.objects.filter(person__in=keys).order_by("-source_at", "-entered_at")
    said = [
        Said(note, NoteRecord.from_json(unseal(keys[note.person_id], bytes(note.sealed), note.reference)))
        for note in notes
    ]
    return File(person, record, said, merges)


def _gone(into: Person, merges: Iterable[Merge]) -> list[Person]:
    """All records that went into this one, also by way of others."""
    below = [each.gone for each in merges if each.kept_id == into.id]
    deeper = ((each, merges_of(each).select_related("gone__key")) for each in below)
    return [found for each, its in deeper for found in (each, *_gone(each, its))]
