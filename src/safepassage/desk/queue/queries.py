"""Reads of the queue, the most urgent first, then the first due."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from safepassage.desk.core import clock
from safepassage.desk.core.keeping import KEPT_FOR
from safepassage.desk.core.sealing import unseal
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import active_roles
from safepassage.desk.crises.seconds import bound_to
from safepassage.desk.ledger.queries import KeyDestroyed, opened_key
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import HOLDS_A_DEATH, MAY_BE_TIED, SECOND_LOOKS, State, Urgency, roles_over

IN_ORDER = ("urgency", "due_at", "id")
UNFINISHED = (State.OPEN, State.CLAIMED)


class Content(NamedTuple):
    """What is sealed in an item. Whatever was erased is empty."""

    reason: str
    text: str
    answer: str


def unfinished(crisis: Crisis) -> QuerySet[WorkItem]:
    """All that is to be done in a crisis."""
    waiting = WorkItem.objects.filter(crisis=crisis, state__in=UNFINISHED)
    return waiting.select_related("owner").order_by(*IN_ORDER)


def unfinished_at(crisis: Crisis, at: datetime) -> QuerySet[WorkItem]:
    """What was to be done in a crisis at an instant; owners, roles and due times are those of now."""
    there = WorkItem.objects.filter(Q(done_at=None) | Q(done_at__gt=at), crisis=crisis, opened_at__lte=at)
    return there.select_related("owner").order_by(*IN_ORDER)


def after(items: QuerySet[WorkItem], last: WorkItem) -> QuerySet[WorkItem]:
    """Those that come after one. If it has moved up meanwhile, some come twice; none is left out."""
    as_urgent = Q(urgency=last.urgency)
    later = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.id)
    return items.filter(Q(urgency__gt=last.urgency) | as_urgent & later)


def for_officer(officer: Officer, crisis: Crisis, roles: Collection[str]) -> QuerySet[WorkItem]:
    """What the officer, who has these roles, does next: their own, and what waits for a role of theirs."""
    theirs = Q(owner=officer) | Q(state=State.OPEN, role__in=roles)
    return unfinished(crisis).filter(theirs).exclude(kind__in=SECOND_LOOKS, opened_by=officer.reference)


class Tally(NamedTuple):
    """How many of one urgency are to be done, wait for somebody, are overdue."""

    urgency: Urgency
    items: int
    waiting: int
    overdue: int


def counts(crisis: Crisis) -> list[Tally]:
    """By urgency, the most urgent first."""
    rows = WorkItem.objects.filter(crisis=crisis, state__in=UNFINISHED).values_list("urgency")
    waiting, overdue = Count("pk", filter=Q(state=State.OPEN)), Count("pk", filter=is_late())
    rows = rows.annotate(items=Count("pk"), waiting=waiting, overdue=overdue)
    found = {row[0]: row for row in rows}
    return [Tally(each, *found.get(each, (each, 0, 0, 0))[1:]) for each in Urgency]


def items_of(crisis: Crisis) -> QuerySet[WorkItem]:
    """All items of a crisis, done ones too."""
    return WorkItem.objects.filter(crisis=crisis).select_related("owner", "key", "crisis").order_by(*IN_ORDER)


def is_late(at: datetime | None = None) -> Q:
    """Of what should have been done by a time; None: by now."""
    return Q(due_at__lte=at or clock.now())


def to_escalate(crisis: Crisis, at: datetime | None = None) -> QuerySet[WorkItem]:
    """What somebody else has to look at: overdue, or nobody is there to do it.

    Nobody is: the owner left the crisis or was shut out, or no active officer has the role.
    """
    here = active_roles().filter(crisis=OuterRef("crisis"))
    late = is_late(at)
    owner_gone = Q(state=State.CLAIMED) & ~Exists(here.filter(officer=OuterRef("owner")))
    role_empty = Q(state=State.OPEN) & ~Exists(here.filter(role=OuterRef("role")))
    return unfinished(crisis).filter(late | owner_gone | role_empty)


def to_forget(today: date) -> QuerySet[WorkItem]:
    """What was done KEPT_FOR before a day, in every crisis, and has a key of its own that is still there."""
    done = WorkItem.objects.filter(state=State.DONE, done_at__date__lt=today - KEPT_FOR)
    return with_own_key(done).order_by("id")


def with_own_key(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Those sealed under a key of their own that is still there."""
    return items.filter(key_id=F("id"), key__wrapped__isnull=False)


def staffed_roles(crisis: Crisis) -> frozenset[str]:
    """The roles that an active officer has in the crisis."""
    return frozenset(active_roles().filter(crisis=crisis).values_list("role", flat=True))


def is_before(item: WorkItem, officer: Officer, roles: Collection[str]) -> bool:
    """Whether it is the officer's, who has these roles, or stands before a role of theirs or one below."""
    return item.owner_id == officer.pk or not roles_over(item.role).isdisjoint(roles)


def is_own_act(item: WorkItem, officer: Officer) -> bool:
    """Whether it asks for a second officer to what this one, or one whose second they cannot be, did or asks for."""
    return item.kind in SECOND_LOOKS and item.opened_by in bound_to(officer, item.crisis_id)


def may_be_tied(item: WorkItem) -> bool:
    """Whether it may still be said whom it is about."""
    return item.kind in MAY_BE_TIED and item.key_id == item.id and item.state != State.DONE


def items_on(subject: str) -> QuerySet[WorkItem]:
    """All items about a subject, the newest first."""
    return WorkItem.objects.filter(subject=subject).select_related("owner").order_by("-opened_at")


def with_digest(crisis: Crisis, digest: bytes) -> WorkItem | None:
    """The item of a message that came in before."""
    return WorkItem.objects.filter(crisis=crisis, digest=digest).first()


def subjects_held(crisis: Crisis) -> QuerySet[WorkItem, str]:
    """The subjects that nothing may be published of yet: their next of kin have to be told first (rule C4)."""
    return unfinished(crisis).filter(kind__in=HOLDS_A_DEATH).order_by().values_list("subject", flat=True).distinct()


def content(item: WorkItem) -> Content:
    """What an item says. Callers that show it to somebody call `actions.look_at_item` instead. Raises Unreadable."""
    try:
        key = opened_key(item.key)
    except KeyDestroyed:
        return Content("", "", "")
    said = json.loads(unseal(key, bytes(item.sealed), sealed_in(item)))
    answer = unseal(key, bytes(item.answer), answer_in(item)).decode() if item.answer else ""
    return Content(said["reason"], said["text"], answer)


def sealed_in(item: WorkItem) -> str:
    """What the text of an item is bound to."""
    return f"item {item.id}"


def answer_in(item: WorkItem) -> str:
    """What the answer in an item is bound to."""
    return f"answer in item {item.id}"
