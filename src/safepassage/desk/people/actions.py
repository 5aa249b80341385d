"""Writes of persons, notes, parties and wardens. Each is atomic and records its act last.

Each takes its turn in the ledger first: a person's `version` is the number of the act that changed the row, so that who
reads "changed since" misses nothing.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from shapely.geometry.base import BaseGeometry

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import destroy_key, record, take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.people import queries
from safepassage.desk.people.duplicate_actions import forget_likenesses
from safepassage.desk.people.duplicate_actions import note_likenesses as note_likenesses
from safepassage.desk.people.duplicate_actions import say_different as say_different
from safepassage.desk.people.duties import open_duties
from safepassage.desk.people.entries import NewHeadcount, NewNote, NewPerson
from safepassage.desk.people.marks import marks, write_marks
from safepassage.desk.people.merging import complete_kept, forget_taken_over
from safepassage.desk.people.merging import merge as merge
from safepassage.desk.people.merging import merge_pair as merge_pair
from safepassage.desk.people.merging import unmerge as unmerge
from safepassage.desk.people.mobility import cannot_walk, now_unable
from safepassage.desk.people.models import (
    Consent,
    Headcount,
    Mark,
    Note,
    Person,
    Tombstone,
)
from safepassage.desk.people.numbers import draw_number
from safepassage.desk.people.openings import count_opened as count_opened
from safepassage.desk.people.party_actions import change_party as change_party
from safepassage.desk.people.party_actions import change_warden as change_warden
from safepassage.desk.people.party_actions import erase_warden as erase_warden
from safepassage.desk.people.party_actions import form_parties as form_parties
from safepassage.desk.people.party_actions import form_party as form_party
from safepassage.desk.people.party_actions import join_party as join_party
from safepassage.desk.people.party_actions import look_at_warden as look_at_warden
from safepassage.desk.people.party_actions import note_silence as note_silence
from safepassage.desk.people.party_actions import register_warden as register_warden
from safepassage.desk.people.party_actions import split_party as split_party
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.registering import (
    Registered,
    in_clear,
    known_by_outside_id,
    made_note,
    mark_of,
    note_mark,
    note_marks_seen,
    write_persons,
)
from safepassage.desk.people.standings import rewrite_standings
from safepassage.desk.people.states import Aside, Category
from safepassage.desk.people.writing import Moment, begin, living, moved_aside, record_act, record_many
from safepassage.desk.queue.actions import close_items_on, forget_items_on

# --- Persons ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def register_persons(crisis: Crisis, entries: Sequence[NewPerson], *, actor: Actor, source: str) -> list[Registered]:
    """Register many at once, all or none, in one act. An entry whose outside id is there already changes nothing.

    source: code of where they come from, such as "warden-list". The answers come in the order of the entries. Others
    wait meanwhile: about 5,000 at a time are a good measure. Raises NotNow.
    """
    moment = begin(crisis, actor, source)
    found = [mark_of(moment, entry) for entry in entries]
    known = known_by_outside_id(moment, [mark for mark in found if mark])
    keys = [mark or place for place, mark in enumerate(found)]
    first: dict[bytes | int, int] = {}
    for place, key in enumerate(keys):
        if key not in known:
            first.setdefault(key, place)
    persons = write_persons(moment, [(entries[place], found[place]) for place in first.values()])
    if persons:
        record_many(moment, "register_persons", "person", [person.id for person in persons])
        new = zip(persons, (entries[place] for place in first.values()), strict=True)
        open_duties(moment, [(person.id, note.state) for person, entry in new for note in entry.notes])
    made = {key: (person.id, person.number) for key, person in zip(first, persons, strict=True)}
    return [
        Registered(*(known.get(key) or made[key]), is_new=first.get(key) == place) for place, key in enumerate(keys)
    ]


def register_person(crisis: Crisis, entry: NewPerson, *, actor: Actor, source: str) -> Registered:
    """Register one person."""
    return register_persons(crisis, [entry], actor=actor, source=source)[0]


@transaction.atomic
def change_person(
    person: Person,
    *,
    actor: Actor,
    to: PersonRecord | None = None,
    category: Category | None = None,
    keep_until: date | None = None,
    seen_version: int | None = None,
) -> Person:
    """Change what is known of a person. `seen_version`: the row as the officer saw it; NotNow if it changed since."""
    moment = _moment_of(person, actor)
    row = living(person)
    if seen_version not in (None, row.version):
        raise NotNow("somebody changed this person meanwhile; look again")
    key = open_key(row.key_id)
    before = queries.record_of(row, key)
    old, after = _told(row, before), to or before
    row.category, row.keep_until = category or row.category, keep_until or row.keep_until
    new = _told(row, after)
    if old == new:
        return row
    row.sealed, row.version = seal(key, after.to_json(), row.reference), moment.version
    for column, value in in_clear(after, moment.now).items():
        setattr(row, column, value)
    row.save()
    row.marks.exclude(kind=Mark.Kind.OUTSIDE).delete()
    write_marks(marks(row, after))
    if row.set_aside == Aside.DUPLICATE:
        complete_kept(row, moment)
    rewrite_standings(row.crisis_id, [row.id], moment.now, moment.version)
    record_act(moment, "change_person", row.reference, key=row.key_id, old=old, new=new)
    return queries.person_of(moment.crisis, row.id)


@transaction.atomic
def verify(persons: Collection[Person], category: Category, *, actor: Actor) -> None:
    """Say who those are whom the public form alone put on the register, all or none. Raises NotNow."""
    for person in persons:
        if person.category != Category.UNVERIFIED or category == Category.UNVERIFIED:
            raise NotNow("somebody said meanwhile who they are; look again")
        change_person(person, actor=actor, category=category, seen_version=person.version)


@transaction.atomic
def look_at_person(person: Person, *, actor: Actor) -> queries.File:
    """Open a person's file, which is an act. Raises KeyDestroyed if they were erased."""
    file = queries.file_of(person)
    count_opened(person.crisis, 1, actor=actor)
    record(actor=actor, verb="people.look_at_person", subject=person.reference, crisis=person.crisis_id)
    return file


@transaction.atomic
def look_at_persons(crisis: Crisis, persons: Collection[Person], *, actor: Actor) -> dict[UUID, PersonRecord]:
    """Open the records of several persons, for a list to tell them apart by, in one act. Not those erased."""
    keys = queries.open_keys(crisis, [person.id for person in persons])
    found = {person.id: queries.record_of(person, keys[person.id]) for person in persons if person.id in keys}
    if found:
        count_opened(crisis, len(found), actor=actor)
        said = {"person": list(found)}
        where = {"crisis": crisis.id, "key": crisis.key_id}
        record(actor=actor, verb="people.look_at_persons", subject=crisis.reference, new=said, **where)
    return found


@transaction.atomic
def look_at_area(crisis: Crisis, area: BaseGeometry, *, old_before: datetime, actor: Actor) -> queries.InArea:
    """Who is in an area, for an officer to see. Raises TooLarge."""
    found = queries.persons_in(crisis, area, old_before=old_before)
    said = {"around": area.bounds, "persons": found.persons}
    where = {"crisis": crisis.id, "key": crisis.key_id}
    record(actor=actor, verb="people.look_at_area", subject=crisis.reference, new=said, **where)
    return found


@transaction.atomic
def set_aside(person: Person, why: Aside, *, actor: Actor, reason: str) -> None:
    """Count a record no longer as a person: not eligible, or never there. A duplicate is merged instead."""
    if why == Aside.DUPLICATE:
        raise NotNow("say of whom it is a duplicate: merge the two")
    _move_aside(person, actor, "set_aside", "", why, reason)


@transaction.atomic
def take_back(person: Person, *, actor: Actor, reason: str) -> None:
    """Count a record that was set aside as a person again."""
    if person.set_aside == Aside.DUPLICATE:
        raise NotNow("it is merged into another record: undo that")
    _move_aside(person, actor, "take_back", person.set_aside, "", reason)


@transaction.atomic
def erase_person(person: Person, *, actor: Actor, why: Tombstone.Why) -> None:
    """Destroy the person's key and all that points to them. A tombstone keeps their place in the account.

    What was left to do about them is closed first, while its answer can still be sealed. The mark of the outside id
    stays, so that an old list does not bring them back. Nothing happens if they are erased.
    """
    close_items_on(person.reference, actor=actor, reason="erased")
    forget_items_on(person.reference, actor=actor)
    moment = _moment_of(person, actor)
    if not destroy_key(person.key_id, actor=actor, subject=person.reference, crisis=person.crisis_id, reason=why):
        return
    moment = moment._replace(version=take_turn())  # destroying the key was an act of its own
    row = Person.objects.get(pk=person.pk)
    row.sealed, row.erased_at, row.number = b"", moment.now, draw_number()
    row.minor = row.medical = False
    row.cell = row.located_at = None
    row.save()
    row.marks.exclude(kind=Mark.Kind.OUTSIDE).delete()
    row.consents.all().delete()
    forget_likenesses(row.id)
    forget_taken_over(row)
    Tombstone.objects.create(person=row, erased_at=moment.now, why=why)
    rewrite_standings(row.crisis_id, [row.id], moment.now, moment.version)
    record_act(moment, "erase_person", row.reference, new={"why": why})


@transaction.atomic
def note_consent(person: Person, purpose: Consent.Purpose, *, given: bool, said_at: datetime, actor: Actor) -> Consent:
    """Put down what a person agreed to, or did not."""
    moment = _moment_of(person, actor)
    living(person)
    made = Consent.objects.create(person=person, purpose=purpose, given=given, said_at=said_at)
    new = {"purpose": purpose, "given": given, "said_at": said_at}
    record_act(moment, "note_consent", person.reference, key=person.key_id, new=new)
    return made


# --- Notes -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_notes(crisis: Crisis, notes: Sequence[tuple[UUID, NewNote]], *, actor: Actor, source: str) -> list[Note | None]:
    """Write what was said about persons, by id, all or none, in one act; derive anew where they stand.

    None for a note whose outside id is there already. Whoever is newly said to be unable to walk has that in their
    record too. Raises NotNow for persons of another crisis, or erased.
    """
    moment = begin(crisis, actor, source)
    keys = queries.open_keys(crisis, {person_id for person_id, _ in notes})
    seen = note_marks_seen(note_mark(crisis.id, source, new.outside_id) for _, new in notes)
    made: list[Note | None] = []
    for person_id, new in notes:
        if person_id not in keys:
            raise NotNow("no such person in this crisis, or erased")
        note = made_note(moment, person_id, new, keys[person_id])
        made.append(None if note.mark in seen else note)
        if note.mark:
            seen.add(note.mark)
    fresh = [note for note in made if note]
    for batch in in_batches(fresh):
        Note.objects.bulk_create(batch)
    if fresh:
        rewrite_standings(crisis.id, {note.person_id for note in fresh}, moment.now, moment.version)
        record_many(moment, "add_notes", "person", [note.person_id for note in fresh])
        open_duties(moment, [(note.person_id, note.state) for note in fresh])
        said = zip(notes, made, strict=True)
        _slow_down(crisis, {person_id: new for (person_id, new), note in said if note}, actor)
    return made


def add_note(person: Person, new: NewNote, *, actor: Actor, source: str) -> Note | None:
    """Write what was said about one person."""
    return add_notes(person.crisis, [(person.id, new)], actor=actor, source=source)[0]


@transaction.atomic
def record_headcount(crisis: Crisis, new: NewHeadcount, *, actor: Actor) -> Headcount:
    """Put down that so many were somewhere: evidence beside the account, never in it."""
    moment = begin(crisis, actor)
    if new.id and (there := Headcount.objects.filter(pk=new.id, crisis=crisis).first()):
        return there
    row = Headcount(
        id=new.id or new_id(),
        crisis=crisis,
        low=new.low,
        high=new.high,
        source_at=new.source_at,
        entered_at=moment.now,
        haven=new.haven,
        grade=new.grade,
    )
    said = {"place": new.place, "text": new.text}
    row.sealed = seal(open_key(crisis.key_id), json.dumps(said).encode(), row.reference)
    row.save(force_insert=True)
    record_act(moment, "record_headcount", row.reference, new={"low": new.low, "high": new.high, **said})
    return row


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _moment_of(person: Person, actor: Actor) -> Moment:
    return begin(person.crisis, actor)


def _slow_down(crisis: Crisis, said: Mapping[UUID, NewNote], actor: Actor) -> None:
    """From better to worse only: that somebody can walk again, an officer says. What was said before stays in sight."""
    unable = {person_id: new for person_id, new in said.items() if cannot_walk(new.record.text)}
    for person in queries.persons_of(crisis).filter(pk__in=unable).select_related("crisis"):
        about = queries.record_of(person, open_key(person.key_id))
        if not cannot_walk(about.mobility):
            said_at = clock.written(unable[person.id].source_at, crisis.zone, crisis.home_zone)
            mobility = now_unable(about.mobility, said_at)
            change_person(person, to=about.model_copy(update={"mobility": mobility}), actor=actor)


def _told(row: Person, about: PersonRecord) -> dict[str, Any]:
    said = about.model_dump(mode="json", exclude_defaults=True)
    return {**said, "category": str(row.category), "keep_until": row.keep_until.isoformat()}


def _move_aside(person: Person, actor: Actor, verb: str, before: str, after: str, reason: str) -> None:
    moment = _moment_of(person, actor)
    if before == after or not moved_aside(person.pk, before, after):
        raise NotNow("the record was set aside, or taken back, meanwhile")
    rewrite_standings(person.crisis_id, [person.id], moment.now, moment.version)
    said = {"old": {"set_aside": before}, "new": {"set_aside": after}}
    record_act(moment, verb, person.reference, key=person.key_id, reason=reason, **said)
