"""Earliest arrival, latest departure and routes, through closures, curfews, night and snow."""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from safepassage.planning._kernels.arrival import arrival_labels, ways_by_labels
from safepassage.planning._kernels.follow import along, set_out_late
from safepassage.planning._kernels.forward import ways_forward
from safepassage.planning._kernels.latest import latest_departures
from safepassage.planning._kernels.states import LATEST, ORIGIN, moves, state_numbers
from safepassage.planning._kernels.within import latest_departures_within, ways_within
from safepassage.planning.arcs import Arcs, Traveller
from safepassage.planning.model import NEVER
from safepassage.planning.network import Network
from safepassage.planning.windows import Intervals, Span, Windows

T = TypeVar("T")
THREADS = os.cpu_count() or 1  # kernels let other threads run
MANY = 256  # travellers for whom more than one thread is worth its start
FORGIVEN_M = 1e-3  # so much above the longest walk is the rounding of sums


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

    def shut_after(self, second: int, arcs: np.ndarray) -> None:
        """Let nobody enter the moves of these arcs, (n_arcs,) bool, after a second. In place."""
        those = arcs[self.arc]
        self.hours[those, LATEST] = np.minimum(self.hours[those, LATEST], second)
        origin = self.move[those, ORIGIN]
        self.move[those, ORIGIN] = np.where(origin < 0, origin, ~origin)  # its hours may bind


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

    def replaced(self, gone: np.ndarray, found: "Ways", travellers: np.ndarray) -> "Ways":
        """These ways, without those that are `gone` (h, k) bool, and with all of `found`, which are of `travellers`."""
        arrive, first, count = np.where(gone, NEVER, self.arrive), self.first.copy(), np.where(gone, 0, self.count)
        stop, at = np.nonzero(found.arrive != NEVER)
        there = stop, travellers[at]
        arrive[there], count[there] = found.arrive[stop, at], found.count[stop, at]
        first[there] = found.first[stop, at] + len(self.moves)
        return Ways(
            arrive.astype(np.int32),
            first,
            count.astype(np.int32),
            np.concatenate([self.moves, found.moves]),
            np.concatenate([self.enter, found.enter]),
        )


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
    traveller: Traveller
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
        depart_by: int | None = None,
    ) -> "Search":
        """Lay windows and pace on `arcs` for arrivals up to and including second `end`.

        without: positions in `windows.shuts` that are to be thought away. slower: every speed is divided by this.
        depart_by: the last second at which to set out from a start; None = there is none.
        """
        periods = periods_of(traveller, conditions, begin, end + 1)
        seconds = [arcs.seconds(network, traveller, factor / slower) for factor in periods.factors]
        pieces, cost = (_stacked(each) for each in zip(*seconds, strict=True))
        intervals: Intervals = windows.open_intervals(begin, end + 1, without)
        found = moves(
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
        listed = Moves(*found)
        if depart_by is not None and depart_by < end:
            listed.shut_after(depart_by, arcs.from_start)
        first_state = state_numbers(arcs.node_profile, intervals.first)
        traveller = traveller._replace(speed_kph=traveller.speed_kph / slower)
        return cls(arcs, listed, first_state, pieces, periods.pace, traveller, begin, end)

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
        at_once: bool = False,
    ) -> Ways:
        """Earliest arrivals at each of `stops`, (h,) int32 states, of ways no longer than the traveller can walk.

        states, ready: (k,) int32, state and second at which each traveller is ready to set out. nearest_only: only
        arrivals at whichever stop is reached first are wanted; others may be missing. reachable: (k,) int32, how many
        of the stops each can reach at all, so that the search need not look for more; None = not known. at_once: all
        set out when they are ready; else who has to wait does so at its start, and sets out later.
        """
        may_tire = self.traveller.may_tire(self.end - self.begin)
        if self.one_pace and nearest_only:
            ways = self._nearest(stops, states, ready)
        elif self.one_pace:
            ways = _joined([self._by_labels(stop, states, ready) for stop in np.split(stops, len(stops))], axis=0)
        else:  # of the stops reached first some may be too far to walk, so with a limit all are looked for
            known = None if may_tire else reachable
            wanted = np.full(len(states), len(stops), np.int32) if known is None else known.astype(np.int32)
            ways = self._forward(stops, states, ready, np.minimum(wanted, 1) if nearest_only else wanted)
        if may_tire:
            ways = self._within_walk(ways, stops, states, ready, nearest_only)
        if not at_once:
            set_out_late(
                ways.first.ravel(), ways.count.ravel(), ways.moves, ways.enter, self.moves.move, self.moves.hours
            )
        return ways

    def _forward(self, stops: np.ndarray, states: np.ndarray, ready: np.ndarray, wanted: np.ndarray) -> Ways:
        into, move, hours = self.moves[:3]

        def forward(part: np.ndarray) -> Ways:
            return Ways(*ways_forward(into, move, hours, stops, states[part], ready[part], wanted[part], self.end))

        parts = np.array_split(np.arange(len(states)), THREADS if len(states) >= MANY else 1)
        return _joined(in_threads(forward, parts), axis=1)

    def _nearest(self, stops: np.ndarray, states: np.ndarray, ready: np.ndarray) -> Ways:
        """One sweep from all stops; each way goes to the stop at which its last move ends."""
        to_any = self._by_labels(stops, states, ready)
        last = to_any.first + to_any.count - 1  # of no meaning where there is no way
        moved = to_any.moves[last] if len(to_any.moves) else np.zeros_like(last)
        arrived = np.searchsorted(self.moves.into, moved, side="right") - 1
        there = (arrived == stops[:, None]) & (to_any.arrive != NEVER)
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

    def _within_walk(
        self, ways: Ways, stops: np.ndarray, states: np.ndarray, ready: np.ndarray, nearest_only: bool
    ) -> Ways:
        """In place of ways longer than the traveller can walk, the earliest of those that are not."""
        too_far = (ways.arrive != NEVER) & (self._metres(ways) > self._longest_m)
        if not too_far.any():
            return ways
        sought = np.zeros(too_far.shape, bool)
        look = np.flatnonzero(too_far.any(axis=1)) if not nearest_only else np.arange(len(stops))
        for i in look:
            walks = ready <= self.latest_departures(stops[i : i + 1], self.end)[states]
            sought[i] = walks & (too_far[i] if not nearest_only else too_far.any(axis=0))
        tired = np.flatnonzero(sought.any(axis=0))
        wanted = sought[:, tired].sum(axis=0).astype(np.int32)
        into, move, hours = self.moves[:3]
        found = Ways(
            *ways_within(
                into, move, hours, self._move_m, stops, states[tired], ready[tired], sought[:, tired],
                np.minimum(wanted, 1) if nearest_only else wanted, self.end, self._longest_m,
            )
        )  # fmt: skip
        return ways.replaced(too_far, found, tired)

    def latest_departures(self, stop_states: np.ndarray, deadline: int) -> np.ndarray:
        """(n_states,) int32: last second at which a state may be left to be at one of the stops by the deadline.

        Of ways no longer than the traveller can walk; -1 = there is none.
        """
        into, move, hours = self.moves[:3]
        if self.traveller.may_tire(deadline - self.begin):
            return np.asarray(
                latest_departures_within(
                    into, move, hours, self._move_m, stop_states, deadline, self.begin, self._longest_m
                )
            )
        return np.asarray(latest_departures(into, move, hours, stop_states, deadline, self.begin))

    @property
    def _longest_m(self) -> float:
        return self.traveller.longest_walk_m + FORGIVEN_M

    @cached_property
    def _move_m(self) -> np.ndarray:
        """(n_moves,) float64: metres of each move."""
        return np.asarray(self.arcs.metres[self.moves.arc])

    def _metres(self, ways: Ways) -> np.ndarray:
        """(h, k) float64: metres of each way."""
        gone = np.concatenate([[0.0], np.cumsum(self._move_m[ways.moves])])
        return np.asarray(gone[ways.first + ways.count] - gone[ways.first])

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
