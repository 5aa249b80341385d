"""When lines and nodes are shut, and which areas they meet (rules P5 and P6)."""

import itertools
from dataclasses import replace
from datetime import date, time

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tests.planning import cast
from tests.planning.networks import edge, network_from, node

from safepassage.planning.model import Closure, Crisis, Curfew
from safepassage.planning.windows import Windows, curfew_spans, open_spans, windows_of

NODES = {"a": (50.0, 36.20), "b": (50.0, 36.21), "c": (50.0, 36.22), "d": (50.01, 36.21)}
NETWORK = network_from(
    NODES, [("a", "b", {"way": 1}), ("b", "c", {"way": 2}), ("b", "d", {"way": 3, "walk": "forward"})]
)
AB, BC, BD = (int(NETWORK.edge_line[edge(NETWORK, NODES, *ends)]) for ends in ("ab", "bc", "bd"))


def closure(closure_id: str, **changes: object) -> Closure:
    return Closure.model_validate({"id": closure_id, "kind": "closure", **changes})


def about(name: str) -> shapely.Polygon:
    lat, lon = NODES[name]
    return shapely.box(lon - 1e-4, lat - 1e-4, lon + 1e-4, lat + 1e-4)


def windows(*closures: Closure, **tables: object) -> Windows:
    return windows_of(crisis(*closures, **tables))


def crisis(*closures: Closure, **tables: object) -> Crisis:
    return replace(cast.crisis(closures=closures, **tables), network=NETWORK)


def shut_lines(found: Windows) -> list[set[str]]:
    """Ids of what shuts ab, bc and bd."""
    return [{found.shuts[i].id for i in found.profiles[found.line_profile[line]]} for line in (AB, BC, BD)]


def shut_nodes(found: Windows) -> dict[str, set[str]]:
    profiles = {name: found.profiles[found.node_profile[node(NETWORK, NODES, name)]] for name in NODES}
    return {name: {found.shuts[i].id for i in profile} for name, profile in profiles.items() if profile}


def test_a_closed_node_closes_every_edge_at_it():
    """P5."""
    found = windows(closure("crossroads", geometry=about("b")))
    assert shut_lines(found) == [{"crossroads"}] * 3
    assert shut_nodes(found) == {"b": {"crossroads"}}


def test_an_area_across_an_edge_closes_it_and_no_node():
    """P5."""
    found = windows(closure("block", geometry=shapely.box(36.204, 49.999, 36.205, 50.001)))
    assert shut_lines(found) == [{"block"}, set(), set()]
    assert shut_nodes(found) == {}


def test_listed_ways_are_closed_and_their_nodes_stay_open():
    found = windows(closure("listed", ways=(1, 3)))
    assert shut_lines(found) == [{"listed"}, set(), {"listed"}]
    assert shut_nodes(found) == {}


def test_ways_and_geometry_close_together():
    found = windows(closure("both", ways=(1,), geometry=about("c")))
    assert shut_lines(found) == [{"both"}, {"both"}, set()]


def test_a_curfew_without_an_area_covers_every_edge_and_node():
    """P6."""
    night = Curfew(id="night", begins=time(18), ends=time(6), first_on=date(2022, 3, 2), last_on=date(2022, 3, 2))
    found = windows(closure("listed", ways=(1,)), curfews=(night,))
    assert shut_lines(found) == [{"listed", "night"}, {"night"}, {"night"}]
    assert shut_nodes(found) == {name: {"night"} for name in NODES}


def test_a_curfew_with_an_area_covers_what_the_area_meets():
    """P6."""
    hours = {"begins": time(18), "ends": time(6), "first_on": date(2022, 3, 2), "last_on": date(2022, 3, 2)}
    found = windows(curfews=(Curfew(id="west", area=about("a"), **hours),))
    assert shut_lines(found) == [{"west"}, set(), set()]
    assert shut_nodes(found) == {"a": {"west"}}


def test_control_and_hazard_shut_nothing_and_are_areas():
    front = Closure(id="front", kind="control", exposure=0.5, grade="B2", geometry=about("c"))
    mines = Closure(id="mines", kind="hazard", exposure=0.9, grade="D2", ways=(2,))
    found = windows(front, mines)
    assert found.shuts == ()
    assert shut_lines(found) == [set()] * 3
    assert [found.area_sets[found.line_areas[line]] for line in (AB, BC, BD)] == [(), (0, 1), ()]
    assert [(area.id, area.rate, area.verified) for area in found.areas] == [
        ("front", 0.5, True),
        ("mines", 0.9, False),
    ]


@pytest.mark.parametrize(
    ("grade", "verified"), [(None, False), ("A1", True), ("C3", True), ("C4", False), ("D1", False)]
)
def test_evidence_is_verified_from_c3_up(grade, verified):
    """P9: unverified edges."""
    assert windows(Closure(id="x", kind="hazard", ways=(1,), grade=grade)).areas[0].verified is verified


def test_a_closure_without_begin_or_end_holds_from_the_epoch_to_the_horizon():
    found = windows(closure("always", ways=(1,)))
    assert found.shuts[0].spans == ((0, crisis().horizon + 1),)


# --- Curfews ---------------------------------------------------------------------------------------------------------


def nights(begins: time, ends: time, first: date, last: date) -> list[tuple[float, float]]:
    """In hours from the epoch, which is noon in Kyiv."""
    spans = curfew_spans(crisis(), Curfew(id="c", begins=begins, ends=ends, first_on=first, last_on=last))
    return [(begin / 3600, end / 3600) for begin, end in spans]


def test_a_curfew_past_midnight_ends_next_day():
    """P6. The epoch is 12:00 in Kyiv on 2 March."""
    assert nights(time(18), time(6), date(2022, 3, 1), date(2022, 3, 2)) == [(-18, -6), (6, 18)]


def test_a_curfew_within_a_day_ends_that_day():
    assert nights(time(13), time(15), date(2022, 3, 2), date(2022, 3, 2)) == [(1, 3)]


def test_a_curfew_that_ends_as_it_begins_lasts_a_day():
    assert nights(time(13), time(13), date(2022, 3, 2), date(2022, 3, 2)) == [(1, 25)]


def test_the_night_on_which_clocks_go_forward_is_an_hour_shorter():
    """P1: 27 March 2022 at 03:00 in Kyiv."""
    ((begin, end),) = nights(time(22), time(6), date(2022, 3, 26), date(2022, 3, 26))
    assert end - begin == 7


# --- Open spans ------------------------------------------------------------------------------------------------------

some_spans = st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1])), max_size=5)


@given(some_spans, st.integers(0, 10), st.integers(10, 25))
def test_open_spans_hold_exactly_the_seconds_that_no_window_covers(shut, begin, end):
    """P1, P5: second by second."""
    spans = open_spans(shut, begin, end)
    opened = {second for span in spans for second in range(*span)}
    assert opened == {s for s in range(begin, end) if not any(s in range(*span) for span in shut)}
    assert all(a < b for a, b in spans)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))


def test_intervals_are_those_of_each_profile_without_what_is_thought_away():
    found = windows(
        closure("first", ways=(1,), begin=cast.at(1), end=cast.at(2)),
        closure("second", ways=(1, 2), begin=cast.at(2), end=cast.at(3)),
    )
    profile = found.line_profile[AB]

    def hours(without: tuple[int, ...]) -> list[tuple[float, float]]:
        intervals = found.open_intervals(0, 4 * 3600, without)
        mine = slice(intervals.first[profile], intervals.first[profile + 1])
        return [tuple(pair) for pair in (np.column_stack([intervals.begin[mine], intervals.end[mine]]) / 3600).tolist()]

    assert hours(()) == [(0, 1), (3, 4)]
    assert hours((0,)) == [(0, 2), (3, 4)]
    assert hours((0, 1)) == [(0, 4)]
