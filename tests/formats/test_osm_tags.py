"""What OpenStreetMap tags mean for walkers and vehicles."""

import math

import pytest

from safepassage.formats.osm_tags import Tags, duration_s, maxspeed_kph, stopped, usage

BOTH, FORWARD, BACKWARD, NO = "both", "forward", "backward", "no"


def directions(forward: float, backward: float) -> str:
    return {(True, True): BOTH, (True, False): FORWARD, (False, True): BACKWARD}.get(
        (bool(forward), bool(backward)), NO
    )


def tags_of(text: str) -> Tags:
    return dict(pair.split("=", 1) for pair in text.split())


@pytest.mark.parametrize(
    ("tags", "walk", "drive"),
    [
        ("highway=residential", BOTH, BOTH),
        ("highway=motorway", NO, FORWARD),
        ("highway=motorway foot=yes oneway=no", NO, BOTH),
        ("highway=motorway_link", NO, BOTH),
        ("highway=trunk", BOTH, BOTH),
        ("highway=trunk motorroad=yes", NO, BOTH),
        ("highway=footway", BOTH, NO),
        ("highway=footway access=yes vehicle=yes", BOTH, NO),
        ("highway=footway motor_vehicle=yes", BOTH, BOTH),
        ("highway=pedestrian motor_vehicle=delivery", BOTH, NO),
        ("highway=steps motor_vehicle=yes", BOTH, NO),
        ("highway=cycleway oneway=yes", BOTH, NO),
        ("highway=residential oneway=yes", BOTH, FORWARD),
        ("highway=residential oneway=-1", BOTH, BACKWARD),
        ("highway=residential oneway=no junction=roundabout", BOTH, BOTH),
        ("highway=primary junction=roundabout", BOTH, FORWARD),
        ("highway=primary oneway=reversible", BOTH, NO),
        ("highway=primary oneway=alternating", BOTH, BOTH),
        ("highway=primary oneway=yes oneway:motor_vehicle=no", BOTH, BOTH),
        ("highway=primary oneway=yes oneway:foot=yes", FORWARD, FORWARD),
        ("highway=footway oneway:foot=-1", BACKWARD, NO),
        ("highway=service access=private", NO, NO),
        ("highway=service access=private foot=yes", BOTH, NO),
        ("highway=service access=no vehicle=yes", NO, BOTH),
        ("highway=service access=no motorcar=destination", NO, BOTH),
        ("highway=residential vehicle=no", BOTH, NO),
        ("highway=residential motor_vehicle=no motorcar=yes", BOTH, BOTH),
        ("highway=residential foot=no", NO, BOTH),
        ("highway=residential foot=use_sidepath", BOTH, BOTH),
        ("highway=track motor_vehicle=forestry", BOTH, NO),
        ("highway=construction", NO, NO),
        ("highway=proposed foot=yes", NO, NO),
        ("route=ferry", BOTH, NO),
        ("route=ferry motor_vehicle=yes foot=no", NO, BOTH),
        ("route=bus", NO, NO),
        ("waterway=river", NO, NO),
    ],
)
def test_who_may_use_a_way(tags: str, walk: str, drive: str) -> None:
    found = usage(tags_of(tags))
    if found is None:
        assert (walk, drive) == (NO, NO)
        return
    assert directions(found.walk_forward, found.walk_backward) == walk
    assert directions(found.kph_forward, found.kph_backward) == drive


@pytest.mark.parametrize(
    ("value", "kph"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("8 knots", 14.816),
        ("UA:urban", 50),
        ("UA:rural", 90),
        ("DE:zone30", 30),
        ("FR:zone:30", 30),
        ("BE-VLG:rural", 90),
        ("walk", 7),
        ("none", 120),
        ("80;60", 60),
        ("60; signals", 60),
        ("signals", None),
        ("0", None),
        ("5000", None),
        ("fifty", None),
        ("UA:unheard_of", None),
        ("", None),
    ],
)
def test_maxspeed(value: str, kph: float | None) -> None:
    assert maxspeed_kph(value) == (None if kph is None else pytest.approx(kph))


def test_a_maxspeed_counts_before_the_class_and_each_direction_before_both() -> None:
    def speeds(tags: str) -> tuple[float, float]:
        found = usage(tags_of(tags))
        assert found is not None
        return found.kph_forward, found.kph_backward

    assert speeds("highway=residential") == (30, 30)
    assert speeds("highway=residential maxspeed=signals") == (30, 30)
    assert speeds("highway=residential maxspeed=20") == (20, 20)
    assert speeds("highway=residential maxspeed=20 maxspeed:backward=10") == (20, 10)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("20", 1200),
        ("0:20", 1200),
        ("1:20:30", 4830),
        ("PT1H20M", 4800),
        ("PT45S", 45),
        ("P1D", None),
        ("00:00", None),
        ("a while", None),
        ("", None),
    ],
)
def test_duration_of_a_ferry(value: str, seconds: float | None) -> None:
    found = duration_s(value)
    assert math.isnan(found) if seconds is None else found == seconds


@pytest.mark.parametrize(
    ("tags", "stops_walkers", "stops_vehicles"),
    [
        ("barrier=bollard", False, True),
        ("barrier=bollard motor_vehicle=yes", False, False),
        ("barrier=bollard access=yes", False, True),
        ("barrier=block", False, True),
        ("barrier=gate", False, False),
        ("barrier=gate access=private", True, True),
        ("barrier=gate access=no foot=yes", False, True),
        ("barrier=gate locked=yes", True, True),
        ("barrier=gate locked=yes foot=yes", False, True),
        ("barrier=lift_gate", False, False),
        ("barrier=toll_booth", False, False),
        ("barrier=border_control", False, False),
        ("barrier=cattle_grid foot=no", True, False),
        ("barrier=fence", True, True),
        ("barrier=something_new", False, False),
        ("barrier=no access=no", False, False),
        ("highway=crossing", False, False),
    ],
)
def test_whom_a_barrier_stops(tags: str, stops_walkers: bool, stops_vehicles: bool) -> None:
    assert stopped(tags_of(tags)) == (stops_walkers, stops_vehicles)
