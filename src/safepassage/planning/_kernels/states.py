"""From arcs and windows to the graph of states that the searches run on.

A *state* is a node during one of its open intervals (rule P5); a *move* is an arc entered during one open interval of its
own, at one pace. A closed node closes every edge at it, so an arc's open interval lies within one open interval of either
end: a move joins exactly two states. This is safe-interval planning (Phillips and Likhachev, 2011) with moves for states.
"""

import numpy as np
from numba import njit

ORIGIN, SECONDS, EARLIEST, LATEST = range(4)  # columns of a move


@njit(cache=True)
def state_numbers(node_profile, interval_first):
    """Number the states: node `v` has states `first[v]` to `first[v + 1]`, one for each open interval of its profile.

    node_profile: (n,) int32; interval_first: (n_profiles + 1,) int32. Returns (n + 1,) int32.
    """
    n = len(node_profile)
    first = np.empty(n + 1, np.int32)
    first[0] = 0
    for v in range(n):
        p = node_profile[v]
        first[v + 1] = first[v] + interval_first[p + 1] - interval_first[p]
    return first


@njit(cache=True, inline="always")
def _state_at(first, profile, interval_first, interval_begin, node, second):
    """The state of `node` whose interval holds `second`."""
    k = interval_first[profile] + 1
    while k < interval_first[profile + 1] and interval_begin[k] <= second:
        k += 1
    return first[node] + (k - 1 - interval_first[profile])


@njit(cache=True)
def moves(
    tail, head, arc_profile, cost, pace_of, pace_begin, pace_end, node_profile, interval_first, interval_begin, interval_end
):
    """List the moves by the state they lead to, for searches that run backwards.

    tail, head: (n_arcs,) int32 nodes, best sorted by head. arc_profile, node_profile: int32 profiles. cost: (n_paces, n_arcs)
    int32 seconds, negative where the arc cannot be travelled. pace_of, pace_begin, pace_end: (n_periods,) int32, pace of
    each period [begin, end). interval_*: open intervals [begin, end) of each profile, in order, as CSR.

    Returns (into, move, arc, period): `into` (n_states + 1,) int32 is a CSR over head states; `move` (n_moves, 4) int32: tail
    state, seconds it takes, first and last second at which it may be entered; arc, period: (n_moves,) int32.
    """
    first = state_numbers(node_profile, interval_first)
    into = np.zeros(first[-1] + 1, np.int32)
    move = np.empty((0, 4), np.int32)
    arc = np.empty(0, np.int32)
    period = np.empty(0, np.int32)
    at = into
    for fill in range(2):
        if fill == 1:
            for s in range(len(into) - 1):
                into[s + 1] += into[s]
            move = np.empty((into[-1], 4), np.int32)
            arc = np.empty(into[-1], np.int32)
            period = np.empty(into[-1], np.int32)
            at = into[:-1].copy()
        for a in range(len(tail)):
            p, u, v = arc_profile[a], tail[a], head[a]
            for k in range(interval_first[p], interval_first[p + 1]):
                opens, closes = interval_begin[k], interval_end[k]
                head_state = np.int32(-1)
                for j in range(len(pace_of)):
                    c = cost[pace_of[j], a]
                    enter = max(opens, pace_begin[j])
                    last = min(closes - c, pace_end[j] - 1)
                    if c < 0 or last < enter:
                        continue
                    if head_state < 0:
                        head_state = _state_at(first, node_profile[v], interval_first, interval_begin, v, opens)
                    if fill == 0:
                        into[head_state + 1] += 1
                    else:
                        m = at[head_state]
                        at[head_state] += 1
                        move[m, ORIGIN] = _state_at(first, node_profile[u], interval_first, interval_begin, u, opens)
                        move[m, SECONDS] = c
                        move[m, EARLIEST] = enter
                        move[m, LATEST] = last
                        arc[m] = a
                        period[m] = j
    return into, move, arc, period
