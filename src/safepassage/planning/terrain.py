"""What a preflight moves over: the network with its windows, the stops, and every traveller's way onto the roads."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from safepassage.places import nights
from safepassage.planning.access import Refusals
from safepassage.planning.arcs import Arcs, Places, Traveller, arcs_of
from safepassage.planning.audience import Audience
from safepassage.planning.model import Crisis, Means, Settings
from safepassage.planning.network import EdgeIndex
from safepassage.planning.travel import Conditions, Search, periods_of
from safepassage.planning.windows import Windows, windows_of


class Stop(NamedTuple):
    """A haven or shelter, where a way may end or pause."""

    file: str  # where it is written
    name: str  # id, or the asked name where it has no id
    lat: float
    lon: float


@dataclass(frozen=True, eq=False)
class Terrain:
    """Everything that searches need and that no what-if changes but by leaving windows out.

    Places are the stops, then the located parties; `places` holds them for each means, `party_place` (n_parties,) int32
    the place of each party, -1 = not located.
    """

    crisis: Crisis
    windows: Windows
    conditions: Conditions
    stops: tuple[Stop, ...]
    places: dict[Means, Places]
    party_place: np.ndarray
    crossing_line: dict[str, dict[Means, int]]
    _arcs: dict[tuple[Means, bool], Arcs] = field(default_factory=dict)  # made when first asked for

    def search(self, traveller: Traveller, begin: int, end: int, **otherwise: Any) -> Search:
        """Make ready all that this traveller can do between `begin` and `end`; `otherwise`: see `Search.make`."""
        one_pace = len(periods_of(traveller, self.conditions, begin, end + 1).pace) == 1
        key = (traveller.means, one_pace)
        if key not in self._arcs:
            self._arcs[key] = arcs_of(
                self.crisis.network, traveller.means, self.windows, self.places[traveller.means], contract=one_pace
            )
        return Search.make(
            self.crisis.network, self._arcs[key], self.windows, traveller, self.conditions, begin, end, **otherwise
        )

    def driven_to(self, stops: Sequence[int]) -> np.ndarray:
        """(n_parties,) bool: roads for vehicles, shut or not, whatever their direction, join its place to a stop."""
        network, snaps = self.crisis.network, self.places[Means.VEHICLE].snaps
        drivable = np.isfinite(network.edge_drive_s)
        ends = network.edge_from[drivable], network.edge_to[drivable]
        graph = coo_array((np.ones(len(ends[0]), bool), ends), shape=(network.n_nodes, network.n_nodes))
        _, piece_of_node = connected_components(graph, directed=False)
        piece_of_line = np.full(network.n_lines + 1, -1)  # the last: no line
        piece_of_line[network.edge_line[drivable]] = piece_of_node[ends[0]]
        piece = piece_of_line[snaps.line]
        joined = np.isin(piece, piece[list(stops)]) & (piece >= 0)
        return np.asarray(joined[self.party_place] & (self.party_place >= 0))


class Kind(NamedTuple):
    """Parties that travel alike."""

    traveller: Traveller
    parties: np.ndarray  # (k,) int64, indices into the audience


def terrain_of(crisis: Crisis, audience: Audience, stops: Sequence[Stop]) -> Terrain:
    """Lay windows on the roads and put stops and parties on them.

    No way leads to or from a stop or located party farther from any road than the crisis's limit; rules of a crossing
    there hold nowhere. `checks.roads.off_roads` warns of them.
    """
    index, limit = crisis.network.edge_index, crisis.settings.limits.snap_m
    located = np.flatnonzero(audience.located)
    lat = np.concatenate([[stop.lat for stop in stops], audience.lat[located]])
    lon = np.concatenate([[stop.lon for stop in stops], audience.lon[located]])
    snaps = {means: index.nearest(means, lat, lon, limit) for means in Means}
    party_place = np.full(len(audience.parties), -1, np.int32)
    party_place[located] = len(stops) + np.arange(len(located))
    return Terrain(
        crisis=crisis,
        windows=windows_of(crisis),
        conditions=conditions_of(crisis),
        stops=tuple(stops),
        places={means: Places(snaps[means], len(stops)) for means in Means},
        party_place=party_place,
        crossing_line=_crossing_lines(crisis, index, limit),
    )


def conditions_of(crisis: Crisis) -> Conditions:
    """Nights, from the end of civil dusk to the start of civil dawn, and snow, over the crisis's whole span."""
    settings, centre = crisis.settings, crisis.settings.area.centroid
    last = settings.clock.epoch + timedelta(seconds=crisis.horizon + 1)
    dark = nights(centre.y, centre.x, settings.clock.epoch, last)
    return Conditions(
        tuple((crisis.seconds(begin), crisis.seconds(end)) for begin, end in dark),
        tuple((crisis.seconds(window.begin), crisis.seconds(window.end)) for window in settings.snow),
    )


def too_far(lat: float, lon: float) -> str:
    """What is wrong with a place that is off the roads."""
    return f"{lat:g}, {lon:g} is too far from any road"


def expected_near(limit_m: float) -> str:
    return f"a place within {limit_m:g} m of a road (limits.snap_m in crisis.toml)"


def _crossing_lines(crisis: Crisis, index: EdgeIndex, limit: float) -> dict[str, dict[Means, int]]:
    """The line of each crossing for each means; -1 where none is near."""
    lat, lon = np.array([c.lat for c in crisis.crossings]), np.array([c.lon for c in crisis.crossings])
    line = {means: index.nearest(means, lat, lon, limit).line for means in Means}
    return {crossing.id: {means: int(line[means][i]) for means in Means} for i, crossing in enumerate(crisis.crossings)}


def kinds_of(
    terrain: Terrain, audience: Audience, refusals: Refusals, *, faster: bool = False, tireless: bool = False
) -> tuple[Kind, ...]:
    """Sort the located parties who have a means by how they travel.

    faster: by the next faster means that a party could get, where there is one; tireless: without longest walks (rule
    P10).
    """
    means = [
        (more or means) if faster else means for means, more in zip(audience.means, audience.faster_means, strict=True)
    ]
    alike: dict[tuple[Means, str], list[int]] = {}
    for party in np.flatnonzero(audience.located).tolist():
        by = means[party]
        if by is not None:
            alike.setdefault((by, audience.mobility[party]), []).append(party)
    by_traveller: dict[Traveller, list[np.ndarray]] = {}
    for (by, mobility), parties in alike.items():
        for avoid, those in _by_avoided(terrain, refusals, by, np.array(parties)):
            traveller = _traveller(terrain.crisis.settings, by, mobility, avoid)
            traveller = traveller._replace(longest_walk_m=math.inf) if tireless else traveller
            if traveller.speed_kph > 0 or by is Means.VEHICLE:
                by_traveller.setdefault(traveller, []).append(those)
    return tuple(Kind(traveller, np.sort(np.concatenate(parts))) for traveller, parts in by_traveller.items())


def _by_avoided(
    terrain: Terrain, refusals: Refusals, means: Means, parties: np.ndarray
) -> Iterator[tuple[frozenset[int], np.ndarray]]:
    """Parties that the same crossings refuse, with the lines they must avoid."""
    at = [
        (line[means], refusals.crossings[crossing].refused[parties]) for crossing, line in terrain.crossing_line.items()
    ]
    at = [(line, refused) for line, refused in at if line >= 0 and refused.any()]
    if not at:
        yield frozenset(), parties
        return
    rows, which = np.unique(np.column_stack([refused for _, refused in at]), axis=0, return_inverse=True)
    for i, row in enumerate(rows):
        yield frozenset(line for (line, _), barred in zip(at, row, strict=True) if barred), parties[which.ravel() == i]


def _traveller(settings: Settings, means: Means, mobility: str, avoid: frozenset[int]) -> Traveller:
    if means is Means.VEHICLE:
        return Traveller(means, 0.0, settings.driving.night, settings.driving.snow, avoid)
    walk = settings.mobility[mobility]
    return Traveller(means, walk.speed_kph, walk.night, walk.snow, avoid, walk.longest_walk_m)
