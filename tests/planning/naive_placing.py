"""Slow, readable twins of the placing of parties (rule P8)."""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from scipy.optimize import linprog

from safepassage.planning.model import NEVER
from safepassage.planning.placing import RISK_UNITS

Goals = tuple[int, int, int, int]  # urgent people, people, risk, arrival


def as_worded(size, arrive, places, ids) -> list[int]:
    """Play the advisory: again and again, take the next arrival of all, and let that party in or send it on."""
    p, m = arrive.shape
    left = [int(n) if n >= 0 else 10**9 for n in places]
    untried = [[h for h in range(m) if arrive[q, h] != NEVER] for q in range(p)]
    haven = [-1] * p
    while True:
        under_way = []
        for q in range(p):
            if haven[q] < 0 and untried[q]:
                nearest = min(untried[q], key=lambda h, q=q: (arrive[q, h], h))
                under_way.append((arrive[q, nearest], ids[q], q, nearest))
        if not under_way:
            return haven
        _, _, q, h = min(under_way)
        untried[q].remove(h)
        if size[q] <= left[h]:
            left[h] -= size[q]
            haven[q] = h


def every_assignment(size, arrive, places) -> Iterator[tuple[int, ...]]:
    """Yield every way to send whole parties to havens that they can reach and that hold them; -1 = none."""
    p, m = arrive.shape
    for haven in product(*([-1, *(h for h in range(m) if arrive[q, h] != NEVER)] for q in range(p))):
        used = [sum(size[q] for q in range(p) if haven[q] == h) for h in range(m)]
        if all(n < 0 or u <= n for u, n in zip(used, places, strict=True)):
            yield haven


def goals(haven: Sequence[int], size, urgent, arrive, risk) -> Goals:
    """Count what an assignment reaches."""
    placed = [(q, h) for q, h in enumerate(haven) if h >= 0]
    return (
        int(sum(size[q] for q, _ in placed if urgent[q])),
        int(sum(size[q] for q, _ in placed)),
        int(sum(size[q] * round(risk[q, h] * RISK_UNITS) for q, h in placed)),
        int(sum(int(size[q]) * int(arrive[q, h]) for q, h in placed)),
    )


def best(size, urgent, arrive, risk, places) -> Goals:
    """Return the best goals of all assignments, in their strict order."""
    reached = (goals(haven, size, urgent, arrive, risk) for haven in every_assignment(size, arrive, places))
    return min(reached, key=lambda each: (-each[0], -each[1], each[2], each[3]))


def cheapest_flow(cost, open_to, size, places, least) -> float:
    """Return the cost of the cheapest flow from parties to sinks, by a linear program."""
    pairs = np.argwhere(open_to)
    leaves = (pairs[:, 0] == np.arange(len(size))[:, None]).astype(float)
    enters = (pairs[:, 1] == np.arange(len(places))[:, None]).astype(float)
    found = linprog(
        cost[open_to],
        A_ub=np.vstack([enters, -enters]),
        b_ub=np.concatenate([places, -least]),
        A_eq=leaves,
        b_eq=size,
    )
    return float(found.fun)
