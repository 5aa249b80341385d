"""Pace, and sums along ways (rules P4, P8, P9)."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.planning.test_kernels import ways
from tests.planning.twins import EPOCH, Place, Road, World

from safepassage.planning.arcs import Traveller
from safepassage.planning.model import Closure, Means
from safepassage.planning.travel import Conditions, Sums, periods_of
from safepassage.planning.windows import windows_of

WALKER = Traveller(Means.FOOT, 3.6, 0.5, 0.8)
some_spans = st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1])), max_size=3)


@given(some_spans, some_spans, st.integers(0, 10), st.integers(11, 25))
def test_periods_hold_the_pace_of_every_second(nights, snow, begin, end):
    """P4: second by second; periods follow each other without gaps, and neighbours differ in pace."""
    found = periods_of(WALKER, Conditions(tuple(nights), tuple(snow)), begin, end)
    paces = {}
    for pace, first, last in zip(found.pace, found.begin, found.end, strict=True):
        paces.update(dict.fromkeys(range(first, last), found.factors[pace]))
    for second in range(begin, end):
        dark, white = (any(second in range(*span) for span in spans) for spans in (nights, snow))
        assert paces.pop(second) == (0.5 if dark else 1) * (0.8 if white else 1)
    assert not paces
    assert (found.pace[1:] != found.pace[:-1]).all()


def test_one_to_whom_night_and_snow_are_nothing_has_one_pace():
    hardy = Traveller(Means.FOOT, 3.6, 1.0, 1.0)
    assert len(periods_of(hardy, Conditions(((5, 9),), ((7, 12),)), 0, 20).pace) == 1


# --- Sums ------------------------------------------------------------------------------------------------------------

# A to F, ten metres and ten seconds each; one starts at A and stops at F, a metre off the road. Ways 11 to 13 are a
# chain where no area is, since a longer road goes round them.
ROADS = (*(Road(a, b, 10.0, "both") for a, b in ("AB", "BC", "CD", "DE", "EF")), Road("B", "E", 99.0, "both"))
STREET = World(ROADS, (Place(4, 1.0, 1.0), Place(0, 0.0, 1.0)), 1, (), {}, None)


def sums(world: World, *areas: Closure, contract: bool = True, ready: int = 0, at_once: bool = False) -> Sums:
    """Of the way from start to stop; areas lie on the world's ground from the first."""
    crisis = replace(world.crisis, closures=(*world.crisis.closures, *areas))
    world.__dict__["windows"] = windows_of(crisis)
    search = world.search(contract=contract, end=80)
    return search.sums(ways(search, world, ready, at_once=at_once), world.windows)


def area(
    area_id: str, ways_: tuple[int, ...], exposure: float, begin: int | None = None, end: int | None = None
) -> Closure:
    at = [None if second is None else EPOCH + timedelta(seconds=second) for second in (begin, end)]
    return Closure(id=area_id, kind="hazard", ways=ways_, exposure=exposure, begin=at[0], end=at[1])


def fresh(**changes: object) -> World:
    return replace(STREET, **changes)


def test_metres_are_those_on_and_off_the_road():
    assert sums(fresh()).metres[0, 0] == pytest.approx(52)


def test_seconds_outdoors_count_from_leaving_home_and_not_the_wait_at_home():
    """P5: one waits at home for the first road to open."""
    found = sums(fresh(shut_nodes={"A": [(0, 20)]}))
    assert found.outdoor_s[0, 0] == 52


def test_seconds_outdoors_count_the_wait_at_a_node_of_who_sets_out_at_once():
    shut = fresh(shut_roads=[([1], (11, 20))])
    assert sums(shut, at_once=True).outdoor_s[0, 0] == 52 + 9
    assert sums(shut).outdoor_s[0, 0] == 52


def test_seconds_in_areas_count_the_wait_outdoors_after_an_edge_there():
    """P9; risk is of seconds on an edge alone (P8)."""
    shut = fresh(shut_roads=[([1], (11, 20))])
    found = sums(shut, area("mines", (10,), 1.0), at_once=True)
    assert (found.hazard_s[0, 0], found.risk[0, 0]) == (10 + 9, 10)


def test_seconds_in_areas_count_each_edge_once_and_risk_each_area():
    """P8, P9: risk is the sum of seconds on an edge × its stated exposure."""
    found = sums(fresh(), area("mines", (11, 12), 1.0), area("front", (12,), 0.5))
    assert found.hazard_s[0, 0] == 20
    assert found.risk[0, 0] == pytest.approx(20 * 1.0 + 10 * 0.5)


@pytest.mark.parametrize("contract", [True, False])
@pytest.mark.parametrize(
    ("begin", "end", "seconds"), [(0, 11, 0), (0, 12, 10), (20, 22, 20), (21, 22, 10), (41, 80, 0), (30, 31, 10)]
)
def test_an_area_counts_on_the_edges_that_one_is_on_during_its_window(contract, begin, end, seconds):
    """P5, P9: by original edge, however the chain is searched. The edges with it are left at 11, 21, 31 and 41."""
    found = sums(fresh(), area("mines", (11, 12, 13), 1.0, begin, end), contract=contract)
    assert found.hazard_s[0, 0] == seconds
    assert found.risk[0, 0] == pytest.approx(seconds)


def test_there_are_no_sums_where_there_is_no_way():
    roads = (*ROADS[:4], Road("E", "F", 10.0, "backward"), ROADS[5])
    found = sums(fresh(roads=roads), area("mines", (11,), 1.0))
    assert [float(each[0, 0]) for each in (found.metres, found.outdoor_s, found.hazard_s, found.risk)] == [0] * 4


def test_depart_is_the_second_of_leaving_home():
    world = fresh(shut_nodes={"A": [(0, 20)]})
    assert np.array_equal(ways(world.search(contract=True, end=80), world, 3).depart, [[20]])
