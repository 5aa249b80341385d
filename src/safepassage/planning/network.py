"""The road network: its arrays, how they are built from lines, and snapping of places to lines."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from safepassage.formats.roadlines import RoadLines, counted
from safepassage.planning import mercator
from safepassage.planning.contraction import chains
from safepassage.planning.model import Means

SHORTEST_LINE_M = 0.01  # no line is shorter and
SHORTEST_DRIVE_S = 0.001  # no edge is quicker, so that shares of a line mean something and every edge takes time


@dataclass(frozen=True, eq=False)
class Network:
    """A road network for walking and driving, as arrays; memory-mapped when read from a `.roads` file.

    Nodes stand in Hilbert order of their coordinates. A *line* is a piece of one way between two nodes, with its
    geometry; an *edge* is one direction of a line that somebody may use, walking or driving. Edges are sorted by
    `edge_from`. A *chain* is a longest run of one mode's edges through nodes of degree two; the chains of a mode
    partition its edges, and one edge alone is a chain too.

    node_lat, node_lon    (n_nodes,) float64, degrees
    node_id               (n_nodes,) int64, OSM node id or the id column of nodes.csv where that is a number, else row;
                          a node put in a metre from a barrier has the barrier's id, negated
    edge_from, edge_to    (n_edges,) int32, nodes; the same for a loop, and several edges may join the same two
    edge_line             (n_edges,) int32
    edge_backward         (n_edges,) bool, True: from the line's last point to its first
    edge_walk             (n_edges,) bool, walkers may use it
    edge_drive_s          (n_edges,) float64, seconds above 0 for a vehicle on a dry road by day; inf = may not
    line_length_m         (n_lines,) float64, above 0; as stated, else along the ellipsoid
    line_points           (n_lines + 1,) int64, line i has points line_points[i]:line_points[i + 1]
    point_lat, point_lon  (n_points,) float64, degrees; a line's first and last points are its end nodes
    line_way              (n_lines,) int64, OSM way id; 0 = none
    line_class            (n_lines,) uint8, index into classes
    line_name             (n_lines,) int32, index into names; names[0] is ""
    line_capacity_per_h   (n_lines,) float32, nan = not known
    walk_chains           (n_walk_chains + 1,) int64, chain i is walk_chain_edges[walk_chains[i]:walk_chains[i + 1]]
    walk_chain_edges      (…,) int32
    drive_chains, drive_chain_edges    the same for driving
    """

    node_lat: np.ndarray
    node_lon: np.ndarray
    node_id: np.ndarray
    edge_from: np.ndarray
    edge_to: np.ndarray
    edge_line: np.ndarray
    edge_backward: np.ndarray
    edge_walk: np.ndarray
    edge_drive_s: np.ndarray
    line_length_m: np.ndarray
    line_points: np.ndarray
    point_lat: np.ndarray
    point_lon: np.ndarray
    line_way: np.ndarray
    line_class: np.ndarray
    line_name: np.ndarray
    line_capacity_per_h: np.ndarray
    walk_chains: np.ndarray
    walk_chain_edges: np.ndarray
    drive_chains: np.ndarray
    drive_chain_edges: np.ndarray
    classes: tuple[str, ...]
    names: tuple[str, ...]
    source: str  # "nodes.csv, edges.csv" or the name of the file it was built from
    left_out: tuple[str, ...]  # what the builder left out, in words, one line each

    @cached_property
    def lines(self) -> np.ndarray:
        """(n_lines,) shapely LineStrings, x = lon, y = lat, in degrees; made when first asked for."""
        return line_geometries(self)

    @cached_property
    def edge_index(self) -> "EdgeIndex":
        """Finds nearest lines; made when first asked for."""
        return EdgeIndex(self)

    @property
    def n_nodes(self) -> int:
        return len(self.node_lat)

    @property
    def n_edges(self) -> int:
        return len(self.edge_from)

    @property
    def n_lines(self) -> int:
        return len(self.line_length_m)


class Snaps(NamedTuple):
    """Places on the network. Each array has one entry a place."""

    line: np.ndarray  # (k,) int32, nearest line that the mode may use; -1 = none within the limit
    fraction: np.ndarray  # (k,) float64, share of the line's length from its first point
    access_m: np.ndarray  # (k,) float64, straight metres from the place to the line; nan where line is -1


def line_geometries(network: Network) -> np.ndarray:
    """(n_lines,) shapely LineStrings, x = lon, y = lat, in degrees."""
    return _line_strings(network.point_lon, network.point_lat, network.line_points)


def _line_strings(x: np.ndarray, y: np.ndarray, starts: np.ndarray) -> np.ndarray:
    line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.asarray(shapely.linestrings(np.column_stack((x, y)), indices=line))


def _lines_with(network: Network, edges: np.ndarray) -> np.ndarray:
    """(n_lines,) bool, lines with one of the chosen edges."""
    chosen = np.zeros(network.n_lines, np.bool_)
    chosen[network.edge_line[edges]] = True
    return chosen


class EdgeIndex:
    """Finds nearest lines. Takes a moment to make, so make it once for a network and keep it."""

    def __init__(self, network: Network) -> None:
        x, y = mercator.project(network.point_lat, network.point_lon)
        lines = _line_strings(x, y, network.line_points)
        usable = {Means.FOOT: network.edge_walk, Means.VEHICLE: np.isfinite(network.edge_drive_s)}
        self._line = {means: np.flatnonzero(_lines_with(network, edges)) for means, edges in usable.items()}
        self._tree = {means: shapely.STRtree(lines[chosen]) for means, chosen in self._line.items()}

    def nearest(self, means: Means, lat: np.ndarray, lon: np.ndarray, limit_m: float) -> Snaps:
        """Find for each place the nearest line that `means` may use, at most `limit_m` metres away.

        lat, lon: (k,) float64, degrees. Ties go to the lower line. Metres are those of the plane at the place's
        latitude: right within half a per cent for lines up to 20 km away, below 70 degrees; beside a line whose points
        lie 10 km apart, within 3 m, as no projection keeps every line straight.
        """
        lat, lon = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
        snaps = Snaps(np.full(len(lat), -1, np.int32), np.zeros(len(lat)), np.full(len(lat), np.nan))
        tree, stretch = self._tree[means], mercator.stretch(lat)
        if not len(lat) or not len(tree.geometries):
            return snaps
        points = np.asarray(shapely.points(*mercator.project(lat, lon)))
        farthest = limit_m * stretch.max()
        (place, found), distance = tree.query_nearest(points, max_distance=farthest, return_distance=True)
        access_m = distance / stretch[place]
        order = np.lexsort((found, place))
        order = order[access_m[order] <= limit_m]
        place, first = np.unique(place[order], return_index=True)
        found, access_m = found[order][first], access_m[order][first]
        along = shapely.line_locate_point(tree.geometries[found], points[place], normalized=True)
        snaps.line[place] = self._line[means][found]
        snaps.fraction[place] = np.nan_to_num(along)  # a line of no extent has no share
        snaps.access_m[place] = access_m
        return snaps


def build_network(roads: RoadLines, *, largest_only: bool = True) -> Network:
    """Make a network of lines: nodes and edges in order, chains joined, pieces apart from the largest left out.

    Lines that nobody may use and nodes without a line are left out. The largest piece is the one with most nodes,
    walking and driving together, whatever the direction. Raises ValueError where no line is left.
    """
    keep, left_out = _useful(roads)
    if largest_only:
        keep, apart = _largest_piece(roads, keep)
        left_out += apart
    if not keep.any():
        raise ValueError("no road that anybody may use")
    node_order, line_order, line_from, line_to = _order(roads, np.flatnonzero(keep))
    edges = _edges(roads, line_order, line_from, line_to)
    line_points, points = _pieces(roads.line_points, line_order)
    length_m = np.maximum(roads.line_length_m[line_order], SHORTEST_LINE_M)
    walk_chains = _chains_of(len(node_order), edges, edges["edge_walk"])
    drive_chains = _chains_of(len(node_order), edges, np.isfinite(edges["edge_drive_s"]))
    return Network(
        node_lat=roads.node_lat[node_order],
        node_lon=roads.node_lon[node_order],
        node_id=roads.node_id[node_order],
        **edges,
        line_length_m=length_m,
        line_points=line_points,
        point_lat=roads.point_lat[points],
        point_lon=roads.point_lon[points],
        line_way=roads.line_way[line_order],
        line_class=roads.line_class[line_order],
        line_name=roads.line_name[line_order],
        line_capacity_per_h=roads.line_capacity_per_h[line_order],
        walk_chains=walk_chains[0],
        walk_chain_edges=walk_chains[1],
        drive_chains=drive_chains[0],
        drive_chain_edges=drive_chains[1],
        classes=roads.classes,
        names=roads.names,
        source=roads.source,
        left_out=tuple(left_out),
    )


def _useful(roads: RoadLines) -> tuple[np.ndarray, list[str]]:
    """Lines that somebody may use and that lead somewhere, (n_lines,) bool; and in words what is left out."""
    left_out = list(roads.left_out)
    open_to_some = roads.walk_forward | roads.walk_backward
    open_to_some |= np.isfinite(roads.drive_forward_s) | np.isfinite(roads.drive_backward_s)
    if shut := int(np.count_nonzero(~open_to_some)):
        left_out.append(f"{counted(shut, 'piece')} of ways that nobody may use")
    dots = (roads.line_from == roads.line_to) & (np.diff(roads.line_points) == 2)
    if nowhere := int(np.count_nonzero(dots & open_to_some)):
        left_out.append(f"{counted(nowhere, 'road')} from a node to itself")
    return open_to_some & ~dots, left_out


def _largest_piece(roads: RoadLines, keep: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Narrow `keep` to the lines of the piece with most nodes; and say in words what is left out."""
    n_nodes = len(roads.node_lat)
    start, end = roads.line_from[keep], roads.line_to[keep]
    graph = coo_array((np.ones(len(start), np.bool_), (start, end)), shape=(n_nodes, n_nodes))
    _, piece = connected_components(graph, directed=False)
    linked = np.zeros(n_nodes, np.bool_)
    linked[start] = linked[end] = True
    sizes = np.bincount(piece[linked], minlength=1)
    main = int(sizes.argmax())
    within = keep & (piece[roads.line_from] == main)
    n_apart = int(np.count_nonzero(sizes)) - 1
    if n_apart < 1:
        return within, []
    km = roads.line_length_m[keep & ~within].sum() / 1000
    nodes = counted(int(sizes.sum() - sizes[main]), "node")
    return within, [f"{counted(n_apart, 'piece')} with {nodes}, {km:,.1f} km, not connected to the rest"]


def _order(roads: RoadLines, lines: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Put nodes in Hilbert order and lines in the order of their lower node, so that neighbours lie close in memory.

    Returns the old numbers of nodes and of lines in their new order, and the lines' ends by new node numbers.
    """
    linked = np.zeros(len(roads.node_lat), np.bool_)
    linked[roads.line_from[lines]] = linked[roads.line_to[lines]] = True
    used = np.flatnonzero(linked)
    on_curve = mercator.hilbert_order(*mercator.project(roads.node_lat[used], roads.node_lon[used]))
    node_order = used[on_curve]
    new_number = np.full(len(roads.node_lat), -1, np.int64)
    new_number[node_order] = np.arange(len(node_order))
    start, end = new_number[roads.line_from[lines]], new_number[roads.line_to[lines]]
    by_node = np.lexsort((np.maximum(start, end), np.minimum(start, end)))
    return node_order, lines[by_node], start[by_node], end[by_node]


def _edges(roads: RoadLines, lines: np.ndarray, start: np.ndarray, end: np.ndarray) -> dict[str, np.ndarray]:
    """The edge arrays of a network: each direction of a line that somebody may use, sorted by first node."""
    line = np.tile(np.arange(len(lines)), 2)
    backward = np.repeat([False, True], len(lines))
    walk = np.concatenate((roads.walk_forward[lines], roads.walk_backward[lines]))
    drive_s = np.concatenate((roads.drive_forward_s[lines], roads.drive_backward_s[lines]))
    edge_from, edge_to = np.concatenate((start, end)), np.concatenate((end, start))
    order = np.lexsort((backward, line, edge_to, edge_from))
    order = order[walk[order] | np.isfinite(drive_s[order])]
    return {
        "edge_from": edge_from[order].astype(np.int32),
        "edge_to": edge_to[order].astype(np.int32),
        "edge_line": line[order].astype(np.int32),
        "edge_backward": backward[order],
        "edge_walk": walk[order],
        "edge_drive_s": np.maximum(drive_s[order], SHORTEST_DRIVE_S),
    }


def _chains_of(n_nodes: int, edges: dict[str, np.ndarray], usable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return chains(n_nodes, edges["edge_from"], edges["edge_to"], edges["edge_line"], usable)


def _pieces(starts: np.ndarray, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Starts of the chosen runs put end to end, and the old index of each of their members."""
    lengths = np.diff(starts)[chosen]
    new_starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    members = np.arange(new_starts[-1]) + np.repeat(starts[chosen] - new_starts[:-1], lengths)
    return new_starts, members
