"""From arcs and windows to the graph of states that the searches run on.

A *state* is a node during one of its open intervals (rule P5); a *move* is an arc entered during one open interval of
its own, at one pace. A closed node closes every edge at it, so an arc's open interval lies within one open interval of
either end: a move joins exactly two states. This is safe-interval planning (Phillips and Likhachev, 2011) with moves
for states.
"""

import numpy as np

from safepassage.planning._kernels.compiling import inlined, kernel

ORIGIN, SECONDS = range(2)  # columns of a move; see `origin_of`
EARLIEST, LATEST = range(2)  # columns of its hours


@kernel
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


@inlined
def _interval_at(profile, interval_first, interval_begin, second):
    """The open interval of the profile that holds `second`."""
    k = interval_first[profile] + 1
    while k < interval_first[profile + 1] and interval_begin[k] <= second:
        k += 1
    return k - 1


@inlined
def origin_of(move, m):
    """The state at which move `m` begins. It is written as ~state where the move's hours may bind; see `moves`."""
    o = move[m, ORIGIN]
    return ~o if o < 0 else o


@kernel
def outwards(into, move):
    """Head state of each move, and a CSR of moves by the state they begin at: (head, out, by_origin), int32."""
    n = len(into) - 1
    head = np.empty(len(move), np.int32)
    out = np.zeros(n + 1, np.int32)
    for s in range(n):
        for m in range(into[s], into[s + 1]):
            head[m] = s
            out[origin_of(move, m) + 1] += 1
    for s in range(n):
        out[s + 1] += out[s]
    at = out[:-1].copy()
    by_origin = np.empty(len(move), np.int32)
    for m in range(len(move)):
        by_origin[at[origin_of(move, m)]] = m
        at[origin_of(move, m)] += 1
    return head, out, by_origin


@kernel
def moves(
    tail,
    head,
    arc_profile,
    cost,
    pace_of,
    pace_begin,
    pace_end,
    node_profile,
    interval_first,
    interval_begin,
    interval_end,
):
    """List the moves by the state they lead to, for searches that run backwards.

    tail, head: (n_arcs,) int32 nodes, sorted by head. arc_profile, node_profile: int32 profiles. cost: (n_paces,
    n_arcs) int32 seconds, negative where the arc cannot be travelled. pace_of, pace_begin, pace_end: (n_periods,)
    int32, pace of each period [begin, end). interval_*: open intervals [begin, end) of each profile, in order, as CSR.

    Returns (into, move, hours, arc, period): `into` (n_states + 1,) int32 is a CSR over head states; `move` (n_moves,
    2) int32, tail state and seconds it takes; `hours` (n_moves, 2) int32, first and last second at which it may be
    entered; arc, period: (n_moves,) int32 and int16. A tail state is written as ~state where the hours may bind one who
    is at the head within its interval: the others need not be looked up by a search that begins when the first period
    does.
    """
    first = state_numbers(node_profile, interval_first)
    into = np.empty(first[-1] + 1, np.int32)
    room = _room(arc_profile, interval_first, interval_begin, interval_end, pace_begin, pace_end)
    move, hours = np.empty((room, 2), np.int32), np.empty((room, 2), np.int32)
    arc, period = np.empty(room, np.int32), np.empty(room, np.int16)
    n, a = 0, 0
    for v in range(len(node_profile)):
        b = a
        while b < len(head) and head[b] == v:
            b += 1
        for at_head in range(interval_first[node_profile[v]], interval_first[node_profile[v] + 1]):
            into[first[v] + at_head - interval_first[node_profile[v]]] = n
            for i in range(a, b):
                p, node = arc_profile[i], node_profile[tail[i]]
                for k in range(interval_first[p], interval_first[p + 1]):
                    opens, closes = interval_begin[k], interval_end[k]
                    if opens < interval_begin[at_head] or opens >= interval_end[at_head]:
                        continue
                    at_tail = _interval_at(node, interval_first, interval_begin, opens)
                    tail_state = first[tail[i]] + at_tail - interval_first[node]
                    for j in range(len(pace_of)):
                        c = cost[pace_of[j], i]
                        enter = max(opens, pace_begin[j])
                        last = min(closes - c, pace_end[j] - 1)
                        if c < 0 or last < enter:
                            continue
                        binds = enter > pace_begin[0] or last < interval_end[at_head] - c
                        move[n, ORIGIN], move[n, SECONDS] = (~tail_state if binds else tail_state), c
                        hours[n, EARLIEST], hours[n, LATEST] = enter, last
                        arc[n], period[n] = i, j
                        n += 1
        a = b
    into[-1] = n
    return into, move[:n], hours[:n], arc[:n], period[:n]


@kernel
def _room(arc_profile, interval_first, interval_begin, interval_end, pace_begin, pace_end):
    """How many moves there may be: for each arc, the pairs of open interval and period that meet."""
    pairs = np.zeros(len(interval_first) - 1, np.int64)
    for p in range(len(pairs)):
        for k in range(interval_first[p], interval_first[p + 1]):
            for j in range(len(pace_begin)):
                if interval_begin[k] < pace_end[j] and pace_begin[j] < interval_end[k]:
                    pairs[p] += 1
    room = 0
    for p in arc_profile:
        room += pairs[p]
    return room


@kernel
def filled(bucket, b):
    """The first bucket from `b` that holds a label; their number if none does."""
    while b < len(bucket) and bucket[b] < 0:
        b += 1
    return b
