"""Daylight and nights."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from astral import Observer
from astral.sun import elevation, sun
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.places import daylight, nights

KHARKIV = (49.98177, 36.25475)
TROMSO = (69.65, 18.96)
KYIV_TIME = ZoneInfo("Europe/Kyiv")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_sun_on_the_day_of_the_advisory():
    """Kharkiv, 2 March 2022: sunrise 06:16, sunset 17:18, end of civil dusk 17:51."""
    sky = daylight(*KHARKIV, date(2022, 3, 2), "Europe/Kyiv")
    assert sky.sunrise.strftime("%H:%M") == "06:16"
    assert sky.sunset.strftime("%H:%M") == "17:18"
    assert abs(sky.civil_dusk - datetime(2022, 3, 2, 17, 51, tzinfo=KYIV_TIME)) < timedelta(minutes=1)
    assert sky.civil_dawn < sky.sunrise < sky.sunset < sky.civil_dusk
    assert sky.sunset.tzinfo == KYIV_TIME


def test_a_zone_may_be_given_by_name_or_as_it_is():
    day = date(2022, 3, 2)
    assert daylight(*KHARKIV, day, KYIV_TIME) == daylight(*KHARKIV, day, "Europe/Kyiv") == daylight(*KHARKIV, day, UTC)


@pytest.mark.parametrize("lat", [-50.0, -10.0, 0.0, 30.0, 49.98])
@pytest.mark.parametrize("month", [1, 3, 6, 10])
def test_daylight_agrees_with_astral_within_a_minute(lat, month):
    sky, peer = daylight(lat, 0, date(2022, month, 9), UTC), sun(Observer(lat, 0), date(2022, month, 9))
    pairs = {"civil_dawn": "dawn", "sunrise": "sunrise", "sunset": "sunset", "civil_dusk": "dusk"}
    for ours, theirs in pairs.items():
        assert abs(getattr(sky, ours) - peer[theirs]) < timedelta(minutes=1), ours


@pytest.mark.parametrize("lon", [-180.0, -179.9, -120.0, 0.0, 120.0, 179.9, 180.0])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_is_whole_at_any_longitude_seen_from_any_zone(lon, zone):
    sky = daylight(10, lon, date(2022, 3, 2), zone)
    assert sky.civil_dawn < sky.sunrise < sky.sunset < sky.civil_dusk < sky.civil_dawn + 14 * timedelta(hours=1)
    noon = sky.sunrise + (sky.sunset - sky.sunrise) / 2
    assert abs(noon - datetime(2022, 3, 2, 12, tzinfo=ZoneInfo(zone))) < timedelta(hours=12, minutes=20)


def test_polar_day_and_polar_night_have_no_sunrise():
    for day in (date(2022, 6, 21), date(2022, 12, 21)):
        sky = daylight(*TROMSO, day, "Europe/Oslo")
        assert (sky.sunrise, sky.sunset) == (None, None)
    assert daylight(*TROMSO, date(2022, 12, 21), "Europe/Oslo").civil_dusk is not None
    assert daylight(*TROMSO, date(2022, 6, 21), "Europe/Oslo").civil_dusk is None


def test_the_white_nights_have_a_sunset_and_no_night():
    sky = daylight(61.0, 30.0, date(2022, 6, 21), "UTC")
    assert sky.sunset is not None
    assert sky.civil_dusk is None
    assert nights(61.0, 30.0, at("2022-06-20"), at("2022-06-23")) == []


def test_the_shortest_night_is_found_though_it_lasts_minutes():
    ((dusk, dawn),) = nights(60.53, 30.0, at("2022-06-21T12:00"), at("2022-06-22T12:00"))
    assert timedelta(minutes=5) < dawn - dusk < timedelta(minutes=60)
    sky = [daylight(60.53, 30.0, date(2022, 6, day), "Europe/Helsinki") for day in (21, 22)]
    assert (dusk, dawn) == (sky[0].civil_dusk, sky[1].civil_dawn)


def test_nights_run_from_the_end_of_dusk_to_the_start_of_dawn():
    begin, end = at("2022-03-02"), at("2022-03-04")
    skies = [daylight(*KHARKIV, date(2022, 3, day), UTC) for day in (1, 2, 3, 4)]
    expected = [(skies[i].civil_dusk, skies[i + 1].civil_dawn) for i in range(3)]
    assert nights(*KHARKIV, begin, end) == expected
    assert all(instant.tzinfo is UTC for night in nights(*KHARKIV, begin, end) for instant in night)


def test_a_night_is_given_whole_if_any_of_it_lies_in_the_window_and_not_if_it_only_touches():
    ((dusk, dawn),) = nights(*KHARKIV, at("2022-03-02T20:00"), at("2022-03-02T20:01"))
    assert nights(*KHARKIV, dawn, dawn + timedelta(hours=1)) == []
    assert nights(*KHARKIV, dusk - timedelta(hours=1), dusk) == []
    assert nights(*KHARKIV, dusk - timedelta(hours=1), dusk + timedelta(seconds=1)) == [(dusk, dawn)]
    assert nights(*KHARKIV, dawn - timedelta(seconds=1), dawn) == [(dusk, dawn)]


def test_polar_night_is_one_night_cut_a_day_beyond_the_window():
    begin, end = at("2022-12-20"), at("2022-12-24")
    assert nights(82.0, 0.0, begin, end) == [(begin - DAY, end + DAY)]
    assert nights(-90.0, 0.0, at("2022-06-01"), at("2022-06-02")) == [(at("2022-05-31"), at("2022-06-03"))]


def test_polar_day_has_no_nights():
    assert nights(90.0, 0.0, at("2022-06-01"), at("2022-06-15")) == []


def test_an_empty_window_has_no_nights():
    assert nights(*KHARKIV, at("2022-03-02T20:00"), at("2022-03-02T20:00")) == []


def test_an_instant_without_a_zone_and_a_position_not_on_earth_are_refused():
    with pytest.raises(ValueError, match="zone"):
        nights(*KHARKIV, datetime(2022, 3, 2), at("2022-03-03"))
    with pytest.raises(ValueError, match="latitude"):
        nights(95, 0, at("2022-03-02"), at("2022-03-03"))
    with pytest.raises(ValueError, match="latitude"):
        daylight(0, 181, date(2022, 3, 2), "UTC")


@settings(max_examples=40, deadline=None)
@given(
    lat=st.floats(-90, 90),
    lon=st.floats(-180, 180),
    hours=st.integers(0, 24 * 365),
)
def test_nights_agree_with_the_height_of_the_sun_every_twenty_minutes(lat, lon, hours):
    begin = at("2022-01-01") + timedelta(hours=hours)
    end = begin + 2 * DAY
    found = nights(lat, lon, begin, end)
    instant = begin
    while instant < end:
        height = elevation(Observer(lat, lon), instant, with_refraction=False)
        if abs(height + 6) > 0.05:  # so near to the turn, a second of rounding may decide
            assert any(dusk <= instant < dawn for dusk, dawn in found) is (height < -6)
        instant += timedelta(minutes=20)
