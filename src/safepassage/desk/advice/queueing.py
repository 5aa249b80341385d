"""What is to be told, put in the outbox: the first text to everybody, and that they stay to whom it came too late."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value

from safepassage.desk.advice.models import Alert, Delivery, Recipient, Road
from safepassage.desk.advice.states import MAY_HAVE_LEFT, WAITING, State, Text
from safepassage.desk.core.ids import Actor
from safepassage.desk.ledger.actions import record


@transaction.atomic
def queue_deliveries(alert: Alert, *, actor: Actor) -> int:
    """Queue the first text to every recipient, by their first road or by all of them. Returns how many are new.

    One INSERT … SELECT a road, whatever the number of recipients.
    """
    everybody = Recipient.objects.filter(alert=alert)
    queued = _queue(alert, everybody, Text.FIRST, F("leaves_by"), by_all=not alert.fails_over)
    crisis = alert.crisis
    record(actor=actor, verb="advice.queue_deliveries", subject=alert.reference, crisis=crisis.id, key=crisis.key_id,
           new={"deliveries": queued})  # fmt: skip
    return queued


def queue_stay(alert: Alert, ended: Collection[int] | None = None) -> int:
    """Queue that they are to stay to those whose first text came too late by every road (rule D3). How many are new.

    Only to those of the deliveries that ended, if they are given. Not while a road of theirs may still carry the first
    text; and not of an alert that was stopped.
    """
    if Alert.objects.filter(pk=alert.pk, stage=Alert.Stage.STOPPED).exists():
        return 0
    first = Delivery.objects.filter(recipient=OuterRef("pk"), text=Text.FIRST)
    expired, other = first.filter(state=State.EXPIRED), first.filter(state__in=WAITING | MAY_HAVE_LEFT)
    late = Recipient.objects.filter(Exists(expired), ~Exists(other), alert=alert, leaves_by__isnull=False)
    if ended is not None:
        late = late.filter(pk__in=Delivery.objects.filter(id__in=ended).values("recipient"))
    return _queue(alert, late, Text.STAY, None, by_all=not alert.fails_over)


def _queue(alert: Alert, recipients: QuerySet[Recipient], text: Text, expires_at: F | None, *, by_all: bool) -> int:
    before = queued = 0
    for road in Road.objects.filter(alert=alert).order_by("rank"):
        reached = recipients.annotate(by_it=F("roads").bitand(road.bit), by_earlier=F("roads").bitand(before))
        chosen = reached.filter(by_it__gt=0, **({} if by_all else {"by_earlier": 0}))
        queued += _insert(chosen.annotate(of_road=Value(road.id)), text, expires_at)
        before |= road.bit
    return queued


def _insert(recipients: QuerySet[Recipient], text: Text, expires_at: F | None) -> int:
    """A delivery for each row, by its `of_road`; one that is there already stays as it is."""
    columns = {
        "recipient_id": F("id"),
        "road_id": F("of_road"),
        "text": Value(text.value),
        "again": Value(0),
        "place": F("place"),
        "state": Value(State.QUEUED.value),
        "attempts": Value(0),
        "why": Value(""),
    } | ({"expires_at": expires_at} if expires_at else {})
    new = {f"new_{name}": value for name, value in columns.items()}
    select, given = recipients.order_by("place").annotate(**new).values_list(*new).query.sql_with_params()
    into = f"INSERT INTO {Delivery._meta.db_table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} {select} ON CONFLICT DO NOTHING", given)
        return int(cursor.rowcount)
