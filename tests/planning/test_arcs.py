"""What a traveller may use: chains, and the ways on and off at places."""

from itertools import pairwise

import numpy as np
import pytest
from tests.planning.test_kernels import arrivals, ways
from tests.planning.twins import Place, Road, World

from safepassage.planning.arcs import Arcs, Traveller
from safepassage.planning.model import NEVER, Means

CHAIN = tuple(Road(a, b, 2.0, "both") for a, b in pairwise("ABCDEFG"))
RING = (*CHAIN, Road("B", "F", 8.0, "both"))  # B C D E F is a chain with no place on it
ENDS = (Place(5, 1.0, 1.0), Place(0, 0.0, 1.0))


def ring(**changes: object) -> World:
    return World(
        **{"roads": RING, "places": ENDS, "n_stops": 1, "shut_roads": (), "shut_nodes": {}, "curfew": None, **changes}
    )


def pieces(arcs: Arcs) -> list[int]:
    """How many pieces each arc has, longest first."""
    return sorted(np.diff(arcs.piece_first).tolist(), reverse=True)


def test_an_untouched_chain_is_one_arc_each_way():
    assert pieces(ring().search(contract=True).arcs)[:3] == [4, 4, 1]


def test_a_chain_is_expanded_where_the_pace_may_change():
    assert pieces(ring().search(contract=False).arcs)[0] == 1


@pytest.mark.parametrize("shut", [{"shut_roads": [([2], (6, 12))]}, {"shut_nodes": {"D": [(6, 12)]}}])
def test_a_chain_that_a_window_touches_is_expanded(shut):
    """P5."""
    assert pieces(ring(**shut).search(contract=True).arcs)[0] == 1


def test_a_curfew_that_holds_everywhere_leaves_a_chain_whole_since_nobody_can_wait_on_it():
    assert pieces(ring(curfew=(6, 12)).search(contract=True).arcs)[:2] == [4, 4]


def test_a_chain_of_shut_roads_is_expanded_because_one_may_wait_at_the_nodes_between_them():
    """P5: a listed way shuts its edges, not its nodes. Caught at C at 5, one goes on at 12 and is 2 s ahead."""
    world = ring(shut_roads=[(range(7), (6, 12))])
    assert arrivals(world.search(contract=True), world, 0) == [21]
    assert arrivals(world.search(contract=False), world, 0) == [21]


def test_a_chain_with_a_place_on_it_is_expanded():
    world = ring(places=(Place(3, 0.5, 1.0), ENDS[1]))
    assert pieces(world.search(contract=True).arcs)[0] == 1


# --- Ways on and off -------------------------------------------------------------------------------------------------


def test_from_midway_to_midway_on_one_road_one_goes_straight_and_not_by_its_ends():
    world = World((Road("A", "B", 10.0, "both"),), (Place(0, 0.8, 1.0), Place(0, 0.2, 1.0)), 1, (), {}, None)
    assert arrivals(world.search(contract=True), world, 0) == [1 + 6 + 1]


def test_against_a_street_of_one_way_one_goes_round():
    roads = (Road("A", "B", 10.0, "forward"), Road("B", "C", 3.0, "both"), Road("C", "A", 4.0, "both"))
    world = World(roads, (Place(0, 0.2, 1.0), Place(0, 0.8, 1.0)), 1, (), {}, None)
    assert arrivals(world.search(contract=True), world, 0) == [1 + 2 + 3 + 4 + 2 + 1]


def test_a_street_of_one_way_that_leads_nowhere_reaches_nothing_behind():
    world = World((Road("A", "B", 10.0, "forward"),), (Place(0, 0.2, 1.0), Place(0, 0.8, 1.0)), 1, (), {}, None)
    assert arrivals(world.search(contract=True), world, 0) == [NEVER]


def test_nobody_turns_off_the_road_at_somebody_elses_start():
    """A start is no stop: only its own party knows it. Two who start on one road do not pass through each other's."""
    world = World((Road("A", "B", 10.0, "both"),), (Place(0, 0.5, 1.0), Place(0, 0.9, 1.0)), 1, (), {}, None)
    arcs = world.search(contract=True).arcs
    starts_own_node = arcs.n_roads + 3 * 1
    assert not (arcs.head == starts_own_node).any()


def test_a_place_at_a_junction_is_entered_from_every_road_there():
    roads = (Road("A", "B", 5.0, "both"), Road("B", "C", 5.0, "both"))
    world = World(roads, (Place(0, 1.0, 1.0), Place(1, 1.0, 1.0)), 1, (), {}, None)
    assert arrivals(world.search(contract=True), world, 0) == [1 + 5 + 1]


def test_a_place_beside_a_shut_road_is_shut_in_with_it():
    """P5: off the road one is outdoors; who may not be on the road waits inside."""
    world = World(
        (Road("A", "B", 10.0, "both"),), (Place(0, 0.8, 1.0), Place(0, 0.2, 1.0)), 1, [([0], (0, 9))], {}, None
    )
    found = ways(world.search(contract=True), world, 0)
    assert found.depart[0, 0] == 9
    assert found.arrive[0, 0] == 9 + 8


def test_passing_a_shelter_outdoors_costs_no_more_than_the_road():
    roads = (Road("A", "B", 5.0, "both"), Road("B", "C", 5.0, "both"))
    shelter_between = (Place(1, 1.0, 1.0), Place(0, 0.5, 2.5), Place(0, 0.0, 1.0))
    world = World(roads, shelter_between, 2, (), {}, None)
    assert arrivals(world.search(contract=True), world, 0)[0] == 1 + 5 + 5 + 1


def test_in_a_shelter_on_the_way_one_waits_while_no_node_is_open():
    """P5: everything is shut by curfew [8, 30); the shelter beside B is reached before it and left after it."""
    roads = (Road("A", "B", 5.0, "both"), Road("B", "C", 5.0, "both"))
    world = World(roads, (Place(1, 1.0, 1.0), Place(0, 1.0, 1.0), Place(0, 0.0, 1.0)), 2, (), {}, (8, 30))
    assert arrivals(world.search(contract=True), world, 0)[0] == 30 + 1 + 5 + 1


# --- Seconds ---------------------------------------------------------------------------------------------------------


def seconds_of_chain(traveller: Traveller, factor: float = 1.0) -> int:
    """Of the chain's four pieces, two metres each."""
    world = ring()
    arcs = world.search(contract=True).arcs
    longest = int(np.diff(arcs.piece_first).argmax())
    return int(arcs.seconds(world.network, traveller, factor)[1][longest])


def test_seconds_are_rounded_up_once_for_each_original_edge():
    """P5: two metres at 2.88 km/h are 2.5 s, so 3 s; four such are 12 s, not 10."""
    assert seconds_of_chain(Traveller(Means.FOOT, 2.88, 1.0, 1.0)) == 12


def test_a_factor_on_speed_counts_before_rounding():
    assert seconds_of_chain(Traveller(Means.FOOT, 7.2, 1.0, 1.0), factor=0.4) == 12


def test_a_line_that_a_crossing_bars_is_no_way():
    """P7."""
    world = ring()
    line = int(world.network.edge_line[world.network.line_way[world.network.edge_line] == 12][0])
    arcs = world.search(contract=False).arcs
    _, of_arcs = arcs.seconds(world.network, Traveller(Means.FOOT, 3.6, 1.0, 1.0, frozenset({line})), 1.0)
    barred = arcs.piece_edge[arcs.piece_first[:-1]][of_arcs == -1]
    assert {int(world.network.edge_line[edge]) for edge in barred} == {line}
    assert len(barred) == 2
