"""Latest departure: for one deadline, the last second at which each state may be left."""

import numpy as np

from safepassage.planning._kernels.compiling import kernel
from safepassage.planning._kernels.states import EARLIEST, LATEST, ORIGIN, SECONDS


@kernel
def latest_departures(into, move, hours, seeds, deadline, begin):
    """Search backwards from the seeds over moves, by buckets of one second (Dial, 1969).

    into, move, hours: as `states.moves` gives them. seeds: (k,) int32, states to be reached by `deadline`. The search
    ends at `begin`. Returns (n_states,) int32: latest second at which a traveller may be at the state and still be at a
    seed in time; -1 = cannot. Waiting at a state is free.
    """
    best = np.full(len(into) - 1, np.int32(-1))
    bucket = np.full(deadline - begin + 1, np.int32(-1))  # newest entry of each second, counted back from the deadline
    entry = np.empty((len(move) + len(seeds), 2), np.int32)  # state, next entry of the same second
    n = 0
    for s in seeds:
        best[s] = deadline
        entry[n, 0], entry[n, 1] = s, bucket[0]
        bucket[0] = n
        n += 1
    for b in range(len(bucket)):
        second = deadline - b
        while bucket[b] >= 0:
            s = entry[bucket[b], 0]
            bucket[b] = entry[bucket[b], 1]
            if best[s] != second:
                continue
            for m in range(into[s], into[s + 1]):
                o, leave = move[m, ORIGIN], second - move[m, SECONDS]
                if o < 0:
                    o, leave = ~o, min(leave, hours[m, LATEST])
                    if leave < hours[m, EARLIEST]:
                        continue
                if leave > best[o] and leave >= begin:
                    best[o] = leave
                    if into[o] == into[o + 1]:
                        continue  # nothing leads to a start
                    entry[n, 0], entry[n, 1] = o, bucket[deadline - leave]
                    bucket[deadline - leave] = n
                    n += 1
    return best
