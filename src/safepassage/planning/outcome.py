"""What becomes of each party under the advisory: its verdict, as worded, and as it could be assigned (P8, P9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from safepassage.errors import BadInput, Fault
from safepassage.places import great_circle_m
from safepassage.planning.access import refusals
from safepassage.planning.audience import Audience, audience_of
from safepassage.planning.journeys import Journeys, journeys_of
from safepassage.planning.model import CANNOT, NEVER, Advisory, Crisis, Haven, HavenAsked, Means, State, Verdict
from safepassage.planning.placing import NOWHERE, Assignment, as_worded, assign
from safepassage.planning.reach import Reach, leave_by_of, reach_of
from safepassage.planning.terrain import Stop, Terrain, terrain_of
from safepassage.planning.whatif import Change, Situation, only


@dataclass(frozen=True, eq=False)
class Asked:
    """A haven of the advisory, as it was understood."""

    result: HavenAsked
    haven: Haven | None  # what is known of it; None = only the gazetteer knows it

    @property
    def name(self) -> str:
        """What results call it: its id, or the asked name where it has none."""
        return self.result.asked if self.haven is None else self.haven.id

    @property
    def places(self) -> int:
        """Places, -1 = not known."""
        return -1 if self.haven is None or self.haven.places is None else self.haven.places


@dataclass(frozen=True, eq=False)
class Outcome:
    """What becomes of each party; h havens of the advisory.

    open_to: (n_parties, h) bool, the party may go there: not refused, not assigned elsewhere. in_time: (n_parties, h)
    bool, open and reached in time. latest: (n_parties,) int32, latest departure to any haven open to it; CANNOT = none.
    leave_by: (n_parties, h) int32, the same for each haven. worded: (n_parties,) int32, haven in which it finds a
    place, as worded. journeys: the way that each party takes as worded, on time or not. places: (h,) int64.
    """

    open_to: np.ndarray
    in_time: np.ndarray
    latest: np.ndarray
    leave_by: np.ndarray
    worded: np.ndarray
    assignment: Assignment
    verdicts: tuple[Verdict, ...]
    journeys: Journeys
    places: np.ndarray

    @property
    def reach(self) -> Reach:
        """Every party's way to every haven; without trips."""
        return self.journeys.reach

    @property
    def arrive(self) -> np.ndarray:
        """(n_parties,) int32: earliest arrival at any haven open to the party, in time or not; NEVER = none."""
        h = self.open_to.shape[1]
        return np.asarray(np.where(self.open_to, self.reach.arrive[:, :h], NEVER).min(axis=1))


def understood(crisis: Crisis, advisory_name: str, advisory: Advisory) -> tuple[Asked, ...]:
    """Which place each haven of the advisory is: by its id or name, else the gazetteer's best candidate (P13 warns).

    A haven of the crisis within `limits.ambiguity_m` of that candidate is taken to be the one meant. Raises BadInput
    where the advisory names that one already: its places would count twice.
    """
    looked_up = crisis.places.get(advisory_name, ())
    asked = []
    for i, each in enumerate(advisory.havens):
        candidates = looked_up[i].candidates if i < len(looked_up) else ()
        called = looked_up[i].haven_id if i < len(looked_up) and each.haven_id is None else None
        haven = next((haven for haven in crisis.havens if haven.id == (each.haven_id or called)), None)
        best = None if haven or not candidates else candidates[0]
        if best is not None:
            haven = haven_at(crisis.havens, best.lat, best.lon, crisis.settings.limits.ambiguity_m)
        place = haven or best
        assert place is not None, "io.read_crisis lets no haven pass that is neither known nor found"
        result = HavenAsked(
            asked=each.asked,
            haven_id=haven.id if haven else None,
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            candidates=candidates,
            by_name=called is not None,
        )
        asked.append(Asked(result, haven))
    _require_different(advisory_name, asked)
    return tuple(asked)


def _require_different(advisory_name: str, asked: Sequence[Asked]) -> None:
    seen: dict[str, str] = {}
    faults = []
    for n, each in enumerate(asked, 1):
        if each.name in seen:
            wrong = f"{each.result.asked!r} is the same place as {seen[each.name]!r}, {each.name}"
            faults.append(Fault(f"advisories/{advisory_name}.toml", f"havens {n}", wrong, "each haven once"))
        seen.setdefault(each.name, each.result.asked)
    if faults:
        raise BadInput(faults)


def haven_at(havens: Sequence[Haven], lat: float, lon: float, within_m: float) -> Haven | None:
    """The haven nearest to a position in degrees, at most `within_m` metres away; None = there is none."""
    if not havens:
        return None
    lats, lons = (np.array(degrees) for degrees in zip(*((h.lat, h.lon) for h in havens), strict=True))
    away_m = great_circle_m(lat, lon, lats, lons)
    nearest = int(away_m.argmin())
    return havens[nearest] if away_m[nearest] <= within_m else None


def situation_of(crisis: Crisis, advisory: Advisory, asked: Sequence[Asked]) -> tuple[Situation, tuple[Haven, ...]]:
    """Make everything ready to be searched.

    Returns it, and the havens that the advisory does not name; they follow the advisory's in the terrain's stops.
    """
    audience = audience_of(crisis, advisory)
    named = {each.name for each in asked}
    others = tuple(haven for haven in crisis.havens if haven.id not in named)
    stops = [
        Stop("havens.csv" if each.haven else "advisories", each.name, each.result.lat, each.result.lon)
        for each in asked
    ]
    stops += [Stop("havens.csv", haven.id, haven.lat, haven.lon) for haven in others]
    stops += [Stop("shelters.csv", shelter.id, shelter.lat, shelter.lon) for shelter in crisis.shelters]
    haven_ids = tuple(each.haven.id if each.haven else None for each in asked)
    issue, deadline = crisis.seconds(advisory.issued_at), crisis.seconds(advisory.deadline_at)
    to_leave = advisory.deadline_kind == "leave_by"
    there = _already_there(crisis, audience, asked)
    terrain = terrain_of(crisis, audience, stops)
    audience = _on_foot_without_roads(audience, advisory, terrain, range(len(asked)))
    audience = _settled(audience, there >= 0, issue)
    situation = Situation(
        terrain=terrain,
        advisory=advisory,
        audience=audience,
        havens=tuple(range(len(asked))),
        haven_ids=haven_ids,
        may_go=_may_go(audience, advisory, haven_ids, there),
        there=there,
        refusals=refusals(crisis, advisory, audience, haven_ids),
        issue=issue,
        arrive_by=crisis.horizon if to_leave else deadline,
        depart_by=deadline if to_leave else crisis.horizon,
    )
    return situation, others


def _already_there(crisis: Crisis, audience: Audience, asked: Sequence[Asked]) -> np.ndarray:
    """(n_parties,) int32: the named haven in which all of the party are, by their state and place; -1 = none."""
    there = np.full(len(audience.parties), NOWHERE, np.int32)
    lats, lons = np.array([each.result.lat for each in asked]), np.array([each.result.lon for each in asked])
    for i in np.flatnonzero(audience.located).tolist():
        if all(person.state is State.IN_HAVEN for person in audience.members[i]):
            away_m = great_circle_m(audience.lat[i], audience.lon[i], lats, lons)
            if away_m.min() <= crisis.settings.limits.ambiguity_m:
                there[i] = away_m.argmin()
    return there


def _on_foot_without_roads(audience: Audience, advisory: Advisory, terrain: Terrain, havens: Sequence[int]) -> Audience:
    """Parties whose vehicle no road leads to any named haven walk instead, if that is allowed (rule P4)."""
    if Means.VEHICLE not in audience.means or Means.FOOT not in advisory.means:
        return audience
    stuck = audience.located & ~terrain.driven_to(havens)
    means = tuple(
        Means.FOOT if by is Means.VEHICLE and walks else by for by, walks in zip(audience.means, stuck, strict=True)
    )
    return replace(audience, means=means)


def _settled(audience: Audience, there: np.ndarray, issue: int) -> Audience:
    """Parties already in a haven need no message, means or strength: as if told, and ready, at issue."""

    def at_once(seconds: np.ndarray) -> np.ndarray:
        return np.where(there, np.int32(issue), seconds)

    return replace(
        audience,
        means=tuple(None if stays else by for stays, by in zip(there, audience.means, strict=True)),
        faster_means=tuple(None if stays else by for stays, by in zip(there, audience.faster_means, strict=True)),
        cannot_move=tuple(None if stays else why for stays, why in zip(there, audience.cannot_move, strict=True)),
        told_at=at_once(audience.told_at),
        told_at_issue=at_once(audience.told_at_issue),
        ready_at=at_once(audience.ready_at),
        ready_at_issue=at_once(audience.ready_at_issue),
    )


def _may_go(audience: Audience, advisory: Advisory, haven_ids: Sequence[str | None], there: np.ndarray) -> np.ndarray:
    """(n_parties, h) bool: all, or the one haven assigned, a party's own line winning over its place's.

    Who is already in a haven stays in it. there: see `Situation`.
    """
    may_go = np.ones((len(audience.parties), len(haven_ids)), bool)
    by_party = {line.party: line.haven_id for line in advisory.assign if line.party}
    by_place = {line.place: line.haven_id for line in advisory.assign if line.place}
    for i, party in enumerate(audience.parties):
        assigned = by_party.get(party.id) or by_place.get(party.place)
        if assigned:
            may_go[i] = [haven_id == assigned for haven_id in haven_ids]
    stays = there >= 0
    may_go[stays] = np.arange(len(haven_ids)) == there[stays, None]
    return may_go


def outcome_of(situation: Situation, asked: Sequence[Asked], n_others: int) -> Outcome:
    """Search, place, assign, and give each party the first verdict that holds."""
    audience, h = situation.audience, len(asked)
    terrain, ready = situation.terrain, audience.ready_at
    kinds = situation.kinds
    leave_by = leave_by_of(
        terrain, kinds, range(h + n_others), len(ready), situation.issue, situation.arrive_by,
        depart_by=situation.depart_by,
    )  # fmt: skip
    reach = ways_of(situation, leave_by)
    open_to = situation.open_to
    moves = audience.able & (ready != NEVER)
    may_leave = np.where(open_to & audience.able[:, None], leave_by[:, :h], CANNOT)
    latest = may_leave.max(axis=1)
    in_time = open_to & situation.keeps_deadline(reach)[:, :h]
    verdicts = _verdicts_but_places(situation, reach, open_to, in_time)
    candidates = np.array([verdict is Verdict.ON_TIME for verdict in verdicts], bool)

    stays, places = situation.there >= 0, _places(situation, asked)
    free = np.where(places < 0, places, places - _inside(situation))
    ids = [party.id for party in audience.parties]
    arrive = np.where(in_time & candidates[:, None] & ~stays[:, None], reach.arrive[:, :h], NEVER)
    worded = np.where(stays, situation.there, as_worded(audience.size, arrive, free, ids))
    assignment = assign(audience.size, audience.urgent, arrive, reach.risk[:, :h], free, ids)
    assignment = assignment.joined_by(situation.there, audience.size, audience.urgent, situation.issue)
    verdicts = [
        Verdict.NO_PLACE if verdict is Verdict.ON_TIME and haven < 0 else verdict
        for verdict, haven in zip(verdicts, worded, strict=True)
    ]
    nearest = np.where(open_to, reach.arrive[:, :h], NEVER)
    heads_for = np.where(moves & (nearest.min(axis=1) != NEVER), nearest.argmin(axis=1), NOWHERE)
    return Outcome(
        open_to, in_time, latest, may_leave, worded, assignment, tuple(verdicts),
        journeys_of(reach, np.where(worded >= 0, worded, heads_for)), places,
    )  # fmt: skip


def _inside(situation: Situation) -> np.ndarray:
    """(h,) int64: people who are already in each haven."""
    stays = situation.there >= 0
    weights = situation.audience.size[stays]
    return np.bincount(situation.there[stays], weights, len(situation.havens)).astype(np.int64)


def _places(situation: Situation, asked: Sequence[Asked]) -> np.ndarray:
    """(h,) int64: places of each haven, -1 = not known; at least for those who are in it."""
    places = np.array([each.places for each in asked], np.int64)
    return np.where(places < 0, places, np.maximum(places, _inside(situation)))


def ways_of(situation: Situation, leave_by: np.ndarray, *, keep_ways: bool = True) -> Reach:
    """Ways to every haven that is reached by the deadline; for those who reach none open to them, to the nearest.

    leave_by: (n_parties, all havens) int32, latest departures for the deadline, which tell who reaches what. Its
    columns are those of the reach: the advisory's havens, then other havens of the crisis. keep_ways: see `reach_of`.
    """
    terrain, ready, h = situation.terrain, situation.audience.ready_at, len(situation.havens)
    reachable = np.count_nonzero((leave_by != CANNOT) & (ready[:, None] <= leave_by), axis=1)
    reach = reach_of(
        terrain,
        situation.kinds,
        range(leave_by.shape[1]),
        ready,
        situation.issue,
        situation.arrive_by,
        reachable=reachable,
        depart_by=situation.depart_by,
        keep_ways=keep_ways,
    )

    def finds_none() -> np.ndarray:
        some = (situation.open_to & (reach.arrive[:, :h] != NEVER)).any(axis=1)
        return np.asarray(~some & (ready != NEVER) & (situation.there < 0))

    for nearest_only in (True, False):  # all, where the nearest is not open to the party
        late = finds_none()
        kinds = only(situation.kinds, late)
        if kinds:
            later = reach_of(
                terrain, kinds, situation.havens, ready, situation.issue, situation.horizon,
                nearest_only=nearest_only, keep_ways=keep_ways,
            )  # fmt: skip
            reach.take_over(later, late)
    stays = np.flatnonzero(situation.there >= 0)
    reach.settle(stays, situation.there[stays], ready[stays])
    return reach


def _verdicts_but_places(
    situation: Situation,
    reach: Reach,
    open_to: np.ndarray,
    in_time: np.ndarray,
) -> list[Verdict]:
    """Verdicts of rule P9 as if there were places for all."""
    audience = situation.audience
    late_by_sending = situation.on_time_if(Change(sending=True), reach, np.asarray(~in_time.any(axis=1)))
    refused = _refused(situation, reach)
    some_way = (open_to & (reach.arrive[:, : open_to.shape[1]] != NEVER)).any(axis=1)

    def verdict(i: int) -> Verdict:
        if not audience.located[i]:
            return Verdict.NOT_LOCATED
        if audience.told_at[i] == NEVER or late_by_sending[i]:
            return Verdict.NOT_TOLD
        if audience.cannot_move[i]:
            return Verdict.CANNOT_MOVE
        if refused[i]:
            return Verdict.REFUSED
        if not some_way[i]:
            return Verdict.NO_ROUTE
        return Verdict.ON_TIME if in_time[i].any() else Verdict.TOO_LATE

    return [verdict(i) for i in range(len(audience.parties))]


def _refused(situation: Situation, reach: Reach) -> np.ndarray:
    """(n_parties,) bool: refused at every haven it may go to, or at crossings on every way to them."""
    h = len(situation.havens)
    at_havens = np.asarray(~situation.open_to.any(axis=1) & situation.may_go.any(axis=1))
    barred = np.zeros(len(at_havens), bool)
    for crossing in situation.refusals.crossings.values():
        barred |= crossing.refused
    reached = situation.open_to & (reach.arrive[:, :h] != NEVER)
    stuck = np.asarray(barred & situation.audience.located & ~reached.any(axis=1))
    if not stuck.any():
        return at_havens
    freely = {rule.id for rule in situation.terrain.crisis.rules if rule.at == "crossing"}
    open_again = situation.on_time_if(Change(rules=frozenset(freely), deadline=True), reach, stuck)
    return np.asarray(at_havens | open_again)
