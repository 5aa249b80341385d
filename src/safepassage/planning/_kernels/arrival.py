"""Earliest arrival for every moment of departure at once.

The search runs backwards from the stops. A label at a state stands for one way from there: left at second t ≤ LEAVE_BY
it arrives at max(t + TOTAL, NOT_BEFORE), the second term being waits for something to open. A label that another beats
at every t is dropped, so what stays at a state is its whole arrival function. One sweep thus answers for every party,
whenever it is ready, and for every deadline up to `end`.

It is Dial's search (1969) by TOTAL, with Pareto sets of labels as in Martins (1984).
"""

import numpy as np

from safepassage.planning._kernels.compiling import inlined, kernel
from safepassage.planning._kernels.never import NEVER
from safepassage.planning._kernels.states import EARLIEST, LATEST, SECONDS, filled, origin_of

# Columns of a label. OLDER: the label settled before it at the same state; until it is settled, the next in its bucket.
STATE, TOTAL, LEAVE_BY, NOT_BEFORE, OLDER, MOVE, ONWARD = range(7)


@kernel
def arrival_labels(into, move, hours, seeds, begin, end):
    """Return (newest, labels): (n_states,) int32, a state's last settled label, -1 = none; and (n, 7) int32.

    into, move, hours: as `states.moves` gives them. seeds: (k,) int32, states of the stops; nobody arrives after `end`.
    A label's MOVE is the move it begins with, -1 at a stop; ONWARD the label it goes on with, at a stop its position in
    seeds.
    """
    n_states = len(into) - 1
    labels = np.empty((n_states + n_states // 2 + 64, 7), np.int32)
    newest = np.full(n_states, np.int32(-1))
    promising = np.full(n_states, np.int32(-1))  # a state's last label put in a bucket
    bucket = np.full(end - begin + 1, np.int32(-1))
    n = 0
    for i in range(len(seeds)):
        _put(labels, n, bucket, seeds[i], 0, end, begin, -1, i)
        n += 1
    b = filled(bucket, 0)
    while b < len(bucket):
        while bucket[b] >= 0:
            x = bucket[b]
            bucket[b] = labels[x, OLDER]
            s = labels[x, STATE]
            if _any_beats(labels, newest[s], labels[x, LEAVE_BY], labels[x, NOT_BEFORE]):
                continue
            labels[x, OLDER] = newest[s]
            newest[s] = x
            if n + into[s + 1] - into[s] > len(labels):
                larger = np.empty((2 * len(labels) + into[s + 1] - into[s], 7), np.int32)
                larger[:n] = labels[:n]
                labels = larger
            for m in range(into[s], into[s + 1]):
                leave = min(labels[x, LEAVE_BY] - move[m, SECONDS], hours[m, LATEST])
                if leave < hours[m, EARLIEST]:
                    continue
                o, total = origin_of(move, m), b + move[m, SECONDS]
                wait = max(labels[x, NOT_BEFORE], hours[m, EARLIEST] + total)
                if _beats(labels, newest[o], leave, wait):
                    continue
                y = promising[o]
                if y >= 0 and labels[y, TOTAL] <= total and _beats(labels, y, leave, wait):
                    continue
                promising[o] = n
                _put(labels, n, bucket, o, total, leave, wait, m, x)
                n += 1
        b = filled(bucket, b)
    return newest, labels[:n].copy()


@inlined
def _put(labels, x, bucket, state, total, leave, wait, move, onward):
    labels[x, STATE], labels[x, TOTAL], labels[x, LEAVE_BY], labels[x, NOT_BEFORE] = state, total, leave, wait
    labels[x, MOVE], labels[x, ONWARD] = move, onward
    labels[x, OLDER] = bucket[total]
    bucket[total] = x


@inlined
def _beats(labels, y, leave, wait):
    """Whether label y, no longer on the road, is as good at every moment of departure."""
    return y >= 0 and labels[y, NOT_BEFORE] <= wait and labels[y, LEAVE_BY] >= leave


@inlined
def _any_beats(labels, y, leave, wait):
    while y >= 0 and not _beats(labels, y, leave, wait):
        y = labels[y, OLDER]
    return y >= 0


@kernel
def ways_by_labels(newest, labels, move, hours, states, ready):
    """For each traveller at `states`, ready at `ready`, (k,) int32, follow the label of earliest arrival.

    A state of -1 stands for no place on the network. Returns (arrive, first, count, moves, enter), as
    `forward.ways_forward` does for one stop, each (k,): of equal arrivals the one shortest on the road.
    """
    k = len(states)
    label = np.full(k, np.int32(-1))
    arrive = np.full(k, NEVER)
    first = np.zeros(k, np.int64)
    count = np.zeros(k, np.int32)
    n = 0
    for i in range(k):
        x = newest[states[i]] if states[i] >= 0 else np.int32(-1)
        while x >= 0:
            if labels[x, LEAVE_BY] >= ready[i]:
                at = max(ready[i] + labels[x, TOTAL], labels[x, NOT_BEFORE])
                if at <= arrive[i]:  # of equal ones the first settled
                    arrive[i], label[i] = at, x
            x = labels[x, OLDER]
        x = label[i]
        while x >= 0 and labels[x, MOVE] >= 0:
            count[i] += 1
            x = labels[x, ONWARD]
        first[i] = n
        n += count[i]
    moves = np.empty(n, np.int32)
    enter = np.empty(n, np.int32)
    for i in range(k):
        x, now = label[i], ready[i]
        for q in range(first[i], first[i] + count[i]):
            moves[q] = labels[x, MOVE]
            enter[q] = max(now, hours[moves[q], EARLIEST])
            now = enter[q] + move[moves[q], SECONDS]
            x = labels[x, ONWARD]
    return arrive, first, count, moves, enter
