"""The outbox: deliveries queued, taken in batches, handed over, settled; nothing lost, nothing sent twice by us (D6).

A worker takes a batch (TAKEN), which another may have again once its lease has run out: nothing of it has left. Then it
marks some of it SENDING, window by window, and only then gives these to the channel: those of a worker that dies there
become UNKNOWN, as they may have left, and nobody sends them again by itself. Every step is one conditional update, so
that a worker that was thought dead, or whose clock jumped, changes nothing that was given to another.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from safepassage.desk.advice.failing import AT_ONCE, follow
from safepassage.desk.advice.models import Alert, Delivery, Line, Part, Road
from safepassage.desk.advice.queueing import queue_stay
from safepassage.desk.advice.receipts import BROKEN, apply_receipts, one_at_a_time
from safepassage.desk.advice.states import FROM, State
from safepassage.desk.core import clock
from safepassage.desk.core.ids import Actor, new_id
from safepassage.desk.ledger.actions import record

TAKEN_FOR = timedelta(minutes=5)  # a batch that is not handed over by then is anybody's again
SENDING_FOR = timedelta(minutes=2)  # longer than any channel waits for an answer
ATTEMPTS = 6  # with a passing error each; then it has failed
WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
BURST_S = 1.0  # a line that was idle may send as much at once as it may in this time
TAKEN = ("id", "place", "text", "attempts", "expires_at", "recipient__person", "recipient__sealed")
UNLEASED: dict[str, Any] = {"lease": None, "leased_until": None}


class Taken(NamedTuple):
    """A delivery as a worker takes it: rows of a table would take longer to make than to send."""

    id: int
    place: int
    text: str
    attempts: int
    expires_at: datetime | None
    person: UUID
    sealed: bytes  # the recipient's texts


class Batch(NamedTuple):
    """Deliveries that a worker has for itself for a while, all of one road, in their order."""

    lease: UUID
    road: Road
    deliveries: list[Taken]


class Outcome(NamedTuple):
    """What became of a delivery: SENT with the names of its parts, FAILED, UNKNOWN, EXPIRED; QUEUED: not now."""

    state: State
    names: tuple[str, ...] = ()
    why: str = ""


# --- Out -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def take(line: Line, most: int = AT_ONCE) -> Batch | None:
    """What the line sends next, as much as its rate allows, for nobody else; None: nothing, or not now.

    Workers of one line take one after the other: between them none gets more than its rate.
    """
    now = clock.now()
    line = one_at_a_time(line)
    credit = _credit(line, now)
    if line.is_paused or credit < 1:
        return None
    for road in sending_roads(line):
        waiting = Delivery.objects.filter(Q(not_before=None) | Q(not_before__lte=now), road=road, state=State.QUEUED)
        if rows := list(waiting.order_by("place", "id").values_list(*TAKEN)[: min(most, int(credit))]):
            lease, taken = new_id(), [Taken(*row) for row in rows]
            mine = Delivery.objects.filter(id__in=[each.id for each in taken], state=State.QUEUED)
            mine.update(state=State.TAKEN, lease=lease, leased_until=now + TAKEN_FOR)
            Line.objects.filter(pk=line.pk).update(credit=credit - len(taken), credited_at=now)
            return Batch(lease, road, taken)  # what was cancelled in between is not handed over
    return None


def sending_roads(line: Line) -> QuerySet[Road]:
    """Roads by which alerts are being sent by the line, the urgent first, then the oldest; none if it is paused."""
    return (
        _open_roads(line)
        .select_related("alert__crisis", "line")
        .order_by("-alert__is_urgent", "alert__made_at", "rank")
    )


def _credit(line: Line, now: datetime) -> float:
    """Segments that may leave now; a clock that was put back takes nothing away."""
    since_s = max(0.0, (now - line.credited_at).total_seconds())
    return min(line.credit + since_s * line.segments_per_s, max(1.0, line.segments_per_s * BURST_S))


def _open_roads(line: Line) -> QuerySet[Road]:
    return Road.objects.filter(line=line, line__is_paused=False, alert__stage=Alert.Stage.SENDING)


@transaction.atomic
def hand_over(batch: Batch, window: Sequence[Taken]) -> list[Taken]:
    """Those of the window that leave now: from here on they are SENDING.

    What is late stays behind, and what belongs to an alert or a line that was paused or stopped meanwhile.
    """
    now = clock.now()
    mine = Delivery.objects.filter(id__in=[each.id for each in window], lease=batch.lease)
    in_time = Q(expires_at=None) | Q(expires_at__gt=now)
    # The row's own columns decide: with a join PostgreSQL would not look again at a row that another just changed.
    leaving = mine.filter(in_time, state=State.TAKEN, road__in=_open_roads(batch.road.line).values("pk"))
    moved = leaving.update(state=State.SENDING, leased_until=now + SENDING_FOR)
    if moved == len(window):
        return list(window)
    gone = set(mine.filter(state=State.SENDING).values_list("id", flat=True))
    return [each for each in window if each.id in gone]


def give_back(batch: Batch) -> int:
    """Let what was taken and not handed over wait again; how many."""
    return Delivery.objects.filter(lease=batch.lease, state=State.TAKEN).update(state=State.QUEUED, **UNLEASED)


@transaction.atomic
def settle(batch: Batch, outcomes: Mapping[int, Outcome], *, actor: Actor) -> Counter[State]:
    """Put down what became of deliveries of the batch, by id; one act. Returns how many came to each state.

    Who could not be reached gets the next road, or is told to stay. Receipts that came before their parts were known
    count now.
    """
    line, came = one_at_a_time(batch.road.line), Counter[State]()
    mine = Delivery.objects.filter(lease=batch.lease)
    attempts = {each.id: each.attempts + 1 for each in batch.deliveries}
    for outcome, ids in _alike(outcomes).items():
        passing = [pk for pk in ids if outcome.state is State.QUEUED and attempts[pk] < ATTEMPTS]
        for tried in sorted({attempts[pk] for pk in passing}):
            again = mine.filter(id__in=[pk for pk in passing if attempts[pk] == tried], state=State.SENDING)
            came[State.QUEUED] += again.update(state=State.QUEUED, why=outcome.why, **UNLEASED, **_later(tried))
        state = State.FAILED if outcome.state is State.QUEUED else outcome.state
        if ending := sorted(set(ids) - set(passing)):
            came[state] += _end(mine.filter(id__in=ending), state, outcome.why)
            if state in BROKEN:
                follow(ending)
    names = [(name, pk) for pk, outcome in outcomes.items() for name in outcome.names]
    parts = (Part(delivery_id=pk, line=line, name=name) for name, pk in names)
    Part.objects.bulk_create(parts, ignore_conflicts=True, batch_size=AT_ONCE)  # a provider may use a name again
    apply_receipts(line, [name for name, _ in names])
    _record(batch.road.alert, "settle", {state.name.lower(): n for state, n in came.items() if n}, actor)
    return came


def _alike(outcomes: Mapping[int, Outcome]) -> dict[Outcome, list[int]]:
    """Ids by what is to be written of them."""
    alike: dict[Outcome, list[int]] = {}
    for pk, outcome in outcomes.items():
        alike.setdefault(outcome._replace(names=()), []).append(pk)
    return alike


def _later(tried: int) -> dict[str, Any]:
    wait = min(WAIT * 2 ** (tried - 1), LONGEST_WAIT)
    return {"attempts": tried, "not_before": clock.now() + wait}


def _end(deliveries: QuerySet[Delivery], state: State, why: str) -> int:
    stamp = {"sent_at": clock.now()} if state is State.SENT else {}
    return deliveries.filter(state__in=FROM[state]).update(state=state, why=why, leased_until=None, **stamp)


# --- What time ends --------------------------------------------------------------------------------------------------


def sweep(*, actor: Actor) -> Counter[State]:
    """End what time has ended, alert by alert: batches of dead workers, texts that would come too late."""
    now = clock.now()
    ended = Delivery.objects.filter(_lapsed(now) | _late(now))
    came = Counter[State]()
    for alert in Alert.objects.filter(pk__in=ended.values("road__alert")).select_related("crisis"):
        came += sweep_alert(alert, now, actor=actor)
    return came


def _lapsed(now: datetime) -> Q:
    return Q(leased_until__lte=now, state__in=(State.TAKEN, State.SENDING))


def _late(now: datetime) -> Q:
    return Q(expires_at__isnull=False, expires_at__lte=now, state=State.QUEUED)


@transaction.atomic
def sweep_alert(alert: Alert, now: datetime, *, actor: Actor) -> Counter[State]:
    """As `sweep`, of one alert. What a dead worker had handed over is UNKNOWN; whose text came too late gets STAY."""
    its = Delivery.objects.filter(road__in=Road.objects.filter(alert=alert).values("pk"))
    lapsed, came = its.filter(_lapsed(now)), Counter[State]()
    came[State.QUEUED] = lapsed.filter(state=State.TAKEN).update(state=State.QUEUED, **UNLEASED)
    came[State.UNKNOWN] = lapsed.filter(state=State.SENDING).update(state=State.UNKNOWN, leased_until=None)
    came[State.EXPIRED] = its.filter(_late(now)).update(state=State.EXPIRED)
    if came[State.EXPIRED]:
        came[State.QUEUED] += queue_stay(alert)
    _record(alert, "sweep", {state.name.lower(): n for state, n in came.items() if n}, actor)
    return came


def _record(alert: Alert, verb: str, new: Mapping[str, Any], actor: Actor) -> None:
    crisis = alert.crisis
    record(actor=actor, verb=f"advice.{verb}", subject=alert.reference, crisis=crisis.id, key=crisis.key_id, new=new)
