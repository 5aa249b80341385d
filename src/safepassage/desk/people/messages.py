"""A message that came to the desk: it becomes somebody's work, once, and what it says of a person a note.

Of its text a blind index is kept, by which the same message is known again.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import take_turn
from safepassage.desk.people.actions import add_note
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.marks import digest
from safepassage.desk.people.mobility import cannot_walk
from safepassage.desk.people.models import Person
from safepassage.desk.people.records import NoteRecord
from safepassage.desk.people.states import State
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import with_digest
from safepassage.desk.queue.work import Kind, Urgency, Work


class Channel(TextChoices):
    """How it came; the source of the note."""

    EMAIL = "email", _("E-mail")
    CALL = "call", _("Call")
    SMS = "sms", _("SMS or messenger")
    LETTER = "letter", _("Letter or paper")


class Matter(TextChoices):
    """What it is about, in plain words, the most urgent first."""

    LIFE = "life", _("Danger to life now")
    MEDICINE = "medicine", _("Ill or hurt, or needs medicine")
    HELD = "held", _("Somebody is said to be held or detained")
    DEAD = "dead", _("Somebody is said to have died")
    MISSING = "missing", _("Somebody is missing")
    HELP = "help", _("Asks for something else")
    QUESTION = "question", _("A question, or for information")


class Meaning(NamedTuple):
    """What a matter makes of a message."""

    kind: Kind
    urgency: Urgency
    state: State | None = None  # that the message asserts of the person


MEANINGS = {
    Matter.LIFE: Meaning(Kind.REQUEST, Urgency.LIFE),
    Matter.MEDICINE: Meaning(Kind.REQUEST, Urgency.LIFE),
    Matter.HELD: Meaning(Kind.MESSAGE, Urgency.SOON, State.HELD),
    Matter.DEAD: Meaning(Kind.MESSAGE, Urgency.SOON, State.DEAD),
    Matter.MISSING: Meaning(Kind.REQUEST, Urgency.SOON, State.MISSING),
    Matter.HELP: Meaning(Kind.REQUEST, Urgency.SOON),
    Matter.QUESTION: Meaning(Kind.MESSAGE, Urgency.ROUTINE),
}


@dataclass(frozen=True)
class Message:
    """What came in, as an officer wrote it down."""

    channel: Channel
    matter: Matter
    sender: str
    came_at: datetime
    text: str
    person: Person | None = None  # None: whom it is about is not known
    role: Role = Role.CASEWORKER
    due_at: datetime | None = None  # None: as soon as the matter asks for
    is_another: bool = False  # an officer has seen that the same words came in before, and that this is not the same


class Taken(NamedTuple):
    """The work that a message is; and whether this made it, or it came in before."""

    item: WorkItem
    is_new: bool


@transaction.atomic
def take_message(crisis: Crisis, message: Message, *, actor: Actor) -> Taken:
    """Put it into the queue, with a note where it says how a person is. The same words come in once. Raises NotNow."""
    take_turn()  # of two officers who paste the same message at once, the second finds it
    mark = None if message.is_another else digest(crisis.id, "message", _folded(message.text))
    if mark and (before := with_digest(crisis, mark)):
        return Taken(before, is_new=False)
    meaning = MEANINGS[message.matter]
    person = message.person
    work = Work(
        meaning.kind,
        (person or crisis).reference,
        message.role,
        meaning.urgency,
        _reason(crisis, message),
        text=message.text,
        due_at=message.due_at,
        key=person.key_id if person else None,
        digest=mark,
    )
    item = open_item(crisis, work, actor=actor)
    if person and (meaning.state or cannot_walk(message.text)):
        said = NoteRecord(author_name=message.sender, text=message.text)
        note = NewNote(message.came_at, meaning.state, record=said)
        add_note(person, note, actor=actor, source=message.channel.value)
    return Taken(item, is_new=True)


def _reason(crisis: Crisis, message: Message) -> str:
    """Sealed with the text: it names who sent it."""
    came = clock.written(message.came_at, crisis.zone, crisis.home_zone)
    return f"{message.matter.label}. {message.channel.label}, {message.sender or _('sender not known')}, {came}"


def _folded(text: str) -> str:
    """What stays the same however a text is copied: letters without their size, words without their spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
