"""Distances between positions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from safepassage.places.position import great_circle_m

WGS84 = Geod(ellps="WGS84")


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_great_circles_agree_with_the_ellipsoid_within_six_in_a_thousand(lat_1, lon_1, lat_2, lon_2):
    (metres,) = great_circle_m(lat_1, lon_1, np.array([lat_2]), np.array([lon_2]))
    assert metres == pytest.approx(WGS84.inv(lon_1, lat_1, lon_2, lat_2)[2], rel=0.006, abs=0.01)


def test_one_degree_of_the_equator():
    assert great_circle_m(0, 0, np.array([0.0, 1.0]), np.array([1.0, 0.0])) == pytest.approx([111_195, 111_195], abs=1)
