"""Parties to havens with limited places (rule P8): as the advisory is worded, and as they could be assigned."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from safepassage.planning._kernels.transport import FAR
from safepassage.planning.model import NEVER
from safepassage.planning.placing_headcount import fill, flow_bound, heads_placed, usable_places
from safepassage.planning.placing_prices import Allowance, Cheapest, Task, cheapest

RISK_UNITS = 1_000  # risk is counted in whole thousandths, so that goals compare exactly
MOST_RISK = 1e12  # so that sums of prices stay well within 64 bits
NOWHERE = -1  # no haven


@dataclass(frozen=True)
class Goal:
    """One goal: what the assignment reaches, and what none can surpass that does as well in the goals before it."""

    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether the value is the best possible."""
        return self.value == self.bound

    def more(self, amount: int) -> "Goal":
        """The same goal where so much is reached beforehand."""
        return Goal(self.value + amount, self.bound + amount)


@dataclass(frozen=True, eq=False)
class Assignment:
    """The best assignment found, whole parties within the places, goals in strict order.

    haven      (p,) int32, index, -1 = none
    urgent     people of urgent classes placed; most
    people     people placed; most
    risk       Σ people × risk of those placed, in 1/RISK_UNITS; least
    arrival_s  Σ people × arrival of those placed, in seconds from the epoch; least
    """

    haven: np.ndarray
    urgent: Goal
    people: Goal
    risk: Goal
    arrival_s: Goal

    def joined_by(self, there: np.ndarray, size: np.ndarray, urgent: np.ndarray, since: int) -> "Assignment":
        """With the parties that are in a haven since a second, and were not assigned. there: (p,) int32, -1 = none."""
        heads = np.where(there >= 0, size, 0).astype(np.int64)
        return replace(
            self,
            haven=np.where(there >= 0, there, self.haven).astype(np.int32),
            urgent=self.urgent.more(int(heads[urgent].sum())),
            people=self.people.more(int(heads.sum())),
            arrival_s=self.arrival_s.more(int(heads.sum()) * since),
        )


def as_worded(size: np.ndarray, arrive: np.ndarray, places: np.ndarray, ids: Sequence[str]) -> np.ndarray:
    """Let each party go to the haven it reaches first; places fill by arrival, whoever finds it full tries the next.

    A party that does not fit whole into the places left goes on to its next nearest, where it arrives as if it had gone
    there from its start; a smaller one that comes later may still fit. Ties of arrival: by id; of havens: by index.

    size: (p,) int32, people. arrive: (p, m) int32, seconds from the epoch, NEVER = cannot, or may not. places: (m,)
    int64, people, -1 = no limit. ids: p party ids, each once. Returns (p,) int32, index of the haven, NOWHERE = none.
    """
    nearest = np.argsort(arrive, axis=1, kind="stable")
    wishes = [[h for h in row.tolist() if arrive[party, h] != NEVER] for party, row in enumerate(nearest)]
    arrivals = [(int(arrive[party, row[0]]), ids[party], party) for party, row in enumerate(wishes) if row]
    heapq.heapify(arrivals)
    left = [int(each) if each >= 0 else int(size.sum()) for each in places]
    haven = np.full(size.size, NOWHERE, np.int32)
    tries = [0] * size.size
    while arrivals:
        _, name, party = heapq.heappop(arrivals)
        here = wishes[party][tries[party]]
        if size[party] <= left[here]:
            left[here] -= int(size[party])
            haven[party] = here
            continue
        tries[party] += 1
        if tries[party] < len(wishes[party]):
            heapq.heappush(arrivals, (int(arrive[party, wishes[party][tries[party]]]), name, party))
    return haven


def assign(
    size: np.ndarray,
    urgent: np.ndarray,
    arrive: np.ndarray,
    risk: np.ndarray,
    places: np.ndarray,
    ids: Sequence[str],
) -> Assignment:
    """Assign parties to havens: most urgent people, then most people, then least risk, then earliest arrival.

    Exact where `proven`; else the bound says how much better it might be. The same input gives the same assignment, in
    whatever order the parties come. Only pairs with an arrival count, so whatever rules a haven out for a party (too
    late, refused, too far to walk) has to be NEVER in `arrive`.

    size: (p,) int32, people, ≥ 1. urgent: (p,) bool. arrive: (p, m) int32, seconds from the epoch, NEVER = cannot.
    risk: (p, m) float64, ≥ 0, of one person on the way; rounded to 1/RISK_UNITS; ignored where arrive is NEVER.
    places: (m,) int64, people, -1 = no limit. ids: p party ids, each once.
    Raises ValueError if a risk that counts is negative or not finite.
    """
    order = np.array(sorted(range(size.size), key=ids.__getitem__), np.intp)
    demand = _Demand.of(size[order], urgent[order], arrive[order], risk[order], places)
    found = _own_best(demand) or _in_stages(demand, [ids[party] for party in order])
    haven = np.empty(size.size, np.int32)
    haven[order] = found.haven
    return Assignment(haven, found.urgent, found.people, found.risk, found.arrival_s)


@dataclass(frozen=True, eq=False)
class _Demand:
    """Parties in order of id, in whole numbers; risk and arrival of one person, 0 where the party cannot go."""

    size: np.ndarray  # (p,) int64
    urgent: np.ndarray  # (p,) bool
    can: np.ndarray  # (p, m) bool
    arrival: np.ndarray  # (p, m) int64
    risk: np.ndarray  # (p, m) int64, in 1/RISK_UNITS
    places: np.ndarray  # (m,) int64, -1 = no limit

    @classmethod
    def of(
        cls, size: np.ndarray, urgent: np.ndarray, arrive: np.ndarray, risk: np.ndarray, places: np.ndarray
    ) -> "_Demand":
        size, can = size.astype(np.int64), (arrive != NEVER) & ((places < 0) | (size[:, None] <= places))
        counted = np.where(can, risk, 0.0)
        if not np.all((counted >= 0) & (counted * max(int(size.sum()), 1) <= MOST_RISK)):
            raise ValueError(f"risk must be finite, ≥ 0, and with everyone together at most {MOST_RISK:.0e}")
        whole = np.rint(counted * RISK_UNITS).astype(np.int64)
        arrival = np.where(can, arrive, 0).astype(np.int64)
        return cls(size, urgent, can, arrival, whole, places.astype(np.int64))

    def placed(self, haven: np.ndarray) -> tuple[int, int, int, int]:
        """Return urgent people, people, risk and arrival of an assignment."""
        party = np.flatnonzero(haven >= 0)
        urgent, people = heads_placed(self.size, self.urgent, haven)
        size, pair = self.size[party], (party, haven[party])
        return urgent, people, int(size @ self.risk[pair]), int(size @ self.arrival[pair])


def _own_best(demand: _Demand) -> Assignment | None:
    """Give each party the haven that is best for it alone; that is best for all if the places hold them."""
    p, m = demand.can.shape
    haven = np.full(p, NOWHERE, np.int32)
    able = np.flatnonzero(demand.can.any(axis=1))
    if able.size:
        risk = np.where(demand.can, demand.risk, FAR)[able]
        least = risk == risk.min(axis=1)[:, None]
        haven[able] = np.where(least, demand.arrival[able], FAR).argmin(axis=1)
    comers = np.bincount(haven[able], demand.size[able], m)
    if np.any((demand.places >= 0) & (comers > demand.places)):
        return None
    return Assignment(haven, *(Goal(value, value) for value in demand.placed(haven)))


def _in_stages(demand: _Demand, ids: Sequence[str]) -> Assignment:
    """Fix heads, then least risk, then earliest arrival, each at no loss to those before."""
    usable = usable_places(demand.size, demand.can, demand.places)
    urgent, people = flow_bound(demand.size, demand.urgent, demand.can, usable)
    goals = [Goal(urgent, urgent), Goal(people, people)]
    task = _least_risk(demand, usable, urgent, people)
    by_risk = cheapest(task)
    if by_risk.option is None:
        start = as_worded(demand.size, np.where(demand.can, demand.arrival, NEVER), demand.places, ids)
        most = fill(demand.size, demand.urgent, demand.can, usable, start)
        goals = [Goal(most.urgent, most.urgent_bound), Goal(most.people, most.people_bound)]
        task = _least_risk(demand, usable, most.urgent, most.people)
        by_risk = cheapest(task, _option(most.haven, demand.places.size))
    by_time = cheapest(_earliest(demand, task, by_risk), by_risk.option)
    assert by_time.option is not None
    haven = np.where(by_time.option < demand.places.size, by_time.option, NOWHERE).astype(np.int32)
    # Where the least risk was not proven, the search for earlier arrival may have come upon less risk.
    _, _, risk, arrival = demand.placed(haven)
    goals += [Goal(risk, by_risk.bound), Goal(arrival, by_time.bound)]
    return Assignment(haven, *goals)


def _option(haven: np.ndarray, m: int) -> np.ndarray:
    return np.where(haven >= 0, haven, m).astype(np.intp)


def _least_risk(demand: _Demand, places: np.ndarray, urgent: int, people: int) -> Task:
    none = np.zeros((demand.size.size, 1), np.int64)
    return Task(
        size=demand.size,
        group=demand.urgent.astype(np.intp),
        cost=np.hstack([demand.risk, none]),
        open=np.hstack([demand.can, none == 0]),
        places=places,
        least=np.zeros_like(places),
        heads=np.array([people - urgent, urgent], np.int64),
    )


def _earliest(demand: _Demand, task: Task, by_risk: Cheapest) -> Task:
    """Ask for earliest arrival at the risk found: options and idle places that would cost more are ruled out."""
    priced = by_risk.priced
    spare = by_risk.cost * task.fine - priced.bound
    open_to = task.open & (priced.regret <= spare)
    idle = np.where(priced.idle > 0, spare // np.maximum(priced.idle, 1), task.places)
    regret = np.where(open_to, priced.regret // demand.size[:, None], 0)
    return replace(
        task,
        cost=np.hstack([demand.arrival, np.zeros((demand.size.size, 1), np.int64)]),
        open=open_to,
        least=np.maximum(task.places - idle, 0),
        allowance=Allowance(regret, priced.idle, spare) if spare else None,
    )
