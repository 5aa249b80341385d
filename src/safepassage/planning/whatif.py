"""Who could arrive on time if something were otherwise (rule P10): one question, asked by blockers and by remedies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from safepassage.planning.access import Refusals, refusals
from safepassage.planning.arcs import KPH_PER_MPS
from safepassage.planning.audience import Audience
from safepassage.planning.model import CANNOT, NEVER, Advisory
from safepassage.planning.reach import Reach, latest_departures, longest_walks, reach_of
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
    where the advisory assigns the party elsewhere. arrive_by, depart_by: the last second of arrival, and of
    departure, that counts; either is the horizon where the deadline is of the other kind.
    """

    terrain: Terrain
    advisory: Advisory
    audience: Audience
    havens: tuple[int, ...]
    haven_ids: tuple[str | None, ...]
    may_go: np.ndarray
    refusals: Refusals
    issue: int
    arrive_by: int
    depart_by: int

    @property
    def horizon(self) -> int:
        return self.terrain.crisis.horizon

    @property
    def open_to(self) -> np.ndarray:
        """(n_parties, h) bool: neither refused nor assigned elsewhere."""
        return np.asarray(self.may_go & ~self.refusals.refused)

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
        """(n_parties, h) bool, for the havens of `reach`: departure and arrival are no later than they may be."""
        arrive_by, depart_by = self._last(change)
        return np.asarray((reach.arrive <= arrive_by) & (reach.depart <= depart_by))

    def _last(self, change: Change) -> tuple[int, int]:
        """Last second of arrival, and of departure, that counts."""
        return (self.horizon, self.horizon) if change.deadline else (self.arrive_by, self.depart_by)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """How the parties travel, as things are."""
        return self._rules_gone(frozenset(), False)[1]

    @cached_property
    def _rules_gone(self) -> Callable[[frozenset[str], bool], tuple[Refusals, tuple[Kind, ...]]]:
        """Refusals as if some rules were not there, and how the parties then travel; each worked out once.

        The second argument: by a faster means where they could get one.
        """

        @cache
        def refused_and_kinds(rules: frozenset[str], faster: bool) -> tuple[Refusals, tuple[Kind, ...]]:
            refused = self.refusals
            if rules:
                crisis = self.terrain.crisis
                left = replace(crisis, rules=tuple(rule for rule in crisis.rules if rule.id not in rules))
                refused = refusals(left, self.advisory, self.audience, self.haven_ids)
            return refused, kinds_of(self.terrain, self.audience, refused, faster=faster)

        return refused_and_kinds

    def on_time_if(self, change: Change, reach: Reach, parties: np.ndarray) -> np.ndarray:
        """(n_parties,) bool, places ignored: which of `parties` (bool) would be on time. False for all others.

        reach: the one of the empty change. A faster means does not take the old away.
        """
        if not parties.any():
            return parties
        as_now = (
            self.on_time_if(change._replace(means=False), reach, parties) if change.means else np.zeros_like(parties)
        )
        refused, all_kinds = self._rules_gone(change.rules, change.means)
        kinds, open_to = only(all_kinds, parties), self.may_go & ~refused.refused
        limits = longest_walks(self.terrain, kinds, self.audience.mobility)
        limits = np.full_like(limits, np.inf) if change.walk_limit else limits
        if change == Change(deadline=True):  # who is not on time has been searched for to the horizon
            on_time = self._found(reach, change, open_to, limits)
        else:
            on_time = self._arrives(change, kinds, open_to, limits)
        return np.asarray(as_now | (on_time & parties & self.movable(change)))

    def _arrives(self, change: Change, kinds: Sequence[Kind], open_to: np.ndarray, limits: np.ndarray) -> np.ndarray:
        """(n_parties,) bool: who of `kinds` is in time at a haven of `open_to`, all else as `change` has it.

        One sweep for the latest departures answers for all but those whose walk might be too long, or who might have to
        wait until after the second by which to leave: their ways are looked at.
        """
        ready, shuts = self.ready(change), sorted(change.shuts)
        arrive_by, depart_by = self._last(change)
        latest = latest_departures(self.terrain, kinds, self.havens, open_to, self.issue, arrive_by, without=shuts)
        on_time = (latest != CANNOT) & (ready <= np.minimum(latest, depart_by))
        unsure = on_time & ((limits < self._farthest_walks(ready, arrive_by)) | (depart_by < self.horizon))
        on_time &= ~unsure
        for nearest_only in (True, False):  # all, where the nearest is not open or too far
            asked = only(kinds, unsure & ~on_time)
            if asked:
                ways = reach_of(
                    self.terrain, asked, self.havens, ready, self.issue, arrive_by,
                    without=shuts, nearest_only=nearest_only, keep_ways=False,
                )  # fmt: skip
                on_time |= self._found(ways, change, open_to, limits)
        return np.asarray(on_time)

    def _found(self, reach: Reach, change: Change, open_to: np.ndarray, limits: np.ndarray) -> np.ndarray:
        """(n_parties,) bool: `reach` has a way in time, no longer than the party can walk, to a haven of `open_to`."""
        good = self.keeps_deadline(reach, change) & ~reach.too_far(limits)
        return np.asarray((open_to & good[:, : open_to.shape[1]]).any(axis=1))

    def _farthest_walks(self, ready: np.ndarray, arrive_by: int) -> np.ndarray:
        """(n_parties,) float64: metres that a walker could at most cover until `arrive_by`."""
        mobility = self.terrain.crisis.settings.mobility
        kph = np.array([mobility[name].speed_kph for name in self.audience.mobility], np.float64)
        return np.asarray(np.maximum(0, arrive_by - ready.astype(np.int64)) * kph / KPH_PER_MPS)


def only(kinds: Sequence[Kind], parties: np.ndarray) -> list[Kind]:
    """The kinds with only those of their parties for whom `parties` (n_parties,) bool holds; none without any."""
    chosen = [Kind(kind.traveller, kind.parties[parties[kind.parties]]) for kind in kinds]
    return [kind for kind in chosen if len(kind.parties)]
