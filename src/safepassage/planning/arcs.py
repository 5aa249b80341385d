"""What a traveller may use: chains where nothing happens on them, single edges elsewhere, and the ways on and off at places."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from safepassage.planning.model import Means, whole_seconds
from safepassage.planning.network import Network, Snaps
from safepassage.planning.windows import Windows

DOOR_KPH = 5.0  # a vehicle's speed between a door and the road
KPH_PER_MPS = 3.6


class Traveller(NamedTuple):
    """How one kind of party moves: what seconds and refusals depend on."""

    means: Means
    speed_kph: float  # walking
    night: float  # factors on speed
    snow: float
    avoid: frozenset[int] = frozenset()  # lines that a crossing's rule bars

    def factor(self, is_night: bool, is_snow: bool) -> float:
        """The factor on speed in these conditions."""
        return (self.night if is_night else 1.0) * (self.snow if is_snow else 1.0)


@dataclass(frozen=True, eq=False)
class Places:
    """Starts and stops on the network for one means. A stop is a haven or shelter: one may pass through and wait there.

    Place i is node n_nodes + 2 i, its point on the road node n_nodes + 2 i + 1. Stops come first.
    """

    snaps: Snaps
    n_stops: int

    def __len__(self) -> int:
        return len(self.snaps.line)


@dataclass(frozen=True, eq=False)
class Arcs:
    """Directed arcs for one means, by head. Arc a is the pieces piece_first[a]:piece_first[a + 1], each (part of) one original edge.

    n_nodes: with two for each place, which begin at n_roads. tail, head: (n_arcs,) int32. profile, areas: (n_arcs,) int32, see `Windows`; one for
    all pieces. piece_first: (n_arcs + 1,) int64. piece_edge: (n_pieces,) int32, -1 = off the road. piece_begin, piece_end:
    (n_pieces,) float64, shares of the edge in its direction. piece_m: (n_pieces,) float64. piece_stop: (n_pieces,) int32, the
    stop into which the piece leads off the road, -1 = none. node_profile: (n_nodes,) int32.
    """

    means: Means
    n_roads: int
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
    def from_inside(self) -> np.ndarray:
        """(n_arcs,) bool: the arc begins at a place, where one waits indoors."""
        return (self.tail >= self.n_roads) & ((self.tail - self.n_roads) % 2 == 0)

    def piece_seconds(self, network: Network, traveller: Traveller, factor: float) -> np.ndarray:
        """(n_pieces,) int64 seconds at one pace, each original edge rounded up once (rule P5); `BARRED` where barred."""
        off_road = self.piece_edge < 0
        edge = np.where(off_road, 0, self.piece_edge)
        if traveller.means is Means.FOOT:
            exact = self.piece_m * KPH_PER_MPS / (traveller.speed_kph * factor)
        else:
            driven = network.edge_drive_s[edge] * (self.piece_end - self.piece_begin) / factor
            exact = np.where(off_road, self.piece_m * KPH_PER_MPS / (DOOR_KPH * factor), driven)
        whole = whole_seconds(exact)
        if traveller.avoid:
            whole[~off_road & np.isin(network.edge_line[edge], list(traveller.avoid))] = BARRED
        return whole

    def seconds(self, piece_seconds: np.ndarray) -> np.ndarray:
        """(n_arcs,) int32 seconds of each arc; -1 = barred, or longer than any horizon."""
        if not len(self.tail):
            return np.zeros(0, np.int32)
        total = np.add.reduceat(piece_seconds, self.piece_first[:-1])
        return np.where(total >= BARRED, -1, total).astype(np.int32)


BARRED = 10**8  # seconds; far beyond any horizon


class _Pieces(NamedTuple):
    """Arcs of one piece each."""

    tail: np.ndarray
    head: np.ndarray
    edge: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    metres: np.ndarray
    line: np.ndarray
    stop: np.ndarray


def arcs_of(network: Network, means: Means, windows: Windows, places: Places, contract: bool = True) -> Arcs:
    """Make the arcs of one means, with the ways on and off at `places`.

    A chain stays whole where no window, area or place tells its edges apart, and `contract` is true; it is false where the
    pace changes within the search, since the pace is taken on entering each edge (rule P4).
    """
    chains, edges = _chains(network, means)
    lines = network.edge_line[edges]
    starts = _arc_starts(chains, lines, windows, places, contract)
    first, last = starts, np.append(starts[1:], len(edges)) - 1
    ways = _ways_on_and_off(network, means, places)

    tail = np.concatenate([network.edge_from[edges[first]], ways.tail]).astype(np.int32)
    head = np.concatenate([network.edge_to[edges[last]], ways.head]).astype(np.int32)
    arc_line = np.concatenate([lines[first], ways.line])
    piece_first = np.concatenate([starts, len(edges) + np.arange(len(ways.tail) + 1)])
    arc = np.lexsort((tail, head))  # searches run backwards, and read the arcs into a node together
    piece_first, piece = _reordered(piece_first, arc)
    return Arcs(
        means=means,
        n_roads=network.n_nodes,
        n_nodes=network.n_nodes + 2 * len(places),
        tail=tail[arc],
        head=head[arc],
        profile=windows.line_profile[arc_line[arc]],
        areas=windows.line_areas[arc_line[arc]],
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


def _arc_starts(chains: np.ndarray, lines: np.ndarray, windows: Windows, places: Places, contract: bool) -> np.ndarray:
    """Positions in the chains' edges at which an arc begins: at each chain, and at each edge of a touched one."""
    if not contract or not len(lines):
        return np.arange(len(lines))
    kind = windows.line_profile[lines].astype(np.int64) * len(windows.area_sets) + windows.line_areas[lines]
    has_place = np.zeros(len(windows.line_profile), bool)
    has_place[places.snaps.line[places.snaps.line >= 0]] = True
    first = chains[:-1]
    touched = np.minimum.reduceat(kind, first) != np.maximum.reduceat(kind, first)
    touched |= np.logical_or.reduceat(has_place[lines], first)
    start = np.repeat(touched, np.diff(chains))
    start[first] = True
    return np.flatnonzero(start)


def _node_profiles(network: Network, windows: Windows, places: Places) -> np.ndarray:
    """Profiles of the network's nodes, then of each place (0: nothing shuts it) and its point on the road (its line's)."""
    at_places = np.zeros((len(places), 2), np.int32)
    known = places.snaps.line >= 0
    at_places[known, 1] = windows.line_profile[places.snaps.line[known]]
    return np.concatenate([windows.node_profile, at_places.ravel()])


def _ways_on_and_off(network: Network, means: Means, places: Places) -> _Pieces:
    """Arcs between each place and its point on the road, and between that point and whatever stands on the same line."""
    known = np.flatnonzero(places.snaps.line >= 0)
    stop = known[known < places.n_stops]
    edge_of = _edges_of_lines(network, means)
    parts = [_off_road(network, places, known, out=True), _off_road(network, places, stop, out=False)]
    for direction in (0, 1):  # along the line, against it
        share = _share(places, direction)
        for place, out in ((known, True), (stop, False)):
            parts.append(_to_edge_end(network, places, place, edge_of[direction], share, out))
        parts.extend(_along_one_line(network, places, edge_of[direction], share))
    return _Pieces(*map(np.concatenate, zip(*parts, strict=True)))


def _edges_of_lines(network: Network, means: Means) -> np.ndarray:
    """(2, n_lines) int32: the edge along each line and the edge against it that the means may use; -1 = none."""
    usable = np.asarray(network.edge_walk if means is Means.FOOT else np.isfinite(network.edge_drive_s))
    edge = np.flatnonzero(usable)
    found = np.full((2, network.n_lines), -1, np.int32)
    found[network.edge_backward[edge].astype(int), network.edge_line[edge]] = edge
    return found


def _share(places: Places, direction: int) -> np.ndarray:
    return places.snaps.fraction if direction == 0 else 1 - places.snaps.fraction


def _off_road(network: Network, places: Places, place: np.ndarray, out: bool) -> _Pieces:
    at, road = network.n_nodes + 2 * place, network.n_nodes + 2 * place + 1
    tail, head = (at, road) if out else (road, at)
    zeros = np.zeros(len(place))
    edge = np.full(len(place), -1)
    stop = np.full(len(place), -1) if out else place
    return _Pieces(tail, head, edge, zeros, zeros, places.snaps.access_m[place], places.snaps.line[place], stop)


def _to_edge_end(
    network: Network, places: Places, place: np.ndarray, edge_of: np.ndarray, share: np.ndarray, out: bool
) -> _Pieces:
    place = place[edge_of[places.snaps.line[place]] >= 0]
    line, road = places.snaps.line[place], network.n_nodes + 2 * place + 1
    edge, at = edge_of[line], share[place]
    whole, none = np.ones(len(place)), np.zeros(len(place))
    tail, head = (road, network.edge_to[edge]) if out else (network.edge_from[edge], road)
    begin, end = (at, whole) if out else (none, at)
    metres = network.line_length_m[line] * (end - begin)
    return _Pieces(tail, head, edge, begin, end, metres, line, np.full(len(place), -1))


def _along_one_line(network: Network, places: Places, edge_of: np.ndarray, share: np.ndarray) -> list[_Pieces]:
    """Arcs from places to stops on the same line, without going by its ends."""
    parts = []
    for stop in range(places.n_stops):
        line = places.snaps.line[stop]
        if line < 0 or edge_of[line] < 0:
            continue
        place = np.flatnonzero((places.snaps.line == line) & (share <= share[stop]))
        place = place[place != stop]
        begin, end = share[place], np.full(len(place), share[stop])
        parts.append(
            _Pieces(
                network.n_nodes + 2 * place + 1,
                np.full(len(place), network.n_nodes + 2 * stop + 1),
                np.full(len(place), edge_of[line]),
                begin,
                end,
                network.line_length_m[line] * (end - begin),
                np.full(len(place), line),
                np.full(len(place), -1),
            )
        )
    return parts
