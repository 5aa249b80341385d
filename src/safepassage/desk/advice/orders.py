"""What one officer sends at once, from approved words: Shelter, Avoid, Halt, cancel, stop; and its review (rule D2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from safepassage.desk.advice import queries
from safepassage.desk.advice.alerts import set_stage
from safepassage.desk.advice.issuing import Entry, ToIssue, had_it, issue, unmarked
from safepassage.desk.advice.kinds import CANCEL, CANCEL_HOLDS_FOR, CANCEL_OTHER, IN_CAP, TEMPLATES, Kind, MsgType
from safepassage.desk.advice.models import Alert, Issued
from safepassage.desk.advice.wordings import texts_of_order
from safepassage.desk.core import clock
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.access import Deed, Role, Thing, may
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.crises.queries import is_closed, roles_in
from safepassage.desk.crises.seconds import why_no_second
from safepassage.desk.ledger.actions import record, take_turn
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.movement.queries import now_of
from safepassage.desk.movement.releasing import everybody
from safepassage.desk.queue.actions import close_items_on, open_item
from safepassage.desk.queue.work import Kind as WorkKind
from safepassage.desk.queue.work import Urgency, Work

REVIEWED_WITHIN = timedelta(minutes=30)


@transaction.atomic
def order(crisis: Crisis, template: str, *, actor: Officer, place: str = "", alert_id: UUID | None = None) -> Issued:
    """Tell everybody at once, in approved words. Another officer reviews it. Raises NotNow.

    alert_id: of the page that sends it: sent twice, it goes out once.
    """
    _require_order(crisis, actor)
    take_turn()
    if there := Issued.objects.filter(pk=alert_id, alert__crisis=crisis).first():
        return there
    words = TEMPLATES[template]
    if words.needs_place and not place.strip():
        raise NotNow("say which place")
    text = words.text.format(place=" ".join(place.split()))
    texts = texts_of_order(crisis, text)
    entries: list[Entry] = [(told, texts) for told in everybody(crisis)]
    what = ToIssue(
        kind=words.kind,
        headline=f"{IN_CAP[words.kind].headline}: {crisis.name}",
        text=texts.first,
        entries=entries,
        expires_at=now_of(crisis) + words.holds_for,
        alone=True,
        is_urgent=True,
        alert_id=alert_id,
    )
    return _reviewed_after(issue(crisis, what, actor=actor), actor)


@transaction.atomic
def cancel(old: Issued, *, actor: Officer, reason: str) -> Issued:
    """Cancel an alert: it is sent to nobody more, and whom it was for is told, who may have it first (rule D4).

    Raises NotNow for what is not in force.
    """
    crisis = old.alert.crisis
    _require_order(crisis, actor)
    if not reason.strip():
        raise NotNow("say why")
    Alert.objects.select_for_update().get(pk=old.alert_id)
    if not queries.in_force(crisis).filter(pk=old.pk).exists():
        raise NotNow("it is not in force: cancelled, replaced, or past its time")
    had = had_it(old)
    texts = texts_of_order(crisis, CANCEL if old.kind == Kind.MOVE else CANCEL_OTHER)
    what = ToIssue(
        kind=Kind(old.kind),
        headline=f"Cancelled: {unmarked(crisis, old.headline)}",
        text=texts.first,
        entries=[(told, texts) for told in everybody(crisis) if told.person in had],
        expires_at=now_of(crisis) + CANCEL_HOLDS_FOR,
        msg_type=MsgType.CANCEL,
        replaces=old,
        alone=True,
        is_urgent=True,
    )
    issued = issue(crisis, what, actor=actor)
    _record(actor, "cancel", old, reason=reason, new={"by": issued.identifier})
    return _reviewed_after(issued, actor)


@transaction.atomic
def stop(issued: Issued, *, actor: Officer, reason: str) -> None:
    """Let nothing more of an alert leave, for good. Another officer reviews it. Raises NotNow."""
    _require_order(issued.alert.crisis, actor)
    if not reason.strip():
        raise NotNow("say why")
    set_stage(issued.alert, Alert.Stage.STOPPED, actor=actor, reason=reason)
    Issued.objects.filter(pk=issued.pk).update(alone_by=actor, reviewed_by=None, reviewed_at=None, finding=None)
    _reviewed_after(issued, actor)


@transaction.atomic
def pause(issued: Issued, *, actor: Officer, is_paused: bool) -> None:
    """Let nothing of an alert leave for now, or let it leave again. Raises NotNow."""
    _require_order(issued.alert.crisis, actor)
    if not is_paused and not queries.in_force(issued.alert.crisis).filter(pk=issued.pk).exists():
        raise NotNow("it is not in force any more")
    if not is_paused and issued.alert.stage == Alert.Stage.READY:
        raise NotNow("it was never begun: no line was there")
    set_stage(issued.alert, Alert.Stage.PAUSED if is_paused else Alert.Stage.SENDING, actor=actor)


@transaction.atomic
def review(issued: Issued, *, actor: Officer, finding: str) -> None:
    """Put down what another officer found about what one did alone. Raises NotNow."""
    crisis = issued.alert.crisis
    if issued.alone_by is None:
        raise NotNow("nobody did it alone")
    if why_not := why_no_second(issued.alone_by, actor, crisis):
        raise NotNow(why_not)
    if not may(roles_in(actor, crisis.id), Deed.CHANGE, Thing.REVIEW):
        raise NotNow("none of your roles may do this")
    if not finding.strip():
        raise NotNow("say what you found")
    there = Issued.objects.filter(pk=issued.pk, alone_by=issued.alone_by, reviewed_at=None)
    said = seal(open_key(crisis.key_id), finding.encode(), queries.finding_in(issued))
    if not there.update(reviewed_by=actor, reviewed_at=clock.now(), finding=said):
        raise NotNow("somebody else has reviewed it")
    close_items_on(issued.reference, actor=actor, reason="reviewed", kind=WorkKind.REVIEW_ALERT)
    _record(actor, "review", issued, new={"finding": finding})


def _require_order(crisis: Crisis, actor: Officer) -> None:
    if is_closed(crisis.id):
        raise NotNow("the crisis is closed")
    if not may(roles_in(actor, crisis.id), Deed.CHANGE, Thing.ALERTS):
        raise NotNow("none of your roles may do this")


def _reviewed_after(issued: Issued, actor: Officer) -> Issued:
    due_at = clock.now() + REVIEWED_WITHIN
    work = Work(WorkKind.REVIEW_ALERT, issued.reference, Role.APPROVER, Urgency.LIFE, issued.headline, due_at=due_at)
    open_item(issued.alert.crisis, work, actor=actor)
    return issued


def _record(actor: Officer, verb: str, issued: Issued, **said: Any) -> None:
    crisis = issued.alert.crisis
    record(actor=actor, verb=f"advice.{verb}", subject=issued.reference, crisis=crisis.id, key=crisis.key_id, **said)
