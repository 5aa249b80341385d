"""New persons and notes, in bulk: everything is built in memory, then written table by table. Called by actions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from safepassage.desk.core.bulk import in_batches, insert_rows
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.actions import NewKey, make_keys
from safepassage.desk.ledger.queries import opened_key
from safepassage.desk.people.cells import cell_of
from safepassage.desk.people.entries import NewNote, NewPerson
from safepassage.desk.people.marks import MarkRow, marks, outside_digest, write_marks
from safepassage.desk.people.models import Mark, Note, Party, Person
from safepassage.desk.people.numbers import draw_numbers
from safepassage.desk.people.records import PersonRecord
from safepassage.desk.people.standings import Span, begin_standings, said, save_persons, spans, stand
from safepassage.desk.people.timeline import microseconds, steps
from safepassage.desk.people.writing import Moment

CLOCKS_DIFFER_BY = timedelta(minutes=5)
RECORDED = ("sealed", "minor", "medical", "cell", "located_at")  # columns that follow from a record


class Registered(NamedTuple):
    """What became of one entry."""

    id: UUID
    number: str
    is_new: bool  # False: its outside id was there before; nothing was changed


def known_by_outside_id(moment: Moment, wanted: Sequence[bytes]) -> dict[bytes, tuple[UUID, str]]:
    """Id and number of those who are there already, by the digest of their outside id."""
    found: dict[bytes, tuple[UUID, str]] = {}
    for batch in in_batches(wanted):
        there = Mark.objects.filter(crisis=moment.crisis, kind=Mark.Kind.OUTSIDE, digest__in=batch)
        for seen, pk, number in there.values_list("digest", "person", "person__number"):
            found[bytes(seen)] = pk, number
    return found


def mark_of(moment: Moment, entry: NewPerson) -> bytes | None:
    """The digest of an entry's outside id."""
    if not entry.outside_id:
        return None
    return outside_digest(moment.crisis.id, Mark.Kind.OUTSIDE, moment.source, entry.outside_id)


def write_persons(moment: Moment, new: Sequence[tuple[NewPerson, bytes | None]]) -> list[Person]:
    """Write new persons with their notes, marks and standings. `new`: each with its `mark_of`. Raises NotNow."""
    entries = [entry for entry, _ in new]
    parties = _parties(moment, {entry.party for entry in entries if entry.party})
    keys, numbers = make_keys(len(entries)), _free_numbers(len(entries))
    persons: list[Person] = []
    notes: list[Note] = []
    found: list[MarkRow] = []
    standing: list[tuple[Person, list[Span]]] = []
    for (entry, digest), key, number in zip(new, keys, numbers, strict=True):
        person = _person(moment, entry, key, number)
        told = [made_note(moment, person.id, each, key.opened) for each in entry.notes]
        path = steps(microseconds(person.first_at), filter(None, map(said, told)))
        stand(person, path)
        persons.append(person)
        notes += told
        found += marks(person, entry.record)
        if digest:
            found.append(MarkRow(moment.crisis.id, person.id, Mark.Kind.OUTSIDE, digest))
        standing.append((person, spans(person, parties.get(entry.party), path)))
    insert_rows(Person, persons)
    write_marks(found)
    insert_rows(Note, notes)
    begin_standings(moment.crisis.id, standing, moment.now)
    return persons


def made_note(moment: Moment, person_id: UUID, new: NewNote, key: bytes) -> Note:
    """A note, not yet written. Raises NotNow if it is from the future."""
    if new.source_at > moment.now + CLOCKS_DIFFER_BY:
        raise NotNow("a note speaks of what was, not of what will be: its date is in the future")
    note = Note(
        person_id=person_id,
        source_at=min(new.source_at, moment.now),
        entered_at=moment.now,
        entered_by=moment.actor.reference,
        source=moment.source,
        grade=new.grade,
        state=new.state or "",
        haven=new.haven,
        is_settling=new.is_settling,
        mark=note_mark(moment.crisis.id, moment.source, new.outside_id),
    )
    note.sealed = seal(key, new.record.to_json(), note.reference)
    return note


def note_mark(crisis_id: UUID, source: str, outside_id: str) -> bytes | None:
    """The digest of the id that a note has at its source; None if it has none."""
    return outside_digest(crisis_id, "note", source, outside_id) if outside_id else None


def note_marks_seen(marks: Iterable[bytes | None]) -> set[bytes]:
    """Which of the notes' marks are there already."""
    seen: set[bytes] = set()
    for batch in in_batches(filter(None, marks)):
        seen.update(bytes(mark) for mark in Note.objects.filter(mark__in=batch).values_list("mark", flat=True))
    return seen


def save_records(moment: Moment, records: Mapping[UUID, PersonRecord]) -> None:
    """Put the records in the place of those that stand, of who is not erased. The caller derives standings anew."""
    for batch in in_batches(records):
        there = list(Person.objects.filter(pk__in=batch, erased_at=None).select_related("key"))
        for person in there:
            record = records[person.id]
            person.sealed = seal(opened_key(person.key), record.to_json(), person.reference)
            for column, value in in_clear(record, moment.now).items():
                setattr(person, column, value)
        save_persons(there, RECORDED)
        Mark.objects.filter(person__in=there).exclude(kind=Mark.Kind.OUTSIDE).delete()
        write_marks(row for person in there for row in marks(person, records[person.id]))


def in_clear(record: PersonRecord, now: datetime) -> dict[str, Any]:
    """The clear columns that follow from a record."""
    here = record.position
    return {
        "minor": record.is_minor(now.date()),
        "medical": record.is_medical,
        "cell": cell_of(here.latitude, here.longitude) if here else None,
        "located_at": here.at if here else None,
    }


def _person(moment: Moment, entry: NewPerson, key: NewKey, number: str) -> Person:
    first_at = entry.first_at or min((note.source_at for note in entry.notes), default=moment.now)
    person = Person(
        crisis_id=moment.crisis.id,
        number=number,
        key_id=key.id,
        party_id=entry.party,
        category=entry.category,
        source=moment.source,
        first_at=min(first_at, moment.now),
        registered_at=moment.now,
        keep_until=entry.keep_until or moment.now.date() + KEPT_FOR,
        version=moment.version,
        **in_clear(entry.record, moment.now),
    )
    person.sealed = seal(key.opened, entry.record.to_json(), person.reference)
    return person


def _parties(moment: Moment, wanted: set[UUID]) -> dict[UUID | None, UUID | None]:
    """The warden of each party. Raises NotNow for one of another crisis."""
    found: dict[UUID | None, UUID | None] = {}
    for batch in in_batches(wanted):
        found.update(Party.objects.filter(crisis=moment.crisis, pk__in=batch).values_list("pk", "warden"))
    if wanted - found.keys():
        raise NotNow("no such party in this crisis")
    return found


def _free_numbers(count: int) -> list[str]:
    drawn = draw_numbers(count)
    taken: set[str] = set()
    for batch in in_batches(drawn):
        taken.update(Person.objects.filter(number__in=batch).values_list("number", flat=True))
    return drawn if not taken else _free_numbers(count)
