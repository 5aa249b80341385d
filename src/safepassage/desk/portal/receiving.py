"""What the public form was given becomes persons, notes, consents and work. One transaction, the same number each time.

The page draws a token when it is opened; it is the outside id of the record. Whoever sends twice, as a phone on a bad
network does, is told the same number, and is on the register once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.grades import UNGRADED
from safepassage.desk.core.ids import reference
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.people import actions, queries
from safepassage.desk.people.entries import NewNote, NewParty, NewPerson
from safepassage.desk.people.models import Consent, Person
from safepassage.desk.people.records import NoteRecord, PersonRecord
from safepassage.desk.people.states import State
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

    token: str  # of the page that it was sent from
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
    companions: list[str]  # their numbers, in the order in which they were named
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
    entry = NewPerson(given.record, outside_id=given.token, notes=(note,))
    made = actions.register_person(crisis, entry, actor=actor, source=SOURCE)
    if not made.is_new:
        return _sent_again(crisis, made, given, note)
    person = queries.person_of(crisis, made.id)
    companions = _register_companions(crisis, made.id, given, actor)
    for purpose, agreed in (given.consents or {}).items():
        actions.note_consent(person, purpose, given=agreed, said_at=clock.now(), actor=actor)
    if given.urgency:
        _ask_for_an_officer(crisis, person, given, given.urgency, given.why)
    return Kept(made.number, [each.number for each in companions], [made.id, *(each.id for each in companions)])


def _note(given: Given) -> NewNote:
    """Bound to the words: the same words again are the same note."""
    digest = sha256(given.words.encode()).hexdigest()
    return NewNote(clock.now(), given.state, grade=UNGRADED, record=given.about, outside_id=f"{given.token} {digest}")


def _register_companions(crisis: Crisis, first: UUID, given: Given, actor: PublicForm) -> list[actions.Registered]:
    if not given.companions:
        return []
    told = NewNote(clock.now(), given.state, grade=UNGRADED, record=NoteRecord(text=SAID_OF_COMPANIONS))
    entries = [
        NewPerson(record, outside_id=_companion(given.token, place), notes=(told,))
        for place, record in enumerate(given.companions)
    ]
    made = actions.register_persons(crisis, entries, actor=actor, source=SOURCE)
    actions.form_party(crisis, NewParty(members=(first, *(each.id for each in made))), actor=actor)
    return made


def _sent_again(crisis: Crisis, made: actions.Registered, given: Given, note: NewNote) -> Kept:
    """What they said before stands; if it is other words now, an officer compares."""
    person = queries.person_of(crisis, made.id)
    actor = PublicForm(crisis.id)
    if actions.add_note(person, replace(note, state=None), actor=actor, source=SOURCE):
        urgency = given.urgency or Urgency.SOON
        _ask_for_an_officer(crisis, person, given, urgency, "the public form again, with other words: compare")
    return Kept(made.number, _numbers_of(crisis, given.token), [])


def _numbers_of(crisis: Crisis, token: str) -> list[str]:
    found = (queries.person_from(crisis, SOURCE, _companion(token, place)) for place in range(MOST_COMPANIONS))
    return [each.number for each in found if each and not each.erased_at]


def _ask_for_an_officer(crisis: Crisis, person: Person, given: Given, urgency: Urgency, why: str) -> None:
    kind = Kind.REQUEST if urgency == Urgency.LIFE else Kind.MESSAGE
    work = Work(kind, person.reference, Role.CASEWORKER, urgency, why, text=given.words, key=person.key_id)
    open_item(crisis, work, actor=PublicForm(crisis.id))


def _companion(token: str, place: int) -> str:
    return f"{token} companion {place}"
