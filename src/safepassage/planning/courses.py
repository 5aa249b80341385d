"""Move, stay, or the next window, side by side and without a single score (rule P12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from safepassage.planning.access import refusals
from safepassage.planning.audience import Audience
from safepassage.planning.journeys import Journeys
from safepassage.planning.model import NEVER, Compare, Course, Crisis, Haven, RunsOut, Verdict
from safepassage.planning.outcome import Asked, Outcome, ways_of
from safepassage.planning.placing import as_worded
from safepassage.planning.reach import leave_by_of
from safepassage.planning.routes import Steps
from safepassage.planning.whatif import Situation
from safepassage.planning.windows import Area, Span, Windows

SUPPLIES = ("water", "food", "heat", "medicine")
AFTERMATH_S = 12 * 3600  # how long after the deadline courses are still compared, if no later window is


@dataclass(frozen=True, eq=False)
class Movement:
    """What the parties do under one course. Each (n_parties,).

    depart, arrive: int32 seconds; NEVER = stays where it is. outdoor_s, hazard_s: int32 on the way. haven: int32, index
    of where it ends, -1 = none. has_place: bool, finds a place there.
    """

    depart: np.ndarray
    arrive: np.ndarray
    outdoor_s: np.ndarray
    hazard_s: np.ndarray
    haven: np.ndarray
    has_place: np.ndarray

    @classmethod
    def none(cls, there: np.ndarray, since: int) -> "Movement":
        """Everyone stays; some are in a haven since a second. there: (n_parties,) int32, which, -1 = none."""
        zeros, at = np.zeros(len(there), np.int32), np.where(there >= 0, since, NEVER).astype(np.int32)
        return cls(at, at, zeros, zeros, there, there >= 0)


class Comparison:
    """Counts courses of action for one audience over one span, so that they can stand side by side."""

    def __init__(
        self,
        crisis: Crisis,
        audience: Audience,
        windows: Windows,
        havens: Sequence[tuple[Haven | None, float, float]],
        span: Span,
    ) -> None:
        """havens: what is known of each, its lat and lon. span: seconds from the epoch over which all is counted."""
        self._crisis, self._audience, self._span = crisis, audience, span
        self._havens = [haven for haven, _, _ in havens]
        self._ids = [party.id for party in audience.parties]
        lat = np.array([lat for _, lat, _ in havens])
        lon = np.array([lon for _, _, lon in havens])
        self._out_at = {supply: _out_at(crisis, audience, supply) for supply in SUPPLIES}
        self._at_start = _hazard_spans(crisis, windows.areas, audience.lat, audience.lon)
        self._at_haven = _hazard_spans(crisis, windows.areas, lat, lon)

    def course(self, begins: int, deadline: int | None, on_time: int | None, movement: Movement) -> Course:
        """Sum up one course. on_time: people, None where nobody is meant to move."""
        size = self._audience.size.astype(np.int64)
        located = self._audience.located
        outdoor = self._within_span(movement.depart, movement.outdoor_s)
        return Course(
            begins_at=self._crisis.instant(begins),
            deadline_at=None if deadline is None else self._crisis.instant(deadline),
            on_time=on_time,
            outdoor_person_min=round(float((size * outdoor)[located].sum()) / 60, 1),
            hazard_person_s=float((size * self._hazard(movement))[located].sum()),
            **{supply: self._runs_out(supply, movement) for supply in SUPPLIES},
        )

    def _within_span(self, depart: np.ndarray, seconds: np.ndarray) -> np.ndarray:
        """Of `seconds` from `depart`, those before the span ends."""
        return np.clip(self._span[1] - depart.astype(np.int64), 0, seconds)

    def _hazard(self, movement: Movement) -> np.ndarray:
        """(n_parties,) int64: seconds in control and hazard areas: before setting out, on the way, at the end."""
        begin, end = self._span
        seconds = self._within_span(movement.depart, movement.hazard_s).astype(np.int64)
        for party, (depart, arrive, haven) in enumerate(
            zip(movement.depart, movement.arrive, movement.haven, strict=True)
        ):
            seconds[party] += _overlap(self._at_start[party], begin, min(depart, end))
            if haven >= 0:
                seconds[party] += _overlap(self._at_haven[haven], arrive, end)
        return seconds

    def _runs_out(self, supply: str, movement: Movement) -> RunsOut:
        """Who runs out within the span. Haven supplies whom it serves, if they come before they run out."""
        at, instant = self._out_at[supply], self._crisis.instant
        supplied = self._served(supply, movement) & (movement.arrive <= at)
        out = self._audience.located & (at < self._span[1]) & ~supplied
        if not out.any():
            return RunsOut(people=0, first_at=None, last_at=None)
        people = int(self._audience.size[out].sum())
        return RunsOut(people=people, first_at=instant(at[out].min()), last_at=instant(at[out].max()))

    def _served(self, supply: str, movement: Movement) -> np.ndarray:
        """(n_parties,) bool: found a place in a haven that has this supply for it; food is served as places fill (P8).

        Food stands for water too; what is not known is not there; medicine is nowhere.
        """
        if supply == "heat":
            heated = np.array([*(haven is not None and haven.heating == "yes" for haven in self._havens), False])
            return np.asarray(heated[movement.haven] & movement.has_place)
        if supply == "medicine":
            return np.zeros_like(movement.has_place)
        meals = np.array([haven.food or 0 if haven else 0 for haven in self._havens], np.int64)
        comes = movement.has_place[:, None] & (movement.haven[:, None] == np.arange(len(meals)))
        arrive = np.where(comes, movement.arrive[:, None], NEVER)
        return as_worded(self._audience.size, arrive, meals, self._ids) >= 0


def _out_at(crisis: Crisis, audience: Audience, supply: str) -> np.ndarray:
    """(n_parties,) int64: the second at which a supply runs out where the party is; far off where it needs none."""
    now = crisis.seconds(crisis.settings.clock.now)
    hours = [getattr(party, f"{supply}_h") for party in audience.parties]
    return np.array([NEVER if left is None else now + int(left * 3600) for left in hours], np.int64)


def _hazard_spans(crisis: Crisis, areas: Sequence[Area], lat: np.ndarray, lon: np.ndarray) -> list[list[Span]]:
    """For each point the disjoint spans in which some control or hazard area holds it."""
    geometry = {c.id: c.geometry for c in crisis.closures if c.kind != "closure" and c.geometry is not None}
    held: list[list[Span]] = [[] for _ in lat]
    for area in areas:
        if area.id in geometry:
            for point in np.flatnonzero(shapely.intersects_xy(geometry[area.id], lon, lat)):
                held[point].append(area.span)
    return [_merged(spans) for spans in held]


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _overlap(spans: Sequence[Span], begin: int, end: int) -> int:
    return sum(max(0, min(b, int(end)) - max(a, int(begin))) for a, b in spans)


def compare(situation: Situation, outcome: Outcome, asked: Sequence[Asked]) -> Compare:
    """Moving as worded, staying, and the same move from the next window, over one span: issue to the end of the last.

    The next window begins when a curfew next ends or a corridor next starts; it lasts as long as the advisory's own.
    """
    crisis, audience = situation.terrain.crisis, situation.audience
    opens = _next_window(situation)
    deadline = crisis.seconds(situation.advisory.deadline_at)
    closes = None if opens is None else min(opens + max(0, deadline - situation.issue), situation.horizon)
    until = min(situation.horizon, max(situation.issue, deadline) + AFTERMATH_S)
    until = max(until, closes or 0)
    known = [(each.haven, each.result.lat, each.result.lon) for each in asked]
    comparison = Comparison(crisis, audience, situation.terrain.windows, known, (situation.issue, until))

    on_time = int(audience.size[[verdict is Verdict.ON_TIME for verdict in outcome.verdicts]].sum())
    later = None
    if opens is not None and closes is not None:
        movement, arrived = _from(_later(situation, opens, closes), outcome.places)
        later = comparison.course(opens, closes, arrived, movement)
    return Compare(
        until=crisis.instant(until),
        move=comparison.course(situation.issue, deadline, on_time, _now(situation, outcome)),
        stay=comparison.course(situation.issue, None, None, Movement.none(situation.there, situation.issue)),
        next_window=later,
    )


def _now(situation: Situation, outcome: Outcome) -> Movement:
    """The move as worded."""
    arrive = np.where(outcome.open_to, outcome.reach.arrive[:, : outcome.open_to.shape[1]], NEVER)
    return _obeying(situation, outcome.journeys, arrive, outcome.places)


def _obeying(situation: Situation, journeys: Journeys, arrive: np.ndarray, places: np.ndarray) -> Movement:
    """What the parties do on these journeys, also those who will be late; they may find a place when they come.

    Who has no journey stays. arrive: (n_parties, h) int32, at each haven open to the party; places: as `as_worded`.
    """
    reach, goes = journeys.reach, journeys.haven >= 0
    ids = [party.id for party in situation.audience.parties]
    placed = as_worded(situation.audience.size, np.where(goes[:, None], arrive, NEVER), places, ids)
    return Movement(
        depart=np.where(goes, journeys.of(reach.depart), NEVER).astype(np.int32),
        arrive=np.where(goes, journeys.of(reach.arrive), NEVER).astype(np.int32),
        outdoor_s=journeys.of(reach.outdoor_s),
        hazard_s=journeys.of(reach.hazard_s),
        haven=journeys.haven,
        has_place=goes & (placed == journeys.haven),
    )


def _next_window(situation: Situation) -> int | None:
    """When after issue a curfew next ends or a corridor next starts; None = not within the horizon."""
    crisis = situation.terrain.crisis
    ends = [end for shut in situation.terrain.windows.shuts if shut.kind == "curfew" for _, end in shut.spans]
    starts = [crisis.seconds(corridor.begin) for corridor in crisis.corridors]
    return min((second for second in (*ends, *starts) if situation.issue < second < situation.horizon), default=None)


def _later(situation: Situation, opens: int, closes: int) -> Situation:
    """The same move, nobody setting out before `opens`, under the access rules of that time.

    closes: the second by which to arrive, or by which to leave where the advisory's deadline is of that kind.
    """
    crisis, audience = situation.terrain.crisis, situation.audience
    to_leave = situation.advisory.deadline_kind == "leave_by"
    window = {"issued_at": crisis.instant(opens), "deadline_at": crisis.instant(closes)}
    advisory = situation.advisory.model_copy(update=window)
    can = audience.able & (audience.ready_at != NEVER)
    ready = np.where(can, np.maximum(audience.ready_at, opens), NEVER)
    ready = np.where(situation.there >= 0, audience.ready_at, ready).astype(np.int32)  # they are there already
    return replace(
        situation,
        advisory=advisory,
        audience=replace(audience, ready_at=ready),
        refusals=refusals(crisis, advisory, audience, situation.haven_ids),
        issue=opens,
        arrive_by=situation.horizon if to_leave else closes,
        depart_by=closes if to_leave else situation.horizon,
    )


def _from(later: Situation, places: np.ndarray) -> tuple[Movement, int]:
    """What all do who obey in the next window; and how many keep its deadline and find a place."""
    audience, h = later.audience, len(later.havens)
    leave_by = leave_by_of(
        later.terrain, later.kinds, range(h), len(audience.parties), later.issue, later.arrive_by,
        depart_by=later.depart_by,
    )  # fmt: skip
    reach = ways_of(later, leave_by, keep_ways=False)
    arrive = np.where(later.open_to, reach.arrive, NEVER)
    nearest = np.where(arrive.min(axis=1) != NEVER, arrive.argmin(axis=1), -1)
    in_time = np.where(later.keeps_deadline(reach), arrive, NEVER)
    placed = as_worded(audience.size, in_time, places, [party.id for party in audience.parties])
    none = np.full(len(audience.parties), -1, np.int32)
    journeys = Journeys(reach, np.where(placed >= 0, placed, nearest), Steps.joined([]), (), none)
    return _obeying(later, journeys, arrive, places), int(audience.size[placed >= 0].sum())
