"""Move, stay, or the next window, side by side and without a single score (rule P12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from safepassage.planning.audience import Audience
from safepassage.planning.journeys import Journeys
from safepassage.planning.model import NEVER, Compare, Course, Crisis, Haven, RunsOut, Verdict
from safepassage.planning.outcome import Asked, Outcome, ways_of
from safepassage.planning.placing import as_worded
from safepassage.planning.reach import leave_by_of, longest_walks
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
    def none(cls, n: int) -> "Movement":
        """Everyone stays."""
        zeros = np.zeros(n, np.int32)
        return cls(np.full(n, NEVER), np.full(n, NEVER), zeros, zeros, np.full(n, -1, np.int32), np.zeros(n, bool))


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
        """Who runs out within the span. A haven known to have any supplies those who found a place in it by then."""
        at, instant = self._out_at[supply], self._crisis.instant
        gives = np.array([*(_has(haven, supply) for haven in self._havens), False])  # the last: no haven
        supplied = gives[movement.haven] & movement.has_place & (movement.arrive <= at)
        out = self._audience.located & (at < self._span[1]) & ~supplied
        if not out.any():
            return RunsOut(people=0, first_at=None, last_at=None)
        people = int(self._audience.size[out].sum())
        return RunsOut(people=people, first_at=instant(at[out].min()), last_at=instant(at[out].max()))


def _out_at(crisis: Crisis, audience: Audience, supply: str) -> np.ndarray:
    """(n_parties,) int64: the second at which a supply runs out where the party is; far off where it needs none."""
    now = crisis.seconds(crisis.settings.clock.now)
    hours = [getattr(party, f"{supply}_h") for party in audience.parties]
    return np.array([NEVER if left is None else now + int(left * 3600) for left in hours], np.int64)


def _has(haven: Haven | None, supply: str) -> bool:
    if haven is None:
        return False
    known = {"food": bool(haven.food), "water": bool(haven.food), "heat": haven.heating == "yes", "medicine": False}
    return known[supply]


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
    crisis, audience, n = situation.terrain.crisis, situation.audience, len(situation.audience.parties)
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
        movement, arrived = _from(situation, outcome, opens, closes)
        later = comparison.course(opens, closes, arrived, movement)
    return Compare(
        until=crisis.instant(until),
        move=comparison.course(situation.issue, deadline, on_time, _as_worded(situation, outcome)),
        stay=comparison.course(situation.issue, None, None, Movement.none(n)),
        next_window=later,
    )


def _as_worded(situation: Situation, outcome: Outcome) -> Movement:
    """All obey, also those who will be late; they may find a place when they come."""
    arrive = np.where(outcome.open_to, outcome.reach.arrive[:, : outcome.open_to.shape[1]], NEVER)
    arrive = np.where((outcome.journeys.haven >= 0)[:, None], arrive, NEVER)
    ids = [party.id for party in situation.audience.parties]
    placed = as_worded(situation.audience.size, arrive, outcome.places, ids).haven
    return _movement(outcome.journeys, (placed >= 0) & (placed == outcome.journeys.haven))


def _movement(journeys: Journeys, has_place: np.ndarray) -> Movement:
    """What the parties do on these journeys; who has none stays."""
    reach, goes = journeys.reach, journeys.haven >= 0
    return Movement(
        depart=np.where(goes, journeys.of(reach.depart), NEVER).astype(np.int32),
        arrive=np.where(goes, journeys.of(reach.arrive), NEVER).astype(np.int32),
        outdoor_s=journeys.of(reach.outdoor_s),
        hazard_s=journeys.of(reach.hazard_s),
        haven=journeys.haven,
        has_place=has_place,
    )


def _next_window(situation: Situation) -> int | None:
    """When after issue a curfew next ends or a corridor next starts; None = not within the horizon."""
    crisis = situation.terrain.crisis
    ends = [end for shut in situation.terrain.windows.shuts if shut.kind == "curfew" for _, end in shut.spans]
    starts = [crisis.seconds(corridor.begin) for corridor in crisis.corridors]
    return min((second for second in (*ends, *starts) if situation.issue < second < situation.horizon), default=None)


def _from(situation: Situation, outcome: Outcome, opens: int, closes: int) -> tuple[Movement, int]:
    """The same move, all obeying and nobody setting out before `opens`; and how many keep `closes` and find a place.

    closes: the second by which to arrive, or by which to leave where the advisory's deadline is of that kind.
    """
    audience, h = situation.audience, len(situation.havens)
    to_leave = situation.advisory.deadline_kind == "leave_by"
    can = audience.able & (audience.ready_at != NEVER)
    ready = np.where(can, np.maximum(audience.ready_at, opens), NEVER).astype(np.int32)
    later = replace(
        situation,
        audience=replace(audience, ready_at=ready),
        issue=opens,
        arrive_by=situation.horizon if to_leave else closes,
        depart_by=closes if to_leave else situation.horizon,
    )
    limits = longest_walks(later.terrain, later.kinds, audience.mobility)
    leave_by = leave_by_of(later.terrain, later.kinds, range(h), len(ready), opens, later.arrive_by)
    reach = ways_of(later, leave_by, limits)
    arrive = np.where(situation.open_to & ~reach.too_far(limits), reach.arrive, NEVER)
    nearest = np.where(arrive.min(axis=1) != NEVER, arrive.argmin(axis=1), -1)
    in_time = np.where((arrive <= later.arrive_by) & (reach.depart <= later.depart_by), arrive, NEVER)
    ids = [party.id for party in audience.parties]
    placed = as_worded(audience.size, in_time, outcome.places, ids).haven
    journeys = Journeys(
        reach, np.where(placed >= 0, placed, nearest), Steps.joined([]), np.full(len(ready), -1, np.int32)
    )
    return _movement(journeys, placed >= 0), int(audience.size[placed >= 0].sum())
