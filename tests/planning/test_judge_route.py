"""The judge on one route: nothing to say against a right one; each planted fault named by its rule (P1, P4 to P9)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box
from tests.planning.street import (
    AB,
    ACCESS_M,
    BC,
    CD,
    DEADLINE,
    DUSK,
    HOME,
    ISSUED,
    NETWORK,
    NODES,
    NOWHERE,
    PAIR,
    READY,
    RESTING,
    SETTINGS,
    at,
    changed,
    crisis,
    objections_to,
    pair,
    result,
    row,
    walk,
)

from safepassage.planning import model as m
from safepassage.planning.judge import judge
from safepassage.planning.judge_case import Shut
from safepassage.planning.judge_route import overlaps, whole

LEG = PAIR.route.legs[0]  # enters its edges at 3023, 4023, 5023; on the road until 6023, in the haven at 6046
AT_C = Point(NODES["c"][1], NODES["c"][0])


def closure(begin: int, end: int, **where: Any) -> m.Closure:
    return m.Closure(id="shell", kind="closure", begin=at(begin), end=at(end), **where)


def curfew(begins: str, **area: Any) -> m.Curfew:
    return m.Curfew(id="night", begins=begins, ends="05:00", first_on="2022-03-02", last_on="2022-03-02", **area)


def with_leg(**changes: Any) -> m.PartyResult:
    """The pair's one leg changed, whatever becomes of the rest of its row."""
    return changed(PAIR, route=changed(PAIR.route, legs=(changed(LEG, **changes),)))


# --- Right routes --------------------------------------------------------------------------------------------------


def test_a_right_route_meets_no_objection():
    assert objections_to(PAIR) == set()


def test_a_wait_in_a_shelter_through_a_closure_meets_no_objection():
    """P5: the pair waits in the cellar, half-way from b to c, while the street there is shut."""
    to_cellar = walk([AB, BC], end=0.5, to="cellar")
    onward = walk([BC, CD], depart=9000, begin=0.5)
    shut = closure(to_cellar.arrive_s, 9000, ways=(11,))
    assert objections_to(pair(to_cellar, onward), closures=(shut,)) == set()
    assert objections_to(pair(to_cellar, onward), closures=(changed(shut, end=at(9001)),)) == {"P5"}
    assert objections_to(pair(to_cellar, onward), shelters=()) == {"P5"}


def test_a_wait_at_an_open_node_until_its_edge_opens_meets_no_objection():
    """P5: c to d is shut by its way alone, so c is open."""
    waits = pair(walk(waits={2: 500}))
    assert objections_to(waits, closures=(closure(5023, 5523, ways=(12,)),)) == set()


def test_windows_are_half_open():
    """P1, P5: an edge may be left at the second at which it shuts, and entered at that at which it opens."""
    assert objections_to(PAIR, closures=(closure(4023, 5000, ways=(10,)),)) == set()
    assert objections_to(PAIR, closures=(closure(4022, 5000, ways=(10,)),)) == {"P5"}
    assert objections_to(PAIR, closures=(closure(2000, 4023, ways=(11,)),)) == set()
    assert objections_to(PAIR, closures=(closure(2000, 4024, ways=(11,)),)) == {"P5"}


def test_the_pace_is_that_of_the_second_of_entry():
    """P4: an edge entered a second before the end of dusk is walked by day; the next one takes twice as long."""
    by_day = walk([AB, BC, CD], depart=DUSK - 1024)
    late = m.Blocker(kind="deadline")
    enter, leave = by_day.enter_s.tolist(), by_day.leave_s.tolist()
    assert enter[1] == DUSK - 1
    slower = changed(by_day, leave_s=(*leave[:2], leave[2] + 1000), arrive_s=leave[2] + 1000 + 45)
    assert objections_to(row("pair", "too_late", slower, blockers=(late,))) == set()
    assert objections_to(row("pair", "too_late", by_day, blockers=(late,))) == {"P4"}


def test_snow_slows_those_who_enter_while_it_lies():
    """P4: at 0.8 of the pace the second edge takes a quarter longer."""
    settings = changed(SETTINGS, snow=(m.Window(begin=at(4023), end=at(4024)),))
    enter, leave = LEG.enter_s.tolist(), LEG.leave_s.tolist()
    snowed = changed(
        LEG,
        enter_s=(*enter[:2], enter[2] + 250),
        leave_s=(leave[0], leave[1] + 250, leave[2] + 250),
        arrive_s=LEG.arrive_s + 250,
    )
    assert objections_to(pair(snowed), settings=settings) == set()
    assert objections_to(PAIR, settings=settings) == {"P4"}


def test_a_vehicle_takes_the_roads_own_seconds_and_goes_at_5_kph_to_the_door():
    """P4: 1 km at 36 km/h is 100 s, and 22.2 m at 5 km/h 17 s."""
    driven = pair(walk(edge_s=100, access_s=17))
    driven = changed(driven, route=changed(driven.route, means=m.Means.VEHICLE))
    parties = tuple(changed(party, means=m.Means.VEHICLE, vehicle_seats=2) for party in crisis().parties)
    assert objections_to(driven, parties=parties) == set()
    assert objections_to(driven) == {"P4"}
    assert objections_to(driven, parties=tuple(changed(party, vehicle_seats=1) for party in parties)) == {"P4"}
    on_foot_only = changed(crisis().advisories["go"], means=(m.Means.FOOT,))
    assert objections_to(driven, parties=parties, advisories={"go": on_foot_only}) == {"P4"}


# --- Planted faults ------------------------------------------------------------------------------------------------

FAULTS = {
    "a route that jumps": (with_leg(edges=(AB, CD, CD)), {"P5"}),
    "an edge that the network has not": (with_leg(edges=(AB, BC, 99)), {"P5"}),
    "an edge against its direction": (pair(walk([AB, BC, CD, CD], end=0.5)), {"P5"}),
    "a time in missing": (with_leg(enter_s=LEG.enter_s[1:]), {"P5"}),
    "times that run backwards": (with_leg(enter_s=(3023, 4022, 5023)), {"P5"}),
    "an edge one second too fast": (with_leg(enter_s=(3023, 4022, 5023), leave_s=(4022, 5023, 6023)), {"P4"}),
    "edges one second too slow": (pair(walk(edge_s=1001)), {"P4"}),
    "on the road too soon": (with_leg(depart_s=READY + 1), {"P4", "P9"}),
    "in the haven too soon": (pair(changed(LEG, arrive_s=6045)), {"P4"}),
    "moving off before it is ready": (pair(walk(depart=READY - 1)), {"P4", "P9"}),
    "moving off before the issue": (pair(walk(depart=ISSUED - 1)), {"P1", "P9"}),
    "on the way at the horizon": (pair(changed(LEG, arrive_s=24 * 3600 + 1)), {"P1", "P9"}),
    "starting elsewhere": (pair(walk(begin=0.1)), {"P5"}),
    "ending elsewhere": (pair(walk(end=0.9)), {"P5"}),
    "a shorter way to the road": (pair(changed(LEG, access_m=(ACCESS_M - 2, ACCESS_M))), {"P5"}),
    "no road at all": (pair(changed(LEG, edges=(), enter_s=(), leave_s=())), {"P5"}),
    "a leg that leads nowhere": (pair(walk(to="moon"), haven="east"), {"P5"}),
    "a leg that leads to another haven": (pair(walk(to="far"), haven="east"), {"P5"}),
    "a haven that the route does not lead to": (pair(walk(), haven="far"), {"P5"}),
    "another arrival": (pair(walk(), arrive_at=at(6047), margin_s=DEADLINE - 6047), {"P9"}),
    "another distance": (pair(walk(), distance_m=3000.0), {"P9"}),
    "another time outdoors": (changed(PAIR, exposure=changed(PAIR.exposure, outdoor_s=3045)), {"P9"}),
    "hazard where there is none": (changed(PAIR, exposure=changed(PAIR.exposure, hazard_s=7)), {"P9"}),
    "risk where there is none": (changed(PAIR, exposure=changed(PAIR.exposure, risk=7.0)), {"P8"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_route_is_named(fault):
    faulty, rules = FAULTS[fault]
    assert objections_to(faulty) == rules


def test_a_closed_edge_used_is_named_whatever_closes_it():
    """P5: an area shuts each edge that meets it and each edge at a node inside; a way shuts its own edges."""
    beside_c = box(36.2275, 49.999, 36.2279, 50.001)
    assert objections_to(PAIR, closures=(closure(4500, 4501, geometry=beside_c),)) == {"P5"}
    assert objections_to(PAIR, closures=(closure(5500, 5501, geometry=beside_c),)) == set()
    assert objections_to(PAIR, closures=(closure(5500, 5501, geometry=AT_C),)) == {"P5"}
    assert objections_to(PAIR, closures=(closure(5500, 5501, ways=(12,)),)) == {"P5"}
    assert objections_to(PAIR, closures=(closure(5500, 5501, ways=(13,)),)) == set()


def test_a_closure_without_times_lasts_from_the_epoch_to_the_horizon():
    assert objections_to(PAIR, closures=(m.Closure(id="mine", kind="closure", ways=(12,)),)) == {"P5"}


def test_a_control_area_shuts_nothing():
    control = m.Closure(id="front", kind="control", ways=(12,))
    exposure = changed(PAIR.exposure, hazard_s=1000)
    assert objections_to(changed(PAIR, exposure=exposure), closures=(control,)) == set()


def test_a_second_out_in_a_curfew_is_named():
    """P6: the pair is beside the last edge, on its way to the haven's door, until 13:40:46."""
    assert objections_to(PAIR, curfews=(curfew("13:40:45"),)) == {"P6"}
    assert objections_to(PAIR, curfews=(curfew("13:40:46"),)) == set()
    assert objections_to(PAIR, curfews=(curfew("13:40:45", area=box(10, 10, 11, 11)),)) == set()


def test_a_wait_at_a_node_inside_a_closure_is_named():
    """P5: nobody is on an edge at c while it is shut, but the pair stands there."""
    waits = pair(walk(waits={2: 500}))
    shut = crisis(closures=(closure(5100, 5200, geometry=AT_C),))
    (objection,) = judge(shut, result(waits, *RESTING, NOWHERE))
    assert (objection.rule, objection.subject) == ("P5", "pair")
    assert "waits at node" in objection.text


def test_a_walk_too_long_is_named():
    """P4: the way is more than a metre longer than the class can walk."""
    mobility = changed(SETTINGS.mobility["adult"], longest_walk_m=3000 + 2 * ACCESS_M - 1.5)
    settings = changed(SETTINGS, mobility={**SETTINGS.mobility, "adult": mobility})
    assert objections_to(PAIR, settings=settings) == {"P4"}


def test_a_place_too_far_off_the_road_is_named():
    settings = changed(SETTINGS, limits=m.Limits(snap_m=20))
    assert objections_to(PAIR, settings=settings) == {"P5"}


def test_a_party_with_one_slow_member_goes_at_that_pace():
    """P4: of two members one is slow."""
    persons = tuple(changed(p, mobility="slow") if p.id == "pair1" else p for p in crisis().persons)
    assert objections_to(PAIR, persons=persons) == {"P4"}


def test_an_edge_is_not_travelled_against_its_direction():
    """P5: from the cellar back to a shelter at b, but on the edge from b."""
    at_b = m.Shelter(id="at-b", name="Hall", lat=50.0002, lon=NODES["b"][1])
    to_cellar = walk([AB, BC], end=0.5, to="cellar")
    back = changed(walk([BC], depart=6000, end=0.5, to="at-b"), begin=0.5, end=0.0)
    backwards = pair(to_cellar, back, walk([BC, CD], depart=7000))
    assert objections_to(backwards, shelters=(*crisis().shelters, at_b)) == {"P5"}


def test_from_door_to_door_both_ways_off_the_road_take_their_time():
    """P4: a leg without an edge, to a shelter next to the party, takes 46 s."""
    next_door = m.Shelter(id="next", name="Next door", lat=HOME.lat, lon=HOME.lon)
    door_to_door = m.Leg(
        depart_s=READY,
        arrive_s=READY + 46,
        edges=(),
        enter_s=(),
        leave_s=(),
        begin=0,
        end=0,
        access_m=(ACCESS_M, ACCESS_M),
        to="next",
    )
    assert objections_to(pair(door_to_door, walk(depart=READY + 46)), shelters=(next_door,)) == set()
    hasty = changed(door_to_door, arrive_s=READY + 45)
    assert objections_to(pair(hasty, walk(depart=READY + 46)), shelters=(next_door,)) == {"P4"}


def test_one_who_cannot_walk_does_not_go_on_foot():
    settings = changed(SETTINGS, mobility={**SETTINGS.mobility, "adult": m.Mobility(speed_kph=0)})
    assert objections_to(PAIR, settings=settings) == {"P4"}


def test_an_edge_for_vehicles_alone_is_not_walked():
    network = replace(NETWORK, edge_walk=np.arange(NETWORK.n_edges) != BC)
    assert objections_to(PAIR, network=network) == {"P5"}


def test_a_crossing_that_refuses_a_member_is_named():
    """P7: the crossing is on the nearest line; the pair passes c to d, not d to e."""
    gate = m.Crossing(id="gate", lat=50.0001, lon=36.235)
    rule = m.AccessRule(id="women", at="crossing", of="gate", sex="F", age_from=30)
    assert objections_to(PAIR, crossings=(gate,), rules=(rule,)) == {"P7"}
    assert objections_to(PAIR, crossings=(gate,), rules=(changed(rule, age_from=31),)) == set()
    assert objections_to(PAIR, crossings=(changed(gate, lon=36.249),), rules=(rule,)) == set()
    assert objections_to(PAIR, crossings=(changed(gate, lat=50.01),), rules=(rule,)) == set()


@pytest.mark.parametrize(
    ("hazard_s", "risk", "rules"),
    [(1000, 500, set()), (1023, 511.5, set()), (999, 500, {"P9"}), (1000, 499, {"P8"}), (1024, 500, {"P9"})],
)
def test_seconds_in_a_hazard_area_are_counted(hazard_s, risk, rules):
    """P8, P9: 1,000 s on the last edge, and perhaps the 23 s to the haven beside it."""
    area = m.Closure(id="mines", kind="hazard", exposure=0.5, geometry=box(36.234, 49.999, 36.236, 50.001))
    exposed = changed(PAIR, exposure=changed(PAIR.exposure, hazard_s=hazard_s, risk=risk))
    assert objections_to(exposed, closures=(area,)) == rules


# --- Second by second ------------------------------------------------------------------------------------------------

SECOND = st.integers(0, 12)


@given(SECOND, SECOND, SECOND, SECOND)
def test_a_window_touches_a_way_if_it_holds_one_of_its_seconds(begin, end, enter, leave):
    """P1, P5: half-open windows, literally second by second."""
    shared = [second for second in range(enter, leave) if second in range(begin, end)]
    assert overlaps(Shut("P5", "", begin, end), enter, leave) == bool(shared)


@given(st.floats(0, 1e6))
def test_seconds_are_rounded_up_as_the_model_says(seconds):
    assert whole(seconds) == m.whole_seconds(seconds)
