"""What the public form was given becomes persons, notes, consents and work. One transaction, the same number each time.

The outside id of a record is bound to the page's token and to who is named (`Given.once`). Whoever sends twice, as a
phone on a bad network does, is told the same number, and is on the register once; whoever goes back and writes somebody
else's name has that person registered too.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.core.ids import reference
from safepassage.desk.core.once import said_once
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote, NewParty, NewPerson
from safepassage.desk.people.mobility import CANNOT_WALK
from safepassage.desk.people.models import Consent, Person
from safepassage.desk.people.records import NoteRecord, PersonRecord
from safepassage.desk.people.states import Category, State
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

SOURCE = "public-form"
MOST_COMPANIONS = 9
SAID_OF_COMPANIONS = "Named on the public form by somebody who says that they are together."


@dataclass(frozen=True)
class PublicForm:
    """The actor: the public form of a crisis. Who filled it in, nobody knows."""

    crisis_id: UUID

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference("form", self.crisis_id)


@dataclass(frozen=True)
class Given:
    """What somebody sent, read."""

    once: str  # id of whom it is about, as the page that it was sent from tells of them
    record: PersonRecord
    about: NoteRecord
    words: str  # all that they wrote, as they wrote it, for an officer
    state: State | None = None
    companions: tuple[PersonRecord, ...] = ()
    consents: Mapping[Consent.Purpose, bool] | None = None  # None: the person was not asked
    urgency: Urgency | None = None  # None: no officer has to do anything
    why: str = ""


class Kept(NamedTuple):
    """What is on the register now."""

    number: str
    companions: list[tuple[str, str]]  # name and number of each
    new: list[UUID]  # ids of those who were not there before


def receive(crisis: Crisis, given: Given) -> Kept:
    """Put them on the register; then look whether they were there already, for an officer to compare. Raises NotNow."""
    kept = _keep(crisis, given)
    if kept.new:
        actions.note_likenesses(crisis, kept.new, actor=PublicForm(crisis.id))
    return kept


@transaction.atomic
def _keep(crisis: Crisis, given: Given) -> Kept:
    """Sent again, nothing changes; or what is new in it goes to an officer."""
    actor = PublicForm(crisis.id)
    note = _note(given)
    entry = NewPerson(given.record, Category.UNVERIFIED, outside_id=given.once, notes=(note,))
    made = actions.register_person(crisis, entry, actor=actor, source=SOURCE)
    person = queries.person_of(crisis, made.id)
    if made.is_new:
        _said_first(crisis, person, given, actor)
    else:
        _sent_again(crisis, person, given, note)
    companions = _register_companions(crisis, person, given, actor)
    there = set(queries.persons_of(crisis).filter(pk__in=[each.id for each in companions]).values_list("pk", flat=True))
    named = zip((each.name for each in given.companions), companions, strict=True)
    numbers = [(name, each.number) for name, each in named if each.id in there]  # not of those erased meanwhile
    return Kept(made.number, numbers, [each.id for each in (made, *companions) if each.is_new])


def _note(given: Given) -> NewNote:
    """Bound to the words: the same words again are the same note."""
    return NewNote(
        clock.now(), given.state, grade=UNGRADED, record=given.about, outside_id=said_once(given.once, given.words)
    )


def _said_first(crisis: Crisis, person: Person, given: Given, actor: PublicForm) -> None:
    for purpose, agreed in (given.consents or {}).items():
        actions.note_consent(person, purpose, given=agreed, said_at=clock.now(), actor=actor)
    if given.urgency:
        _ask_for_an_officer(crisis, person, given, given.urgency, given.why)


def _sent_again(crisis: Crisis, person: Person, given: Given, note: NewNote) -> None:
    """What they said before stands; if it is other words now, an officer compares. Raises NotNow for one erased."""
    about = _with_their_walking(note.record, given.record)
    if actions.add_note(person, replace(note, state=None, record=about), actor=PublicForm(crisis.id), source=SOURCE):
        urgency = given.urgency or Urgency.SOON
        _ask_for_an_officer(crisis, person, given, urgency, "the public form again, with other words: compare")


def _with_their_walking(said: NoteRecord, record: PersonRecord) -> NoteRecord:
    """Of who is on the register already, a tick that they cannot walk counts as a note."""
    return said.model_copy(update={"text": f"{CANNOT_WALK}. {said.text}"}) if record.mobility else said


def _register_companions(crisis: Crisis, first: Person, given: Given, actor: PublicForm) -> list[actions.Registered]:
    """Those who are named for the first time, into the party of who named them."""
    if not given.companions:
        return []
    state = None if given.state == State.UNDECIDED else given.state  # nobody has heard from them
    told = NewNote(clock.now(), state, grade=UNGRADED, record=NoteRecord(text=SAID_OF_COMPANIONS))
    named = [
        (record, outside_id, replace(told, outside_id=said_once(outside_id, given.words)))
        for record, outside_id in zip(given.companions, _companion_ids(given), strict=True)
    ]
    entries = [NewPerson(record, Category.UNVERIFIED, outside_id, notes=(note,)) for record, outside_id, note in named]
    made = actions.register_persons(crisis, entries, actor=actor, source=SOURCE)
    slower = [
        (each.id, replace(note, state=None, record=_with_their_walking(note.record, record)))
        for (record, _, note), each in zip(named, made, strict=True)
        if record.mobility and not each.is_new
    ]
    if slower:
        actions.add_notes(crisis, slower, actor=actor, source=SOURCE)
    new = tuple(each.id for each in made if each.is_new)
    if new and first.party:
        actions.join_party(first.party, new, actor=actor)
    elif new:
        actions.form_party(crisis, NewParty(members=(first.id, *new)), actor=actor)
    return made


def _companion_ids(given: Given) -> list[str]:
    """By what is said of each; two of whom the same is said, such as "my child", are two people."""
    ids, seen = [], Counter[tuple[str, str, str]]()
    for record in given.companions:
        who = (record.name, record.age, record.date_of_birth)
        seen[who] += 1
        ids.append(said_once(given.once, "companion", *who, seen[who]))
    return ids


def _ask_for_an_officer(crisis: Crisis, person: Person, given: Given, urgency: Urgency, why: str) -> None:
    kind = Kind.REQUEST if urgency == Urgency.LIFE else Kind.MESSAGE
    work = Work(kind, person.reference, Role.CASEWORKER, urgency, why, text=given.words, key=person.key_id)
    open_item(crisis, work, actor=PublicForm(crisis.id))
