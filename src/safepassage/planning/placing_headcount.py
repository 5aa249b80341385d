"""How many people can find a place: most urgent people, then most people, whichever haven it is (rule P8)."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy  # loads its parts as they are first asked for: `optimize` takes most of a second
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Rows: TypeAlias = "list[scipy.optimize.LinearConstraint]"
NO_BOUND = 2**62
NODES = 5_000  # limit of the integer program's search tree: a count, not a time, so that the same input ends alike


@dataclass(frozen=True, eq=False)
class Headcount:
    """How many are placed, and how many could be at most.

    haven: (p,) int32, -1 = none. people_bound holds for all that place at least as many urgent people as `urgent`.
    """

    haven: np.ndarray
    urgent: int
    urgent_bound: int
    people: int
    people_bound: int


@dataclass(frozen=True, eq=False)
class _Kinds:
    """Parties of one size, urgency and set of open havens are interchangeable as long as only heads count."""

    of_party: np.ndarray  # (p,) intp
    count: np.ndarray  # (n_kinds,) int64, parties
    size: np.ndarray  # (n_kinds,) int64
    urgent: np.ndarray  # (n_kinds,) bool
    open: np.ndarray  # (n_kinds, m) bool


def usable_places(size: np.ndarray, can: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Lower places to what whole parties can fill: the largest sum of sizes, of those who can come, that fits.

    size: (p,) int64 people; can: (p, m) bool; places: (m,) int64, -1 = no limit. Returns (m,) int64, never -1.
    """
    comers = size @ can
    usable = np.where(places < 0, comers, np.minimum(places, comers))
    for haven in np.flatnonzero(usable < comers):
        usable[haven] = _largest_sum(size[can[:, haven]], int(usable[haven]))
    return np.asarray(usable)


def _largest_sum(size: np.ndarray, limit: int) -> int:
    """Largest sum of a subset of `size` up to `limit`; bit i of `sums` says that i can be made."""
    sums, within = 1, (1 << (limit + 1)) - 1
    for one, parties in zip(*np.unique(size, return_counts=True), strict=True):
        left, bundle = int(parties), 1
        while left:
            bundle = min(bundle, left)
            sums |= (sums << (int(one) * bundle)) & within
            left, bundle = left - bundle, bundle * 2
    return sums.bit_length() - 1


def flow_bound(size: np.ndarray, urgent: np.ndarray, can: np.ndarray, places: np.ndarray) -> tuple[int, int]:
    """Return most urgent people and most people that fit if parties could be split: an upper bound on both goals.

    size: (p,) int64; urgent: (p,) bool; can: (p, m) bool; places: (m,) int64, no -1.
    """
    kinds = _kinds(size, urgent, can)
    return _flow(kinds, kinds.urgent, places), _flow(kinds, np.ones(kinds.size.size, bool), places)


def fill(size: np.ndarray, urgent: np.ndarray, can: np.ndarray, places: np.ndarray, start: np.ndarray) -> Headcount:
    """Place most urgent people, then most people, by an integer program on the number of parties of each kind.

    Arguments as for `flow_bound`; somebody has to have somewhere to go. start: (p,) int32, an assignment that keeps the
    places, to fall back on.
    """
    kinds = _kinds(size, urgent, can)
    most_urgent, most_people = flow_bound(size, urgent, can, places)
    kind, haven = np.nonzero(kinds.open)
    heads = kinds.size[kind]
    urgent_heads = heads * kinds.urgent[kind]
    rows = _limits(kinds, kind, haven, places)

    first = _most(urgent_heads, rows)
    placed = [np.asarray(start, np.int32), *_spread(kinds, kind, haven, first.parties)]
    enough = max(heads_placed(size, urgent, option)[0] for option in placed)
    no_fewer = scipy.optimize.LinearConstraint(csr_array(urgent_heads[None, :].astype(float)), lb=enough)
    second = _most(heads, [*rows, no_fewer])
    placed += _spread(kinds, kind, haven, second.parties)
    best = max(placed, key=lambda option: heads_placed(size, urgent, option))
    on_urgent, on_people = heads_placed(size, urgent, best)
    return Headcount(best, on_urgent, min(most_urgent, first.bound), on_people, min(most_people, second.bound))


def heads_placed(size: np.ndarray, urgent: np.ndarray, haven: np.ndarray) -> tuple[int, int]:
    """Return urgent people and people with a haven; haven: (p,) int32, -1 = none."""
    placed = haven >= 0
    return int(size[placed & urgent].sum()), int(size[placed].sum())


def _kinds(size: np.ndarray, urgent: np.ndarray, can: np.ndarray) -> _Kinds:
    able = np.flatnonzero(can.any(axis=1))
    columns = np.column_stack([size[able], urgent[able], np.packbits(can[able], axis=1)])
    _, first, kind, count = np.unique(columns, axis=0, return_index=True, return_inverse=True, return_counts=True)
    of_party = np.full(size.size, -1, np.intp)
    of_party[able] = kind.reshape(-1)
    example = able[first]
    return _Kinds(of_party, count.astype(np.int64), size[example], urgent[example], can[example])


def _flow(kinds: _Kinds, chosen: np.ndarray, places: np.ndarray) -> int:
    """Return most people of the chosen kinds that can flow to the havens; nodes: source, kinds, havens, sink."""
    n_kinds, n_havens = kinds.open.shape
    sink = 1 + n_kinds + n_havens
    kind, haven = np.nonzero(kinds.open & chosen[:, None])
    people = kinds.size * kinds.count
    tail = np.concatenate([np.zeros(n_kinds, np.int64), 1 + kind, 1 + n_kinds + np.arange(n_havens)])
    head = np.concatenate([1 + np.arange(n_kinds), 1 + n_kinds + haven, np.full(n_havens, sink)])
    most = np.concatenate([np.where(chosen, people, 0), people[kind], places]).astype(np.int32)
    graph = csr_array((most, (tail, head)), shape=(sink + 1, sink + 1))
    return int(maximum_flow(graph, 0, sink).flow_value)


def _limits(kinds: _Kinds, kind: np.ndarray, haven: np.ndarray, places: np.ndarray) -> Rows:
    """Build the rows that say: no more parties than there are of a kind, no more people than places."""
    column = np.arange(kind.size)
    parties = csr_array((np.ones(kind.size), (kind, column)), shape=(kinds.size.size, kind.size))
    people = csr_array((kinds.size[kind].astype(float), (haven, column)), shape=(places.size, kind.size))
    row = scipy.optimize.LinearConstraint
    return [row(parties, ub=kinds.count), row(people, ub=places)]


@dataclass(frozen=True, eq=False)
class _Most:
    parties: np.ndarray | None  # (n,) int64, parties of a kind sent to a haven; None: nothing found within the limit
    bound: int


def _most(heads: np.ndarray, rows: Rows) -> _Most:
    found = scipy.optimize.milp(
        -heads.astype(float),
        integrality=np.ones(heads.size),
        bounds=scipy.optimize.Bounds(0, np.inf),
        constraints=rows,
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
    if found.x is None or found.mip_dual_bound is None:
        return _Most(None, NO_BOUND)
    parties = np.rint(found.x).astype(np.int64)
    # HiGHS may call optimal what breaks a row (scipy issue 24141); then neither it nor its bound is believed.
    if not all(np.all((row.lb <= row.A @ parties) & (row.A @ parties <= row.ub)) for row in rows):
        return _Most(None, NO_BOUND)
    return _Most(parties, int(np.floor(-found.mip_dual_bound + 1e-3)))


def _spread(kinds: _Kinds, kind: np.ndarray, haven: np.ndarray, parties: np.ndarray | None) -> list[np.ndarray]:
    """Give the counted places to parties of each kind, in the order of the parties; nothing counted, nothing given."""
    if parties is None:
        return []
    by_kind = np.argsort(kinds.of_party, kind="stable")
    begins = np.searchsorted(kinds.of_party[by_kind], np.arange(kinds.size.size))
    placed = np.full(kinds.of_party.size, -1, np.int32)
    for this in np.unique(kind):
        here = kind == this
        to = np.repeat(haven[here], parties[here])
        placed[by_kind[begins[this] : begins[this] + to.size]] = to
    return [placed]
