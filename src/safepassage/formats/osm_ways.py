"""OpenStreetMap ways cut into lines: at junctions, at their ends, and at barriers."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from pyproj import Geod

from safepassage.formats.roadlines import Numbering, RoadLines, counted

BARRIER_STUB_M = 1.0  # how near to a barrier those whom it stops may come
UNITS_A_DEGREE = 10_000_000  # OpenStreetMap's coordinates are whole numbers of this part of a degree
NOT_KNOWN = 2**31 - 1  # what osmium gives for a coordinate of a node that the file does not hold
MOST_TOLD = 1000  # nodes beyond the earth that are told one by one

_EARTH = Geod(ellps="WGS84")


@dataclass
class Ways:
    """Roads of a file as columns that grow while it is read."""

    way_id: "array[int]" = field(default_factory=lambda: array("q"))
    n_refs: "array[int]" = field(default_factory=lambda: array("q"))
    road_class: "array[int]" = field(default_factory=lambda: array("B"))  # index into classes
    name: "array[int]" = field(default_factory=lambda: array("i"))  # index into names
    walk: "array[int]" = field(default_factory=lambda: array("B"))  # forward, backward, of each way in turn
    kph: "array[float]" = field(default_factory=lambda: array("d"))  # forward, backward; 0 = vehicles may not
    duration_s: "array[float]" = field(default_factory=lambda: array("d"))  # nan = not stated
    ref: "array[int]" = field(default_factory=lambda: array("q"))  # nodes of the first way, of the second, …
    x: "array[int]" = field(
        default_factory=lambda: array("q")
    )  # their longitude in units; NOT_KNOWN where the file does not hold the node
    y: "array[int]" = field(default_factory=lambda: array("q"))  # their latitude
    classes: Numbering = field(default_factory=Numbering)
    names: Numbering = field(default_factory=lambda: Numbering(""))
    barriers: dict[int, tuple[bool, bool]] = field(default_factory=dict)  # by node: stops walkers, stops vehicles


def nodes_beyond_earth(ways: Ways) -> list[tuple[int, float, float]]:
    """The id, latitude and longitude of nodes that have a position, and none on earth; the first MOST_TOLD."""
    x, y = (np.asarray(column, np.int64) for column in (ways.x, ways.y))
    beyond = (np.abs(y) > 90 * UNITS_A_DEGREE) | (np.abs(x) > 180 * UNITS_A_DEGREE)
    at = np.flatnonzero(beyond & (x != NOT_KNOWN) & (y != NOT_KNOWN)).tolist()
    places = {ways.ref[i]: (ways.ref[i], y[i] / UNITS_A_DEGREE, x[i] / UNITS_A_DEGREE) for i in at}
    return list(places.values())[:MOST_TOLD]


def cut(ways: Ways, source: str) -> RoadLines:
    """Cut ways into lines from junction to junction; what lies between is geometry.

    A line ends where its way ends, at a node that ways use more than once, at a barrier, and where a node is not known.
    Those whom a barrier stops may come as near as a metre from any side: there a node is put in, whose `node_id` is the
    barrier's, negated. Metres are along the WGS84 ellipsoid.
    """
    trace, left_out = _lay_out(ways)
    stops = {ref: stop for ref, stop in ways.barriers.items() if any(stop)}
    trace = _with_stubs(trace, stops)
    first, last = _line_ends(trace, ways.barriers)
    line_way = trace.way[first]
    length_m, kph = _lengths_and_speeds(trace, ways, first, last)
    walk = np.array(ways.walk, np.bool_).reshape(-1, 2)[line_way]
    with np.errstate(divide="ignore"):
        drive_s = length_m[:, None] * 3.6 / kph[line_way]
    for ends in (first, last):
        _stop(walk, drive_s, trace.ref[ends], stops)
    _, place, numbers = np.unique(trace.ref[np.r_[first, last]], return_index=True, return_inverse=True)
    place = np.r_[first, last][place]
    line_points = np.r_[0, np.cumsum(last - first + 1)]
    points = np.arange(line_points[-1]) + np.repeat(first - line_points[:-1], last - first + 1)
    return RoadLines(
        node_lat=trace.lat[place],
        node_lon=trace.lon[place],
        node_id=trace.node_id[place],
        line_from=numbers[: len(first)],
        line_to=numbers[len(first) :],
        line_points=line_points,
        point_lat=trace.lat[points],
        point_lon=trace.lon[points],
        line_length_m=length_m,
        walk_forward=walk[:, 0],
        walk_backward=walk[:, 1],
        drive_forward_s=drive_s[:, 0],
        drive_backward_s=drive_s[:, 1],
        line_way=np.array(ways.way_id, np.int64)[line_way],
        line_class=np.array(ways.road_class, np.uint8)[line_way],
        line_name=np.array(ways.name, np.int32)[line_way],
        line_capacity_per_h=np.full(len(line_way), np.nan, np.float32),
        classes=ways.classes.texts,
        names=ways.names.texts,
        source=source,
        left_out=tuple(left_out),
    )


@dataclass(frozen=True, eq=False)
class _Trace:
    """The nodes of ways, way after way; (k,) each. A run is a stretch of one way whose nodes are all known."""

    ref: np.ndarray  # int64, one number for each place where ways may meet
    node_id: np.ndarray  # int64, the same but for nodes that were put in
    way: np.ndarray  # int64, index of the way
    run: np.ndarray  # int64
    lat: np.ndarray  # float64, degrees
    lon: np.ndarray


def _lay_out(ways: Ways) -> tuple[_Trace, list[str]]:
    """Lay out the nodes of all ways, without those that the file does not hold; say in words what is left out."""
    n_ways = len(ways.way_id)
    ref = np.array(ways.ref, np.int64)
    way = np.repeat(np.arange(n_ways), np.array(ways.n_refs, np.int64))
    lat, lon = np.array(ways.y, np.int64) / UNITS_A_DEGREE, np.array(ways.x, np.int64) / UNITS_A_DEGREE
    known = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    breaks = np.ones(len(ref), np.bool_)
    breaks[1:] = (way[1:] != way[:-1]) | ~known[:-1]
    run = np.cumsum(breaks)
    known[1:] &= breaks[1:] | (ref[1:] != ref[:-1])  # a node that follows itself says nothing
    known &= np.bincount(run[known], minlength=len(ref) + 1)[run] > 1
    trace = _Trace(ref[known], ref[known], way[known], run[known], lat[known], lon[known])
    n_runs = np.bincount(trace.way[np.diff(trace.run, prepend=0) != 0], minlength=n_ways)
    left_out = []
    if lost := int(np.count_nonzero(n_runs == 0)):
        left_out.append(f"{counted(lost, 'way')} without two known nodes")
    if broken := int(np.count_nonzero(n_runs > 1)):
        left_out.append(f"parts of {counted(broken, 'way')}, as some nodes are not in the file")
    return trace, left_out


def _with_stubs(trace: _Trace, stops: dict[int, tuple[bool, bool]]) -> _Trace:
    """Put a node into the trace a metre (or half the way to the next node) behind and before each stopping barrier."""
    at = np.flatnonzero(np.isin(trace.ref, np.array(list(stops), np.int64)))
    behind = at[np.diff(trace.run, append=0)[at] == 0]
    before = at[np.diff(trace.run, prepend=0)[at] == 0]
    barrier, towards = np.r_[behind, before], np.r_[behind + 1, before - 1]
    share = np.minimum(BARRIER_STUB_M / np.maximum(_metres(trace, barrier, towards), 1e-9), 0.5)
    where = np.maximum(barrier, towards)  # of two put in at one place, the first in this order comes first
    below_all = -np.abs(trace.ref).max(initial=0) - 1  # and not the negative of any
    return _Trace(
        np.insert(trace.ref, where, below_all - np.arange(len(barrier))),
        np.insert(trace.node_id, where, -trace.ref[barrier]),
        np.insert(trace.way, where, trace.way[barrier]),
        np.insert(trace.run, where, trace.run[barrier]),
        np.insert(trace.lat, where, trace.lat[barrier] + share * (trace.lat[towards] - trace.lat[barrier])),
        np.insert(trace.lon, where, trace.lon[barrier] + share * (trace.lon[towards] - trace.lon[barrier])),
    )


def _line_ends(trace: _Trace, barriers: dict[int, tuple[bool, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """First and last place in the trace of each line."""
    _, numbers, uses = np.unique(trace.ref, return_inverse=True, return_counts=True)
    ends = uses[numbers] > 1
    ends |= trace.ref != trace.node_id
    ends |= np.isin(trace.ref, np.array(list(barriers), np.int64))
    ends |= (np.diff(trace.run, prepend=0) != 0) | (np.diff(trace.run, append=0) != 0)
    place = np.flatnonzero(ends)
    same_run = trace.run[place[:-1]] == trace.run[place[1:]]
    return place[:-1][same_run], place[1:][same_run]


def _lengths_and_speeds(
    trace: _Trace, ways: Ways, first: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Metres of each line, and km/h (forward, backward) of each way, where a stated duration counts before all else."""
    each = np.arange(len(trace.ref))
    step_m = np.where(np.diff(trace.run, prepend=0) == 0, _metres(trace, np.maximum(each - 1, 0), each), 0.0)
    so_far_m = np.cumsum(step_m)
    way_m = np.bincount(trace.way, step_m, minlength=len(ways.way_id))
    kph = np.array(ways.kph, np.float64).reshape(-1, 2)
    stated_kph = (way_m * 3.6 / np.array(ways.duration_s, np.float64))[:, None]
    return so_far_m[last] - so_far_m[first], np.where((kph > 0) & (stated_kph > 0), stated_kph, kph)


def _metres(trace: _Trace, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    metres = _EARTH.inv(trace.lon[one], trace.lat[one], trace.lon[other], trace.lat[other])[2]
    return np.asarray(metres, np.float64)


def _stop(walk: np.ndarray, drive_s: np.ndarray, end: np.ndarray, stops: dict[int, tuple[bool, bool]]) -> None:
    """Shut, in place, the stubs that end at a barrier for those whom it stops."""
    for line in np.flatnonzero(np.isin(end, np.array(list(stops), np.int64))):
        stops_walkers, stops_vehicles = stops[int(end[line])]
        walk[line] &= not stops_walkers
        if stops_vehicles:
            drive_s[line] = np.inf
