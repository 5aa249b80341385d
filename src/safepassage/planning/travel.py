"""Earliest arrival, latest departure and routes, through closures, curfews, night and snow."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from safepassage.planning._kernels.arrival import arrival_labels, ways_by_labels
from safepassage.planning._kernels.follow import along
from safepassage.planning._kernels.forward import ways_forward
from safepassage.planning._kernels.latest import latest_departures
from safepassage.planning._kernels.states import moves, state_numbers
from safepassage.planning.arcs import Arcs, Traveller
from safepassage.planning.model import NEVER
from safepassage.planning.network import Network
from safepassage.planning.windows import Intervals, Span, Windows

T = TypeVar("T")
THREADS = os.cpu_count() or 1  # kernels let other threads run
MANY = 256  # travellers for whom more than one thread is worth its start


class Conditions(NamedTuple):
    """When it is night and when snow lies: windows in seconds from the epoch."""

    nights: tuple[Span, ...]
    snow: tuple[Span, ...]


class Periods(NamedTuple):
    """Spans of one pace each, in order, without gaps."""

    pace: np.ndarray  # (k,) int32, index into factors
    begin: np.ndarray  # (k,) int32
    end: np.ndarray  # (k,) int32
    factors: tuple[float, ...]  # on speed


class Moves(NamedTuple):
    """What `_kernels.states.moves` returns; see there."""

    into: np.ndarray
    move: np.ndarray
    hours: np.ndarray
    arc: np.ndarray
    period: np.ndarray


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways of k travellers to h stops; way (i, j) is moves[first[i, j]:first[i, j] + count[i, j]]."""

    arrive: np.ndarray  # (h, k) int32, NEVER = does not
    first: np.ndarray  # (h, k) int64
    count: np.ndarray  # (h, k) int32
    moves: np.ndarray  # (n,) int32
    enter: np.ndarray  # (n,) int32, seconds from the epoch

    @property
    def depart(self) -> np.ndarray:
        """(h, k) int32: the second of setting out; of no meaning where there is no way."""
        enter = np.append(self.enter, np.int32(0))
        return np.where(self.count > 0, enter[np.minimum(self.first, len(self.enter))], self.arrive)


class Sums(NamedTuple):
    """Sums along ways, (h, k) each; see `_kernels.follow.along`. Zero where there is no way."""

    metres: np.ndarray  # float64, on and off the road
    outdoor_s: np.ndarray  # int32, moving or waiting outdoors
    hazard_s: np.ndarray  # int32, in control and hazard areas
    risk: np.ndarray  # float64, Σ seconds × stated exposure


def periods_of(traveller: Traveller, conditions: Conditions, begin: int, end: int) -> Periods:
    """Cut [begin, end) where the traveller's factor on speed changes (rule P4)."""
    cuts = {begin, end}
    for spans in conditions:
        cuts.update(second for span in spans for second in span if begin < second < end)
    bounds = sorted(cuts)
    held = [traveller.factor(_within(a, conditions.nights), _within(a, conditions.snow)) for a in bounds[:-1]]
    changes = [i for i, factor in enumerate(held) if i == 0 or factor != held[i - 1]]
    factors = tuple(dict.fromkeys(held))
    starts = [bounds[i] for i in changes]
    return Periods(
        np.array([factors.index(held[i]) for i in changes], np.int32),
        np.array(starts, np.int32),
        np.array([*starts[1:], end], np.int32),
        factors,
    )


def _within(second: int, spans: Iterable[Span]) -> bool:
    return any(begin <= second < end for begin, end in spans)


@dataclass(frozen=True, eq=False)
class Search:
    """All that one kind of traveller can do between `begin` and `end`: the graph of states, ready to be searched."""

    arcs: Arcs
    moves: Moves
    first_state: np.ndarray  # (n_nodes + 1,) int32
    piece_seconds: np.ndarray  # (n_paces, n_pieces) int32
    pace: np.ndarray  # (n_periods,) int32
    begin: int
    end: int

    @classmethod
    def make(  # noqa: PLR0913 - the one place where all that shapes travel comes together
        cls,
        network: Network,
        arcs: Arcs,
        windows: Windows,
        traveller: Traveller,
        conditions: Conditions,
        begin: int,
        end: int,
        *,
        without: Iterable[int] = (),
        slower: float = 1.0,
    ) -> "Search":
        """Lay windows and pace on `arcs` for arrivals up to and including second `end`.

        without: positions in `windows.shuts` that are to be thought away. slower: every speed is divided by this.
        """
        periods = periods_of(traveller, conditions, begin, end + 1)
        seconds = [arcs.seconds(network, traveller, factor / slower) for factor in periods.factors]
        pieces, cost = (_stacked(each) for each in zip(*seconds, strict=True))
        intervals: Intervals = windows.open_intervals(begin, end + 1, without)
        listed = moves(
            arcs.tail,
            arcs.head,
            arcs.profile,
            cost,
            periods.pace,
            periods.begin,
            periods.end,
            arcs.node_profile,
            *intervals,
        )
        first_state = state_numbers(arcs.node_profile, intervals.first)
        return cls(arcs, Moves(*listed), first_state, pieces, periods.pace, begin, end)

    @property
    def one_pace(self) -> bool:
        return len(self.pace) == 1

    def place_states(self, place: np.ndarray) -> np.ndarray:
        """(k,) int32: the one state of each place; -1 stays -1."""
        states = self.first_state[self.arcs.n_roads + 3 * place]
        return np.where(place >= 0, states, -1).astype(np.int32)

    def earliest(
        self,
        stops: np.ndarray,
        states: np.ndarray,
        ready: np.ndarray,
        *,
        nearest_only: bool = False,
        reachable: np.ndarray | None = None,
    ) -> Ways:
        """Earliest arrivals at each of `stops`, (h,) int32 states.

        states, ready: (k,) int32, state and second at which each traveller is ready to set out. nearest_only: only
        arrivals at whichever stop is reached first are wanted; others may be missing. reachable: (k,) int32, how many
        of the stops each can reach at all, so that the search need not look for more; None = not known.
        """
        if self.one_pace and nearest_only:
            return self._nearest(stops, states, ready)
        if self.one_pace:
            return _joined([self._by_labels(stop, states, ready) for stop in np.split(stops, len(stops))], axis=0)
        wanted = np.full(len(states), len(stops), np.int32) if reachable is None else reachable.astype(np.int32)
        if nearest_only:
            wanted = np.minimum(wanted, np.int32(1))
        into, move, hours = self.moves[:3]

        def forward(part: np.ndarray) -> Ways:
            found = ways_forward(into, move, hours, stops, states[part], ready[part], wanted[part], self.end)
            return Ways(*found)

        return _joined(
            in_threads(forward, np.array_split(np.arange(len(states)), THREADS if len(states) >= MANY else 1)), axis=1
        )

    def _nearest(self, stops: np.ndarray, states: np.ndarray, ready: np.ndarray) -> Ways:
        """One sweep from all stops; each way goes to the stop at which its last move ends."""
        to_any = self._by_labels(stops, states, ready)
        if not len(to_any.moves):
            arrive, first, count = (
                np.repeat(each, len(stops), axis=0) for each in (to_any.arrive, to_any.first, to_any.count)
            )
            return Ways(arrive, first, count, to_any.moves, to_any.enter)
        last = to_any.moves[to_any.first + to_any.count - 1]
        reached = np.searchsorted(self.moves.into, last, side="right") - 1
        there = (reached == stops[:, None]) & (to_any.arrive != NEVER)
        shape = there.shape
        return Ways(
            np.where(there, to_any.arrive, NEVER).astype(np.int32),
            np.broadcast_to(to_any.first, shape).copy(),
            np.where(there, to_any.count, 0).astype(np.int32),
            to_any.moves,
            to_any.enter,
        )

    def _by_labels(self, stop: np.ndarray, states: np.ndarray, ready: np.ndarray) -> Ways:
        into, move, hours = self.moves[:3]
        labels = arrival_labels(into, move, hours, stop, self.begin, self.end)
        arrive, first, count, moves, enter = ways_by_labels(*labels, move, hours, states, ready)
        return Ways(arrive[None], first[None], count[None], moves, enter)

    def latest_departures(self, stop_states: np.ndarray, deadline: int) -> np.ndarray:
        """(n_states,) int32: last second at which a state may be left to be at one of the stops by the deadline."""
        into, move, hours = self.moves[:3]
        return np.asarray(latest_departures(into, move, hours, stop_states, deadline, self.begin))

    def sums(self, ways: Ways, windows: Windows) -> Sums:
        """Metres, seconds outdoors, hazard and risk along each way."""
        area_sets = windows.area_sets
        flat = [windows.areas[i] for areas in area_sets for i in areas]
        summed = along(
            ways.first.ravel(), ways.count.ravel(), ways.moves, ways.enter, self.moves.move, self.moves.arc,
            self.arcs.metres, self.arcs.from_inside, self.arcs.areas,
            np.cumsum([0, *map(len, area_sets)], dtype=np.int32),
            np.array([area.span[0] for area in flat], np.int32),
            np.array([area.span[1] for area in flat], np.int32),
            np.array([area.rate for area in flat], np.float64),
        )  # fmt: skip
        return Sums(*(each.reshape(ways.arrive.shape) for each in summed))


def _stacked(rows: Sequence[np.ndarray]) -> np.ndarray:
    """Rows as one array; of one row no copy is made."""
    return rows[0][None] if len(rows) == 1 else np.stack(rows)


def in_threads(work: Callable[[np.ndarray], T], parts: Sequence[np.ndarray]) -> list[T]:
    """Do the work on each part, as many at once as there are processors; results in the order of the parts."""
    if len(parts) == 1:
        return [work(parts[0])]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, parts))


def _joined(found: Sequence[Ways], axis: int) -> Ways:
    """Put together ways to several stops (axis 0), or of several travellers (axis 1)."""
    if len(found) == 1:
        return found[0]
    offset = np.cumsum([0, *(len(ways.moves) for ways in found)])
    return Ways(
        np.concatenate([ways.arrive for ways in found], axis),
        np.concatenate([ways.first + at for ways, at in zip(found, offset, strict=False)], axis),
        np.concatenate([ways.count for ways in found], axis),
        np.concatenate([ways.moves for ways in found]),
        np.concatenate([ways.enter for ways in found]),
    )
