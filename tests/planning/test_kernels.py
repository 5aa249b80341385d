"""The searches against their slow twins: every second of a tiny world tried by hand (rules P4 and P5)."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planning.naive import earliest_arrival, latest_departure
from tests.planning.twins import END, Place, Road, World, rings, worlds

from safepassage.planning.model import CANNOT, NEVER
from safepassage.planning.travel import Search, Ways

# S → v → T, five seconds each; one starts where S is and stops where T is, a second off the road at either end.
S, V, T = "A", "B", "C"
ROADS = (Road(S, V, 5.0, "both"), Road(V, T, 5.0, "both"))
ENDS = (Place(1, 1.0, 0.0), Place(0, 0.0, 0.0))
CLOSED_AT_V = World(ROADS, ENDS, 1, (), {V: [(7, 20)]}, None)

readies = st.integers(0, 30)


def ways(search: Search, world: World, ready: int, **late: bool) -> Ways:
    """Of one who starts at the last place, to each stop."""
    stops, start = np.arange(world.n_stops), np.array([world.n_stops])
    at = np.array([ready], np.int32)
    return search.earliest(search.place_states(stops), search.place_states(start), at, **late)


def one_by_one(search: Search) -> Search:
    """The same search by the engine that follows each traveller, as where the pace changes."""
    return replace(search, pace=np.append(search.pace, search.pace))


def arrivals(search: Search, world: World, ready: int) -> list[int]:
    return ways(search, world, ready).arrive[:, 0].tolist()


def latest(search: Search, world: World, deadline: int) -> int:
    """Last second at which one may leave the start to be at the first stop."""
    by_state = search.latest_departures(search.place_states(np.array([0])), deadline)
    return int(by_state[search.place_states(np.array([world.n_stops]))[0]])


def arrivals_of_twin(world: World, ready: int) -> list[int]:
    streets, start = world.streets(), f"p{world.n_stops}"
    found = [
        earliest_arrival(streets, start, ready, f"p{stop}", END, world.longest_walk_m) for stop in range(world.n_stops)
    ]
    return [int(NEVER) if second is None else second for second in found]


def latest_of_twin(world: World, deadline: int) -> int:
    second = latest_departure(world.streets(), f"p{world.n_stops}", "p0", deadline, world.longest_walk_m)
    return int(CANNOT) if second is None else second


# --- The worked case -------------------------------------------------------------------------------------------------


def test_who_starts_at_0_towards_a_node_shut_from_7_to_20_arrives_at_30_and_not_never():
    """P5, the worked case: being at v at 5 leads nowhere, since both edges are shut at 7; being there at 25 does."""
    search = CLOSED_AT_V.search(contract=True)
    assert arrivals(search, CLOSED_AT_V, 0) == [30]
    assert arrivals(one_by_one(search), CLOSED_AT_V, 0) == [30]


def test_in_the_worked_case_the_latest_departure_for_35_is_25_and_for_29_there_is_none():
    assert latest(CLOSED_AT_V.search(contract=True, end=35), CLOSED_AT_V, 35) == 25
    assert latest(CLOSED_AT_V.search(contract=True, end=29), CLOSED_AT_V, 29) == CANNOT


def test_in_the_worked_case_one_waits_at_home_and_enters_the_first_edge_at_20():
    """P5: nobody may wait at v while it is shut."""
    way = ways(CLOSED_AT_V.search(contract=True), CLOSED_AT_V, 0)
    assert way.enter[-3:].tolist() == [20, 25, 30]


def test_a_node_that_shuts_as_one_leaves_it_does_not_hold_one_up():
    """P1: windows are half-open."""
    world = replace(CLOSED_AT_V, shut_nodes={V: [(10, 20)]})
    assert arrivals(world.search(contract=True), world, 0) == [10]


def test_who_cannot_walk_round_a_closure_waits_for_the_shorter_way():
    """P4: round by D is faster but longer than the walker can; a closure makes nobody able."""
    roads = (Road("A", "B", 5.0, "both"), Road("B", "C", 5.0, "both"), Road("B", "D", 6.0, "both"))
    shut = World((*roads, Road("D", "C", 6.0, "both")), ENDS, 1, [([1], (3, 25))], {}, None)
    assert arrivals(shut.search(contract=True), shut, 0) == [17]
    tired = replace(shut, longest_walk_m=12.0)
    for contract in (True, False):
        search = tired.search(contract=contract)
        assert [arrivals(engine, tired, 0) for engine in (search, one_by_one(search))] == [[30], [30]]
        assert latest(tired.search(contract=contract, end=29), tired, 29) == CANNOT
    assert arrivals(replace(shut, longest_walk_m=9.0).search(contract=True), shut, 0) == [int(NEVER)]


def test_who_has_to_wait_on_the_way_waits_at_home_unless_it_has_to_leave_before():
    """P5, P9: the second road opens at 20; setting out at 15 one arrives at the same second as by waiting at B."""
    shut = World(ROADS, ENDS, 1, [([1], (3, 20))], {}, None)
    departs = {}
    for by in (0, 9, 15, 40):
        search = shut.search(contract=True, depart_by=by)
        for engine in (search, one_by_one(search)):
            found = ways(engine, shut, 0)
            departs[by] = int(found.depart[0, 0])
            assert found.arrive[0, 0] == 25
        assert latest(search, shut, END) == min(by, END - 10)
    assert departs == {0: 0, 9: 9, 15: 15, 40: 15}
    assert ways(shut.search(contract=True), shut, 0, at_once=True).depart[0, 0] == 0
    assert arrivals(shut.search(contract=True, depart_by=9), shut, 10) == [int(NEVER)]


def test_who_has_to_leave_before_the_first_road_opens_does_not_arrive():
    shut = World(ROADS, ENDS, 1, (), {S: [(0, 20)]}, None)
    search = shut.search(contract=True, depart_by=19)
    assert [arrivals(engine, shut, 0) for engine in (search, one_by_one(search))] == [[int(NEVER)]] * 2


# --- Against the twins -----------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(worlds(), readies)
def test_earliest_arrivals_of_both_engines_are_those_of_the_twin(world: World, ready: int):
    """P4, P5: windows on roads and nodes, a curfew, a night, places to wait at, streets of one way."""
    search = world.search(contract=False)
    twin = arrivals_of_twin(world, ready)
    assert arrivals(one_by_one(search), world, ready) == twin
    assert arrivals(search, world, ready) == twin


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(5, END))
def test_latest_departures_are_those_of_the_twin(world: World, deadline: int):
    assert latest(world.search(contract=False, end=deadline), world, deadline) == latest_of_twin(world, deadline)


@settings(max_examples=150, deadline=None)
@given(rings(), readies)
def test_chains_contracted_or_not_one_arrives_as_the_twin_does(world: World, ready: int):
    """P5: rules hold on original edges; a chain that a window touches is expanded."""
    twin = arrivals_of_twin(world, ready)
    assert arrivals(world.search(contract=True), world, ready) == twin
    assert arrivals(world.search(contract=False), world, ready) == twin


@settings(max_examples=100, deadline=None)
@given(rings(), st.integers(5, END))
def test_chains_contracted_or_not_one_leaves_as_late(world: World, deadline: int):
    whole, single = (world.search(contract=contract, end=deadline) for contract in (True, False))
    assert latest(whole, world, deadline) == latest(single, world, deadline)


@settings(max_examples=100, deadline=None)
@given(worlds(), readies, st.integers(5, END))
def test_who_is_ready_by_the_latest_departure_arrives_in_time_and_nobody_else_does(
    world: World, ready: int, deadline: int
):
    search = (
        world.search(contract=True, end=deadline) if not world.nights else world.search(contract=False, end=deadline)
    )
    assert (ready <= latest(search, world, deadline)) == (arrivals(search, world, ready)[0] <= deadline)


@settings(max_examples=100, deadline=None)
@given(worlds(), readies)
def test_the_nearest_stop_alone_is_the_nearest_of_all(world: World, ready: int):
    search = world.search(contract=False)
    stops, start = search.place_states(np.arange(world.n_stops)), search.place_states(np.array([world.n_stops]))
    for engine in (search, one_by_one(search)):
        nearest = engine.earliest(stops, start, np.array([ready], np.int32), nearest_only=True).arrive
        assert nearest.min() == engine.earliest(stops, start, np.array([ready], np.int32)).arrive.min()


@settings(max_examples=100, deadline=None)
@given(worlds(), readies, st.data())
def test_a_way_is_entered_move_by_move_within_its_hours_and_ends_at_its_arrival(
    world: World, ready: int, data: st.DataObject
):
    """P4, P5: each move begins no sooner than the one before ends; and none is longer than can be walked."""
    search = world.search(contract=False, depart_by=data.draw(st.none() | st.integers(0, END)))
    late = {"at_once": data.draw(st.booleans())}
    for engine in (search, one_by_one(search)):
        found = ways(engine, world, ready, **late)
        for stop in range(world.n_stops):
            if found.arrive[stop, 0] == NEVER:
                continue
            way = slice(found.first[stop, 0], found.first[stop, 0] + found.count[stop, 0])
            moves, enter = found.moves[way], found.enter[way]
            left = enter + search.moves.move[moves, 1]
            earliest, last = search.moves.hours[moves].T
            assert (np.append(ready, left[:-1]) <= enter).all()
            assert (earliest <= enter).all()
            assert (enter <= last).all()
            assert left[-1] == found.arrive[stop, 0]
            assert search.arcs.metres[search.moves.arc[moves]].sum() <= world.longest_walk_m + 0.01


@settings(max_examples=60, deadline=None)
@given(worlds(), readies, st.data())
def test_without_a_window_nobody_arrives_later(world: World, ready: int, data: st.DataObject):
    """A closure never makes anyone's earliest arrival earlier."""
    shuts = world.windows.shuts
    gone = data.draw(st.sets(st.integers(0, len(shuts) - 1))) if shuts else set()
    with_all = np.array(arrivals(world.search(contract=False), world, ready))
    assert (np.array(arrivals(world.search(contract=False, without=sorted(gone)), world, ready)) <= with_all).all()
