"""The cheapest flow of people from many parties to few sinks, parties split if need be.

Parties come one after the other; each is let in along the cheapest chain of moves: it takes a place, whom it displaces
takes another, and so on to a sink with room (successive shortest paths; Ahuja, Magnanti and Orlin, Network Flows, 1993,
9.7). Chains are sought among sinks only, so that a step costs little however many parties there are.
"""

import numpy as np

from safepassage.planning._kernels.compiling import inlined, kernel

FAR = np.int64(2**61)  # a cost at or above it: closed


@kernel
def transport(cost, size, places, least, dear):
    """Return (flow, price): `flow` (p, k) int64, people of a party to a sink; `price` (k,) int64, of one more place.

    cost: (p, k) int64 for one person, FAR = closed. size: (p,) int64 people. places, least: (k,) int64, most and fewest
    people of each sink; whatever breaks either costs `dear` a head, so that there always is a flow. Every party takes,
    of its open sinks, those where cost + price is least: the prices prove the flow the cheapest.
    """
    p, k = cost.shape
    flow = np.zeros((k, p), np.int64)
    used = np.zeros(k, np.int64)
    heap = np.empty((k, k, p), np.int32)  # parties that may move from a sink to another, the cheapest move first
    heaped = np.zeros((k, k), np.int64)
    listed = np.zeros((k, k, p), np.bool_)
    price = np.empty(k, np.int64)
    onward = np.empty(k, np.int64)
    for party in range(p):
        left = size[party]
        while left > 0:
            _find_chains(price, onward, heap, heaped, cost, used, places, least, dear)
            left -= _let_in(party, left, flow, used, heap, heaped, listed, cost, price, onward, places, least)
    _find_chains(price, onward, heap, heaped, cost, used, places, least, dear)
    return flow.T.copy(), price


@kernel
def _find_chains(price, onward, heap, heaped, cost, used, places, least, dear):
    """Find for each sink the cheapest chain to room for one more, and its first move; -1 = the room is here."""
    k = len(price)
    for a in range(k):
        price[a] = -dear if used[a] < least[a] else 0 if used[a] < places[a] else dear
        onward[a] = -1
    changed = True
    while changed:
        changed = False
        for a in range(k):
            for b in range(k):
                if heaped[a, b] > 0:
                    by_b = _step(cost, heap[a, b, 0], a, b) + price[b]
                    if by_b < price[a]:
                        price[a], onward[a], changed = by_b, b, True


@kernel
def _let_in(party, left, flow, used, heap, heaped, listed, cost, price, onward, places, least):
    """Let in as many of the party's `left` people as one chain takes; return how many."""
    k, first = len(used), -1
    for a in range(k):
        if cost[party, a] < FAR and (first < 0 or cost[party, a] + price[a] < cost[party, first] + price[first]):
            first = a
    people, a = left, first
    while onward[a] >= 0:
        people = min(people, flow[a, heap[a, onward[a], 0]])
        a = onward[a]
    if used[a] < places[a]:
        people = min(people, (least[a] if used[a] < least[a] else places[a]) - used[a])
    used[a] += people

    a, comer = first, party
    while comer >= 0:
        b = onward[a]
        leaver = heap[a, b, 0] if b >= 0 else -1
        flow[a, comer] += people
        if leaver >= 0:
            flow[a, leaver] -= people
        for c in range(k):
            if c != a and cost[comer, c] < FAR and not listed[a, c, comer]:
                listed[a, c, comer] = True
                _push(heap[a, c], heaped[a, c], comer, a, c, cost)
                heaped[a, c] += 1
            while heaped[a, c] > 0 and flow[a, heap[a, c, 0]] == 0:
                listed[a, c, heap[a, c, 0]] = False
                heaped[a, c] -= 1
                _pop(heap[a, c], heaped[a, c], a, c, cost)
        a, comer = b, leaver
    return people


@inlined
def _step(cost, party, a, b):
    """What it costs to move one of the party's people from sink `a` to `b`."""
    return cost[party, b] - cost[party, a]


@kernel
def _push(heap, n, party, a, b, cost):
    """Add a party to a heap of n."""
    i = n
    while i > 0 and _step(cost, party, a, b) < _step(cost, heap[(i - 1) // 2], a, b):
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i] = party


@kernel
def _pop(heap, n, a, b, cost):
    """Take the first party out of a heap, of which n stay."""
    party, i = heap[n], 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and _step(cost, heap[child + 1], a, b) < _step(cost, heap[child], a, b):
            child += 1
        if _step(cost, party, a, b) <= _step(cost, heap[child], a, b):
            break
        heap[i] = heap[child]
        i = child
    heap[i] = party
