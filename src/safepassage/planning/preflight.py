"""The check of one Move advisory: who can arrive on time, who cannot and why, what would work, what staying means."""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.metadata import version

import numpy as np

from safepassage.errors import BadInput, Fault
from safepassage.planning import remedies
from safepassage.planning.blockers import blockers_of
from safepassage.planning.chance import chances_of
from safepassage.planning.courses import compare
from safepassage.planning.journeys import exposures, routes
from safepassage.planning.model import (
    CANNOT,
    NEVER,
    Advisory,
    AdvisoryResult,
    Blocker,
    Bound,
    Bounded,
    Chance,
    Crisis,
    Haven,
    HavenResult,
    PartyResult,
    Preflight,
    Verdict,
    VerdictCounts,
    WouldWork,
)
from safepassage.planning.obeying import caught_out
from safepassage.planning.outcome import Asked, Outcome, outcome_of, situation_of, understood
from safepassage.planning.placing import RISK_UNITS, Goal
from safepassage.planning.warnings import warnings_of
from safepassage.planning.whatif import Situation

Progress = Callable[[str], None]
PACKAGES = ("safepassage", "numpy", "numba", "scipy", "shapely")  # whose versions a result records


def preflight(crisis: Crisis, advisory_name: str, *, seed: int = 1, progress: Progress | None = None) -> Preflight:
    """Check the Move advisory `advisory_name` of the crisis (rules P1 to P14).

    seed: for the chances of rule P11; the same inputs and seed give the same result. progress: called with what is done
    next, in words. Raises BadInput if there is no such advisory, or it is not to move.
    """
    say = progress or (lambda _: None)
    advisory = _move(crisis, advisory_name)
    asked = understood(crisis, advisory_name, advisory)
    say("Laying closures, curfews and people on the roads")
    situation, others = situation_of(crisis, advisory, asked)
    say("Searching the ways to each haven")
    outcome = outcome_of(situation, asked, len(others))
    say("Looking for what stops each party")
    blockers = blockers_of(situation, outcome.reach, outcome.verdicts)
    say("Weighing chances")
    chances = chances_of(situation, outcome.open_to, seed)
    say("Looking for what would work")
    would_work = _would_work(situation, outcome, others)
    say("Comparing with staying")
    comparison = compare(situation, outcome, asked)
    say("Writing down each party's way")
    parties = _party_results(situation, asked, outcome, blockers, chances)
    return Preflight(
        versions={package: version(package) for package in PACKAGES},
        seed=seed,
        crisis=crisis.settings.name,
        status=crisis.settings.status,
        zone=crisis.settings.zone,
        home_zone=crisis.settings.home_zone,
        epoch=crisis.settings.clock.epoch,
        advisory=_advisory_result(advisory_name, advisory, asked),
        people=_counts(outcome.verdicts, situation.audience.size),
        parties_by_verdict=_counts(outcome.verdicts, np.ones_like(situation.audience.size)),
        havens=_haven_results(situation, asked, outcome),
        parties=parties,
        bound=_bound(outcome),
        warnings=warnings_of(advisory_name, situation, asked, outcome),
        would_work=would_work,
        compare=comparison,
        inputs_sha256=dict(crisis.inputs_sha256),
    )


def _move(crisis: Crisis, name: str) -> Advisory:
    if name not in crisis.advisories:
        known = ", ".join(sorted(crisis.advisories)) or "none"
        raise BadInput([Fault("advisories", "", f"there is no advisory {name!r}", f"one of: {known}")])
    advisory, file = crisis.advisories[name], f"advisories/{name}.toml"
    faults = []
    if advisory.kind != "Move":
        faults.append(
            Fault(file, "kind", f"{advisory.kind!r} asks nobody to move", "'Move': only that has a preflight")
        )
    for field, instant in (("issued_at", advisory.issued_at), ("deadline_at", advisory.deadline_at)):
        if not 0 <= crisis.seconds(instant) <= crisis.horizon:
            first, last = crisis.instant(0), crisis.instant(crisis.horizon)
            expected = (
                f"an instant from the crisis clock's epoch to its horizon, {first:%d %B %H:%M} to {last:%d %B %H:%M}"
            )
            faults.append(Fault(file, field, f"{instant.isoformat()} is outside the crisis clock", expected))
    if faults:
        raise BadInput(faults)
    return advisory


def _advisory_result(name: str, advisory: Advisory, asked: Sequence[Asked]) -> AdvisoryResult:
    return AdvisoryResult(
        name=name,
        issued_at=advisory.issued_at,
        deadline_at=advisory.deadline_at,
        deadline_kind=advisory.deadline_kind,
        havens=tuple(each.result for each in asked),
    )


def _counts(verdicts: Sequence[Verdict], weight: np.ndarray) -> VerdictCounts:
    which = np.array([verdict.value for verdict in verdicts], dtype=object)
    by_verdict = {verdict.value: int(weight[which == verdict.value].sum()) for verdict in Verdict}
    return VerdictCounts(total=int(weight.sum()), **by_verdict)


def _haven_results(situation: Situation, asked: Sequence[Asked], outcome: Outcome) -> tuple[HavenResult, ...]:
    size = situation.audience.size
    moves = np.array([verdict in (Verdict.ON_TIME, Verdict.NO_PLACE) for verdict in outcome.verdicts], bool)
    return tuple(
        HavenResult(
            haven_id=each.result.haven_id,
            name=each.result.name,
            places=None if each.places < 0 else each.places,
            as_worded=int(size[outcome.worded == h].sum()),
            assigned=int(size[outcome.assignment.haven == h].sum()),
            can_reach=int(size[moves & outcome.in_time[:, h]].sum()),
        )
        for h, each in enumerate(asked)
    )


def _bound(outcome: Outcome) -> Bound:
    def bounded(goal: Goal, units: int = 1) -> Bounded:
        return Bounded(value=goal.value / units, bound=goal.bound / units, proven=goal.proven)

    found = outcome.assignment
    return Bound(
        urgent=bounded(found.urgent),
        people=bounded(found.people),
        risk=bounded(found.risk, RISK_UNITS),
        arrival_s=bounded(found.arrival_s),
    )


def _would_work(situation: Situation, outcome: Outcome, others: Sequence[Haven]) -> WouldWork:
    on_time = np.array([verdict is Verdict.ON_TIME for verdict in outcome.verdicts], bool)
    return WouldWork(
        deadline_for=remedies.deadline_for(situation, outcome),
        haven_to_add=remedies.haven_to_add(situation, outcome, others),
        buses=remedies.buses(situation, ~on_time),
        send_order=remedies.send_order(situation, outcome.latest),
    )


def _party_results(
    situation: Situation,
    asked: Sequence[Asked],
    outcome: Outcome,
    blockers: Sequence[tuple[Blocker, ...]],
    chances: Sequence[Chance | None],
) -> tuple[PartyResult, ...]:
    audience, instant = situation.audience, situation.terrain.crisis.instant
    ways, exposed = routes(situation.terrain, outcome.journeys), exposures(situation.terrain, outcome.journeys)
    caught = caught_out(situation, outcome)
    arrive, metres = outcome.journeys.of(outcome.reach.arrive), outcome.journeys.of(outcome.reach.metres)
    names = [each.name for each in asked]
    margin_s = _margins(situation, outcome)

    def at(second: int) -> datetime | None:
        return None if second in (NEVER, CANNOT) else instant(second)

    def result(i: int) -> PartyResult:
        haven, best = outcome.journeys.haven[i], outcome.assignment.haven[i]
        goes = haven >= 0
        return PartyResult(
            id=audience.parties[i].id,
            size=int(audience.size[i]),
            verdict=outcome.verdicts[i],
            haven=names[haven] if goes else None,
            assigned_haven=names[best] if best >= 0 else None,
            distance_m=round(float(metres[i]), 1) if goes else None,
            told_at=at(audience.told_at[i]),
            ready_at=at(audience.ready_at[i]),
            leave_by=at(outcome.leave_by[i, haven] if goes else outcome.latest[i]),
            arrive_at=at(arrive[i]) if goes else None,
            margin_s=int(margin_s[i]) if goes and situation.there[i] < 0 else None,
            chance=chances[i],
            exposure=exposed[i],
            caught_out=caught[i],
            blockers=blockers[i],
            route=ways[i],
        )

    return tuple(result(i) for i in range(len(audience.parties)))


def _margins(situation: Situation, outcome: Outcome) -> np.ndarray:
    """(n_parties,) int64: to the deadline from arrival; to one to leave by from ready, or from setting out after it."""
    deadline = situation.terrain.crisis.seconds(situation.advisory.deadline_at)
    if situation.advisory.deadline_kind == "arrive_by":
        return np.asarray(deadline - outcome.journeys.of(outcome.reach.arrive).astype(np.int64))
    ready = situation.audience.ready_at.astype(np.int64)
    departs = outcome.journeys.of(outcome.reach.depart)
    return np.asarray(deadline - np.where(departs <= deadline, ready, departs))
