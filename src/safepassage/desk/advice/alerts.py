"""Writes of alerts: sending begun, paused, gone on with, stopped. Each acts within one batch of a worker."""

from django.db import transaction

from safepassage.desk.advice.models import Alert, Delivery, Line, Road
from safepassage.desk.advice.states import WAITING, State
from safepassage.desk.core.ids import Actor
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ledger.actions import record

Stage = Alert.Stage
BEFORE = {  # the stages that each may follow
    Stage.SENDING: (Stage.READY, Stage.PAUSED),
    Stage.PAUSED: (Stage.SENDING,),
    Stage.STOPPED: (Stage.READY, Stage.SENDING, Stage.PAUSED),
}


@transaction.atomic
def set_stage(alert: Alert, stage: Alert.Stage, *, actor: Actor, reason: str = "") -> None:
    """Begin or go on, pause, or stop for good: what waits then is cancelled. Raises NotNow."""
    moved = Alert.objects.filter(pk=alert.pk, stage__in=BEFORE[stage]).update(stage=stage)
    if not moved:
        alert.refresh_from_db(fields=["stage"])
        raise NotNow(f"it is {alert.get_stage_display()}")
    alert.stage, cancelled = stage, 0
    if stage == Stage.STOPPED:
        waiting = Delivery.objects.filter(road__in=Road.objects.filter(alert=alert).values("pk"), state__in=WAITING)
        cancelled = waiting.update(state=State.CANCELLED, lease=None, leased_until=None)
    new = {"stage": stage.value, "cancelled": cancelled}
    key = alert.crisis.key_id
    record(actor=actor, verb="advice.set_stage", subject=alert.reference, crisis=alert.crisis_id, key=key, new=new,
           reason=reason)  # fmt: skip


@transaction.atomic
def pause_line(line: Line, *, actor: Actor, is_paused: bool, reason: str = "") -> None:
    """Let nothing leave by a line, of any alert; or let it leave again."""
    Line.objects.filter(pk=line.pk).update(is_paused=is_paused)
    record(actor=actor, verb="advice.pause_line", subject=line.reference, crisis=line.crisis_id,
           key=line.crisis.key_id, new={"is_paused": is_paused}, reason=reason)  # fmt: skip
