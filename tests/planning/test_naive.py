"""The slow twins themselves, on cases small enough to work out by hand."""

import pytest
from tests.planning.naive import Edge, Streets, earliest_arrival, latest_departure

SVT = (Edge("S", "v", (5,)), Edge("v", "T", (5,)))


def test_arriving_as_a_node_shuts_leads_nowhere_and_waiting_for_it_arrives_at_30():
    """P5: v is shut [7, 20). v = 5 leads nowhere, v = 25 does; nobody may wait at v."""
    streets = Streets(SVT, node_shut={"v": [(7, 20)]})
    assert earliest_arrival(streets, "S", 0, "T", 100) == 30


def test_the_latest_departure_that_avoids_the_shut_node_is_25_for_a_deadline_at_35():
    streets = Streets(SVT, node_shut={"v": [(7, 20)]})
    assert latest_departure(streets, "S", "T", 35) == 25
    assert latest_departure(streets, "S", "T", 29) is None


def test_one_who_is_inside_at_the_shut_node_may_wait_there_and_still_not_leave():
    """P5: a shelter lets one wait, but its edges are shut with the node."""
    streets = Streets(SVT, node_shut={"v": [(5, 20)]}, inside=frozenset("v"))
    assert earliest_arrival(streets, "S", 0, "T", 100) == 25


def test_an_edge_may_be_left_at_the_second_at_which_it_shuts():
    assert earliest_arrival(Streets(SVT, edge_shut={0: [(5, 9)]}), "S", 0, "T", 100) == 10
    assert earliest_arrival(Streets(SVT, edge_shut={0: [(4, 9)]}), "S", 0, "T", 100) == 19


def test_the_pace_is_taken_at_the_second_of_entry():
    """P4: the first edge is entered before the change and keeps its pace; the second is entered after it."""
    edges = (Edge("S", "v", (5, 8)), Edge("v", "T", (5, 8)))
    assert earliest_arrival(Streets(edges, paces=((0, 0), (3, 1))), "S", 0, "T", 100) == 13


def test_waiting_for_a_better_pace_may_arrive_earlier():
    edges = (Edge("S", "T", (50, 8)),)
    assert earliest_arrival(Streets(edges, paces=((0, 0), (3, 1))), "S", 0, "T", 100) == 11


def test_an_edge_that_takes_no_time_is_passed_within_the_second():
    edges = (Edge("S", "v", (0,)), Edge("v", "T", (2,)))
    assert earliest_arrival(Streets(edges, node_shut={"v": [(0, 4)]}), "S", 0, "T", 100) == 6
    assert earliest_arrival(Streets(edges), "S", 0, "T", 100) == 2


@pytest.mark.parametrize("horizon", [9, 10])
def test_nobody_arrives_after_the_horizon(horizon):
    assert earliest_arrival(Streets(SVT), "S", 0, "T", horizon) == (10 if horizon == 10 else None)
