"""Slow readable twins of the planner's searches, written from the rules alone (P4, P5): one second at a time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Span = tuple[int, int]  # [begin, end), seconds


class Edge(NamedTuple):
    """A directed edge, the seconds it takes at each pace, None: cannot be travelled at that pace, and its metres."""

    tail: str
    head: str
    seconds: tuple[int | None, ...]
    metres: float = 0.0


@dataclass(frozen=True)
class Streets:
    """A tiny network in plain words.

    edge_shut: by position in `edges`; node_shut: by node; a shut node shuts every edge at it. paces: (from second,
    pace) in order, the first from second 0. inside: shelters and havens among the nodes, where one may always wait.
    """

    edges: Sequence[Edge]
    edge_shut: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    node_shut: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    paces: Sequence[tuple[int, int]] = ((0, 0),)
    inside: frozenset[str] = frozenset()

    def pace(self, second: int) -> int:
        """The pace at a second."""
        return [pace for since, pace in self.paces if since <= second][-1]

    def is_edge_shut(self, position: int, second: int) -> bool:
        """Whether the edge is shut at that second, by itself or by a node at either end."""
        edge = self.edges[position]
        spans = [
            *self.edge_shut.get(position, ()),
            *self.node_shut.get(edge.tail, ()),
            *self.node_shut.get(edge.head, ()),
        ]
        return any(second in range(*span) for span in spans)

    def is_node_shut(self, node: str, second: int) -> bool:
        """Whether the node is shut at that second."""
        return any(second in range(*span) for span in self.node_shut.get(node, ()))


def earliest_arrival(
    streets: Streets, start: str, ready: int, target: str, horizon: int, longest_m: float = math.inf
) -> int | None:
    """First second, up to and including `horizon`, at which one who is at `start` from `ready` on can be at `target`.

    An edge may be entered at a second if it is open at every second until it is left. Waiting a second at a node is
    allowed if the node is open at that second, and always at the start and inside. Nobody walks more than `longest_m`.
    """
    walked: dict[int, dict[str, float]] = {ready: {start: 0.0}}  # by second and node: the fewest metres to be there
    for second in range(ready, horizon + 1):
        here = walked.get(second, {})
        nodes = list(here)
        for node in nodes:  # grows where an edge takes no time
            for other, then, metres in _moves(streets, start, node, second):
                metres += here[node]
                if metres > longest_m + 1e-6 or metres >= walked.setdefault(then, {}).get(other, math.inf):
                    continue
                walked[then][other] = metres
                if then == second:
                    nodes.append(other)
        if target in here:
            return second
    return None


def _moves(streets: Streets, start: str, node: str, second: int) -> list[tuple[str, int, float]]:
    """Where one can be next, when, and by how many metres, from a node at a second."""
    moves = []
    if node == start or node in streets.inside or not streets.is_node_shut(node, second):
        moves.append((node, second + 1, 0.0))
    for position, edge in enumerate(streets.edges):
        takes = edge.seconds[streets.pace(second)]
        if edge.tail != node or takes is None:
            continue
        if not any(streets.is_edge_shut(position, at) for at in range(second, second + takes)):
            moves.append((edge.head, second + takes, edge.metres))
    return moves


def latest_departure(
    streets: Streets, start: str, target: str, deadline: int, longest_m: float = math.inf
) -> int | None:
    """Last second at which one may still be at `start` and be at `target` by the deadline, `longest_m` away at most."""
    for second in range(deadline, -1, -1):
        if earliest_arrival(streets, start, second, target, deadline, longest_m) is not None:
            return second
    return None
