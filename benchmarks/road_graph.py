"""A synthetic road network with the statistics of a country's roads: planar, sparse, three road classes.

Nodes stand on a jittered grid, 150 m apart; a spanning tree keeps it connected; motorways and main roads are kept
whole; local roads are thinned until there are `edges_per_node` undirected edges a node. Node ids follow shuffled 64 ×
64 tiles, as an OSM extract's do, so an order with good locality has to be earned.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

SPACING_M = 150.0
SPEED_KPH = np.array([30, 60, 100])  # local, main, motorway
MAIN_EVERY, MOTORWAY_EVERY, TILE = 8, 64, 64


class RoadGraph(NamedTuple):
    """n nodes and e undirected edges."""

    x: np.ndarray  # (n,) float64, metres
    y: np.ndarray
    u: np.ndarray  # (e,) int64, either end
    v: np.ndarray
    seconds: np.ndarray  # (e,) int32, by vehicle
    road: np.ndarray  # (e,) int8, 0 local, 1 main, 2 motorway
    havens: np.ndarray  # (n_havens,) int64, nodes


def road_graph(side: int = 250, edges_per_node: float = 1.25, seed: int = 1, n_havens: int = 10) -> RoadGraph:
    """Make a graph of side × side nodes; the same seed makes the same graph."""
    rng = np.random.default_rng(seed)
    n = side * side
    grid_x, grid_y = np.meshgrid(np.arange(side), np.arange(side))
    x = (grid_x.ravel() + rng.uniform(-0.35, 0.35, n)) * SPACING_M
    y = (grid_y.ravel() + rng.uniform(-0.35, 0.35, n)) * SPACING_M
    u, v, road = _grid_edges(side)
    metres_per_s = SPEED_KPH[road] / 3.6 * rng.uniform(0.8, 1.1, len(u))
    seconds = np.maximum(1, np.rint(np.hypot(x[u] - x[v], y[u] - y[v]) / metres_per_s)).astype(np.int32)
    keep = _kept(rng, n, u, v, road, int(edges_per_node * n))
    order = _tiled(rng, side)
    new_id = np.empty(n, np.int64)
    new_id[order] = np.arange(n)
    havens = rng.choice(n, n_havens, replace=False).astype(np.int64)
    return RoadGraph(x[order], y[order], new_id[u[keep]], new_id[v[keep]], seconds[keep], road[keep], havens)


def _grid_edges(side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    grid = np.arange(side * side).reshape(side, side)
    u = np.concatenate([grid[:, :-1].ravel(), grid[:-1, :].ravel()])
    v = np.concatenate([grid[:, 1:].ravel(), grid[1:, :].ravel()])
    horizontal = np.arange(len(u)) < side * (side - 1)
    line = np.where(horizontal, u // side, u % side)
    road = np.zeros(len(u), np.int8)
    road[line % MAIN_EVERY == 0] = 1
    road[line % MOTORWAY_EVERY == 0] = 2
    return u, v, road


def _kept(rng: np.random.Generator, n: int, u: np.ndarray, v: np.ndarray, road: np.ndarray, wanted: int) -> np.ndarray:
    """(e,) bool: a spanning tree that prefers large roads, all motorways, and others by chance up to `wanted`."""
    key = rng.random(len(u)) + 1e-3
    key = np.where(road == 2, key * 1e-3, np.where(road == 1, key * 0.05, key))
    tree = minimum_spanning_tree(csr_matrix((key, (u, v)), shape=(n, n))).tocoo()
    in_tree = np.minimum(tree.row, tree.col).astype(np.int64) * n + np.maximum(tree.row, tree.col)
    keep = np.isin(u.astype(np.int64) * n + v, in_tree) | (road == 2)
    candidates = np.flatnonzero(~keep)
    share = np.where(road[candidates] == 1, 8.0, 1.0)
    keep[rng.choice(candidates, wanted - keep.sum(), replace=False, p=share / share.sum())] = True
    return keep


def _tiled(rng: np.random.Generator, side: int) -> np.ndarray:
    node = np.arange(side * side)
    tile = ((node // side) // TILE) * 1000 + ((node % side) // TILE)
    rank = rng.permutation(tile.max() + 1)
    return np.lexsort((rng.random(side * side), rank[tile]))
