"""What stops each party: every single thing whose removal alone would make it on time (rule P10)."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from safepassage.planning.model import Blocker, Verdict
from safepassage.planning.reach import Reach
from safepassage.planning.whatif import Change, Situation


class Cause(NamedTuple):
    """One thing that may stand in the way, and the change that takes it away."""

    blocker: Blocker
    change: Change


def causes_of(situation: Situation) -> tuple[Cause, ...]:
    """Everything that might be removed, in the order in which it is shown."""
    shuts = situation.terrain.windows.shuts
    closures = [(i, shut.id) for i, shut in enumerate(shuts) if shut.kind == "closure"]
    return (
        *(Cause(Blocker(kind="closure", id=name), Change(shuts=frozenset({i}))) for i, name in closures),
        *_the_curfew([(i, shut.id) for i, shut in enumerate(shuts) if shut.kind == "curfew"]),
        Cause(Blocker(kind="sending"), Change(sending=True)),
        Cause(Blocker(kind="means"), Change(means=True)),
        *(
            Cause(Blocker(kind="access", id=rule.id), Change(rules=frozenset({rule.id})))
            for rule in situation.terrain.crisis.rules
            if rule.at != "train"
        ),
        Cause(Blocker(kind="walk_limit"), Change(walk_limit=True)),
        Cause(Blocker(kind="deadline"), Change(deadline=True)),
    )


def _the_curfew(curfews: Sequence[tuple[int, str]]) -> Iterator[Cause]:
    """All curfews together, (position, id) each: one that overlaps another would else hide it."""
    if curfews:
        only = curfews[0][1] if len(curfews) == 1 else None
        yield Cause(Blocker(kind="curfew", id=only), Change(shuts=frozenset(i for i, _ in curfews)))


def blockers_of(situation: Situation, reach: Reach, verdicts: Sequence[Verdict]) -> list[tuple[Blocker, ...]]:
    """Find for each party each single cause; where there is none, one smallest pair; else say so."""
    found: list[list[Blocker]] = [[] for _ in verdicts]
    asked = np.array([v not in (Verdict.ON_TIME, Verdict.NOT_LOCATED, Verdict.NO_PLACE) for v in verdicts], bool)
    causes = causes_of(situation)
    for cause in causes:
        for party in np.flatnonzero(situation.on_time_if(cause.change, reach, asked)).tolist():
            found[party].append(cause.blocker)
    left = asked & np.array([not blockers for blockers in found], bool)
    for pair, party in _pairs(situation, reach, causes, left):
        found[party].append(Blocker(kind="pair", of=(pair[0].blocker, pair[1].blocker)))
    for party, verdict in enumerate(verdicts):
        if verdict is Verdict.NO_PLACE:
            found[party].append(Blocker(kind="places"))
        elif asked[party] and not found[party]:
            found[party].append(Blocker(kind="no_single_cause"))
    return [tuple(blockers) for blockers in found]


def _pairs(
    situation: Situation, reach: Reach, causes: Sequence[Cause], left: np.ndarray
) -> Iterator[tuple[tuple[Cause, Cause], int]]:
    """For each of the parties left, the first pair whose removal makes it on time, if any.

    More removed is never worse, so only who arrives with all removed is worth a search; and a cause without whose
    removal that fails must be one of the pair.
    """
    everything = _joined(causes)
    left = left & situation.on_time_if(everything, reach, left)
    if not left.any():
        return
    needed = np.zeros((len(left), len(causes)), bool)
    for c in range(len(causes)):
        others = _joined([cause for i, cause in enumerate(causes) if i != c])
        needed[:, c] = left & ~situation.on_time_if(others, reach, left)
    for first, second in combinations(range(len(causes)), 2):
        elsewhere = np.delete(needed, (first, second), axis=1).any(axis=1)
        asked = left & ~elsewhere
        if not asked.any():
            continue
        helped = situation.on_time_if(causes[first].change | causes[second].change, reach, asked)
        for party in np.flatnonzero(helped):
            yield (causes[first], causes[second]), int(party)
        left = left & ~helped


def _joined(causes: Sequence[Cause]) -> Change:
    change = Change()
    for cause in causes:
        change = change | cause.change
    return change
