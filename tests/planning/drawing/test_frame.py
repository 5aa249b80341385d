"""The frame: what ground a drawing shows, and how it is projected."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from tests.results import sample_crisis, sample_result

from safepassage.planning.drawing.frame import WIDTH, Frame, frame_of
from safepassage.planning.model import Verdict

GEOD = Geod(ellps="WGS84")


def test_all_located_parties_and_havens_lie_within_the_frame() -> None:
    result, crisis = sample_result(), sample_crisis()
    frame = frame_of(result, crisis)
    located = {p.id for p in result.parties if p.verdict is not Verdict.NOT_LOCATED}
    points = [(p.lat, p.lon) for p in crisis.parties if p.id in located] + [(h.lat, h.lon) for h in crisis.havens]
    x, y = frame.project(*np.array(points, float).T)
    assert x.min() > 0
    assert x.max() < WIDTH
    assert y.min() > 0
    assert y.max() < frame.height


def test_north_is_up_and_east_is_right() -> None:
    frame = Frame(lat=50, lon=36, units_per_m=0.05, height=800)
    assert frame.point(50, 36) == (WIDTH / 2, 400)
    assert frame.point(50.01, 36)[1] < 400
    assert frame.point(50, 36.01)[0] > WIDTH / 2


@given(st.floats(-65, 65), st.floats(-180, 180), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
def test_distances_on_the_drawing_are_those_on_the_ground(lat: float, lon: float, north: float, east: float) -> None:
    frame = Frame(lat, lon, units_per_m=0.05, height=800)
    x, y = frame.point(lat + north, lon + east)
    drawn_m = np.hypot(x - WIDTH / 2, y - 400) / frame.units_per_m
    *_, ground_m = GEOD.inv(lon, lat, lon + east, lat + north)
    assert drawn_m == pytest.approx(ground_m, rel=0.015, abs=1)


def test_a_crisis_across_the_date_line_is_drawn_whole() -> None:
    result, crisis = sample_result(), sample_crisis()
    moved = tuple(
        p.model_copy(update={"lon": 179.99 if n % 2 else -179.99, "lat": -17.0}) if p.lat else p
        for n, p in enumerate(crisis.parties)
    )
    havens = tuple(h.model_copy(update={"lat": -17.1, "lon": -179.95}) for h in result.advisory.havens)
    result = result.model_copy(
        update={
            "advisory": result.advisory.model_copy(update={"havens": havens}),
            "parties": tuple(p.model_copy(update={"route": None}) for p in result.parties),
        }
    )
    frame = frame_of(result, dataclasses.replace(crisis, parties=moved))
    assert 0 < frame.point(-17.0, 179.99)[0] < frame.point(-17.0, -179.99)[0] < WIDTH
    assert frame.units_per_m > 0.04


def test_the_scale_bar_is_the_longest_round_length_that_fits() -> None:
    assert Frame(50, 36, 0.05, 800).scale_bar(160) == (2000, 100)
    assert Frame(50, 36, 1.0, 800).scale_bar(160) == (100, 100)


def test_one_place_alone_still_has_ground_about_it() -> None:
    result, crisis = sample_result(), sample_crisis()
    haven = result.advisory.havens[0]
    result = result.model_copy(
        update={"parties": (), "advisory": result.advisory.model_copy(update={"havens": (haven,)})}
    )
    frame = frame_of(result, crisis)
    assert frame.point(haven.lat, haven.lon) == pytest.approx((WIDTH / 2, frame.height / 2))
    assert frame.units_per_m < 1
