"""What a traveller may use: chains where nothing happens on them, single edges elsewhere, ways on and off at places."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from safepassage.planning._kernels.costs import costs
from safepassage.planning.model import FORGIVEN_S, Means
from safepassage.planning.network import Network, Snaps
from safepassage.planning.windows import Windows

AT_JUNCTION_M = 0.5  # a place that meets the road this near to a junction meets it there
DOOR_KPH = 5.0  # a vehicle's speed between a door and the road
KPH_PER_MPS = 3.6


class Traveller(NamedTuple):
    """How one kind of party moves: what seconds and refusals depend on."""

    means: Means
    speed_kph: float  # walking
    night: float  # factors on speed
    snow: float
    avoid: frozenset[int] = frozenset()  # lines that a crossing's rule bars
    longest_walk_m: float = math.inf

    def factor(self, is_night: bool, is_snow: bool) -> float:
        """The factor on speed in these conditions."""
        return (self.night if is_night else 1.0) * (self.snow if is_snow else 1.0)

    def may_tire(self, seconds: int) -> bool:
        """Whether so many seconds are enough to walk farther than the traveller can (rule P4)."""
        return self.means is Means.FOOT and self.longest_walk_m < seconds * self.speed_kph / KPH_PER_MPS


@dataclass(frozen=True, eq=False)
class Places:
    """Starts and stops on the network for one means. A stop is a haven or shelter: one may pass through and wait there.

    Place i is node n_nodes + 3 i; ways from it begin on the road at node n_nodes + 3 i + 1, ways to it end there at
    node n_nodes + 3 i + 2, so that nobody passes it in mid-edge; both are the junction where it stands at one. Stops
    come first.
    """

    snaps: Snaps
    n_stops: int

    def __len__(self) -> int:
        return len(self.snaps.line)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs for one means, by head. A piece is an original edge, or a part of one.

    Arc a is the pieces piece_first[a]:piece_first[a + 1].

    n_nodes: with three for each place, which begin at n_roads; n_stops of them are stops. tail, head: (n_arcs,) int32.
    profile, areas: (n_arcs,) int32, see `Windows`; one for all pieces. piece_first: (n_arcs + 1,) int64. piece_edge:
    (n_pieces,) int32, -1 = off the road. piece_begin, piece_end: (n_pieces,) float64, shares of the edge in its
    direction. piece_m: (n_pieces,) float64. piece_stop: (n_pieces,) int32, the stop into which the piece leads off the
    road, -1 = none. node_profile: (n_nodes,) int32.
    """

    means: Means
    n_roads: int
    n_stops: int
    n_nodes: int
    tail: np.ndarray
    head: np.ndarray
    profile: np.ndarray
    areas: np.ndarray
    piece_first: np.ndarray
    piece_edge: np.ndarray
    piece_begin: np.ndarray
    piece_end: np.ndarray
    piece_m: np.ndarray
    piece_stop: np.ndarray
    node_profile: np.ndarray

    @property
    def metres(self) -> np.ndarray:
        """(n_arcs,) float64, length of each arc."""
        return np.add.reduceat(self.piece_m, self.piece_first[:-1]) if len(self.tail) else np.zeros(0)

    @property
    def from_start(self) -> np.ndarray:
        """(n_arcs,) bool: the arc begins at a place that is no stop, from which one sets out."""
        return np.asarray(self.from_inside & (self.tail >= self.n_roads + 3 * self.n_stops))

    @property
    def from_inside(self) -> np.ndarray:
        """(n_arcs,) bool: the arc begins at a place, where one waits indoors."""
        return np.asarray((self.tail >= self.n_roads) & ((self.tail - self.n_roads) % 3 == 0))

    def seconds(self, network: Network, traveller: Traveller, factor: float) -> tuple[np.ndarray, np.ndarray]:
        """Whole seconds at one pace, rounded up once for each original edge (rule P5).

        Returns (of pieces, of arcs): (n_pieces,) and (n_arcs,) int32; an arc that is barred has -1.
        """
        if traveller.means is Means.FOOT:
            edge_s = (network.line_length_m * (KPH_PER_MPS / traveller.speed_kph))[network.edge_line]
            off_road_kph = traveller.speed_kph
        else:
            edge_s, off_road_kph = np.asarray(network.edge_drive_s), DOOR_KPH
        if traveller.avoid:
            edge_s = np.where(np.isin(network.edge_line, list(traveller.avoid)), np.inf, edge_s)
        of_pieces, of_arcs = costs(
            self.piece_first, self.piece_edge, self.piece_begin, self.piece_end, self.piece_m,
            edge_s, KPH_PER_MPS / off_road_kph, factor, FORGIVEN_S,
        )  # fmt: skip
        return of_pieces, of_arcs


class _Pieces(NamedTuple):
    """Arcs of one piece each."""

    tail: np.ndarray
    head: np.ndarray
    edge: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    metres: np.ndarray
    profile: np.ndarray
    areas: np.ndarray
    stop: np.ndarray


def arcs_of(network: Network, means: Means, windows: Windows, places: Places, contract: bool = True) -> Arcs:
    """Make the arcs of one means, with the ways on and off at `places`.

    A chain stays whole where no window, area or place touches it, and `contract` is true; it is false where the pace
    changes within the search, since the pace is taken on entering each edge (rule P4).
    """
    chains, edges = _chains(network, means)
    lines = network.edge_line[edges]
    starts = _arc_starts(network, chains, edges, windows, places) if contract else np.arange(len(edges))
    first, last = starts, np.append(starts[1:], len(edges))[: len(starts)] - 1
    ways = _Roadside(network, means, windows, places).arcs()

    tail = np.concatenate([network.edge_from[edges[first]], ways.tail]).astype(np.int32)
    head = np.concatenate([network.edge_to[edges[last]], ways.head]).astype(np.int32)
    piece_first = np.concatenate([starts, len(edges) + np.arange(len(ways.tail) + 1)])
    arc = np.lexsort((tail, head))  # searches run backwards, and read the arcs into a node together
    piece_first, piece = _reordered(piece_first, arc)
    return Arcs(
        means=means,
        n_roads=network.n_nodes,
        n_stops=places.n_stops,
        n_nodes=network.n_nodes + 3 * len(places),
        tail=tail[arc],
        head=head[arc],
        profile=np.concatenate([windows.line_profile[lines[first]], ways.profile]).astype(np.int32)[arc],
        areas=np.concatenate([windows.line_areas[lines[first]], ways.areas]).astype(np.int32)[arc],
        piece_first=piece_first,
        piece_edge=np.concatenate([edges, ways.edge]).astype(np.int32)[piece],
        piece_begin=np.concatenate([np.zeros(len(edges)), ways.begin])[piece],
        piece_end=np.concatenate([np.ones(len(edges)), ways.end])[piece],
        piece_m=np.concatenate([network.line_length_m[lines], ways.metres])[piece],
        piece_stop=np.concatenate([np.full(len(edges), -1), ways.stop]).astype(np.int32)[piece],
        node_profile=_node_profiles(network, windows, places),
    )


def _reordered(first: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Reorder a CSR's rows. Returns (its new first, for each entry its old position)."""
    count = np.diff(first)[order]
    new_first = np.concatenate([[0], np.cumsum(count)])
    return new_first, np.arange(new_first[-1]) + np.repeat(first[order] - new_first[:-1], count)


def _chains(network: Network, means: Means) -> tuple[np.ndarray, np.ndarray]:
    if means is Means.FOOT:
        return np.asarray(network.walk_chains), np.asarray(network.walk_chain_edges)
    return np.asarray(network.drive_chains), np.asarray(network.drive_chain_edges)


def _arc_starts(
    network: Network, chains: np.ndarray, edges: np.ndarray, windows: Windows, places: Places
) -> np.ndarray:
    """Positions in the chains' edges at which an arc begins: at each chain, and at each edge of a touched one.

    A chain is touched where a place or an area is, or where windows tell its lines apart, or a line from the node after
    it: at a node that stays open one may wait for its lines.
    """
    if not len(edges):
        return np.arange(0)
    lines, first = network.edge_line[edges], chains[:-1]
    profile, has_place = windows.line_profile[lines], np.zeros(network.n_lines, bool)
    has_place[places.snaps.line[places.snaps.line >= 0]] = True
    node_apart = windows.node_profile[network.edge_to[edges]] != profile
    node_apart[chains[1:] - 1] = False  # where the chain ends one may wait anyhow
    touched = np.logical_or.reduceat(node_apart | has_place[lines] | (windows.line_areas[lines] > 0), first)
    touched |= np.minimum.reduceat(profile, first) != np.maximum.reduceat(profile, first)
    start = np.repeat(touched, np.diff(chains))
    start[first] = True
    return np.flatnonzero(start)


def _node_profiles(network: Network, windows: Windows, places: Places) -> np.ndarray:
    """Profiles of the network's nodes, then of each place (0: nothing shuts it) and its points on the road."""
    at_places = np.zeros((len(places), 3), np.int32)
    known = places.snaps.line >= 0
    at_places[known, 1:] = windows.line_profile[places.snaps.line[known], None]
    return np.concatenate([windows.node_profile, at_places.ravel()])


class _Roadside:
    """Where places meet the road, and the arcs there."""

    def __init__(self, network: Network, means: Means, windows: Windows, places: Places) -> None:
        self.network, self.windows, self.places = network, windows, places
        self.edge_of = _edges_of_lines(network, means)
        self.known = np.flatnonzero(places.snaps.line >= 0)
        junction = _junctions(network, places)
        self.midway = junction < 0
        self.inside = network.n_nodes + 3 * np.arange(len(places))
        self.begins = np.where(self.midway, self.inside + 1, junction)
        self.ends = np.where(self.midway, self.inside + 2, junction)

    def arcs(self) -> _Pieces:
        """Between each place and its point on the road, and from there to what stands on the same line."""
        stops = self.known[self.known < self.places.n_stops]
        parts = [self.off_road(self.known, out=True), self.off_road(stops, out=False)]
        for direction in (0, 1):  # along the line, against it
            parts.append(self.to_edge_end(self.known, direction, out=True))
            parts.append(self.to_edge_end(stops, direction, out=False))
            parts.extend(self.along_one_line(stop, direction) for stop in stops)
        return _Pieces(*map(np.concatenate, zip(*parts, strict=True)))

    def off_road(self, place: np.ndarray, out: bool) -> _Pieces:
        """Shut as the point on the road is: to leave for the road is to be outdoors."""
        inside, line = self.inside[place], self.places.snaps.line[place]
        tail, head = (inside, self.begins[place]) if out else (self.ends[place], inside)
        at_junction = self.windows.node_profile[np.where(self.midway[place], 0, self.begins[place])]
        profile = np.where(self.midway[place], self.windows.line_profile[line], at_junction)
        zeros, none = np.zeros(len(place)), np.full(len(place), -1)
        areas = np.zeros(len(place), np.int32)
        stop = none if out else place
        return _Pieces(tail, head, none, zeros, zeros, self.places.snaps.access_m[place], profile, areas, stop)

    def to_edge_end(self, place: np.ndarray, direction: int, out: bool) -> _Pieces:
        """Between a point midway on a line and the line's end."""
        line, share = self.places.snaps.line, self.share(direction)
        place = place[self.midway[place] & (self.edge_of[direction, line[place]] >= 0)]
        edge, at = self.edge_of[direction, line[place]], share[place]
        if out:
            return self.on_line(self.begins[place], self.network.edge_to[edge], edge, at, np.ones(len(place)))
        return self.on_line(self.network.edge_from[edge], self.ends[place], edge, np.zeros(len(place)), at)

    def along_one_line(self, stop: int, direction: int) -> _Pieces:
        """From points midway on a line to a stop midway on the same, without going by its ends."""
        line, share = self.places.snaps.line, self.share(direction)
        edge = self.edge_of[direction, line[stop]]
        place = np.flatnonzero(self.midway & (line == line[stop]) & (share <= share[stop]))
        place = place[(place != stop) & self.midway[stop] & (edge >= 0)]
        each = np.ones(len(place), np.int64)
        return self.on_line(self.begins[place], self.ends[stop] * each, edge * each, share[place], share[stop] * each)

    def on_line(
        self, tail: np.ndarray, head: np.ndarray, edge: np.ndarray, begin: np.ndarray, end: np.ndarray
    ) -> _Pieces:
        """Parts of edges, `begin` to `end` in shares."""
        line = self.network.edge_line[edge]
        metres = self.network.line_length_m[line] * (end - begin)
        profile, areas = self.windows.line_profile[line], self.windows.line_areas[line]
        return _Pieces(tail, head, edge, begin, end, metres, profile, areas, np.full(len(edge), -1))

    def share(self, direction: int) -> np.ndarray:
        """(n_places,) float64: where each stands on its line, in that direction."""
        return self.places.snaps.fraction if direction == 0 else 1 - self.places.snaps.fraction


def _edges_of_lines(network: Network, means: Means) -> np.ndarray:
    """(2, n_lines) int32: the edge along each line and the edge against it that the means may use; -1 = none."""
    usable = np.asarray(network.edge_walk if means is Means.FOOT else np.isfinite(network.edge_drive_s))
    edge = np.flatnonzero(usable)
    found = np.full((2, network.n_lines), -1, np.int32)
    found[network.edge_backward[edge].astype(int), network.edge_line[edge]] = edge
    return found


def _junctions(network: Network, places: Places) -> np.ndarray:
    """(n_places,) int64: the node at which a place meets the road, with every road there; -1 = midway on a line."""
    forward, ends = ~np.asarray(network.edge_backward), np.full((network.n_lines, 2), -1, np.int64)
    ends[network.edge_line] = np.where(
        forward[:, None],
        np.column_stack([network.edge_from, network.edge_to]),
        np.column_stack([network.edge_to, network.edge_from]),
    )
    line, fraction = places.snaps.line, places.snaps.fraction
    length = network.line_length_m[np.maximum(line, 0)]
    at_first, at_last = fraction * length < AT_JUNCTION_M, (1 - fraction) * length < AT_JUNCTION_M
    nearest = np.where(at_first, ends[line, 0], np.where(at_last, ends[line, 1], -1))
    return np.where(line >= 0, nearest, -1)
