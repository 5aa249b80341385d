"""Who could arrive on time if something were otherwise (rule P10): one question, asked by blockers and by remedies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from safepassage.planning.access import Refusals, refusals
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


@dataclass(frozen=True, eq=False)
class Situation:
    """The advisory as it stands, ready to be asked about.

    havens: (h,) places of the advisory's havens. haven_ids: their ids, None = none. may_go: (n_parties, h) bool, False
    where the advisory assigns the party elsewhere. last: (2,) the last second of arrival that counts, and the last
    second of departure; either is the horizon where the deadline is of the other kind.
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

    def refusals_without(self, rules: frozenset[str]) -> Refusals:
        """The refusals as if these rules were not there."""
        if not rules:
            return self.refusals
        crisis = replace(self.terrain.crisis, rules=tuple(r for r in self.terrain.crisis.rules if r.id not in rules))
        return refusals(crisis, self.advisory, self.audience, self.haven_ids)

    def _kinds(self, refused: Refusals, faster: bool) -> tuple[Kind, ...]:
        if refused is not self.refusals:
            return kinds_of(self.terrain, self.audience, refused, faster=faster)
        return self._faster_kinds if faster else self.kinds

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """How the parties travel, as things are."""
        return kinds_of(self.terrain, self.audience, self.refusals)

    @cached_property
    def _faster_kinds(self) -> tuple[Kind, ...]:
        return kinds_of(self.terrain, self.audience, self.refusals, faster=True)

    def on_time_if(self, change: Change, reach: Reach, parties: np.ndarray) -> np.ndarray:
        """(n_parties,) bool, places ignored: which of `parties` (bool) would be on time. False for all others.

        reach: the one of the empty change, which knows whose walks are too long. A faster means does not take the old
        away.
        """
        if not parties.any():
            return parties
        as_now = (
            self.on_time_if(change._replace(means=False), reach, parties) if change.means else np.zeros_like(parties)
        )
        refused = self.refusals_without(change.rules)
        kinds = only(self._kinds(refused, change.means), parties)
        open_to = self.may_go & ~refused.refused
        ready, arrive_by = self.ready(change), self.horizon if change.deadline else self.arrive_by
        depart_by = self.horizon if change.deadline else self.depart_by
        limits = longest_walks(self.terrain, kinds, self.audience.mobility)
        far = np.zeros_like(open_to) if change.walk_limit else reach.too_far(limits)
        limited = parties & far.any(axis=1)
        shuts = sorted(change.shuts)

        latest = latest_departures(
            self.terrain, only(kinds, ~limited), self.havens, open_to, self.issue, arrive_by, without=shuts
        )
        on_time = (latest != CANNOT) & (ready <= np.minimum(latest, depart_by))
        if limited.any():  # their walks may be shorter without some windows
            anew = reach_of(
                self.terrain, only(kinds, limited), self.havens, ready, self.issue, arrive_by, without=shuts
            )
            there = open_to & (anew.arrive <= arrive_by) & ~anew.too_far(limits)
            on_time |= limited & there.any(axis=1) & (ready <= depart_by)
        return np.asarray(as_now | (on_time & parties & self.movable(change)))


def only(kinds: Sequence[Kind], parties: np.ndarray) -> list[Kind]:
    """The kinds with only those of their parties for whom `parties` (n_parties,) bool holds; none without any."""
    chosen = [Kind(kind.traveller, kind.parties[parties[kind.parties]]) for kind in kinds]
    return [kind for kind in chosen if len(kind.parties)]
