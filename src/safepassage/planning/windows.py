"""When the ground is shut, and where it is exposed: closures, curfews, control and hazard areas, on lines and nodes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from safepassage.planning.model import Closure, Crisis, Curfew, proven
from safepassage.planning.network import Network

Span = tuple[int, int]  # [begin, end), seconds from the epoch
EVERYWHERE = None


class Shut(NamedTuple):
    """One thing that shuts roads: a closure, or a curfew with all its nights."""

    kind: str  # "closure" or "curfew"
    id: str
    spans: tuple[Span, ...]


class Area(NamedTuple):
    """A control or hazard area, as it counts for exposure."""

    id: str
    span: Span
    rate: float  # risk of one second there
    verified: bool  # graded C3 or better
    evidence_at: datetime | None


class Intervals(NamedTuple):
    """Open intervals of every profile: profile p has intervals first[p]:first[p + 1]."""

    first: np.ndarray  # (n_profiles + 1,) int32
    begin: np.ndarray  # (…,) int32
    end: np.ndarray  # (…,) int32


@dataclass(frozen=True, eq=False)
class Windows:
    """Which closures and curfews shut each line and node, and which areas each line meets.

    A *profile* is a set of positions in `shuts`; many lines and nodes share one. Profile 0 is the one of virtual places
    (shelters, havens, a party's own start) that nothing shuts. A line's set holds its end nodes' sets (rule P5).

    line_profile: (n_lines,) int32; node_profile: (n_nodes,) int32; line_areas: (n_lines,) int32, index into
    `area_sets`.
    """

    shuts: tuple[Shut, ...]
    profiles: tuple[frozenset[int], ...]
    line_profile: np.ndarray
    node_profile: np.ndarray
    areas: tuple[Area, ...]
    area_sets: tuple[tuple[int, ...], ...]
    line_areas: np.ndarray

    def open_intervals(self, begin: int, end: int, without: Iterable[int] = ()) -> Intervals:
        """Open intervals of each profile within [begin, end), as if the shuts at `without` were not there."""
        gone = frozenset(without)
        per_profile = [
            open_spans([span for s in profile - gone for span in self.shuts[s].spans], begin, end)
            for profile in self.profiles
        ]
        flat = np.array([span for spans in per_profile for span in spans], np.int32).reshape(-1, 2)
        first = np.cumsum([0, *map(len, per_profile)], dtype=np.int32)
        return Intervals(first, np.ascontiguousarray(flat[:, 0]), np.ascontiguousarray(flat[:, 1]))


def open_spans(shut: Sequence[Span], begin: int, end: int) -> list[Span]:
    """What the union of `shut` leaves open of [begin, end), in order."""
    spans, since = [], begin
    for shuts_at, opens_at in sorted(shut):
        if shuts_at > since:
            spans.append((since, min(shuts_at, end)))
        since = max(since, opens_at)
        if since >= end:
            break
    if since < end:
        spans.append((since, end))
    return [(a, b) for a, b in spans if a < b]


def windows_of(crisis: Crisis) -> Windows:
    """Lay the crisis's closures, curfews and areas on its network."""
    network, closures = crisis.network, [c for c in crisis.closures if c.kind == "closure"]
    exposed = [c for c in crisis.closures if c.kind != "closure"]
    tree = shapely.STRtree(network.lines)

    shuts = [Shut("closure", c.id, (_span(crisis, c),)) for c in closures]
    shuts += [Shut("curfew", c.id, curfew_spans(crisis, c)) for c in crisis.curfews]
    hits: list[np.ndarray | None] = [_hit(network, tree, c.geometry, c.ways) for c in closures]
    hits += [EVERYWHERE if c.area is None else _hit(network, tree, c.area, ()) for c in crisis.curfews]
    profile, profiles = _sets(hits, network.n_lines + network.n_nodes)
    profiles = (frozenset(), *profiles)  # profile 0: nothing shuts it

    areas = [_area(crisis, c) for c in exposed]
    line_areas, area_sets = _sets([_lines_hit(network, tree, c.geometry, c.ways) for c in exposed], network.n_lines)
    return Windows(
        tuple(shuts),
        profiles,
        profile[: network.n_lines] + np.int32(1),
        profile[network.n_lines :] + np.int32(1),
        tuple(areas),
        tuple(tuple(sorted(s)) for s in area_sets),
        line_areas,
    )


def curfew_spans(crisis: Crisis, curfew: Curfew) -> tuple[Span, ...]:
    """Every night of a curfew, in the crisis zone's time; one that ends no later than it begins ends next day."""
    zone, spans, day = ZoneInfo(crisis.settings.zone), [], curfew.first_on
    while day <= curfew.last_on:
        until = day if curfew.ends > curfew.begins else day + timedelta(days=1)
        begins, ends = datetime.combine(day, curfew.begins, zone), datetime.combine(until, curfew.ends, zone)
        span = crisis.seconds(begins), crisis.seconds(ends)
        if span[0] < span[1]:  # else the clocks' change skips it
            spans.append(span)
        day += timedelta(days=1)
    return tuple(spans)


def _span(crisis: Crisis, closure: Closure) -> Span:
    begin = 0 if closure.begin is None else crisis.seconds(closure.begin)
    end = crisis.horizon + 1 if closure.end is None else crisis.seconds(closure.end)
    return begin, end


def _area(crisis: Crisis, area: Closure) -> Area:
    return Area(area.id, _span(crisis, area), area.exposure, proven(area.grade), area.evidence_at)


def _lines_hit(network: Network, tree: shapely.STRtree, geometry: Any, ways: Sequence[int]) -> np.ndarray:
    met = tree.query(geometry, predicate="intersects") if geometry is not None else np.empty(0, np.int64)
    listed = np.flatnonzero(np.isin(network.line_way, ways)) if ways else np.empty(0, np.int64)
    return np.union1d(met, listed)


def _hit(network: Network, tree: shapely.STRtree, geometry: Any, ways: Sequence[int]) -> np.ndarray:
    """Lines that meet the area or are listed, and nodes inside it, numbered after the lines (rule P5)."""
    lines = _lines_hit(network, tree, geometry, ways)
    if geometry is None:
        return lines
    shapely.prepare(geometry)
    nodes = np.flatnonzero(shapely.intersects_xy(geometry, network.node_lon, network.node_lat))
    inside = np.zeros(network.n_nodes, bool)
    inside[nodes] = True
    at_closed = network.edge_line[inside[network.edge_from] | inside[network.edge_to]]
    return np.union1d(np.union1d(lines, at_closed), nodes + network.n_lines)


def _sets(hits: Sequence[np.ndarray | None], n: int) -> tuple[np.ndarray, tuple[frozenset[int], ...]]:
    """Give each of `n` things the set of positions in `hits` that hold it. Returns (set number (n,) int32, sets)."""
    everywhere = frozenset(i for i, hit in enumerate(hits) if hit is EVERYWHERE)
    number, sets = np.zeros(n, np.int32), [everywhere]
    some = [(i, hit) for i, hit in enumerate(hits) if hit is not EVERYWHERE and len(hit)]
    if some:
        touched = np.unique(np.concatenate([hit for _, hit in some]))
        member = np.zeros((len(touched), len(some)), bool)
        for column, (_, hit) in enumerate(some):
            member[np.searchsorted(touched, hit), column] = True
        rows, which = np.unique(np.packbits(member, axis=1), axis=0, return_inverse=True)
        number[touched] = which.ravel() + 1
        members = np.unpackbits(rows, axis=1, count=len(some))
        sets.extend(everywhere | {some[column][0] for column in np.flatnonzero(row)} for row in members)
    return number, tuple(sets)
