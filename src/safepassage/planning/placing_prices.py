"""The cheapest way to put a given number of people into limited places, with a bound by prices (rule P8).

Prices on places and on heads make each party's choice its own (Lagrangian relaxation; Fisher, Management Science 27(1),
1981). Whatever the prices, what all cheapest choices cost, less what the places are worth, is a bound from below.
And an option that costs its party more than the gap between bound and solution is in no better solution, so the integer
program that follows needs only the options near the cheapest: the core. Costs and bounds are whole numbers throughout.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts as they are first asked for: `optimize` takes most of a second
from scipy.sparse import csr_array

from safepassage.planning._kernels.transport import FAR, transport

FINE = 1_024  # with an allowance, prices are in 1/FINE of the cost
MOST_ALLOWED = 2**44  # price of a whole allowance, so that sums over parties stay within 64 bits
FIRST_CORE, LAST_CORE = 200, 1_600  # options beside those of the split that the integer program may take
ROUNDING = 1e-8  # share of its bound by which the integer program, in floating point, may be wrong
NODES = 100  # limit of its search tree: a count, not a time, so that the same input ends alike


@dataclass(frozen=True, eq=False)
class Allowance:
    """A second cost that may not pass a limit: Σ people × cost + Σ idle × places left over ≤ limit."""

    cost: np.ndarray  # (p, m + 1) int64, of one person, ≥ 0
    idle: np.ndarray  # (m,) int64, of one place, ≥ 0
    limit: int  # ≥ 1


@dataclass(frozen=True, eq=False)
class Task:
    """Each party takes one open option, a haven or none (the last); places hold; so many heads of each group come.

    size    (p,) int64, people             group   (p,) intp, 0 or 1
    cost    (p, m + 1) int64, of one person, ≥ 0; 0 for none
    open    (p, m + 1) bool
    places  (m,) int64, no -1              least   (m,) int64, people that have to come to the haven
    heads   (2,) int64, people of each group to be placed, exactly; it has to be possible if parties could be split
    """

    size: np.ndarray
    group: np.ndarray
    cost: np.ndarray
    open: np.ndarray
    places: np.ndarray
    least: np.ndarray
    heads: np.ndarray
    allowance: Allowance | None = None

    @property
    def fine(self) -> int:
        """Units of price in one of cost. Without an allowance the best prices are whole (a network's)."""
        return FINE if self.allowance else 1

    def cost_of(self, option: np.ndarray) -> int:
        """Return the cost of an assignment; option: (p,) intp, m = none."""
        return int(np.take_along_axis(self.cost, option[:, None], axis=1)[:, 0] @ self.size)


@dataclass(frozen=True, eq=False)
class Prices:
    """In 1/fine of the cost. Any prices make a bound, as long as those of places are ≥ 0 where nobody has to come."""

    place: np.ndarray  # (m,) int64, of a place
    head: np.ndarray  # (2,) int64, paid for a head of each group
    allowance: int = 0  # of one unit of it, ≥ 0


@dataclass(frozen=True, eq=False)
class Priced:
    """What prices say, in 1/fine of the cost."""

    regret: np.ndarray  # (p, m + 1) int64, of the whole party against its best option; FAR = not open
    idle: np.ndarray  # (m,) int64, of each place left over; negative: of each place taken
    bound: int  # no assignment costs less


@dataclass(frozen=True, eq=False)
class Cheapest:
    """The best found. option: (p,) intp, m = none; None: nothing was found that places exactly so many heads."""

    option: np.ndarray | None
    cost: int
    bound: int
    priced: Priced


def cheapest(task: Task, start: np.ndarray | None = None) -> Cheapest:
    """Find the cheapest assignment of a task and a bound on its cost; it is proven where the two are equal.

    start: (p,) intp, an assignment that does the task, to fall back on; None = none known.
    """
    priced, taken = _relax(task)
    fine, bound = task.fine, -(-priced.bound // task.fine)
    best, cost = start, 0 if start is None else task.cost_of(start)
    width = FIRST_CORE
    while best is None or cost > bound:
        core, left_out = _core(task, priced, taken, best, width)
        option, above, ended = _solve(task, priced, core)
        if option is not None and (best is None or task.cost_of(option) < cost):
            best, cost = option, task.cost_of(option)
        if best is not None:
            bound = min(max(bound, -(-(priced.bound + min(above, left_out)) // fine)), cost)
        wanted = 4 * width if best is None else _nearer_than(cost * fine - priced.bound, priced, taken)
        if not ended or left_out == FAR or not width < wanted <= LAST_CORE:
            break
        width = wanted
    return Cheapest(best, cost, bound, priced)


def price(task: Task, prices: Prices) -> Priced:
    """Count regrets and bound at given prices."""
    cost = task.cost * task.fine
    cost[:, :-1] += prices.place[None, :] - prices.head[task.group][:, None]
    idle, limit = prices.place, 0
    if task.allowance is not None:
        cost += prices.allowance * task.allowance.cost
        idle = idle + prices.allowance * task.allowance.idle
        limit = prices.allowance * task.allowance.limit
    best = np.where(task.open, cost, FAR).min(axis=1)
    regret = np.where(task.open, (cost - best[:, None]) * task.size[:, None], FAR)
    worth = int(prices.place @ task.places) - int(prices.head @ task.heads) + limit
    never_idle = int(np.minimum(idle, 0) @ (task.places - task.least))
    return Priced(regret, idle, int(best @ task.size) - worth + never_idle)


# --- The relaxation: parties may be split -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Split:
    """The cheapest split at a price of the allowance, and what it uses of it beyond the limit."""

    prices: Prices
    people: np.ndarray  # (p, m + 1) int64, of each party in each option
    cost: int
    beyond: int


def _relax(task: Task) -> tuple[Priced, np.ndarray]:
    """Price the task as well as may be. Returns what the prices say and the options of the split, (p, m + 1) bool."""
    splits = [_split(task, 0)]
    if task.allowance is not None and splits[0].beyond > 0:
        splits = _haggle(task, splits[0], MOST_ALLOWED // task.allowance.limit)
    best = max((price(task, each.prices) for each in splits), key=lambda priced: priced.bound)
    return best, np.any([each.people > 0 for each in splits], axis=0)


def _haggle(task: Task, low: _Split, most: int) -> list[_Split]:
    """Find the price of the allowance, up to `most`, where the bound is highest: the two splits on either side of it.

    The bound is concave in that price and lies below the line cost + price × beyond of every split, so the next price
    to try is where the lines of two splits meet.
    """
    high = _split(task, 1)
    while high.beyond > 0:
        if 16 * high.prices.allowance > most:
            return [low, high]
        low, high = high, _split(task, 16 * high.prices.allowance)
    while True:
        meet = task.fine * (high.cost - low.cost) // (low.beyond - high.beyond)
        if not low.prices.allowance < meet < high.prices.allowance:
            return [low, high]
        middle = _split(task, meet)
        low, high = (middle, high) if middle.beyond > 0 else (low, middle)


def _split(task: Task, allowance: int) -> _Split:
    """Solve the relaxation at a price of the allowance, as a flow to havens and, of each group, to staying."""
    p, m = len(task.size), task.places.size
    cost = task.cost * task.fine
    if task.allowance is not None:
        cost += allowance * task.allowance.cost
        cost[:, :m] -= allowance * task.allowance.idle
    stay = np.bincount(task.group, task.size, 2).astype(np.int64) - task.heads
    sinks = np.full((p, m + 2), FAR)
    open_cost = np.where(task.open, cost, FAR)
    sinks[:, :m], sinks[np.arange(p), m + task.group] = open_cost[:, :m], open_cost[:, m]
    dear = (m + 3) * (2 * int(np.abs(cost[task.open]).max(initial=0)) + 1)
    flow, worth = transport(sinks, task.size, np.append(task.places, stay), np.append(task.least, stay), dear)

    place = np.where(task.least > 0, worth[:m], np.maximum(worth[:m], 0))
    people = np.column_stack([flow[:, :m], flow[:, m:].sum(axis=1)])
    beyond = 0
    if task.allowance is not None:
        idle = task.places - people[:, :m].sum(axis=0)
        beyond = int((task.allowance.cost * people).sum() + task.allowance.idle @ idle) - task.allowance.limit
        place = place - allowance * task.allowance.idle
    return _Split(Prices(place, worth[m:], allowance), people, int((task.cost * people).sum()), beyond)


# --- Whole parties ----------------------------------------------------------------------------------------------------


def _nearer_than(gap: int, priced: Priced, taken: np.ndarray) -> int:
    """Count the options, beside those of the split, with a regret below the gap: no other is in a better solution."""
    return int(((priced.regret < gap) & ~taken).sum())


def _core(
    task: Task, priced: Priced, taken: np.ndarray, start: np.ndarray | None, width: int
) -> tuple[np.ndarray, int]:
    """Choose options for the integer program: those of the split, `width` of least regret, and as many for variety.

    Variety is the same number of parties that might come to each haven, and of those that might leave it, so that every
    haven's places can be made to come out even; and whoever uses the allowance may choose anew.
    Returns the core, (p, m + 1) bool, and the least regret of open options left out, FAR = none.
    """
    regret = np.where(taken, FAR, priced.regret)
    core = taken.copy()
    core.ravel()[np.argsort(regret, axis=None, kind="stable")[:width]] = True
    second, loss = regret.argmin(axis=1), regret.min(axis=1)
    each = -(-FIRST_CORE // regret.shape[1])
    for option in range(regret.shape[1]):
        core[np.argsort(regret[:, option], kind="stable")[:each], option] = True
        leavers = np.argsort(np.where(taken[:, option], loss, FAR), kind="stable")[:each]
        core[leavers, second[leavers]] = True
    if task.allowance is not None:
        spent = np.where(taken, task.allowance.cost, 0).max(axis=1) * task.size
        most = np.argsort(-spent, kind="stable")[:width]
        core[most[spent[most] > 0]] = True
    if start is not None:
        parties = np.arange(len(start))
        differ = np.flatnonzero(~core[parties, start])
        if differ.size <= 2 * width:
            core[differ, start[differ]] = True
    core &= priced.regret < FAR
    return core, int(np.where(core, FAR, priced.regret).min(initial=FAR))


def _solve(task: Task, priced: Priced, core: np.ndarray) -> tuple[np.ndarray | None, int, bool]:
    """Find the cheapest assignment within the core, by what it costs above the priced bound.

    Returns it, None = none found; a floor of what any within the core costs above that bound, FAR = there is none; and
    whether the search came to its end.
    """
    m, rows = task.places.size, _rows(task, core)
    n, room = rows.party.size, task.places - task.least
    sure = np.flatnonzero(rows.fixed >= 0)
    always = int(priced.regret[sure, rows.fixed[sure]].sum()) - int(np.minimum(priced.idle, 0) @ room)
    found = scipy.optimize.milp(
        np.concatenate([priced.regret[rows.party, rows.option], priced.idle, [0]]),
        integrality=np.repeat([1, 0], [n, m + 1]),
        bounds=scipy.optimize.Bounds(0, np.concatenate([np.ones(n), room, [np.inf]])),
        constraints=scipy.optimize.LinearConstraint(rows.matrix, rows.right, rows.right),
        options={"mip_rel_gap": 0.0, "node_limit": NODES},
    )
    floor = int(FAR) if found.status == 2 else 0
    if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
        floor = max(0, int(np.ceil(found.mip_dual_bound - 1e-3 - ROUNDING * abs(found.mip_dual_bound))) + always)
    if found.x is None:
        return None, floor, found.status == 2
    option = rows.fixed.copy()
    chosen = found.x[:n] > 0.5
    option[rows.party[chosen]] = rows.option[chosen]
    # HiGHS may call optimal what breaks a row (scipy issue 24141); then neither it nor its floor is believed.
    return (option, floor, found.status == 0) if _holds(task, option) else (None, 0, False)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Equations over a core: one a party with a choice, one a haven, one a group, one for the allowance.

    Columns: the options of parties with a choice, then places left idle (m), then what is left of the allowance (1).
    """

    party: np.ndarray  # (n,) intp, of each option column
    option: np.ndarray  # (n,) intp
    matrix: csr_array
    right: np.ndarray  # right-hand sides
    fixed: np.ndarray  # (p,) intp, the option of parties without a choice; -1 = has one


def _rows(task: Task, core: np.ndarray) -> _Rows:
    m = task.places.size
    chooses = core.sum(axis=1) > 1
    fixed = np.where(chooses, -1, core.argmax(axis=1))
    party, option = np.nonzero(core & chooses[:, None])
    n, haven_row = party.size, int(chooses.sum())
    group_row, column, comes = haven_row + m, np.arange(n), option < m
    heads = task.size[party[comes]]
    entries = [
        (np.ones(n), (np.cumsum(chooses) - 1)[party], column),
        (heads, haven_row + option[comes], column[comes]),
        (heads, group_row + task.group[party[comes]], column[comes]),
        (np.ones(m), haven_row + np.arange(m), n + np.arange(m)),
    ]
    if task.allowance is not None:
        last = group_row + 2
        entries += [
            (task.allowance.cost[party, option] * task.size[party], np.full(n, last), column),
            (task.allowance.idle, np.full(m, last), n + np.arange(m)),
            (np.ones(1), np.array([last]), np.array([n + m])),
        ]
    value, row, col = (np.concatenate(part) for part in zip(*entries, strict=True))
    right = np.concatenate([np.ones(haven_row), *_left(task, fixed)])
    return _Rows(party, option, csr_array((value, (row, col)), shape=(right.size, n + m + 1)), right, fixed)


def _left(task: Task, option: np.ndarray) -> list[np.ndarray]:
    """Return what parties leave of places, heads and allowance; option: (p,) intp, m = none, -1 = not yet chosen."""
    m = task.places.size
    placed = np.flatnonzero((option >= 0) & (option < m))
    used = np.bincount(option[placed], task.size[placed], m).astype(np.int64)
    come = np.bincount(task.group[placed], task.size[placed], 2).astype(np.int64)
    left = [task.places - used, task.heads - come]
    if task.allowance is not None:
        sure = np.flatnonzero(option >= 0)
        spent = int(task.allowance.cost[sure, option[sure]] @ task.size[sure])
        left.append(np.array([task.allowance.limit - spent]))
    return left


def _holds(task: Task, option: np.ndarray) -> bool:
    """Check an assignment against the task, in whole numbers."""
    idle, heads, *allowed = _left(task, option)
    if np.any(option < 0) or np.any(heads) or np.any(idle < 0) or np.any(idle > task.places - task.least):
        return False
    return task.allowance is None or int(allowed[0][0]) >= int(task.allowance.idle @ idle)
