"""Searches for ways no longer than a limit in metres: for those who can only walk so far (rule P4).

The fastest way may be too long where it goes round what is shut, so a label holds its metres too, and a state keeps
each label that is shorter than those settled before it, at a better second (Martins, 1984). Less than a millimetre is
no difference, so that sums added up in another order do not count.
"""

import numpy as np

from safepassage.planning._kernels.compiling import kernel
from safepassage.planning._kernels.never import NEVER
from safepassage.planning._kernels.states import EARLIEST, LATEST, SECONDS, filled, origin_of, outwards

SHORTER_M = 1e-3

# Columns of a label's numbers. NEXT: the next one in its bucket. BEFORE: the label that it goes on from.
STATE, NEXT, BEFORE, MOVE, ENTER = range(5)


@kernel
def latest_departures_within(into, move, hours, move_m, seeds, deadline, begin, limit_m):
    """As `latest.latest_departures`, of ways of at most `limit_m` metres. move_m: (n_moves,) float64 metres."""
    best = np.full(len(into) - 1, np.int32(-1))
    least = np.full(len(into) - 1, np.inf)  # metres from a state to a seed, of the labels settled there
    bucket = np.full(deadline - begin + 1, np.int32(-1))
    label = np.empty((len(into) + len(seeds), 2), np.int32)  # state, next label of the same second
    metres = np.empty(len(label))
    promising = np.full(len(into) - 1, np.int32(-1))  # a state's label of the best second put in a bucket of late
    promised = np.zeros(len(into) - 1, np.int32)  # that second
    n = 0
    for s in seeds:
        label[n, 0], label[n, 1], metres[n] = s, bucket[0], 0.0
        bucket[0] = n
        n += 1
    b = filled(bucket, 0)
    while b < len(bucket):
        second = deadline - b
        while bucket[b] >= 0:
            x = bucket[b]
            s, bucket[b] = label[x, 0], label[x, 1]
            if metres[x] > least[s] - SHORTER_M:
                continue
            least[s] = metres[x]
            best[s] = max(best[s], second)
            while n + into[s + 1] - into[s] > len(label):
                label, metres = _doubled(label), _doubled(metres)
            for m in range(into[s + 1] - 1, into[s] - 1, -1):  # later periods first
                o, leave = origin_of(move, m), min(second - move[m, SECONDS], hours[m, LATEST])
                walked = metres[x] + move_m[m]
                if leave < max(begin, hours[m, EARLIEST]) or walked > limit_m or walked > least[o] - SHORTER_M:
                    continue
                y = promising[o]
                if y >= 0 and promised[o] >= leave and walked > metres[y] - SHORTER_M:
                    continue
                promising[o], promised[o] = n, leave
                label[n, 0], label[n, 1], metres[n] = o, bucket[deadline - leave], walked
                bucket[deadline - leave] = n
                n += 1
        b = filled(bucket, b)
    return best


@kernel
def ways_within(into, move, hours, move_m, stops, states, ready, sought, wanted, end, limit_m):
    """As `forward.ways_forward`, of ways of at most `limit_m` metres.

    move_m: (n_moves,) float64 metres. sought: (h, k) bool, stops that each traveller seeks; wanted: (k,) int32, after
    how many of them the search may end.
    """
    n_states, h, k = len(into) - 1, len(stops), len(states)
    head, out, by_origin = outwards(into, move)
    stop_at = np.full(n_states, np.int32(-1))
    for i in range(h):
        stop_at[stops[i]] = i
    arrive = np.full((h, k), NEVER)
    first = np.zeros((h, k), np.int64)
    count = np.zeros((h, k), np.int32)
    moves = np.empty(1024, np.int32)
    enter = np.empty(1024, np.int32)
    n_moves = 0

    least = np.full(n_states, np.inf)
    label = np.empty((n_states, 5), np.int32)
    metres = np.empty(n_states)
    for t in range(k):
        if states[t] < 0 or ready[t] > end or wanted[t] == 0:
            continue
        bucket = np.full(end - ready[t] + 1, np.int32(-1))
        label[0, STATE], label[0, NEXT], label[0, BEFORE], metres[0] = states[t], -1, -1, 0.0
        bucket[0] = 0
        n, left = 1, wanted[t]
        b = filled(bucket, 0)
        while b < len(bucket) and left > 0:
            while bucket[b] >= 0 and left > 0:
                x = bucket[b]
                s, bucket[b] = label[x, STATE], label[x, NEXT]
                if metres[x] > least[s] - SHORTER_M:
                    continue
                least[s] = metres[x]
                i = stop_at[s]
                if i >= 0 and sought[i, t] and arrive[i, t] == NEVER:
                    arrive[i, t] = ready[t] + b
                    moves, enter, first[i, t], count[i, t] = _written(label, x, moves, enter, n_moves)
                    n_moves += count[i, t]
                    left -= 1
                while n + out[s + 1] - out[s] > len(label):
                    label, metres = _doubled(label), _doubled(metres)
                for q in range(out[s], out[s + 1]):
                    m = by_origin[q]
                    start = max(ready[t] + b, hours[m, EARLIEST])
                    at, walked, v = start + move[m, SECONDS], metres[x] + move_m[m], head[m]
                    if start > hours[m, LATEST] or at > end or walked > limit_m or walked > least[v] - SHORTER_M:
                        continue
                    label[n, STATE], label[n, NEXT], label[n, BEFORE] = v, bucket[at - ready[t]], x
                    label[n, MOVE], label[n, ENTER], metres[n] = m, start, walked
                    bucket[at - ready[t]] = n
                    n += 1
            b = filled(bucket, b)
        for x in range(n):  # ready for the next traveller
            least[label[x, STATE]] = np.inf
    return arrive, first, count, moves[:n_moves].copy(), enter[:n_moves].copy()


@kernel
def _written(label, x, moves, enter, n_moves):
    """Write down the way that leads to label `x`. Returns (moves, enter, first, count), the arrays grown if need be."""
    length = 0
    y = x
    while label[y, BEFORE] >= 0:
        length += 1
        y = label[y, BEFORE]
    while n_moves + length > len(moves):
        moves, enter = _doubled(moves), _doubled(enter)
    for q in range(n_moves + length - 1, n_moves - 1, -1):
        moves[q], enter[q] = label[x, MOVE], label[x, ENTER]
        x = label[x, BEFORE]
    return moves, enter, n_moves, length


@kernel
def _doubled(array):
    return np.concatenate((array, np.empty_like(array)))
