"""What people answer: a digit becomes a note on them at once, all else somebody's work; each once, and none is lost.

The digits are those that every Move text and every warden's sheet names (rule D7).
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from safepassage.desk.advice.models import Delivery, Line
from safepassage.desk.advice.states import FROM
from safepassage.desk.advice.states import State as Sent
from safepassage.desk.core import clock
from safepassage.desk.core.hidden import without_hidden
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.access import Role
from safepassage.desk.ledger.actions import take_turn
from safepassage.desk.people.actions import add_note
from safepassage.desk.people.entries import NewNote
from safepassage.desk.people.marks import digest
from safepassage.desk.people.models import Mark, Person
from safepassage.desk.people.numbers import shown
from safepassage.desk.people.queries import persons_with
from safepassage.desk.people.records import NoteRecord
from safepassage.desk.people.registering import note_mark, note_marks_seen
from safepassage.desk.people.states import State, heard_from
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.queries import with_digest
from safepassage.desk.queue.work import Kind, Urgency, Work

SOURCE = "reply"
LONGEST_TEXT = 2_000  # characters; a text of ten segments has fewer
MOST_NAMED = 20


class Digit(IntEnum):
    """What a reply says in one digit."""

    IN_SHELTER = 1
    ON_THE_WAY = 2
    CANNOT_GO = 3
    NEED_HELP = 4
    WRONG_PERSON = 5
    ARRIVED = 6


STATES = {  # that a digit asserts of whoever sent it
    Digit.IN_SHELTER: State.SHELTERING,
    Digit.ON_THE_WAY: State.MOVING,
    Digit.CANNOT_GO: State.SHELTERING,
    Digit.ARRIVED: State.IN_HAVEN,
}
WORK = {  # that a digit makes
    Digit.CANNOT_GO: (Urgency.SOON, "They answered that they cannot go: say what is done for them"),
    Digit.NEED_HELP: (Urgency.LIFE, "They answered that they need help: call them"),
    Digit.WRONG_PERSON: (Urgency.SOON, "Whoever has this phone answered that it is not theirs: find them otherwise"),
}


class Reply(NamedTuple):
    """A text that came in. `name`: the provider's, by which it is known when it comes again."""

    name: str
    address: str  # E.164
    text: str
    at: datetime


@transaction.atomic
def take_reply(line: Line, reply: Reply, *, actor: Actor) -> bool:
    """Put a reply where it belongs; whether it was new.

    From the phone of one person a digit is noted on them. What a phone of several people says, a stranger's, and any
    text beyond a digit is read by an officer: to guess whose it is could send help to the wrong door.
    """
    take_turn()  # of the same reply given twice at once, the second finds it
    crisis, reply = line.crisis, _bounded(reply)
    if with_digest(crisis, _digest(line, reply)) or _is_noted(line, reply):
        return False
    persons = list(persons_with(crisis, Mark.Kind.PHONE, reply.address).filter(set_aside="", erased_at=None))
    digit, rest = read_reply(reply.text)
    if len(persons) == 1:
        _of_one(line, reply, persons[0], digit, rest, actor)
        _answered(persons[0], reply.at)
    else:
        _to_queue(line, reply, persons, actor)
    return True


def read_reply(text: str) -> tuple[Digit | None, str]:
    """The digit that a text begins with, in any script's digits, and what else it says; None if it begins with none."""
    plain = text.strip()
    value = unicodedata.decimal(plain[:1], 0) if plain else 0
    if value not in list(Digit) or unicodedata.decimal(plain[1:2] or "x", -1) >= 0:  # 30 people; 18:00
        return None, plain
    rest = plain[1:]
    if rest[:1] in (":", ",", "/") and unicodedata.decimal(rest[1:2] or "x", -1) >= 0:  # 2:30; 1,5; 3/4
        return None, plain
    return Digit(value), rest.strip(" .,;:!)-–\n\t")


# --- Parts of the above ----------------------------------------------------------------------------------------------


def _bounded(reply: Reply) -> Reply:
    text = without_hidden(reply.text.encode(errors="replace").decode())[:LONGEST_TEXT]
    return reply._replace(text=text, at=min(reply.at, clock.now()))


def _digest(line: Line, reply: Reply) -> bytes:
    return digest(line.crisis_id, "reply", _outside_id(line, reply))


def _outside_id(line: Line, reply: Reply) -> str:
    return f"{line.pk} {reply.name}"[:200]


def _is_noted(line: Line, reply: Reply) -> bool:
    return bool(note_marks_seen([note_mark(line.crisis_id, SOURCE, _outside_id(line, reply))]))


def _of_one(line: Line, reply: Reply, person: Person, digit: Digit | None, rest: str, actor: Actor) -> None:
    state = heard_from(STATES.get(digit) if digit else None)
    if digit != Digit.WRONG_PERSON:
        said = NoteRecord(author_made_contact=True, text=reply.text)
        note = NewNote(reply.at, state, record=said, outside_id=_outside_id(line, reply))
        add_note(person, note, actor=actor, source=SOURCE)
    if digit in WORK:
        _open(line, reply, person, *WORK[digit], actor)
    elif digit is None or rest:
        _open(line, reply, person, Urgency.SOON, "They answered in words: read it, and answer", actor)


def _to_queue(line: Line, reply: Reply, persons: Sequence[Person], actor: Actor) -> None:
    digit, _rest = read_reply(reply.text)
    urgency = Urgency.LIFE if digit == Digit.NEED_HELP else Urgency.SOON
    if persons:
        numbers = ", ".join(sorted(shown(each.number) for each in persons[:MOST_NAMED]))
        reason = f"An answer from a phone of {len(persons)} people, {numbers}: ask of whom it is true, and note it"
    else:
        reason = "An answer from a phone that is nobody's on the register: find out who it is"
    _open(line, reply, None, urgency, reason, actor)


def _open(line: Line, reply: Reply, person: Person | None, urgency: Urgency, reason: str, actor: Actor) -> None:
    about = person or line.crisis
    work = Work(
        Kind.REQUEST,
        about.reference,
        Role.CASEWORKER,
        urgency,
        f"{reason}. From {reply.address}, {clock.written(reply.at, line.crisis.zone, line.crisis.home_zone)}",
        text=reply.text,
        key=person.key_id if person else None,
        digest=_digest(line, reply),
    )
    open_item(line.crisis, work, actor=actor)


def _answered(person: Person, at: datetime) -> None:
    """What was last sent to them before is answered: that is proof that it was there."""
    may_be = Delivery.objects.filter(recipient__person=person, state__in=FROM[Sent.ANSWERED])
    last = may_be.filter(Q(sent_at__lte=at) | Q(sent_at=None, state=Sent.UNKNOWN)).order_by("-pk").first()
    if last:
        Delivery.objects.filter(pk=last.pk, state__in=FROM[Sent.ANSWERED]).update(state=Sent.ANSWERED, told_at=at)
