"""Chains: runs of edges through nodes where one can only go on; against a slow twin."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from tests.planning.networks import network_from, node

from safepassage.planning.contraction import chains
from safepassage.planning.network import Network

NODES = {name: (50 + 0.01 * number, 36 + 0.003 * number**2) for number, name in enumerate("ABCDEFGHIJ")}
WAYS = ("both", "forward", "backward", "no")


def edges_of(network: Network, mode: str) -> np.ndarray:
    return np.flatnonzero(network.edge_walk if mode == "walk" else np.isfinite(network.edge_drive_s))


def chains_of(network: Network, mode: str) -> list[tuple[int, ...]]:
    starts = getattr(network, f"{mode}_chains")
    edges = getattr(network, f"{mode}_chain_edges")
    return [tuple(edges[a:b].tolist()) for a, b in pairwise(starts)]


def ways_on(network: Network, edges: list[int], at_node: int) -> dict[int, int] | None:
    """For each edge into a node the only edge onward, if the node is one to go through; else None."""
    lines = {network.edge_line[e] for e in edges if at_node in (network.edge_from[e], network.edge_to[e])}
    loops = [e for e in edges if network.edge_from[e] == network.edge_to[e] == at_node]
    if len(lines) != 2 or loops:
        return None
    arriving = [e for e in edges if network.edge_to[e] == at_node]
    leaving = [e for e in edges if network.edge_from[e] == at_node]
    onward = {e: [f for f in leaving if network.edge_line[f] != network.edge_line[e]] for e in arriving}
    if len(arriving) != len(leaving) or any(len(out) != 1 for out in onward.values()):
        return None
    return {e: out[0] for e, out in onward.items()}


def slow_chains(network: Network, mode: str) -> set[tuple[int, ...]]:
    """Join edges one by one; a ring is cut at its lowest node."""
    edges = edges_of(network, mode).tolist()
    onward: dict[int, int] = {}
    for at_node in range(network.n_nodes):
        onward.update(ways_on(network, edges, at_node) or {})
    found, seen = set(), set()
    heads = [e for e in edges if e not in onward.values()]
    in_order_of_node = sorted(edges, key=lambda e: (network.edge_from[e], e))
    for head in heads + in_order_of_node:
        chain: list[int] = []
        at: int | None = head
        while at is not None and at not in seen:
            seen.add(at)
            chain.append(at)
            at = onward.get(at)
        if chain:
            found.add(tuple(chain))
    return found


@st.composite
def networks(draw: st.DrawFn) -> Network:
    names = st.sampled_from(list(NODES)[: draw(st.integers(2, 10))])
    option: Any = st.fixed_dictionaries(
        {"walk": st.sampled_from(WAYS), "drive": st.sampled_from(WAYS), "length_m": st.integers(1, 9)}
    )
    pairs = st.tuples(names, names).filter(lambda pair: pair[0] != pair[1])
    rows = draw(st.lists(st.tuples(pairs, option), min_size=1, max_size=14))
    rows.append((("A", "B"), {"length_m": 5}))
    return network_from(NODES, [(*pair, chosen) for pair, chosen in rows])


@pytest.mark.parametrize("mode", ["walk", "drive"])
@settings(max_examples=60)
@given(network=networks())
def test_chains_are_those_of_the_slow_twin(mode: str, network: Network) -> None:
    found = chains_of(network, mode)
    assert set(found) == slow_chains(network, mode)
    assert sorted(e for chain in found for e in chain) == edges_of(network, mode).tolist()


@pytest.mark.parametrize("mode", ["walk", "drive"])
@settings(max_examples=60)
@given(network=networks())
def test_contraction_keeps_all_shortest_lengths_between_chain_ends(mode: str, network: Network) -> None:
    length = network.line_length_m[network.edge_line]
    edges = edges_of(network, mode)
    runs = chains_of(network, mode)
    first, last = np.array([run[0] for run in runs], int), np.array([run[-1] for run in runs], int)
    whole = np.array([length[list(run)].sum() for run in runs])
    full = shortest(network.n_nodes, network.edge_from[edges], network.edge_to[edges], length[edges])
    short = shortest(network.n_nodes, network.edge_from[first], network.edge_to[last], whole)
    ends = np.unique(np.concatenate((network.edge_from[first], network.edge_to[last])))
    np.testing.assert_allclose(short[np.ix_(ends, ends)], full[np.ix_(ends, ends)])


def shortest(n_nodes: int, start: np.ndarray, end: np.ndarray, length: np.ndarray) -> np.ndarray:
    best: dict[tuple[int, int], float] = {}  # a sparse matrix would add parallel edges up
    for a, b, metres in zip(start.tolist(), end.tolist(), length.tolist(), strict=True):
        best[a, b] = min(metres, best.get((a, b), np.inf))
    row, column = np.array(list(best), int).reshape(-1, 2).T
    return dijkstra(coo_array((list(best.values()), (row, column)), shape=(n_nodes, n_nodes)).tocsr())


def test_a_street_is_one_chain_each_way() -> None:
    network = network_from(NODES, [("A", "B", {}), ("B", "C", {}), ("C", "D", {})])
    assert sorted(map(len, chains_of(network, "walk"))) == [3, 3]


def test_a_dead_end_is_no_way_through() -> None:
    network = network_from(NODES, [("A", "B", {})])
    assert sorted(map(len, chains_of(network, "walk"))) == [1, 1]


def test_a_ring_is_cut_at_its_lowest_node_in_both_directions() -> None:
    network = network_from(NODES, [("A", "B", {}), ("B", "C", {}), ("C", "D", {}), ("D", "A", {})])
    rings = chains_of(network, "drive")
    assert [len(ring) for ring in rings] == [4, 4]
    assert {network.edge_from[ring[0]] for ring in rings} == {0}


def test_where_a_two_way_street_becomes_one_way_the_chain_ends() -> None:
    network = network_from(NODES, [("A", "B", {}), ("B", "C", {"drive": "forward"})])
    ends = {int(network.edge_to[chain[-1]]) for chain in chains_of(network, "drive")}
    assert node(network, NODES, "B") in ends
    assert sorted(map(len, chains_of(network, "walk"))) == [2, 2]


def test_a_loop_is_no_way_through() -> None:
    """A street of two directions that ends in a one-way turning loop: edges 0→1, 1→0 on line 0, 1→1 on line 1."""
    starts, edges = chains(2, np.array([0, 1, 1]), np.array([1, 0, 1]), np.array([0, 0, 1]), np.ones(3, bool))
    assert (starts.tolist(), edges.tolist()) == ([0, 1, 2, 3], [0, 1, 2])
