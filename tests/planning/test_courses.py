"""Move, stay and the next window, worked out by hand (rule P12)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from shapely.geometry import box
from tests.planning import random_crises
from tests.planning.village import (
    AT_EAST,
    EAST,
    FAR,
    HOME,
    ISSUED,
    NODES,
    READY,
    TO_EAST,
    advisory,
    at,
    check,
    closure,
    curfew,
    party,
    people,
    rule,
    seconds,
    to,
    village,
)

from safepassage.errors import BadInput
from safepassage.planning.model import Corridor, Crisis, RunsOut

DEADLINE = 21_600
UNTIL = DEADLINE + 12 * 3600
NONE = RunsOut(people=0, first_at=None, last_at=None)


def compare(*parties, **changes):
    return check(village(*parties, **changes)).compare


def test_move_is_two_people_outdoors_for_the_walk_and_stay_is_nobody():
    found = compare()
    assert found.move.outdoor_person_min == pytest.approx(2 * TO_EAST / 60, abs=0.05)
    assert (found.move.on_time, found.stay.on_time, found.stay.outdoor_person_min) == (2, None, 0)
    assert (seconds(found.until), seconds(found.move.begins_at)) == (UNTIL, ISSUED)
    assert (seconds(found.move.deadline_at), found.stay.deadline_at) == (DEADLINE, None)
    assert found.next_window is None


def test_who_is_late_is_outdoors_all_the_same():
    found = compare(advisory=advisory(deadline_at=at(READY)))
    assert (found.move.on_time, found.move.outdoor_person_min > 0) == (0, True)


def test_the_not_located_and_those_who_cannot_move_are_not_outdoors():
    found = compare(party("nowhere", lat=None, lon=None), party("ill"), persons=(
        *people("nowhere"), *people("ill", medical="stretcher")
    ))  # fmt: skip
    assert found.move.outdoor_person_min == 0


# --- Hazard -----------------------------------------------------------------------------------------------------------


def hazard(**changes):
    return closure("mines", kind="hazard", exposure=1, **changes)


def test_who_stays_in_a_hazard_area_is_in_it_for_the_whole_span_and_who_moves_until_it_has_left():
    """The area holds home and meets the first kilometre."""
    around_home = box(HOME.lon - 0.001, HOME.lat - 0.001, HOME.lon + 0.001, HOME.lat + 0.001)
    found = compare(closures=(hazard(geometry=around_home),))
    assert found.stay.hazard_person_s == 2 * (UNTIL - ISSUED)
    assert found.move.hazard_person_s == 2 * ((READY - ISSUED) + 1000)


def test_a_hazard_counts_on_the_way_and_only_in_its_window():
    found = compare(closures=(hazard(ways=[11]), hazard(ways=[12], end=READY).model_copy(update={"id": "past"})))
    assert (found.move.hazard_person_s, found.stay.hazard_person_s) == (2 * 1000, 0)


def test_a_hazard_at_the_haven_counts_from_arrival_to_the_end():
    there = box(EAST.lon - 0.0001, EAST.lat - 0.0001, EAST.lon + 0.0001, EAST.lat + 0.0001)
    found = compare(closures=(hazard(geometry=there),))
    assert found.move.hazard_person_s == 2 * (UNTIL - AT_EAST)


def test_areas_that_overlap_count_their_seconds_once():
    around_home = box(HOME.lon - 0.001, HOME.lat - 0.001, HOME.lon + 0.001, HOME.lat + 0.001)
    twice = tuple(hazard(geometry=around_home).model_copy(update={"id": name}) for name in ("one", "two"))
    assert compare(closures=twice).stay.hazard_person_s == 2 * (UNTIL - ISSUED)


# --- Supplies ---------------------------------------------------------------------------------------------------------

NEEDY = party(water_h=1, food_h=4, heat_h=5, medicine_h=6)


def runs_out(people_: int, *hours: float) -> RunsOut:
    return RunsOut(people=people_, first_at=at(min(hours) * 3600), last_at=at(max(hours) * 3600))


def test_who_stays_runs_out_of_each_supply_at_its_hour():
    stay = compare(NEEDY).stay
    assert [stay.water, stay.food, stay.heat, stay.medicine] == [runs_out(2, h) for h in (1, 4, 5, 6)]


def test_a_haven_known_to_have_food_and_heat_supplies_who_is_there_in_time():
    """The water is out before anybody arrives; no haven has medicine."""
    supplied = EAST.model_copy(update={"food": 10, "heating": "yes"})
    move = compare(NEEDY, havens=(supplied, FAR)).move
    assert [move.water, move.food, move.heat, move.medicine] == [runs_out(2, 1), NONE, NONE, runs_out(2, 6)]


def test_food_for_some_is_served_by_arrival_and_to_whole_parties():
    """P8, P12: food for five, and for water too; who starts nearer the haven comes first."""
    at_c = {"lat": NODES["c"][0] + 0.0002, "lon": NODES["c"][1]}
    crowd = [party(name, food_h=5, water_h=5, **where) for name, where in (("a", {}), ("b", {}), ("near", at_c))]
    roomy = EAST.model_copy(update={"places": 10, "food": 5})
    found = compare(*crowd, havens=(roomy,), advisory=advisory(havens=to("east"))).move
    assert found.food == found.water == runs_out(2, 5)
    alone = compare(crowd[0], havens=(roomy,), advisory=advisory(havens=to("east"))).move
    assert alone.food == alone.water == NONE


def test_who_comes_after_its_food_has_run_out_has_run_out_and_eats_all_the_same():
    roomy = EAST.model_copy(update={"places": 10, "food": 2})
    crowd = [party("first", food_h=1), party("second", food_h=5)]
    found = compare(*crowd, havens=(roomy,), advisory=advisory(havens=to("east"))).move
    assert found.food == runs_out(4, 1, 5)


def test_a_haven_of_which_nothing_is_known_supplies_nobody():
    assert compare(NEEDY).move.food == runs_out(2, 4)


def test_who_finds_the_haven_full_is_not_supplied_by_it():
    full = EAST.model_copy(update={"places": 2, "food": 10})
    crowd = [party(name, food_h=4) for name in ("a", "b")]
    move = compare(*crowd, havens=(full,), advisory=advisory(havens=to("east"))).move
    assert move.food == runs_out(2, 4)


def test_what_lasts_beyond_the_span_does_not_run_out():
    assert compare(party(water_h=UNTIL / 3600)).stay.water == NONE
    assert compare(party(water_h=(UNTIL - 1) / 3600)).stay.water.people == 2


# --- The next window --------------------------------------------------------------------------------------------------


def corridor(begin: int) -> Corridor:
    return Corridor(id="west", begin=at(begin), end=at(begin + 3600), sides=("north",))


def test_the_next_window_begins_with_the_next_corridor_and_lasts_as_long_as_the_advisory():
    """By night: three kilometres at half the speed, and 45 s at either end."""
    found = compare(corridors=(corridor(30_000), corridor(600))).next_window
    assert (seconds(found.begins_at), seconds(found.deadline_at)) == (30_000, 30_000 + DEADLINE - ISSUED)
    assert found.on_time == 2
    assert found.outdoor_person_min == pytest.approx(2 * (45 + 6000 + 45) / 60, abs=0.05)


def test_the_next_window_begins_when_a_curfew_ends():
    found = compare(curfews=(curfew("12:40", "15:00"),), corridors=(corridor(30_000),)).next_window
    assert (seconds(found.begins_at), found.on_time) == (10_800, 2)


def test_in_the_next_window_one_may_have_been_told_too_late_for_this_one():
    by = advisory(deadline_at=at(AT_EAST - 1))
    found = compare(advisory=by, corridors=(corridor(10_000),))
    assert (found.move.on_time, found.next_window.on_time) == (0, 2)


def test_the_next_window_of_a_deadline_to_leave_by_is_kept_by_who_leaves_in_it():
    by = advisory(deadline_at=at(READY), deadline_kind="leave_by")
    found = compare(advisory=by, corridors=(corridor(10_000),)).next_window
    assert (seconds(found.deadline_at), found.on_time) == (10_000 + READY - ISSUED, 2)


def test_in_the_next_window_the_access_rules_of_its_own_time_hold():
    """P7: one ends before it, one begins with it."""
    by = advisory(havens=to("east"), deadline_at=at(9000))
    rules = {"end": at(9000)}, {"begin": at(30_000)}
    found = [
        compare(advisory=by, corridors=(corridor(30_000),), rules=(rule("women", "haven", "east", sex="F", **when),))
        for when in rules
    ]
    assert [(each.move.on_time, each.next_window.on_time) for each in found] == [(0, 2), (2, 0)]


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(random_crises.crises())
def test_the_next_window_is_the_same_advisory_issued_when_it_begins(crisis: Crisis):
    """P12: where telling takes no time, the twin gives the advisory the window's times and checks it anew."""
    instantly = [channel.model_copy(update={"segments_per_s": 1e9, "latency_s": 0}) for channel in crisis.channels]
    delays = {"reading_s": 0, "preparation_s": 0}
    crisis = replace(
        crisis,
        settings=crisis.settings.model_copy(update={"delays": crisis.settings.delays.model_copy(update=delays)}),
        channels=tuple(instantly),
        wardens=tuple(warden.model_copy(update={"relay_s": 0}) for warden in crisis.wardens),
    )
    try:
        window = check(crisis).compare.next_window
    except BadInput:
        assume(False)
    assume(window is not None)
    times = {"issued_at": window.begins_at, "deadline_at": window.deadline_at}
    then = check(replace(crisis, advisories={"go": crisis.advisories["go"].model_copy(update=times)}))
    assert (window.on_time, window.deadline_at) == (then.people.on_time, then.advisory.deadline_at)


def test_the_span_reaches_to_the_end_of_the_next_window():
    assert seconds(compare(corridors=(corridor(60_000),)).until) == 60_000 + DEADLINE - ISSUED
