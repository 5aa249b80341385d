"""Who could arrive on time if something were otherwise (rule P10): one question, asked by blockers and by remedies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from safepassage.planning.access import Refusals, refusals
from safepassage.planning.audience import Audience
from safepassage.planning.model import CANNOT, NEVER, Advisory
from safepassage.planning.reach import Reach, latest_departures
from safepassage.planning.terrain import Kind, Terrain, kinds_of


class Change(NamedTuple):
    """What is thought away. The empty change leaves all as it is."""

    shuts: frozenset[int] = frozenset()  # closures and curfews, as in Windows.shuts
    sending: bool = False  # told at issue
    means: bool = False  # by the next faster means that the party could get
    rules: frozenset[str] = frozenset()  # access rules, by id
    walk_limit: bool = False
    deadline: bool = False  # infinitely late: the horizon

    def __or__(self, other: "Change") -> "Change":
        return Change(
            self.shuts | other.shuts,
            self.sending or other.sending,
            self.means or other.means,
            self.rules | other.rules,
            self.walk_limit or other.walk_limit,
            self.deadline or other.deadline,
        )


AS_IT_IS = Change()


@dataclass(frozen=True, eq=False)
class Situation:
    """The advisory as it stands, ready to be asked about.

    havens: (h,) places of the advisory's havens. haven_ids: their ids, None = none. may_go: (n_parties, h) bool, False
    where the advisory assigns the party elsewhere. there: (n_parties,) int32, the haven in which the party already is,
    -1 = none; it stays in it. arrive_by, depart_by: the last second of arrival, and of departure, that counts; either
    is the horizon where the deadline is of the other kind.
    """

    terrain: Terrain
    advisory: Advisory
    audience: Audience
    havens: tuple[int, ...]
    haven_ids: tuple[str | None, ...]
    may_go: np.ndarray
    there: np.ndarray
    refusals: Refusals
    issue: int
    arrive_by: int
    depart_by: int

    @property
    def horizon(self) -> int:
        return self.terrain.crisis.horizon

    @property
    def open_to(self) -> np.ndarray:
        """(n_parties, h) bool: neither refused nor assigned elsewhere; nobody is refused where it is."""
        return np.asarray(self.may_go & (~self.refusals.refused | (self.there >= 0)[:, None]))

    def ready(self, change: Change) -> np.ndarray:
        """(n_parties,) int32. One whom no channel reaches is, if told at issue, told by a person at its side."""
        if not change.sending:
            return self.audience.ready_at
        delays = self.terrain.crisis.settings.delays
        by_hand = np.int32(self.issue + delays.reading_s + delays.preparation_s)
        return np.where(self.audience.ready_at_issue == NEVER, by_hand, self.audience.ready_at_issue)

    def movable(self, change: Change) -> np.ndarray:
        """(n_parties,) bool: nothing but the ways keeps the party; the immobile can be driven."""
        return np.array(
            [why is None or (why == "immobile" and change.means) for why in self.audience.cannot_move], bool
        )

    def keeps_deadline(self, reach: Reach, change: Change = AS_IT_IS) -> np.ndarray:
        """(n_parties, h) bool, for the havens of `reach`: departure and arrival are no later than they may be.

        Who is already there keeps any deadline.
        """
        arrive_by, depart_by = self._last(change)
        kept = (reach.arrive <= arrive_by) & (reach.depart <= depart_by)
        stays = (self.there >= 0)[:, None] & (reach.arrive != NEVER)
        return np.asarray(kept | stays)

    def _last(self, change: Change) -> tuple[int, int]:
        """Last second of arrival, and of departure, that counts."""
        return (self.horizon, self.horizon) if change.deadline else (self.arrive_by, self.depart_by)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """How the parties travel, as things are."""
        return self.travel_if(AS_IT_IS)[1]

    def travel_if(self, change: Change) -> tuple[Refusals, tuple[Kind, ...]]:
        """Who would be refused where, and how the parties would travel."""
        return self._travel(change.rules, change.means, change.walk_limit)

    @cached_property
    def _travel(self) -> Callable[[frozenset[str], bool, bool], tuple[Refusals, tuple[Kind, ...]]]:
        """What `travel_if` answers, by all in a change that it depends on; each worked out once."""

        @cache
        def travel(rules: frozenset[str], faster: bool, tireless: bool) -> tuple[Refusals, tuple[Kind, ...]]:
            refused = self.refusals
            if rules:
                crisis = self.terrain.crisis
                left = replace(crisis, rules=tuple(rule for rule in crisis.rules if rule.id not in rules))
                refused = refusals(left, self.advisory, self.audience, self.haven_ids)
            return refused, kinds_of(self.terrain, self.audience, refused, faster=faster, tireless=tireless)

        return travel

    def on_time_if(self, change: Change, reach: Reach, parties: np.ndarray) -> np.ndarray:
        """(n_parties,) bool, places ignored: which of `parties` (bool) would be on time. False for all others.

        reach: the one of the empty change. A faster means does not take the old away.
        """
        if not parties.any():
            return parties
        as_now = (
            self.on_time_if(change._replace(means=False), reach, parties) if change.means else np.zeros_like(parties)
        )
        refused, all_kinds = self.travel_if(change)
        kinds, open_to = only(all_kinds, parties), self.may_go & ~refused.refused
        if change == Change(deadline=True):  # who is not on time has been searched for to the horizon
            on_time = self._kept(reach, change, open_to)
        else:
            on_time = self._arrives(change, kinds, open_to)
        return np.asarray(as_now | (on_time & parties & self.movable(change)))

    def _arrives(self, change: Change, kinds: Sequence[Kind], open_to: np.ndarray) -> np.ndarray:
        """(n_parties,) bool: who of `kinds` is in time at a haven of `open_to`, all else as `change` has it."""
        arrive_by, depart_by = self._last(change)
        latest = latest_departures(
            self.terrain, kinds, self.havens, open_to, self.issue, arrive_by,
            without=sorted(change.shuts), depart_by=depart_by,
        )  # fmt: skip
        return np.asarray((latest != CANNOT) & (self.ready(change) <= latest))

    def _kept(self, reach: Reach, change: Change, open_to: np.ndarray) -> np.ndarray:
        """(n_parties,) bool: `reach` has a way in time to a haven of `open_to`."""
        good = self.keeps_deadline(reach, change)
        return np.asarray((open_to & good[:, : open_to.shape[1]]).any(axis=1))


def only(kinds: Sequence[Kind], parties: np.ndarray) -> list[Kind]:
    """The kinds with only those of their parties for whom `parties` (n_parties,) bool holds; none without any."""
    chosen = [Kind(kind.traveller, kind.parties[parties[kind.parties]]) for kind in kinds]
    return [kind for kind in chosen if len(kind.parties)]
