"""Which time zone holds at a position."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.places import time_zone


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (49.98177, 36.25475, "Europe/Kyiv"),
        (50.6, 36.58, "Europe/Moscow"),
        (49.78, 22.77, "Europe/Warsaw"),
        (47.95, 26.07, "Europe/Bucharest"),
        (15.55, 32.53, "Africa/Khartoum"),
        (28.61, 77.21, "Asia/Kolkata"),
    ],
)
def test_a_position_has_its_zone(lat, lon, zone):
    assert time_zone(lat, lon) == zone


@settings(deadline=None)
@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_every_position_has_a_zone_that_can_be_used(lat, lon):
    assert ZoneInfo(time_zone(lat, lon))


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, -181), (float("nan"), 0)])
def test_a_position_not_on_earth_is_refused(lat, lon):
    with pytest.raises(ValueError, match="latitude"):
        time_zone(lat, lon)
