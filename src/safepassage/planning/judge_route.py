"""The judge on one route: its edges in order, its seconds, what is shut, how far it is (rules P1 and P4 to P9)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from safepassage.planning.judge_case import EARTH_RADIUS_M, NIGHT, SNOW, Case, Exposed, Objection, Shut
from safepassage.planning.model import Driving, Leg, Means, Mobility, PartyResult, Point, Route
from safepassage.planning.network import Network

METRE = 1.0  # two measurements of one distance may differ by this, and
HUNDREDTH = 0.01  # by this share, since sphere and ellipsoid differ by a little less
RISK = 0.001  # to which risk is given
DOOR_KPH = 5.0  # between a door and the road those who drive go at this speed, whatever their class
KPH_PER_MPS = 3.6


@dataclass(frozen=True, eq=False)
class _Trip:
    """A party's route, with what its seconds depend on."""

    case: Case
    row: PartyResult
    route: Route
    walker: Mobility  # class of the slowest member
    pace: tuple[float, ...]  # factor on speed by condition: day, NIGHT, SNOW, NIGHT and SNOW

    @property
    def on_foot(self) -> bool:
        return self.route.means is Means.FOOT

    def pace_at(self, second: int) -> float:
        return self.pace[self.case.ground.condition[second]]

    def off_road_s(self, metres: float, second: int) -> int:
        """Seconds for `metres` off the road, begun at `second` (rule P4)."""
        speed_kph = self.walker.speed_kph if self.on_foot else DOOR_KPH
        return whole(metres * KPH_PER_MPS / (speed_kph * self.pace_at(second)))

    def objection(self, rule: str, text: str) -> Objection:
        return Objection(rule, self.row.id, text)


@dataclass(frozen=True, eq=False)
class _Way:
    """A leg's edges, looked up: one entry an edge."""

    line: list[int]
    tail: list[int]
    head: list[int]
    metres: list[float]  # travelled: a share of the first and the last edge
    day_s: list[float]  # seconds for that on a dry road by day, not rounded


def route_objections(case: Case, row: PartyResult, route: Route) -> Iterator[Objection]:
    """Check the route that the result gives for one party of the audience."""
    trip = _trip(case, row, route)
    faults = list(chain(_means(trip), *(_form(trip, leg) for leg in route.legs)))
    if faults:
        yield from faults  # what follows could not be looked up
        return
    ways = [_way(trip, leg) for leg in route.legs]
    yield from _stops(trip)
    for leg, way in zip(route.legs, ways, strict=True):
        yield from _order(trip, leg, way)
        yield from _off_road(trip, leg, way)
        yield from _on_road(trip, leg, way)
        yield from _crossings(trip, way)
    yield from _lengths(trip, ways)
    yield from _exposure(trip)


def whole(seconds: float) -> int:
    """Round up to whole seconds, forgiving a millionth (rule P5)."""
    return math.ceil(seconds - 1e-6)


def overlaps(window: Shut | Exposed, enter: int, leave: int) -> bool:
    """Whether some second is both in [enter, leave) and in the window: the later begin comes before the earlier end."""
    return max(window.begin, enter) < min(window.end, leave)


# --- What is looked up -----------------------------------------------------------------------------------------------


def _trip(case: Case, row: PartyResult, route: Route) -> _Trip:
    """A party moves at the speed of its slowest member's class (rule P4); of equal ones the first by name."""
    party, settings = case.parties[row.id], case.crisis.settings
    slowest = min(
        (member.mobility or party.mobility for member in case.members[row.id]),
        key=lambda name: (settings.mobility[name].speed_kph, name),
    )
    walker = settings.mobility[slowest]
    factors: Mobility | Driving = walker if route.means is Means.FOOT else settings.driving
    pace = tuple(
        (factors.night if condition & NIGHT else 1.0) * (factors.snow if condition & SNOW else 1.0)
        for condition in range(4)
    )
    return _Trip(case, row, route, walker, pace)


def _way(trip: _Trip, leg: Leg) -> _Way:
    network: Network = trip.case.crisis.network
    edges = np.array(leg.edges, np.int64)
    begin, end = np.zeros(len(edges)), np.ones(len(edges))
    begin[:1], end[-1:] = leg.begin, leg.end
    line, share = network.edge_line[edges], np.abs(end - begin)
    metres = network.line_length_m[line] * share
    day_s = metres * KPH_PER_MPS / trip.walker.speed_kph if trip.on_foot else network.edge_drive_s[edges] * share
    return _Way(
        line.tolist(),
        network.edge_from[edges].tolist(),
        network.edge_to[edges].tolist(),
        metres.tolist(),
        day_s.tolist(),
    )


# --- Form: what else could not be looked up --------------------------------------------------------------------------


def _means(trip: _Trip) -> Iterator[Objection]:
    """P4: the party has these means and the advisory allows them."""
    party, means = trip.case.parties[trip.row.id], trip.route.means
    if means not in trip.case.advisory.means:
        yield trip.objection("P4", f"goes by {means}, which the advisory does not allow")
    if not trip.on_foot and (party.means is not Means.VEHICLE or party.vehicle_seats < trip.row.size):
        yield trip.objection("P4", "goes by vehicle, but has none with a seat for each")
    if trip.on_foot and trip.walker.speed_kph == 0:
        yield trip.objection("P4", "goes on foot, but a member cannot walk")


def _form(trip: _Trip, leg: Leg) -> Iterator[Objection]:
    """P1, P5: edges that the means may use, a time in and out for each, in order, from the issue to the horizon."""
    network: Network = trip.case.crisis.network
    edges = np.array(leg.edges, np.int64)
    if ((edges < 0) | (edges >= network.n_edges)).any():
        yield trip.objection("P5", f"the leg to {leg.to} uses an edge that the network has not")
        return
    usable = network.edge_walk[edges] if trip.on_foot else np.isfinite(network.edge_drive_s[edges])
    for edge in edges[~usable].tolist():
        yield trip.objection("P5", f"uses edge {edge}, which is not for {trip.route.means}")
    if not len(leg.edges) == len(leg.enter_s) == len(leg.leave_s):
        yield trip.objection("P5", f"the leg to {leg.to} has not a time in and a time out for each edge")
        return
    times = [leg.depart_s, *chain.from_iterable(zip(leg.enter_s, leg.leave_s, strict=True)), leg.arrive_s]
    if times != sorted(times):
        yield trip.objection("P5", f"the times of the leg to {leg.to} run backwards")
    if min(times) < trip.case.issue or max(times) > trip.case.crisis.horizon:
        yield trip.objection("P1", f"the leg to {leg.to} is before the issue or beyond the horizon")


# --- Places ----------------------------------------------------------------------------------------------------------


def _stops(trip: _Trip) -> Iterator[Objection]:
    """P4, P5: the legs lead from the party's place by shelters or havens, where it may wait, to its haven."""
    row, case = trip.row, trip.case
    party = case.parties[row.id]
    here: tuple[Point, ...] = () if party.lat is None or party.lon is None else (Point(party.lat, party.lon),)
    since = case.issue if row.ready_at is None else case.seconds(row.ready_at)
    for leg in trip.route.legs:
        there = case.insides.get(leg.to, ())
        if not there:
            yield trip.objection("P5", f"a leg leads to {leg.to}, which is no haven or shelter")
        if leg.depart_s < since:
            yield trip.objection("P4", f"moves off at {leg.depart_s}, before it is ready there at {since}")
        yield from _ends(trip, leg, here, there)
        here, since = there, leg.arrive_s
    last = trip.route.legs[-1].to
    if row.haven is not None and last != row.haven:
        yield trip.objection("P5", f"the route leads to {last}, not to {row.haven}")
    if row.arrive_at is not None and case.seconds(row.arrive_at) != since:
        yield trip.objection("P9", f"arrives at {since} by the route, not at {case.seconds(row.arrive_at)}")


def _ends(trip: _Trip, leg: Leg, here: tuple[Point, ...], there: tuple[Point, ...]) -> Iterator[Objection]:
    """P5: the way off the road at either end is as long as it says, and within the limit."""
    if not len(leg.edges):
        far = min((_metres(a.lat, a.lon, b.lat, b.lon) for a in here for b in there), default=0.0)
        if far > sum(leg.access_m) * (1 + HUNDREDTH) + METRE:
            yield trip.objection("P5", f"the leg to {leg.to} takes no road over {far:.0f} m")
        return
    network, limit_m = trip.case.crisis.network, trip.case.crisis.settings.limits.snap_m
    for places, edge, share, access_m, what in (
        (here, leg.edges[0], leg.begin, leg.access_m[0], "starts"),
        (there, leg.edges[-1], leg.end, leg.access_m[1], "ends"),
    ):
        lat, lon, length_m = _point_on(network, edge, share)
        slack = METRE + HUNDREDTH * access_m + length_m**2 / (2 * EARTH_RADIUS_M)  # see _point_on
        off_by = min((abs(_metres(at.lat, at.lon, lat, lon) - access_m) for at in places), default=0.0)
        if off_by > slack:
            yield trip.objection(
                "P5", f"the leg to {leg.to} {what} {off_by:.0f} m from where its access is {access_m:.0f} m"
            )
        if access_m > limit_m + METRE:
            yield trip.objection("P5", f"the leg to {leg.to} {what} {access_m:.0f} m off the road, beyond the limit")


def _point_on(network: Network, edge: int, share: float) -> tuple[float, float, float]:
    """Latitude and longitude at a share of an edge's drawn length in its direction, and that length in metres.

    On another projection it lies a little elsewhere on a long line: in Mercator's by up to tan(lat) length² / 8 radii.
    """
    line = network.edge_line[edge]
    points = slice(network.line_points[line], network.line_points[line + 1])
    lat, lon = network.point_lat[points], network.point_lon[points]
    along = np.concatenate([[0.0], np.cumsum(_metres(lat[:-1], lon[:-1], lat[1:], lon[1:]))])
    at = along[-1] * (1 - share if network.edge_backward[edge] else share)
    return float(np.interp(at, along, lat)), float(np.interp(at, along, lon)), float(along[-1])


def _metres(lat: Any, lon: Any, to_lat: Any, to_lon: Any) -> Any:
    """Great-circle distance on a sphere by the haversine formula; numbers or arrays, degrees."""
    half_lat, half_lon = np.radians(to_lat - lat) / 2, np.radians(to_lon - lon) / 2
    square = np.sin(half_lat) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(to_lat)) * np.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(square))


# --- Edge by edge ----------------------------------------------------------------------------------------------------


def _order(trip: _Trip, leg: Leg, way: _Way) -> Iterator[Objection]:
    """P5: each edge begins where the one before ends, and is travelled forwards."""
    for i, (head, tail) in enumerate(zip(way.head, way.tail[1:], strict=False)):
        if head != tail:
            yield trip.objection(
                "P5", f"jumps from node {head} to node {tail} between edges {leg.edges[i]} and {leg.edges[i + 1]}"
            )
    if len(leg.edges) == 1 and leg.begin > leg.end:
        yield trip.objection("P5", f"travels edge {leg.edges[0]} against its direction")


def _off_road(trip: _Trip, leg: Leg, way: _Way) -> Iterator[Objection]:
    """P4 to P6: the seconds to the road and from it, which count as out on the edge there.

    A party is out from departure to arrival, so none of these seconds may be in a curfew that holds everywhere.
    """
    for curfew in trip.case.ground.everywhere:
        if overlaps(curfew, leg.depart_s, leg.arrive_s):
            yield trip.objection("P6", f"is out from {leg.depart_s} to {leg.arrive_s}, during {curfew.name}")
    if not len(leg.edges):
        needed = trip.off_road_s(leg.access_m[0], leg.depart_s)
        needed += trip.off_road_s(leg.access_m[1], min(leg.depart_s + needed, leg.arrive_s))
        if leg.arrive_s < leg.depart_s + needed:
            yield trip.objection("P4", f"is at {leg.to} after {leg.arrive_s - leg.depart_s} s, which takes {needed} s")
        return
    needed = trip.off_road_s(leg.access_m[0], leg.depart_s)
    if leg.enter_s[0] < leg.depart_s + needed:
        yield trip.objection(
            "P4", f"is on the road {leg.enter_s[0] - leg.depart_s} s after {leg.depart_s}, which takes {needed} s"
        )
    needed = trip.off_road_s(leg.access_m[1], leg.leave_s[-1])
    if leg.arrive_s != leg.leave_s[-1] + needed:
        yield trip.objection(
            "P4", f"is at {leg.to} {leg.arrive_s - leg.leave_s[-1]} s from the road, which takes {needed} s"
        )
    for edge, node, begin, end in (
        (leg.edges[0], way.tail[0] if leg.begin == 0 else None, leg.depart_s, leg.enter_s[0]),
        (leg.edges[-1], way.head[-1] if leg.end == 1 else None, leg.leave_s[-1], leg.arrive_s),
    ):
        ground = trip.case.ground  # at the end of an edge one is at the node, which may be open while the edge is shut
        shuts = ground.edge_shuts.get(edge, ()) if node is None else ground.node_shuts.get(node, ())
        for shut in shuts:
            if overlaps(shut, begin, end):
                yield trip.objection(shut.rule, f"is beside edge {edge} from {begin} to {end}, during {shut.name}")


def _on_road(trip: _Trip, leg: Leg, way: _Way) -> Iterator[Objection]:
    """P4 to P6: each edge takes its seconds, by the pace at its entry, while nothing shuts it or the wait before it."""
    edge_shuts, node_shuts = trip.case.ground.edge_shuts, trip.case.ground.node_shuts
    before = leg.enter_s[0] if len(leg.edges) else 0
    for edge, node, enter, leave, day_s in zip(leg.edges, way.tail, leg.enter_s, leg.leave_s, way.day_s, strict=True):
        if before < enter:
            for shut in node_shuts.get(node, ()):
                if overlaps(shut, before, enter):
                    yield trip.objection(
                        shut.rule, f"waits at node {node} from {before} to {enter}, during {shut.name}"
                    )
        needed = whole(day_s / trip.pace_at(enter))
        if leave - enter != needed:
            yield trip.objection("P4", f"edge {edge}, entered at {enter}, takes {needed} s, not {leave - enter}")
        for shut in edge_shuts.get(edge, ()):
            if overlaps(shut, enter, leave):
                yield trip.objection(shut.rule, f"is on edge {edge} from {enter} to {leave}, during {shut.name}")
        before = leave


def _crossings(trip: _Trip, way: _Way) -> Iterator[Objection]:
    """P7: no crossing on the way refuses a member."""
    crossings = trip.case.ground.crossings
    for line in way.line if crossings else ():
        for crossing in crossings.get(line, ()):
            for rule in trip.case.rules_against(trip.row.id, "crossing", crossing):
                yield trip.objection("P7", f"passes {crossing}, where rule {rule.id} refuses a member")


# --- Sums ------------------------------------------------------------------------------------------------------------


def _lengths(trip: _Trip, ways: list[_Way]) -> Iterator[Objection]:
    """P4, P9: the distance is that of the route, on and off the road, and no longer than the class can walk."""
    metres = sum(sum(way.metres) for way in ways) + sum(sum(leg.access_m) for leg in trip.route.legs)
    if trip.row.distance_m is not None and abs(trip.row.distance_m - metres) > METRE:
        yield trip.objection("P9", f"the route is {metres:.0f} m, not {trip.row.distance_m:.0f}")
    if trip.on_foot and metres > trip.walker.longest_walk_m + METRE:
        yield trip.objection("P4", f"walks {metres:.0f} m, and can walk {trip.walker.longest_walk_m:.0f}")


def _exposure(trip: _Trip) -> Iterator[Objection]:
    """P8, P9: seconds outdoors, and seconds and risk in areas.

    The way off the road may count as in the area of its edge or not: hence a least and a most.
    """
    exposure, legs = trip.row.exposure, trip.route.legs
    if exposure is None:
        return
    outdoor_s = sum(leg.arrive_s - leg.depart_s for leg in legs)
    if exposure.outdoor_s != outdoor_s:
        yield trip.objection("P9", f"is outdoors for {outdoor_s} s, not {exposure.outdoor_s}")
    on_road = [stretch for leg in legs for stretch in zip(leg.edges, leg.enter_s, leg.leave_s, strict=True)]
    beside = [(leg.edges[0], leg.depart_s, leg.enter_s[0]) for leg in legs if len(leg.edges)]
    beside += [(leg.edges[-1], leg.leave_s[-1], leg.arrive_s) for leg in legs if len(leg.edges)]
    least_s, least_risk = _in_areas(trip, on_road)
    least_s += sum(_waits_in_areas(trip, leg) for leg in legs)
    more_s, more_risk = _in_areas(trip, beside)
    if not least_s <= exposure.hazard_s <= least_s + more_s:
        yield trip.objection("P9", f"is in areas for {least_s} to {least_s + more_s} s, not {exposure.hazard_s}")
    if not least_risk - RISK <= exposure.risk <= least_risk + more_risk + RISK:
        yield trip.objection(
            "P8", f"has risk {least_risk:.1f} to {least_risk + more_risk:.1f}, not {exposure.risk:.1f}"
        )


def _waits_in_areas(trip: _Trip, leg: Leg) -> int:
    """Seconds of waiting at the end of edges, during windows of areas there."""
    exposed = trip.case.ground.edge_exposed
    waits = zip(leg.edges[:-1], leg.leave_s[:-1], leg.enter_s[1:], strict=True)
    return sum(
        any(area.begin <= second < area.end for area in exposed.get(edge, ()))
        for edge, begin, end in waits
        for second in range(begin, end)
        if edge in exposed
    )


def _in_areas(trip: _Trip, stretches: list[tuple[int, int, int]]) -> tuple[int, float]:
    """Seconds on edges during windows of areas there, and the sum of those seconds by each area's exposure."""
    seconds, risk = 0, 0.0
    exposed = trip.case.ground.edge_exposed
    for edge, enter, leave in stretches if exposed else ():
        areas = [area for area in exposed.get(edge, ()) if overlaps(area, enter, leave)]
        if areas:
            seconds += leave - enter
            risk += (leave - enter) * sum(area.exposure for area in areas)
    return seconds, risk
