"""What would work instead (rule P12): a later deadline, another haven, buses, another send order."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from safepassage.planning.access import refusals
from safepassage.planning.arcs import Traveller
from safepassage.planning.messages import SendPlan, best_order, sending_of
from safepassage.planning.model import (
    CANNOT,
    NEVER,
    Buses,
    DeadlineFor,
    Driving,
    Haven,
    HavenToAdd,
    Means,
    SendOrder,
    Verdict,
)
from safepassage.planning.outcome import Outcome
from safepassage.planning.placing import as_worded
from safepassage.planning.reach import reach_of
from safepassage.planning.terrain import Kind
from safepassage.planning.whatif import Situation

SEATS_A_BUS = 50  # assumed
MIGHT_MOVE = frozenset(
    {Verdict.ON_TIME, Verdict.NO_PLACE, Verdict.TOO_LATE, Verdict.NO_ROUTE, Verdict.REFUSED, Verdict.NOT_TOLD}
)


def deadline_for(situation: Situation, outcome: Outcome) -> DeadlineFor:
    """Earliest deadline by which half, nine tenths and all of the located people arrive, places ignored.

    Where the advisory's deadline is one to leave by: by which they set out on a way that arrives within the horizon.
    Those who cannot move, are refused or are told by nobody never do.
    """
    audience = situation.audience
    to_leave = situation.advisory.deadline_kind == "leave_by"
    does_it = _sets_out(situation) if to_leave else outcome.arrive
    does_it = np.where(situation.there >= 0, situation.issue, does_it)
    at = np.where(audience.able, does_it, NEVER)[audience.located]
    order = np.argsort(at, kind="stable")
    gathered = np.cumsum(audience.size[audience.located][order])

    def earliest(share: float) -> datetime | None:
        if not len(gathered):
            return None
        second = at[order][np.searchsorted(gathered, share * gathered[-1] - 1e-9)]
        return None if second == NEVER else situation.terrain.crisis.instant(second)

    return DeadlineFor(half=earliest(0.5), most=earliest(0.9), all=earliest(1.0))


def _sets_out(situation: Situation) -> np.ndarray:
    """(n_parties,) int32: when each party sets out for a haven open to it, going as soon as it can; NEVER = never."""
    reach = reach_of(
        situation.terrain, situation.kinds, situation.havens, situation.audience.ready_at,
        situation.issue, situation.horizon, at_once=True, keep_ways=False,
    )  # fmt: skip
    goes = situation.open_to & (reach.arrive != NEVER)
    return np.asarray(np.where(goes, reach.depart, NEVER).min(axis=1))


def haven_to_add(situation: Situation, outcome: Outcome, others: Sequence[Haven]) -> HavenToAdd | None:
    """The haven, not named by the advisory, that adds most people on time as worded; None: none adds any. Ties: by id.

    A party that the advisory assigns to a haven would go to the new one if it is not on time at its own. others: the
    havens not named, as the reach has them after the named ones.
    """
    audience, h = situation.audience, len(situation.havens)
    ids = [party.id for party in audience.parties]
    able = np.isin(np.array(outcome.verdicts, dtype=object), list(MIGHT_MOVE))
    refused = (
        refusals(situation.terrain.crisis, situation.advisory, audience, [haven.id for haven in others]).refused
        if others
        else np.zeros((len(ids), 0), bool)
    )
    reach = outcome.reach
    in_time = able[:, None] & situation.keeps_deadline(reach)
    in_time[:, :h] &= outcome.in_time
    free = (situation.may_go.all(axis=1) | (outcome.worded < 0)) & (situation.there < 0)
    in_time[:, h:] &= ~refused & free[:, None]
    arrive = np.where(in_time, reach.arrive, NEVER)
    on_time = int(audience.size[outcome.worded >= 0].sum())
    best: HavenToAdd | None = None
    for column, haven in sorted(enumerate(others, start=h), key=lambda pair: pair[1].id):
        room = np.append(outcome.places, -1 if haven.places is None else haven.places)
        placed = as_worded(audience.size, arrive[:, [*range(h), column]], room, ids)
        gain = int(audience.size[placed >= 0].sum()) - on_time
        if gain > (best.people if best else 0):
            best = HavenToAdd(haven_id=haven.id, name=haven.name, people=gain)
    return best


def buses(situation: Situation, rest: np.ndarray) -> Buses | None:
    """A lower bound on buses for the located parties in `rest` (bool); None if there are none.

    Each person holds a seat for no less than the drive to the nearest haven takes on a dry road by day with nothing
    shut, and a bus offers its seats from issue to the deadline; after one to leave by, it still drives those on board.
    Ways back are not counted: where streets lead one way, they may be short. Parties that no vehicle brings in time are
    left out; if that is all, no number of buses serves.
    """
    rest = rest & situation.audience.located
    if not rest.any():
        return None
    size = situation.audience.size
    served = rest & (_drive_seconds(situation, rest) < NEVER)
    people, too_far = int(size[served].sum()), int(size[rest & ~served].sum())
    if not served.any():
        return Buses(people=people, too_far=too_far, seats=SEATS_A_BUS, at_least=None)
    least_s = _drive_seconds(situation, served, at_best=True)[served]
    span = min(situation.arrive_by, situation.depart_by + int(least_s.max())) - situation.issue
    needed_s = int((size[served] * least_s).sum())
    return Buses(
        people=people, too_far=too_far, seats=SEATS_A_BUS, at_least=max(1, -(-needed_s // (SEATS_A_BUS * max(1, span))))
    )


def _drive_seconds(situation: Situation, chosen: np.ndarray, *, at_best: bool = False) -> np.ndarray:
    """(n_parties,) int64: driving time to the nearest haven of those `chosen`, from issue; NEVER = not in time.

    at_best: on a dry road by day with nothing shut.
    """
    terrain = situation.terrain
    driving = Driving() if at_best else terrain.crisis.settings.driving
    reach = reach_of(
        terrain,
        [Kind(Traveller(Means.VEHICLE, 0.0, driving.night, driving.snow), np.flatnonzero(chosen))],
        situation.havens,
        np.full(len(chosen), situation.issue, np.int32),
        situation.issue,
        situation.arrive_by,
        without=range(len(terrain.windows.shuts)) if at_best else (),
        nearest_only=True,
        at_once=True,
        keep_ways=False,
    )
    takes_s = reach.arrive.astype(np.int64) - reach.depart
    return np.asarray(takes_s.min(axis=1, where=situation.keeps_deadline(reach), initial=int(NEVER)))


def send_order(situation: Situation, latest: np.ndarray) -> SendOrder:
    """The order that gets most people told in time. latest: (n_parties,) int32, latest departure; CANNOT = none.

    Told in time is who can still leave by a deadline to leave by, and arrive by one to arrive by. A party that is not
    located cannot be judged: it keeps its plain place after those who can be saved, and gets no text to stay; nor does
    one that is in a haven already, and needs no message.
    """
    audience, there = situation.audience, situation.there >= 0
    preparation_s = situation.terrain.crisis.settings.delays.preparation_s
    can_arrive = audience.located & audience.able & (latest != CANNOT) & ~there
    leave_by = np.minimum(latest, situation.depart_by)
    due = np.where(can_arrive, leave_by - preparation_s, CANNOT).astype(np.int32)
    plan: SendPlan = best_order(
        sending_of(situation.terrain.crisis, situation.advisory, audience.parties), audience.size, due
    )
    ids = [party.id for party in audience.parties]
    return SendOrder(
        plain_told=plan.told_in_time_plain,
        best_told=plan.told_in_time_best,
        order=tuple(ids[i] for i in plan.order),
        stay=tuple(ids[i] for i in np.flatnonzero(plan.stay & audience.located & ~there)),
    )
