"""Chains: runs of edges through nodes where one can only go on."""

import numpy as np


def chains(
    n_nodes: int, edge_from: np.ndarray, edge_to: np.ndarray, edge_line: np.ndarray, usable: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Join the usable edges into longest runs; each usable edge is in exactly one.

    A run goes through a node where exactly two lines end, and each way in by one line has a way out by the other, and
    back alike. Turning round on a line is never part of a run. A ring without any other junction is cut at its
    lowest node.

    edge_from, edge_to, edge_line: (n_edges,) int, nodes and lines. usable: (n_edges,) bool.
    Returns (starts, edges): chain i is `edges[starts[i]:starts[i + 1]]`, in the direction of travel; chains stand in
    order of their first edge. starts int64, edges int32.
    """
    edges = np.flatnonzero(usable)
    before = _edge_before(n_nodes, edge_from[edges], edge_to[edges], edge_line[edges])
    head, steps, lowest = _heads(before, edge_from[edges])
    in_ring = before[head] >= 0
    if in_ring.any():
        before[in_ring & (edge_from[edges] == lowest)] = -1
        head, steps, _ = _heads(before, edge_from[edges])
    order = np.lexsort((steps, head))
    starts = np.flatnonzero(steps[order] == 0)
    return np.append(starts, len(edges)).astype(np.int64), edges[order].astype(np.int32)


def _edge_before(n_nodes: int, start: np.ndarray, end: np.ndarray, line: np.ndarray) -> np.ndarray:
    """For each edge the one that a traveller through its first node must have come by; -1 where there is a choice.

    Works on sums: where two different lines end at a node, the other line's number is the sum less one's own.
    """
    node = np.concatenate((start, end))
    at = np.concatenate((line, line))
    by_node = np.lexsort((at, node))
    node, at = node[by_node], at[by_node]
    new = np.ones(len(node), np.bool_)
    new[1:] = (node[1:] != node[:-1]) | (at[1:] != at[:-1])  # one entry a node and line, however many edges
    n_lines_at = np.bincount(node[new], minlength=n_nodes)
    line_sum = _sums(node[new], at[new], n_nodes)

    ring = np.zeros(n_nodes, np.bool_)  # a line from a node to itself is no way through
    ring[start[start == end]] = True
    n_in, n_out = np.bincount(end, minlength=n_nodes), np.bincount(start, minlength=n_nodes)
    in_sum, out_sum = _sums(end, line, n_nodes), _sums(start, line, n_nodes)
    one_way = (n_in == 1) & (n_out == 1) & (in_sum != out_sum)
    two_way = (n_in == 2) & (n_out == 2)
    through = (n_lines_at == 2) & (one_way | two_way) & ~ring

    n_lines = int(line.max(initial=-1)) + 1
    arriving = end * np.int64(n_lines) + line  # an edge by the node it ends at and its line: unique where through
    by_arrival = np.argsort(arriving, kind="stable")
    wanted = start * np.int64(n_lines) + (line_sum[start] - line)
    found = np.searchsorted(arriving[by_arrival], wanted)
    return np.where(through[start], by_arrival[np.minimum(found, len(by_arrival) - 1)], -1)


def _sums(node: np.ndarray, line: np.ndarray, n_nodes: int) -> np.ndarray:
    """Sum of the lines' numbers at each node: exact, as floats are below 2**53."""
    return np.bincount(node, line, minlength=n_nodes).astype(np.int64)


def _heads(before: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First edge of each edge's run, steps from it, and lowest node on the way, by doubling the jump each round.

    On a ring there is no first edge: `before[head]` is not -1 there, and the lowest node is that of the whole ring.
    """
    own = np.arange(len(before))
    head = np.where(before >= 0, before, own)
    steps = (before >= 0).astype(np.int64)
    lowest = np.minimum(start, start[head])
    for _ in range(max(len(before), 1).bit_length()):
        if (head[head] == head).all():
            break
        steps = steps + steps[head]
        lowest = np.minimum(lowest, lowest[head])
        head = head[head]
    return head, steps, lowest
