"""What the judge looks up: who is in the audience; what is shut, dark or exposed at which second."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from safepassage import places
from safepassage.planning.model import (
    NOT_IN_AUDIENCE,
    AccessRule,
    Advisory,
    Crisis,
    Curfew,
    Haven,
    HavenAsked,
    Party,
    Person,
    Point,
    Preflight,
    Shelter,
    State,
)
from safepassage.planning.network import Network, line_geometries

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
NIGHT, SNOW = 1, 2  # bits of a second's condition


@dataclass(frozen=True)
class Objection:
    """One thing in a result that a rule does not allow."""

    rule: str  # number of the rule: "P5"
    subject: str  # id of the party or haven; "" = the result as a whole
    text: str


# --- The ground ------------------------------------------------------------------------------------------------------


class Shut(NamedTuple):
    """A closure, or one night of a curfew: [begin, end), seconds from the epoch."""

    rule: str
    name: str
    begin: int
    end: int


class Exposed(NamedTuple):
    """A control or hazard area: [begin, end), and the risk of one second there."""

    begin: int
    end: int
    exposure: float


@dataclass(frozen=True, eq=False)
class Ground:
    """The crisis laid on its network: what to look up for an edge, a node, a line, a second."""

    everywhere: list[Shut]  # curfews without an area
    edge_shuts: Mapping[int, list[Shut]]
    node_shuts: Mapping[int, list[Shut]]
    edge_exposed: Mapping[int, list[Exposed]]
    crossings: Mapping[int, list[str]]  # ids of the crossings on a line
    condition: bytes  # one for each second from the epoch to the horizon: NIGHT, SNOW, both or neither


def ground_of(crisis: Crisis) -> Ground:
    """Lay closures, curfews, areas and crossings on the network, and night and snow on the seconds (rules P4 to P7)."""
    network: Network = crisis.network
    lines = line_geometries(network)
    tree = shapely.STRtree(lines)
    crossings, condition = _lines_of_crossings(crisis, tree, lines), _conditions(crisis)
    ground = Ground([], defaultdict(list), defaultdict(list), defaultdict(list), crossings, condition)
    for closure in crisis.closures:
        begin = 0 if closure.begin is None else seconds_of(crisis, closure.begin)
        end = crisis.horizon + 1 if closure.end is None else seconds_of(crisis, closure.end)
        met = _lines_met(network, tree, closure.geometry, closure.ways)
        if closure.kind == "closure":
            shut = Shut("P5", f"closure {closure.id}", begin, end)
            _shut(network, ground, met, _nodes_inside(network, closure.geometry), [shut])
        else:
            for edge in np.flatnonzero(met[network.edge_line]).tolist():
                ground.edge_exposed[edge].append(Exposed(begin, end, closure.exposure))
    for curfew in crisis.curfews:
        nights = [Shut("P6", f"curfew {curfew.id}", begin, end) for begin, end in _curfew_nights(crisis, curfew)]
        if curfew.area is None:
            ground.everywhere.extend(nights)
        else:
            met = _lines_met(network, tree, curfew.area, ())
            _shut(network, ground, met, _nodes_inside(network, curfew.area), nights)
    return ground


def _shut(network: Network, ground: Ground, met: np.ndarray, inside: np.ndarray, shuts: list[Shut]) -> None:
    """Shut each edge of a line that is met, each node inside, and each edge at such a node (rule P5)."""
    edges = met[network.edge_line] | inside[network.edge_from] | inside[network.edge_to]
    for edge in np.flatnonzero(edges).tolist():
        ground.edge_shuts[edge].extend(shuts)
    for node in np.flatnonzero(inside).tolist():
        ground.node_shuts[node].extend(shuts)


def _lines_met(network: Network, tree: shapely.STRtree, geometry: Any, ways: tuple[int, ...]) -> np.ndarray:
    met = np.isin(network.line_way, ways) if ways else np.zeros(network.n_lines, bool)
    if geometry is not None:
        met[tree.query(geometry, predicate="intersects")] = True
    return met


def _nodes_inside(network: Network, geometry: Any) -> np.ndarray:
    if geometry is None:
        return np.zeros(network.n_nodes, bool)
    inside: np.ndarray = shapely.intersects_xy(geometry, network.node_lon, network.node_lat)
    return inside


def _curfew_nights(crisis: Crisis, curfew: Curfew) -> Iterator[tuple[int, int]]:
    zone, day = ZoneInfo(crisis.settings.zone), curfew.first_on
    while day <= curfew.last_on:
        last = day if curfew.begins < curfew.ends else day + timedelta(days=1)
        begins, ends = datetime.combine(day, curfew.begins, zone), datetime.combine(last, curfew.ends, zone)
        yield seconds_of(crisis, begins), seconds_of(crisis, ends)
        day += timedelta(days=1)


def _squeezed(lines: np.ndarray, squeeze: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.transform(lines, lambda xy: xy * squeeze))


def _lines_of_crossings(crisis: Crisis, tree: shapely.STRtree, lines: np.ndarray) -> dict[int, list[str]]:
    """Find the line nearest to each crossing. One farther from any than places may be is on none."""
    found: dict[int, list[str]] = defaultdict(list)
    reach = math.degrees(crisis.settings.limits.snap_m / EARTH_RADIUS_M)
    for crossing in crisis.crossings:
        squeeze = np.array([math.cos(math.radians(crossing.lat)), 1.0])  # a degree of longitude is shorter
        at, corner = np.array([crossing.lon, crossing.lat]), reach / squeeze
        near = np.sort(tree.query(shapely.box(*(at - corner), *(at + corner))))
        if not len(near):
            continue
        distance = shapely.distance(_squeezed(lines[near], squeeze), shapely.Point(at * squeeze))
        if distance.min() <= reach:
            found[int(near[distance.argmin()])].append(crossing.id)
    return found


def _conditions(crisis: Crisis) -> bytes:
    """Write down for each second whether it is night (from end of civil dusk to start of civil dawn), and has snow."""
    condition = np.zeros(crisis.horizon + 1, np.uint8)
    middle, begin = crisis.settings.area.centroid, crisis.settings.clock.epoch.astimezone(UTC)
    nights = places.nights(middle.y, middle.x, begin, begin + timedelta(seconds=crisis.horizon + 1))
    snows = [(window.begin, window.end) for window in crisis.settings.snow]
    for bit, spans in ((NIGHT, nights), (SNOW, snows)):
        for first, last in spans:
            condition[max(seconds_of(crisis, first), 0) : max(seconds_of(crisis, last), 0)] |= bit
    return condition.tobytes()


def seconds_of(crisis: Crisis, instant: datetime) -> int:
    """Whole seconds from the epoch, rounded down.

    Counted in UTC: local times of one zone, subtracted as they stand, are an hour off across a change of the clocks.
    """
    return (instant.astimezone(UTC) - crisis.settings.clock.epoch.astimezone(UTC)) // timedelta(seconds=1)


# --- The case --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Case:
    """A crisis and a result, with what the checks look up."""

    crisis: Crisis
    advisory: Advisory
    result: Preflight
    ground: Ground
    issue: int
    deadline: int
    depart_by: int  # the deadline, or the horizon: an advisory says by when to arrive or by when to leave
    arrive_by: int
    parties: Mapping[str, Party]
    members: Mapping[str, tuple[Person, ...]]  # of each party in the audience (rule P2)
    located: Mapping[str, bool]  # of the same parties
    there: Mapping[str, str]  # the advisory's haven in which a whole party already is; only such parties
    havens: Mapping[str, HavenAsked]  # the advisory's, by id, or by asked name where there is none
    insides: Mapping[str, tuple[Point, ...]]  # where havens and shelters stand, by id; two may share one

    def seconds(self, instant: datetime) -> int:
        """Whole seconds from the epoch."""
        return seconds_of(self.crisis, instant)

    def rules_against(self, party: str, at: str, of: str) -> list[AccessRule]:
        """Rules in force between issue and the last second of arrival that refuse a member of `party` (rule P7)."""
        return [
            rule
            for rule in self.crisis.rules
            if (rule.at, rule.of) == (at, of)
            and (rule.begin is None or self.seconds(rule.begin) < max(self.arrive_by, self.issue + 1))
            and (rule.end is None or self.seconds(rule.end) > self.issue)
            and any(_is_refused(rule, member) for member in self.members[party])
        ]


def _is_in(area: BaseGeometry, party: Party) -> bool:
    return party.lat is not None and party.lon is not None and bool(shapely.intersects_xy(area, party.lon, party.lat))


def case_of(crisis: Crisis, advisory: Advisory, result: Preflight) -> Case:
    """Lay out a crisis and a result for the checks."""
    members = defaultdict(list)
    for person in crisis.persons:
        if person.state not in NOT_IN_AUDIENCE:
            members[person.party].append(person)
    area = crisis.settings.area if advisory.area is None else advisory.area
    located = {party.id: _is_located(crisis, party) for party in crisis.parties}
    havens = {haven_key(asked): asked for asked in result.advisory.havens}
    insides: dict[str, list[Point]] = defaultdict(list)
    for haven_id, asked in havens.items():
        insides[haven_id].append(Point(asked.lat, asked.lon))
    known: tuple[Haven | Shelter, ...] = (*crisis.havens, *crisis.shelters)
    for place in known:
        insides[place.id].append(Point(place.lat, place.lon))
    deadline, to_leave = seconds_of(crisis, advisory.deadline_at), advisory.deadline_kind == "leave_by"
    there = {
        party.id: _haven_of(crisis, party, havens)
        for party in crisis.parties
        if located[party.id] and {member.state for member in members[party.id]} == {State.IN_HAVEN}
    }
    return Case(
        crisis=crisis,
        advisory=advisory,
        result=result,
        ground=ground_of(crisis),
        issue=seconds_of(crisis, advisory.issued_at),
        deadline=deadline,
        depart_by=deadline if to_leave else crisis.horizon,
        arrive_by=crisis.horizon if to_leave else deadline,
        parties={party.id: party for party in crisis.parties},
        members={
            party.id: tuple(members[party.id])
            for party in crisis.parties
            if members[party.id] and (not located[party.id] or _is_in(area, party))
        },
        located=located,
        there={party: haven for party, haven in there.items() if haven is not None},
        havens=havens,
        insides={place_id: tuple(points) for place_id, points in insides.items()},
    )


def haven_key(haven: HavenAsked) -> str:
    """What the rows of parties call a haven: its id, or the asked name where it has none."""
    return haven.asked if haven.haven_id is None else haven.haven_id


def _is_located(crisis: Crisis, party: Party) -> bool:
    """A position is usable if it is there, and known to be no older than the limit (rule P2)."""
    if party.lat is None or party.located_at is None:
        return False
    return crisis.settings.clock.now - party.located_at <= timedelta(hours=crisis.settings.limits.position_age_h)


def _haven_of(crisis: Crisis, party: Party, havens: Mapping[str, HavenAsked]) -> str | None:
    """The nearest named haven, if it is near enough to be where the party is."""
    if party.lat is None or party.lon is None:
        return None
    lats, lons = (np.array(degrees) for degrees in zip(*((h.lat, h.lon) for h in havens.values()), strict=True))
    away = places.great_circle_m(party.lat, party.lon, lats, lons)
    near = away.min() <= crisis.settings.limits.ambiguity_m
    return list(havens)[int(away.argmin())] if near else None


def _is_refused(rule: AccessRule, person: Person) -> bool:
    """Whether the person meets every condition that the rule gives; what is not known of a person counts as met."""
    sex, age, nation = person.sex, person.age, person.nationality
    return (
        (rule.sex is None or sex is None or sex == rule.sex)
        and (rule.age_from is None or age is None or age >= rule.age_from)
        and (rule.age_below is None or age is None or age < rule.age_below)
        and (not rule.nationality or nation is None or nation in rule.nationality)
        and (not rule.nationality_not or nation is None or nation not in rule.nationality_not)
        and (rule.lacks is None or rule.lacks not in person.documents)
    )
