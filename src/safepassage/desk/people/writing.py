"""The beginning and the end that all writes of the register share: a turn in the ledger, and the act."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, reference
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import record, take_turn
from safepassage.desk.people.models import CODE, Person


class Moment(NamedTuple):
    """When a write happens, by whom, from which source, and the number of its act."""

    crisis: Crisis
    now: datetime
    version: int
    source: str
    actor: Actor


def begin(crisis: Crisis, actor: Actor, source: str = "desk") -> Moment:
    """Take a turn in the ledger, first of all; others wait until the transaction ends. Raises NotNow for a bad code."""
    require_code(source)
    version = take_turn()  # before the clock is read: what was known when has the order of the ledger
    return Moment(crisis, clock.now(), version, source, actor)


def require_code(code: str) -> None:
    """Raises NotNow unless it is a code: clear columns hold nothing that could be a name."""
    try:
        CODE(code)
    except ValidationError as error:
        raise NotNow("; ".join(error.messages)) from error


def living(person: Person) -> Person:
    """The row as it stands. Raises NotNow if they were erased."""
    row = Person.objects.get(pk=person.pk)
    if row.erased_at:
        raise NotNow("this person was erased")
    return row


def moved_aside(person_id: UUID, before: str, after: str) -> bool:
    """Let a record count otherwise; whether it counted as `before`. The caller derives standings anew."""
    return bool(Person.objects.filter(pk=person_id, set_aside=before).update(set_aside=after))


def record_act(moment: Moment, verb: str, subject: str, **said: Any) -> None:
    """Write the act, last of all; sealed under the crisis's key unless `key` is said."""
    key = said.pop("key", moment.crisis.key_id)
    record(actor=moment.actor, verb=f"people.{verb}", subject=subject, crisis=moment.crisis.id, key=key, **said)


def record_many(moment: Moment, verb: str, what: str, ids: Sequence[UUID]) -> None:
    """An act on many says only whom: what was said of each is sealed under their own key, where they can be erased."""
    subject = reference(what, ids[0]) if len(set(ids)) == 1 else moment.crisis.reference
    record_act(moment, verb, subject, new={"source": moment.source, what: list(ids)})
