"""The cells of an area: none is missed, none taken whole that is not wholly in it, and ranges hold just them."""

import pytest
import shapely
from h3.api import basic_int as h3
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.desk.people.cells import COARSE, TooLarge, cell_of, cover
from safepassage.formats.cap import parse_circle

PLACES = [(49.99, 36.23), (-16.5, 179.99), (64.1, -21.9), (0.0, 0.0), (-33.9, 151.2), (13.7, 100.5)]
shares = st.floats(-1.3, 1.3)


def corners(lat, lon, size, turns):
    """A polygon of three corners or more, about so many degrees large."""
    spread = [(lon + size * dx, lat + size * dy) for dx, dy in turns]
    return shapely.MultiPoint(spread).convex_hull


areas = st.builds(
    corners,
    st.sampled_from([lat for lat, _ in PLACES]),
    st.sampled_from([lon for _, lon in PLACES if abs(lon) < 170]),
    st.sampled_from([0.002, 0.05, 0.4]),
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=8),
).filter(lambda area: area.area > 0)


def lies_in(cell, ranges):
    return any(first <= cell <= last for first, last in ranges)


@settings(max_examples=60, deadline=None)
@given(areas, st.lists(st.tuples(shares, shares), min_size=20, max_size=20))
def test_a_point_in_the_area_is_in_a_cell_of_it_and_a_whole_cell_holds_no_point_outside(area, places):
    found = cover(area)
    west, south, east, north = area.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    for across, up in places:
        lon, lat = middle[0] + across * (east - west) / 2, middle[1] + up * (north - south) / 2
        cell, inside = cell_of(lat, lon), shapely.intersects_xy(area, lon, lat)
        if lies_in(cell, found.inside):
            assert inside
            assert cell not in found.border
        elif inside:
            assert cell in found.border


def test_ranges_hold_the_cells_that_lie_wholly_in_it_and_no_others():
    area = parse_circle("49.99,36.23 20")
    found = cover(area)
    whole = h3.h3shape_to_cells_experimental(h3.geo_to_h3shape(area), COARSE, contain="full")
    ours = [cell for first, last in found.inside for cell in cells_between(first, last)]
    assert set(ours) == set(whole)
    assert len(ours) == len(set(ours))
    assert len(found.inside) < len(ours) / 4  # merged
    assert found.inside == sorted(found.inside)


def cells_between(first, last):
    """By counting up; most numbers between are no cells."""
    step = 1 << 3 * (15 - COARSE)
    return [cell for cell in range(first, last + 1, step) if h3.is_valid_cell(cell)]


def test_an_area_across_the_antimeridian_is_covered_on_both_sides():
    area = parse_circle("-16.5,179.99 20")
    found = cover(area)
    for lat, lon in ((-16.5, 179.95), (-16.5, -179.95), (-16.55, 180.0)):
        assert cell_of(lat, lon) in found.border or lies_in(cell_of(lat, lon), found.inside)


@pytest.mark.parametrize("area", [shapely.box(-180, -90, 180, 90), shapely.box(-179, -60, 179, 70)])
def test_an_area_as_large_as_the_world_is_refused_at_once(area):
    with pytest.raises(TooLarge, match="smaller area"):
        cover(area)


def test_a_country_is_not_too_large():
    found = cover(shapely.box(22, 44.4, 40.2, 52.4))  # around all of Ukraine
    assert lies_in(cell_of(49.99, 36.23), found.inside)


def test_a_point_has_the_one_cell_it_is_in():
    found = cover(shapely.Point(36.23, 49.99))
    assert found.inside == []
    assert cell_of(49.99, 36.23) in found.border
