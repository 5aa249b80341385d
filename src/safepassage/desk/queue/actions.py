"""Writes of the queue. State moves by conditional UPDATE: of two who claim an item, one gets it."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from safepassage.desk.core import clock
from safepassage.desk.core.bulk import in_batches, insert_rows
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import roles_in
from safepassage.desk.ledger.actions import NewKey, destroy_key, make_keys, record
from safepassage.desk.ledger.queries import open_key, open_keys
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import (
    Content,
    answer_in,
    content,
    is_before,
    is_own_act,
    items_on,
    may_be_tied,
    sealed_in,
    staffed_roles,
    to_escalate,
    to_forget,
    with_own_key,
)
from safepassage.desk.queue.work import (
    ANSWERS,
    DECIDED_ELSEWHERE,
    DUE_WITHIN,
    LADDER,
    OF_A_STATE,
    OUTCOMES,
    SECOND_LOOKS,
    STEPS,
    WHATEVER_WAS_DONE,
    WHO_DECIDE,
    WHO_MAY_HAVE_WORK,
    Kind,
    Outcome,
    State,
    Urgency,
    Work,
)

BY_VOICE = "next of kin are told of a death in person or by voice, before anything else goes out"
OWN_ACT = "it is about what you did or ask for yourself, or whose second you cannot be: another officer sees to it"

_AFTER = {  # what follows from an outcome: nobody alone says that a death may go out untold, nor is it forgotten
    (Kind.NEXT_OF_KIN, Outcome.NOTHING): (Kind.NO_KIN, Role.DUTY_OFFICER),
    (Kind.NO_KIN, Outcome.NOT_AGREED): (Kind.NEXT_OF_KIN, Role.CASEWORKER),
}


@transaction.atomic
def open_item(crisis: Crisis, work: Work, *, actor: Actor) -> WorkItem:
    """Put something to be done before a role.

    Of a kind that stands for a state of things, an unfinished item of the same subject is given back instead.
    """
    if work.kind in OF_A_STATE and (same := _unfinished_on(work.subject).filter(crisis=crisis, kind=work.kind).first()):
        return same
    key = NewKey(work.key, open_key(work.key)) if work.key else make_keys(1)[0]
    item = _item(crisis, work, key, actor)
    item.save(force_insert=True)
    new = {"kind": work.kind, "about": work.subject, "role": work.role, "urgency": work.urgency, "due_at": item.due_at}
    _record(actor, "open_item", item, new=new, reason=work.reason)
    return item


@transaction.atomic
def open_items(crisis: Crisis, works: Sequence[Work], *, actor: Actor) -> list[WorkItem]:
    """Put many things to be done before roles, in one act that says only which. Else as `open_item`.

    Only those that are new are given back; what is about something erased is left out.
    """
    stands = _standing(crisis, {work.subject for work in works})
    keys = open_keys(work.key for work in works if work.key)
    made: list[WorkItem] = []
    for work in works:
        is_erased = work.key and work.key not in keys
        if is_erased or (work.kind in OF_A_STATE and (work.kind, work.subject) in stands):
            continue
        stands.add((work.kind, work.subject))
        key = NewKey(work.key, keys[work.key]) if work.key else make_keys(1)[0]
        made.append(_item(crisis, work, key, actor))
    insert_rows(WorkItem, made)
    if made:
        said = {"item": [item.id for item in made]}
        where = {"crisis": crisis.id, "key": crisis.key_id}
        record(actor=actor, verb="queue.open_items", subject=crisis.reference, new=said, **where)
    return made


@transaction.atomic
def claim(item: WorkItem, *, actor: Officer) -> None:
    """Take an item that waits for one of the officer's roles, or one below. Raises NotNow if somebody was first."""
    _require_standing(item, actor)
    there = WorkItem.objects.filter(pk=item.pk, state=State.OPEN, role=item.role)
    if not there.update(state=State.CLAIMED, owner=actor, claimed_at=clock.now()):
        raise NotNow("somebody else was first, or it was handed to another role")
    _record(actor, "claim", item, new={"owner": actor.reference})


@transaction.atomic
def hand_over(item: WorkItem, to: Officer | Role, *, actor: Officer, reason: str) -> None:
    """Give an unfinished item, as it was read, to another officer of the crisis, or back to a role.

    Its owner may, and whoever has the role that it stands before, or one above. Raises NotNow for others, for somebody
    who may not do it, and if it changed hands meanwhile or is done.
    """
    _require_standing(item, actor)
    _require_can_do(item, to)
    as_read = WorkItem.objects.filter(pk=item.pk, state=item.state, owner=item.owner_id, role=item.role)
    there = as_read.exclude(state=State.DONE)
    if isinstance(to, Officer):
        moved = there.update(state=State.CLAIMED, owner=to, claimed_at=clock.now())
        new = {"owner": to.reference}
    else:
        moved = there.update(state=State.OPEN, owner=None, claimed_at=None, role=to)
        new = {"role": to}
    if not moved:
        raise NotNow("it changed hands meanwhile, or is done")
    old = {"owner": item.owner.reference} if item.owner else {"role": item.role}
    _record(actor, "hand_over", item, old=old, new=new, reason=reason)


@transaction.atomic
def finish(item: WorkItem, outcome: Outcome, *, actor: Officer, answer: str) -> None:
    """Close an item that the officer has claimed, with what was done and, word for word, said; or why nothing was.

    That nobody has to be told of a death goes before another officer, and holds it until then. Raises NotNow if it is
    not theirs, is decided elsewhere, `answer` is empty, or this cannot come of it.
    """
    if item.kind in DECIDED_ELSEWHERE:
        raise NotNow("it is done where it is decided: open what it is about, and say yes or no, or what you found")
    if is_own_act(item, actor):
        raise NotNow(OWN_ACT)
    if not answer.strip():
        raise NotNow("say what was answered" if outcome in ANSWERS else "say why nobody was answered")
    if outcome not in OUTCOMES.get(Kind(item.kind), WHATEVER_WAS_DONE):
        raise NotNow(BY_VOICE if item.kind == Kind.NEXT_OF_KIN else "this cannot come of it; choose from the list")
    sealed = seal(open_key(item.key_id), answer.encode(), answer_in(item))
    mine = WorkItem.objects.filter(pk=item.pk, state=State.CLAIMED, owner=actor)
    if not mine.update(state=State.DONE, outcome=outcome, answer=sealed, done_at=clock.now()):
        raise NotNow("it is not yours, or is done already")
    _record(actor, "finish", item, new={"outcome": outcome, "answer": answer})
    if follows := _AFTER.get((Kind(item.kind), outcome)):
        kind, role = follows
        key = None if item.key_id == item.id else item.key_id
        open_item(item.crisis, Work(kind, item.subject, role, Urgency.SOON, answer, key=key), actor=actor)


@transaction.atomic
def tie(item: WorkItem, subject: str, *, actor: Officer) -> None:
    """Say whom a message or request is about that came in without anybody, or about somebody else. Raises NotNow.

    Its own key goes on sealing it; when the person is erased, that key is destroyed too (`forget_items_on`).
    """
    _require_standing(item, actor)
    if not may_be_tied(item):
        raise NotNow("whom it is about was known when it came in, or it is done")
    as_read = WorkItem.objects.filter(pk=item.pk, subject=item.subject).exclude(state=State.DONE)
    if not as_read.update(subject=subject):
        raise NotNow("somebody else said whom it is about, or it is done")
    _record(actor, "tie", item, old={"about": item.subject}, new={"about": subject})


def escalate(crisis: Crisis, *, actor: Actor, most: int = 200) -> int:
    """Bring what is overdue, or has nobody, before somebody else: a role above, a higher urgency, a new due time.

    One step for each item and due time, whoever asks and however often: of several workers one takes it. How many.
    """
    staffed = staffed_roles(crisis)
    return sum(_escalate(item, staffed, actor) for item in list(to_escalate(crisis)[:most]))


@transaction.atomic
def _escalate(item: WorkItem, staffed: Collection[str], actor: Actor) -> bool:
    now = clock.now()
    is_late = item.due_at <= now
    role = _role_above(item.role, staffed) if is_late or item.role not in staffed else Role(item.role)
    urgency = max(Urgency.LIFE, item.urgency - 1) if is_late else item.urgency
    if not is_late and item.state == State.OPEN and role == item.role:
        return False  # nobody has the role, and no other that could be asked: the next due time comes
    step = STEPS.get(Kind(item.kind), DUE_WITHIN[Urgency(urgency)])
    due_at = now + step if is_late else item.due_at
    as_read = WorkItem.objects.filter(pk=item.pk, state=item.state, owner=item.owner_id, role=item.role)
    fields = {"state": State.OPEN, "owner": None, "claimed_at": None, "role": role, "urgency": urgency}
    if not as_read.filter(steps=item.steps).update(**fields, due_at=due_at, steps=item.steps + 1):
        return False
    old = {"owner": item.owner.reference if item.owner else None, "role": item.role, "urgency": item.urgency}
    new = {"role": role, "urgency": urgency, "due_at": due_at}
    _record(actor, "escalate", item, old=old | {"due_at": item.due_at}, new=new)
    return True


def _role_above(role: str, staffed: Collection[str]) -> Role:
    """The next role on the ladder that somebody has; at its top the same, or the highest that somebody has."""
    there = [each for each in LADDER if each in staffed]
    place = LADDER.index(role) if role in LADDER else -1
    higher = [each for each in there if LADDER.index(each) > place]
    return next(iter(higher), Role(role) if role in staffed or not there else there[-1])


@transaction.atomic
def close_items_on(subject: str, *, actor: Actor, reason: str, kind: Kind | None = None) -> int:
    """Close whatever is unfinished about a subject, as nothing is left to be done: it is erased, or merged away.

    Of one kind only, if it is given. To be called while the subject's data key is there. How many were closed.
    """
    closed = 0
    unfinished = _unfinished_on(subject)
    for item in (unfinished.filter(kind=kind) if kind else unfinished).select_related("key"):
        sealed = seal(open_key(item.key_id), reason.encode(), answer_in(item))
        there = WorkItem.objects.filter(pk=item.pk).exclude(state=State.DONE)
        if there.update(state=State.DONE, outcome=Outcome.NOTHING, answer=sealed, done_at=clock.now()):
            _record(actor, "close_item", item, reason=reason)
            closed += 1
    return closed


@transaction.atomic
def look_at_item(item: WorkItem, *, actor: Actor) -> Content:
    """What an item says, for somebody to read; that they did is an act."""
    said = content(item)
    key = item.crisis.key_id if item.key.wrapped is None else item.key_id  # what was erased is looked at too
    _record(actor, "look_at_item", item, key=key)
    return said


def forget_items_on(subject: str, *, actor: Actor) -> None:
    """Make unreadable what was tied to a subject that is erased: what is sealed under its own key ends with it."""
    for row in with_own_key(items_on(subject)):
        destroy_key(row.key_id, actor=actor, subject=row.reference, crisis=row.crisis_id, reason="erased")


def forget_done(*, actor: Actor, today: date) -> int:
    """Make unreadable what was done KEPT_FOR ago and was about nobody on the register, in the ledger too. How many.

    What is about a person ends with the person, or before.
    """
    rows = list(to_forget(today))
    for row in rows:
        destroy_key(row.key_id, actor=actor, subject=row.reference, crisis=row.crisis_id, reason="retention")
    return len(rows)


def _item(crisis: Crisis, work: Work, key: NewKey, actor: Actor) -> WorkItem:
    """A new item, not yet written. `key`: of the person that it is about; else its own, whose id becomes the item's."""
    now = clock.now()
    item = WorkItem(
        id=new_id() if work.key else key.id,
        crisis=crisis,
        kind=work.kind,
        subject=work.subject,
        urgency=work.urgency,
        due_at=work.due_at or now + DUE_WITHIN[work.urgency],
        role=work.role,
        key_id=key.id,
        opened_by=actor.reference,
        opened_at=now,
        digest=work.digest,
    )
    said = json.dumps({"reason": work.reason, "text": work.text}, ensure_ascii=False).encode()
    item.sealed = seal(key.opened, said, sealed_in(item))
    return item


def _require_standing(item: WorkItem, officer: Officer) -> None:
    """Raises NotNow for whom it is not before, and for whoever did what it is about."""
    if is_own_act(item, officer):
        raise NotNow(OWN_ACT)
    if not is_before(item, officer, roles_in(officer, item.crisis_id)):
        raise NotNow("it stands before another role")


def _require_can_do(item: WorkItem, to: Officer | Role) -> None:
    """Raises NotNow unless the officer or the role may do what is to be done."""
    roles = frozenset({to}) if isinstance(to, Role) else roles_in(to, item.crisis_id)
    if isinstance(to, Officer) and (not to.is_active or is_own_act(item, to)):
        raise NotNow("that officer is shut out, or did themselves what another one has to look at")
    if roles.isdisjoint(WHO_DECIDE if item.kind in SECOND_LOOKS else WHO_MAY_HAVE_WORK):
        raise NotNow("they have no role in this crisis that may do this")


def _standing(crisis: Crisis, subjects: Collection[str]) -> set[tuple[str, str]]:
    """Kind and subject of what waits already for something to be done about these."""
    found: set[tuple[str, str]] = set()
    for batch in in_batches(subjects):
        there = WorkItem.objects.filter(crisis=crisis, kind__in=OF_A_STATE, subject__in=batch)
        found.update(there.exclude(state=State.DONE).values_list("kind", "subject"))
    return found


def _unfinished_on(subject: str) -> QuerySet[WorkItem]:
    return items_on(subject).exclude(state=State.DONE)


def _record(actor: Actor, verb: str, item: WorkItem, **said: Any) -> None:
    where = {"crisis": item.crisis_id, "key": item.key_id}
    record(actor=actor, verb=f"queue.{verb}", subject=item.reference, **where | said)
