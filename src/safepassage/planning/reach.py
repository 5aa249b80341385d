"""Who reaches which haven, when, and how late they may leave: all kinds of travellers' searches, as arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from safepassage.planning.model import CANNOT, NEVER
from safepassage.planning.terrain import Kind, Terrain
from safepassage.planning.travel import Search, Sums, Ways, in_threads


class Trips(NamedTuple):
    """How one kind of traveller reaches some of the havens: what routes are unfolded from."""

    kind: Kind
    search: Search
    columns: np.ndarray  # (c,) int64, of the reach
    ways: Ways  # of the kind's parties, to those havens


@dataclass(frozen=True, eq=False)
class Reach:
    """Every party's way to every haven asked for; h havens.

    arrive: (n_parties, h) int32, earliest arrival, NEVER = not by the search's end. depart, outdoor_s, hazard_s:
    (n_parties, h) int32 and metres (inf = no way), risk: float64, of the way of earliest arrival; see `Sums`. trips: of
    each kind.
    """

    arrive: np.ndarray
    depart: np.ndarray
    metres: np.ndarray
    outdoor_s: np.ndarray
    hazard_s: np.ndarray
    risk: np.ndarray
    trips: list[Trips]

    def enter(self, trips: Trips, sums: Sums) -> None:
        """Write down what these trips come to."""
        at, ways = np.ix_(trips.kind.parties, trips.columns), trips.ways
        self.arrive[at], self.depart[at] = ways.arrive.T, ways.depart.T
        self.metres[at] = np.where(ways.arrive == NEVER, np.inf, sums.metres).T
        self.outdoor_s[at], self.hazard_s[at], self.risk[at] = sums.outdoor_s.T, sums.hazard_s.T, sums.risk.T

    def settle(self, parties: np.ndarray, columns: np.ndarray, since: np.ndarray) -> None:
        """Write down that these parties are in these havens since some second; (k,) each."""
        at = parties, columns
        self.arrive[at] = self.depart[at] = since
        self.metres[at] = 0

    def take_over(self, other: "Reach", parties: np.ndarray) -> None:
        """Replace by what `other` holds, for these parties (bool), what it found to its havens, the first of ours."""
        rows, columns = np.flatnonzero(parties), slice(other.arrive.shape[1])
        for mine, theirs in zip(self._arrays(), other._arrays(), strict=True):
            mine[rows, columns] = theirs[rows]
        self.trips.extend(other.trips)

    def _arrays(self) -> tuple[np.ndarray, ...]:
        return self.arrive, self.depart, self.metres, self.outdoor_s, self.hazard_s, self.risk


def reach_of(  # noqa: PLR0913 - a search is shaped by all of these
    terrain: Terrain,
    kinds: Sequence[Kind],
    havens: Sequence[int],
    ready: np.ndarray,
    begin: int,
    end: int,
    *,
    without: Sequence[int] = (),
    nearest_only: bool = False,
    reachable: np.ndarray | None = None,
    depart_by: int | None = None,
    at_once: bool = False,
    keep_ways: bool = True,
) -> Reach:
    """Search from each haven for each kind.

    havens: places. ready: (n_parties,) int32, NEVER = not. begin, end: seconds from the epoch; arrivals count up to
    `end`, nobody's if that is before `begin`. without, depart_by: see `Search.make`; nearest_only, reachable
    (n_parties,), at_once: see `Search.earliest`. keep_ways: False = no routes will be asked for.
    """
    shape = (len(ready), len(havens))
    reach = Reach(
        np.full(shape, NEVER), np.full(shape, NEVER), np.full(shape, np.inf),
        np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape), [],
    )  # fmt: skip
    for kind in kinds if begin <= end else ():
        search = terrain.search(kind.traveller, begin, end, without=without, depart_by=depart_by)
        find = partial(
            _find,
            terrain=terrain,
            kind=kind,
            search=search,
            stops=search.place_states(np.array(havens, np.int32)),
            ready=ready[kind.parties],
            nearest_only=nearest_only,
            reachable=None if reachable is None else reachable[kind.parties],
            at_once=at_once,
        )
        columns = np.arange(len(havens))
        together = nearest_only or not search.one_pace
        for trips, sums in in_threads(find, [columns] if together else np.split(columns, len(columns))):
            reach.enter(trips, sums)
            if keep_ways:
                reach.trips.append(trips)
    return reach


def _find(
    columns: np.ndarray, *, terrain: Terrain, kind: Kind, search: Search, stops: np.ndarray, **how: Any
) -> tuple[Trips, Sums]:
    """The ways of a kind's parties to the stops of some columns; `how`: see `Search.earliest`."""
    states = search.place_states(terrain.party_place[kind.parties])
    ways = search.earliest(stops[columns], states, **how)
    return Trips(kind, search, columns, ways), search.sums(ways, terrain.windows)


def leave_by_of(
    terrain: Terrain,
    kinds: Iterable[Kind],
    havens: Sequence[int],
    n_parties: int,
    begin: int,
    deadline: int,
    *,
    depart_by: int | None = None,
) -> np.ndarray:
    """(n_parties, h) int32: latest departure of each party that is at each haven by the deadline; CANNOT = none.

    depart_by: see `Search.make`.
    """
    leave_by = np.full((n_parties, len(havens)), CANNOT)
    for kind in kinds if begin <= deadline else ():
        search = terrain.search(kind.traveller, begin, deadline, depart_by=depart_by)
        states = search.place_states(terrain.party_place[kind.parties])
        for h, stop in enumerate(search.place_states(np.array(havens))):
            leave_by[kind.parties, h] = search.latest_departures(np.array([stop]), deadline)[states]
    return leave_by


def latest_departures(
    terrain: Terrain,
    kinds: Iterable[Kind],
    havens: Sequence[int],
    open_to: np.ndarray,
    begin: int,
    deadline: int,
    **otherwise: Any,
) -> np.ndarray:
    """Latest departure of each party to be at any haven open to it by the deadline.

    havens: places. open_to: (n_parties, h) bool. otherwise: see `Search.make`. Returns (n_parties,) int32, CANNOT =
    none. Parties of a kind to whom the same havens are open share a sweep.
    """
    latest = np.full(len(open_to), CANNOT)
    for kind in kinds if begin <= deadline else ():
        choices, choice_of = _choices(open_to[kind.parties])
        search = None
        for i, choice in enumerate(choices):
            if not choice.any():
                continue
            if search is None:
                search = terrain.search(kind.traveller, begin, deadline, **otherwise)
            parties = kind.parties[choice_of == i]
            stops = search.place_states(np.array(havens)[choice])
            by_state = search.latest_departures(stops, deadline)
            latest[parties] = by_state[search.place_states(terrain.party_place[parties])]
    return latest


def _choices(open_to: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sets of havens open to some party, and which of them is each party's: (c, h) bool, (k,) int64."""
    if len(open_to) and (open_to == open_to[0]).all():
        return open_to[:1], np.zeros(len(open_to), np.int64)
    choices, choice_of = np.unique(open_to, axis=0, return_inverse=True)
    return choices, choice_of.ravel()
