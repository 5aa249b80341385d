"""What a delivery that did not arrive leads to: the next road that reaches its recipient, or that they are to stay."""

from collections.abc import Collection
from uuid import UUID

from safepassage.desk.advice.models import Alert, Delivery, Road
from safepassage.desk.advice.queueing import queue_stay
from safepassage.desk.advice.states import State

AT_ONCE = 1_000  # rows of one statement


def follow(ended: Collection[int]) -> None:
    """Queue what follows of deliveries that failed or expired, in one transaction with their ending."""
    _fail_over(ended)
    for alert in Alert.objects.filter(pk__in=Delivery.objects.filter(id__in=ended).values("road__alert")):
        queue_stay(alert, ended)


def _fail_over(failed: Collection[int]) -> None:
    """Queue the next road for recipients to whom these deliveries failed, if their alert takes one after another."""
    rows = Delivery.objects.filter(id__in=failed, state=State.FAILED, road__alert__fails_over=True)
    lost = list(rows.select_related("recipient", "road"))
    roads: dict[UUID, list[Road]] = {}
    for road in Road.objects.filter(alert__in={each.road.alert_id for each in lost}).order_by("rank"):
        roads.setdefault(road.alert_id, []).append(road)
    queued = [
        Delivery(
            recipient=each.recipient,
            road=following,
            text=each.text,
            again=each.again,
            place=each.place,
            expires_at=each.expires_at,
        )
        for each in lost
        if (following := _next(each, roads[each.road.alert_id]))
    ]
    Delivery.objects.bulk_create(queued, ignore_conflicts=True, batch_size=AT_ONCE)


def _next(failed: Delivery, roads: list[Road]) -> Road | None:
    later = (road for road in roads if road.rank > failed.road.rank)
    return next((road for road in later if road.bit & failed.recipient.roads), None)
