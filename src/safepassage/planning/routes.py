"""Ways through the network, edge by edge: when each is entered and left, and the line on the ground."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from safepassage.planning._kernels.follow import pieces_along, points_along
from safepassage.planning.model import Leg, Means, Route
from safepassage.planning.network import Network
from safepassage.planning.travel import Search, Ways


class Steps(NamedTuple):
    """The ways of k travellers as pieces, on and off the road, in order: traveller i has first[i]:first[i + 1]."""

    first: np.ndarray  # (k + 1,) int64
    edge: np.ndarray  # (n,) int32, -1 = off the road
    begin: np.ndarray  # (n,) float64, share of the edge in its direction
    end: np.ndarray  # (n,) float64
    metres: np.ndarray  # (n,) float64
    enter: np.ndarray  # (n,) int64, seconds from the epoch
    leave: np.ndarray  # (n,) int64
    stop: np.ndarray  # (n,) int32, the place into which this piece leads off the road, -1 = none

    @classmethod
    def joined(cls, parts: Sequence["Steps"]) -> "Steps":
        """The travellers of all parts, one after the other."""
        if not parts:
            none = np.zeros(0, np.int32)
            return cls(np.zeros(1, np.int64), none, none, none, none, none, none, none)
        offsets = np.cumsum([0, *(part.first[-1] for part in parts)])
        first = np.concatenate([[0], *(part.first[1:] + offset for part, offset in zip(parts, offsets, strict=False))])
        return cls(first, *(np.concatenate([part[i] for part in parts]) for i in range(1, len(cls._fields))))


def steps_of(search: Search, ways: Ways, stop: int, traveller: np.ndarray) -> Steps:
    """Unfold the ways of chosen travellers (k,) to one stop, by their positions in `ways`."""
    arcs, moves = search.arcs, search.moves
    first, piece, enter, leave = pieces_along(
        ways.first[stop, traveller], ways.count[stop, traveller], ways.moves, ways.enter,
        moves.arc, search.pace[moves.period], arcs.piece_first, search.piece_seconds,
    )  # fmt: skip
    return Steps(
        first,
        arcs.piece_edge[piece],
        arcs.piece_begin[piece],
        arcs.piece_end[piece],
        arcs.piece_m[piece],
        enter,
        leave,
        arcs.piece_stop[piece],
    )


def routes_of(network: Network, means: Sequence[Means], steps: Steps, names: Sequence[str]) -> list[Route]:
    """Results for all travellers of `steps`. means: of each; names: of the stops, by place."""
    point_first, lat, lon = points_along(
        steps.first, steps.edge, steps.begin, steps.end, network.edge_line, network.edge_backward,
        network.line_points, network.point_lat, network.point_lon,
    )  # fmt: skip
    points = np.round(np.column_stack([lat, lon]), 6)
    ends = np.flatnonzero(steps.stop >= 0) + 1  # of legs: the pieces after those that lead to a stop
    legs = [_leg(steps, a, b, names) for a, b in pairwise([0, *ends.tolist()])]
    leg_first = np.searchsorted(ends, steps.first, side="right").tolist()
    return [
        Route(
            means=by,
            legs=tuple(legs[leg_first[i] : leg_first[i + 1]]),
            line=points[point_first[i] : point_first[i + 1]],
        )
        for i, by in enumerate(means)
    ]


def _leg(steps: Steps, begin: int, end: int, names: Sequence[str]) -> Leg:
    """Pieces begin:end, of which the first leads to the road and the last from it."""
    road = slice(begin + 1, end - 1)
    return Leg(
        depart_s=int(steps.enter[begin]),
        arrive_s=int(steps.leave[end - 1]),
        edges=steps.edge[road],
        enter_s=steps.enter[road],
        leave_s=steps.leave[road],
        begin=float(steps.begin[begin + 1]) if end - begin > 2 else 0.0,
        end=float(steps.end[end - 2]) if end - begin > 2 else 0.0,
        access_m=(float(steps.metres[begin]), float(steps.metres[end - 1])),
        to=names[steps.stop[end - 1]],
    )
