"""A newer list comes in: what it says of people who are known goes into their records, or to an officer to weigh."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from safepassage.desk.core.bulk import in_batches
from safepassage.desk.core.ids import Actor, reference
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.queries import opened_key, subjects_of
from safepassage.desk.people.actions import add_notes
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.merging import complete_kept
from safepassage.desk.people.models import Note, Person
from safepassage.desk.people.news import News, What, news, taken_over
from safepassage.desk.people.numbers import shown
from safepassage.desk.people.queries import persons_of, record_of
from safepassage.desk.people.records import NoteRecord, PersonRecord
from safepassage.desk.people.registering import note_mark, note_marks_seen, save_records
from safepassage.desk.people.states import Aside
from safepassage.desk.people.writing import begin, record_many
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

MOST_NAMED = 500
MOST_TEXT = 20_000  # characters of a note


class Said(NamedTuple):
    """What a list says of somebody who is known."""

    person_id: UUID
    outside_id: str  # at the source
    record: PersonRecord


class Newer(NamedTuple):
    """A list: where it comes from, when what it says was so, how good it is."""

    source: str
    said_at: datetime
    grade: str

    def note(self, said: Said, new: News) -> NewNote:
        """In which a piece of news is kept, and by which it is known when it comes again."""
        when = self.said_at if new.what == What.MENDED else ""  # back and forth again is news each time
        stood = new.here if new.what == What.OTHERWISE and new.field != "mobility" else ""
        mark = sha256(f"{new.field}\0{new.said!r}\0{stood!r}\0{when}".encode()).hexdigest()
        about = NoteRecord(text=new.text[:MOST_TEXT])
        return NewNote(self.said_at, grade=self.grade, record=about, outside_id=f"{said.outside_id}\0news {mark}")


class Found(NamedTuple):
    """What is new of one person; the record with what is taken over of it."""

    said: Said
    news: list[News]
    record: PersonRecord

    @property
    def completes(self) -> bool:
        """Whether the record changes."""
        return any(each.what != What.OTHERWISE for each in self.news)

    @property
    def differs(self) -> bool:
        """Whether an officer has something to weigh."""
        return any(each.what == What.OTHERWISE for each in self.news)


class Taken(NamedTuple):
    """Whose records a list has completed, and of how many it says otherwise."""

    completed: Sequence[UUID] = ()
    otherwise: int = 0


def news_of(crisis: Crisis, newer: Newer, said: Sequence[Said]) -> list[Found]:
    """What is new in what the list says of each of whom something is; of nobody erased.

    What its source said itself, and earlier, it may mend, unless somebody has changed the record since. What it said
    before is not new: what an officer has struck out since stays so.
    """
    persons = _living(crisis, {each.person_id for each in said})
    mendable = _mendable(crisis, newer, persons)
    told: list[tuple[Said, News, PersonRecord]] = []
    for each in said:
        if person := persons.get(each.person_id):
            here = record_of(person, opened_key(person.key))
            told += ((each, new, here) for new in news(here, each.record, may_mend=person.id in mendable))
    marks = [note_mark(crisis.id, newer.source, newer.note(each, new).outside_id) for each, new, _ in told]
    seen = note_marks_seen(marks)
    fresh = [each for each, mark in zip(told, marks, strict=True) if mark not in seen]
    by_person = groupby(fresh, key=lambda each: each[0].person_id)
    return [_found([*each]) for _, each in by_person]


@transaction.atomic
def take_news(crisis: Crisis, newer: Newer, said: Sequence[Said], *, actor: Actor) -> Taken:
    """Take over what is new, and put before officers what the list says otherwise; each in a note, taken once.

    So what an officer has struck out since stays so.
    """
    moment = begin(crisis, actor, newer.source)
    found = news_of(crisis, newer, said)
    completed = {each.said.person_id: each.record for each in found if each.completes}
    if completed:
        save_records(moment, completed)
        for merged in Person.objects.filter(pk__in=completed, set_aside=Aside.DUPLICATE):
            complete_kept(merged, moment)
        record_many(moment, "complete_persons", "person", list(completed))
    notes = [(each.said.person_id, newer.note(each.said, new)) for each in found for new in each.news]
    if notes:  # derives their standings anew, too
        add_notes(crisis, notes, actor=actor, source=newer.source)
    otherwise = [each.said.person_id for each in found if each.differs]
    if otherwise:
        _ask_to_weigh(crisis, otherwise, actor)
    return Taken([*completed], len(otherwise))


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _found(told: Sequence[tuple[Said, News, PersonRecord]]) -> Found:
    """Of one person. What cannot stand together in a record is for an officer."""
    said, here, found = told[0][0], told[0][2], [new for _, new, _ in told]
    try:
        return Found(said, found, taken_over(here, found))
    except ValueError:
        return Found(said, [new._replace(what=What.OTHERWISE) for new in found], here)


def _living(crisis: Crisis, person_ids: Collection[UUID]) -> dict[UUID, Person]:
    found: dict[UUID, Person] = {}
    for batch in in_batches(person_ids):
        there = Person.objects.filter(crisis=crisis, erased_at=None, pk__in=batch)
        found |= {person.id: person for person in there.select_related("key")}
    return found


def _mendable(crisis: Crisis, newer: Newer, persons: Mapping[UUID, Person]) -> set[UUID]:
    """Those who came from the source, whom nobody changed since, and of whom it has said nothing newer."""
    own = [pk for pk, person in persons.items() if person.source == newer.source and person.first_at <= newer.said_at]
    found = set(own)
    for batch in in_batches(own):
        changed = subjects_of(crisis.id, "people.change_person", [reference("person", pk) for pk in batch])
        found -= {UUID(subject.removeprefix("person:")) for subject in changed}
        notes = Note.objects.filter(person__in=batch, source=newer.source)
        newest = notes.values_list("person").annotate(at=Max("source_at"))
        found -= {person_id for person_id, at in newest if at > newer.said_at}
    return found


def _ask_to_weigh(crisis: Crisis, person_ids: Sequence[UUID], actor: Actor) -> None:
    numbers = persons_of(crisis).filter(pk__in=person_ids[:MOST_NAMED]).values_list("number", flat=True)
    reason = f"A newer list says otherwise than the record of {len(person_ids):,}: weigh the last note of each"
    lines = "\n".join(sorted(map(shown, numbers)))
    work = Work(Kind.REQUEST, crisis.reference, Role.CASEWORKER, Urgency.SOON, reason, lines)
    open_item(crisis, work, actor=actor)
