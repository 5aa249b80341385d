"""Writes of contacts and promises: who spoke with whom, what was promised, how that stands, who asks again and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis
from safepassage.desk.picture.falling import tell_of_fall
from safepassage.desk.picture.kinds import FOLLOW_UP_WITHIN, STANDS, ContactChannel, PromiseState
from safepassage.desk.picture.models import Contact, Promise, PromiseChange, Report
from safepassage.desk.picture.queries import promises_to_expire
from safepassage.desk.picture.writing import record_act, sealed_for
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import Kind, Urgency, Work


@dataclass(frozen=True)
class NewPromise:
    """What was promised: by whom, to whom, for which area and window; what it rests on itself."""

    by: str
    what: str
    to: str = ""
    area: str = ""
    evidence: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    expires_at: datetime | None = None
    notified: bool = False
    grade: str = ""


@transaction.atomic
def note_contact(
    crisis: Crisis,
    channel: ContactChannel,
    on: date,
    parties: Sequence[str],
    *,
    actor: Actor,
    about: Sequence[str] = (),
    report: Report | None = None,
) -> Contact:
    """Put down who spoke with whom. Raises NotNow if fewer than two are named and no report tells of it."""
    if len(parties) < 2 and report is None:
        raise NotNow("a contact has two sides at least")
    contact = Contact(id=new_id(), crisis=crisis, report=report, channel=channel, on=on, entered_by=actor.reference)
    contact.entered_at = clock.now()
    said = {"parties": list(parties), "about": list(about)}
    contact.sealed = sealed_for(crisis, contact, said)
    contact.save(force_insert=True)
    record_act(actor, "note_contact", contact, crisis, new=said | {"on": on, "channel": channel})
    return contact


@transaction.atomic
def note_promise(crisis: Crisis, new: NewPromise, *, actor: Actor, contact: Contact | None = None) -> Promise:
    """Put down what was promised. It stands as promised until somebody sees it on the ground, or it ends."""
    if new.begins_at and new.ends_at and new.begins_at >= new.ends_at:
        raise NotNow("the window ends before it begins")
    now = clock.now()
    promise = Promise(
        id=new_id(),
        crisis=crisis,
        contact=contact,
        begins_at=new.begins_at,
        ends_at=new.ends_at,
        expires_at=new.expires_at or new.ends_at,
        notified=new.notified,
        grade=new.grade,
        entered_at=now,
        changed_at=now,
    )
    said = {name: getattr(new, name) for name in ("by", "to", "what", "area", "evidence")}
    promise.sealed = sealed_for(crisis, promise, said)
    promise.save(force_insert=True)
    record_act(actor, "note_promise", promise, crisis, new=said | {"expires_at": promise.expires_at})
    return promise


@transaction.atomic
def change_promise(promise: Promise, state: PromiseState, *, actor: Actor, reason: str) -> PromiseChange:
    """Say how it stands now. What rests on a promise that is broken or over is shaken at once (rule C3).

    Raises NotNow without a reason, or if it stands so already.
    """
    if not reason.strip():
        raise NotNow("say why: what was seen, by whom")
    crisis, now = promise.crisis, clock.now()
    if not Promise.objects.filter(pk=promise.pk).exclude(state=state).update(state=state, changed_at=now):
        raise NotNow("the promise stands so already")
    old, promise.state = promise.state, state
    made = PromiseChange(id=new_id(), crisis=crisis, promise=promise, state=state, at=now, by=actor.reference)
    made.sealed = sealed_for(crisis, made, {"reason": reason})
    made.save(force_insert=True)
    if state not in STANDS:
        tell_of_fall(promise, actor=actor, why=reason)
    record_act(actor, "change_promise", promise, crisis, old={"state": old}, new={"state": state}, reason=reason)
    return made


@transaction.atomic
def renew_promise(promise: Promise, expires_at: datetime, *, actor: Actor, reason: str) -> None:
    """It was promised again, until another time. Raises NotNow if it was broken, or that time is over."""
    now = clock.now()
    if expires_at <= now:
        raise NotNow("that time is over already")
    if not Promise.objects.filter(pk=promise.pk).exclude(state=PromiseState.BROKEN).update(expires_at=expires_at):
        raise NotNow("it was broken: a new promise is another one")
    old, promise.expires_at = promise.expires_at, expires_at
    said = {"old": {"expires_at": old}, "new": {"expires_at": expires_at}, "reason": reason}
    record_act(actor, "renew_promise", promise, promise.crisis, **said)
    if promise.state not in STANDS:
        change_promise(promise, PromiseState.PROMISED, actor=actor, reason=reason)


def expire_promises(*, actor: Actor) -> int:
    """Put down of every promise whose time is over that it is; how many."""
    over = list(promises_to_expire(clock.now()))
    for promise in over:
        change_promise(promise, PromiseState.EXPIRED, actor=actor, reason="its time is over and nobody renewed it")
    return len(over)


@transaction.atomic
def follow_up(
    row: Contact | Promise, what: str, *, actor: Actor, role: Role = Role.DUTY_OFFICER, due_at: datetime | None = None
) -> WorkItem:
    """Have somebody ask again: "officials are to keep regular contact". It has an owner and a due time as all work."""
    due = due_at or clock.now() + FOLLOW_UP_WITHIN
    work = Work(Kind.FOLLOW_UP, row.reference, role, Urgency.ROUTINE, what, due_at=due)
    return open_item(row.crisis, work, actor=actor)
