"""Whether each haven can take the people it would get, and whether what is known of it holds."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from safepassage.planning import wording
from safepassage.planning.checks.draft import Draft, Found, graded, listed
from safepassage.planning.model import NEVER, Haven, Severity, Verdict, proven
from safepassage.planning.wording import distance, people

SUPPLIES = {"food": "food", "shelter": "cover", "onward_seats": "seats onward"}  # column of havens.csv: in words


class _Ring(NamedTuple):
    within_m: float
    severity: Severity
    meaning: str


# Distances are chosen by what weapons reach: a salvo of unguided rockets spreads over some hundred metres and falls
# short or far by as much; a 120 mm mortar carries 7 km, a 122 mm field howitzer 15 km.
OBJECTIVE_RINGS = (
    _Ring(1_000, "stop", "what is fired at that falls here too"),
    _Ring(7_000, "serious", "within range of mortars there"),
    _Ring(15_000, "note", "within range of howitzers there"),
)


class _Demand(NamedTuple):
    """People on time, by haven, (h,) int64 each."""

    first_choice: np.ndarray  # who reach it before any other
    gets: np.ndarray  # who find a place in it, as worded
    can_reach: np.ndarray


def haven_short(draft: Draft) -> Iterator[Found]:
    """Measured by the people it gets as worded, and by its places, which others may fill; unknown is no shortage."""
    demand = _demand(draft)
    for h, each in enumerate(draft.asked):
        if each.haven is None:
            continue
        wants, gets, can_reach = (int(count[h]) for count in demand)
        places = each.haven.places
        overrun = places is not None and places < wants
        too_few = places is not None and places < max(wants, can_reach, 1)
        for_people = _supplies_below(each.haven, 0, gets)
        for_places = _supplies_below(each.haven, gets, places or 0)
        come = f"{people(wants)} reach it first" if overrun else f"{people(can_reach)} can reach it in time"
        said = [f"{wording.places(places) if places else 'no places'}, and {come}"] if too_few else []
        said += [f"for the {people(gets)} it gets, {_supplied(for_people)}"] if for_people else []
        said += [f"for its {wording.places(places or 0)}, {_supplied(for_places)}"] if for_places else []
        if not said:
            continue
        severity: Severity = "stop" if places == 0 else "serious" if overrun or for_people else "note"
        evidence = {
            "haven": each.name,
            "people": {"first_choice": wants, "as_worded": gets, "can_reach": can_reach},
            "short_of": ["places"] * too_few + [*for_people, *for_places],
            "has": {column: getattr(each.haven, column) for column in ("places", *SUPPLIES)},
        }
        yield Found(severity, f"{each.result.name} is short: {'; '.join(said)}.", evidence)


def _supplies_below(haven: Haven, at_least: int, need: int) -> dict[str, int]:
    """By column, the supplies known to serve fewer than `need`, but no fewer than `at_least`."""
    has = {column: getattr(haven, column) for column in SUPPLIES}
    return {column: number for column, number in has.items() if number is not None and at_least <= number < need}


def _supplied(supplies: dict[str, int]) -> str:
    return listed(f"{SUPPLIES[name]} for {has:,}" if has else f"no {SUPPLIES[name]}" for name, has in supplies.items())


def _demand(draft: Draft) -> _Demand:
    outcome, size, h = draft.outcome, draft.audience.size, len(draft.asked)
    in_time = outcome.in_time & draft.have(Verdict.ON_TIME, Verdict.NO_PLACE)[:, None]
    arrive = np.where(in_time, outcome.reach.arrive[:, :h], NEVER)
    some, gets = in_time.any(axis=1), outcome.worded >= 0
    return _Demand(
        first_choice=np.bincount(arrive.argmin(axis=1)[some], size[some], h).astype(np.int64),
        gets=np.bincount(outcome.worded[gets], size[gets], h).astype(np.int64),
        can_reach=(in_time * size[:, None]).sum(axis=0),
    )


def haven_unproven(draft: Draft) -> Iterator[Found]:
    for each in draft.asked:
        if each.haven is None:
            text = f"{each.result.name} is only a place on the map: nothing is known of it as a haven."
            yield Found("stop", text, {"haven": each.name, "lat": each.result.lat, "lon": each.result.lon})
            continue
        doubts, severity = _doubts(draft, each.haven)
        if doubts:
            evidence = {
                "haven": each.name,
                "grade": each.haven.grade,
                "evidence_at": draft.iso(each.haven.evidence_at),
                "not_known": _unknown(each.haven),
            }
            yield Found(severity, f"{each.result.name} is unproven: {'; '.join(doubts)}.", evidence)


def _doubts(draft: Draft, haven: Haven) -> tuple[list[str], Severity]:
    missing = [what for what, value in (("no grade", haven.grade), ("no date", haven.evidence_at)) if value is None]
    doubts = [f"its evidence has {listed(missing)}"] if missing else []
    if haven.grade is not None and not proven(haven.grade):
        doubts.append(f"its evidence is {graded(haven.grade)}")
    age_h = 0.0 if haven.evidence_at is None else (draft.now - haven.evidence_at).total_seconds() / 3600
    if haven.evidence_at is not None and age_h > draft.limits.evidence_age_h:
        doubts.append(f"its evidence is {age_h:,.0f} h old, of {draft.at(haven.evidence_at)}")
    severity: Severity = "serious" if doubts or haven.places is None else "note"
    if unknown := _unknown(haven):
        doubts.append(f"not known: {listed(unknown)}")
    return doubts, severity


def _unknown(haven: Haven) -> list[str]:
    columns = {"places": "places", **SUPPLIES}
    return [words for column, words in columns.items() if getattr(haven, column) is None]


def haven_near_objective(draft: Draft) -> Iterator[Found]:
    for each in draft.asked:
        away_m = None if each.haven is None else each.haven.nearest_objective_m
        if away_m is None or each.haven is None:
            continue
        ring = next((ring for ring in OBJECTIVE_RINGS if away_m < ring.within_m), None)
        if ring:
            objective = each.haven.nearest_objective or "the nearest military objective"
            text = f"{each.result.name} is {distance(away_m)} from {objective}: {ring.meaning}."
            evidence = {"haven": each.name, "objective": each.haven.nearest_objective, "distance_m": away_m}
            yield Found(ring.severity, text, evidence)
