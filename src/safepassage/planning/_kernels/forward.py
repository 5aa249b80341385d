"""Earliest arrival of one traveller after another, forwards: for searches in which the pace changes.

Where night falls, an arrival function has a piece for every edge on which dusk may find the traveller, so the labels of
`arrival` grow with the length of ways; a search from each traveller's own second needs one label a state.
"""

import numpy as np

from safepassage.planning._kernels.compiling import kernel
from safepassage.planning._kernels.never import NEVER
from safepassage.planning._kernels.states import EARLIEST, LATEST, SECONDS, origin_of, outwards


@kernel
def ways_forward(into, move, hours, stops, states, ready, wanted, end):
    """Search for each traveller until it has reached as many stops as are wanted, or can be by `end`.

    into, move, hours: as `states.moves` gives them. stops: (h,) int32 states, no two the same. states, ready: (k,)
    int32 state and second of each traveller; state -1 or second 2**31 - 1 = does not travel. wanted: (k,) int32, how
    many stops each seeks.

    Returns (arrive, first, count, moves, enter). arrive, first, count: (h, k) int32, int64, int32: arrival, 2**31 - 1 =
    does not; the way is moves[first:first + count], (n,) int32, entered at enter, (n,) int32 seconds.
    """
    n, h, k = len(into) - 1, len(stops), len(states)
    head, out, by_origin = outwards(into, move)
    stop_at = np.full(n, np.int32(-1))
    for i in range(h):
        stop_at[stops[i]] = i
    arrive = np.full((h, k), NEVER)
    first = np.zeros((h, k), np.int64)
    count = np.zeros((h, k), np.int32)
    moves = np.empty(1024, np.int32)
    enter = np.empty(1024, np.int32)
    n_moves = 0

    best = np.full(n, NEVER)
    via = np.full(n, np.int32(-1))
    begun = np.empty(n, np.int32)  # when the move `via` was entered
    begin = end
    for t in range(k):
        begin = min(begin, ready[t])
    bucket = np.full(max(1, end - begin + 1), np.int32(-1))
    entry = np.empty((len(move) + 1, 3), np.int32)  # state, next entry of the same second, that second's bucket
    for t in range(k):
        if states[t] < 0 or ready[t] > end or wanted[t] == 0:
            continue
        best[states[t]], via[states[t]] = ready[t], -1
        entry[0, 0], entry[0, 1], entry[0, 2] = states[t], -1, ready[t] - begin
        bucket[ready[t] - begin] = 0
        n_entries, left = 1, wanted[t]
        for now in range(ready[t], end + 1):
            b = now - begin
            while bucket[b] >= 0:
                s = entry[bucket[b], 0]
                bucket[b] = entry[bucket[b], 1]
                if best[s] != now:
                    continue
                i = stop_at[s]
                if i >= 0 and arrive[i, t] == NEVER:
                    arrive[i, t] = now
                    left -= 1
                    if left == 0:
                        break
                for q in range(out[s], out[s + 1]):
                    m = by_origin[q]
                    start = max(now, hours[m, EARLIEST])
                    at = start + move[m, SECONDS]
                    v = head[m]
                    if start > hours[m, LATEST] or at > end or at >= best[v]:
                        continue
                    best[v], via[v], begun[v] = at, m, start
                    entry[n_entries, 0], entry[n_entries, 1], entry[n_entries, 2] = v, bucket[at - begin], at - begin
                    bucket[at - begin] = n_entries
                    n_entries += 1
            if left == 0:
                break
        for i in range(h):
            if arrive[i, t] == NEVER:
                continue
            length = _length(move, via, stops[i])
            if n_moves + length > len(moves):
                moves, enter = _grown(moves, n_moves, length), _grown(enter, n_moves, length)
            first[i, t], count[i, t] = n_moves, length
            n_moves += length
            s = stops[i]
            for q in range(n_moves - 1, n_moves - 1 - length, -1):
                moves[q], enter[q] = via[s], begun[s]
                s = origin_of(move, via[s])
        for e in range(n_entries):  # ready for the next traveller
            best[entry[e, 0]] = NEVER
            bucket[entry[e, 2]] = -1
    return arrive, first, count, moves[:n_moves].copy(), enter[:n_moves].copy()


@kernel
def _length(move, via, stop):
    """How many moves lead to the stop."""
    length = 0
    while via[stop] >= 0:
        length += 1
        stop = origin_of(move, via[stop])
    return length


@kernel
def _grown(array, used, more):
    larger = np.empty(2 * len(array) + more, array.dtype)
    larger[:used] = array[:used]
    return larger
