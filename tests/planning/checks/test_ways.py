"""Whether the ways are as they are taken to be, and whether anybody tells people to keep off them (P13)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from tests.planning.sound import of_code, only, untouched, warned, with_row, without

from safepassage.planning.io import read_crisis
from safepassage.planning.model import AlertInForce

KHARKIV = Path(__file__).parents[3] / "examples" / "kharkiv-2022"
CITY = shapely.box(36.15, 49.95, 36.35, 50.05)
PISOCHYN = shapely.box(36.09, 49.94, 36.11, 49.96)
WEST_ROAD = shapely.box(36.12, 49.95, 36.13, 49.97)
FAR_OFF = shapely.box(30, 50, 31, 51)


def kyiv(hour, minute=0):
    return datetime(2022, 3, 2, hour - 2, minute, tzinfo=UTC)


def alerted(*response_types, polygons=(CITY,), **changes):
    """The sound crisis with one alert in force."""
    given = {"identifier": "a-1", "sender": "city", "sent": kyiv(12), "status": "Exercise", "msg_type": "Alert"}
    given |= {"headline": "Shelling", "effective": kyiv(12), "expires": kyiv(16, 30)}
    alert = AlertInForce(**{**given, **changes}, response_types=response_types, polygons=polygons)
    return replace(untouched(), alerts=(alert,))


def test_an_alert_to_shelter_where_people_are_told_to_move_stops_the_advisory():
    warning = only("conflicts_with_alert", alerted("Shelter"))
    assert warning.severity == "stop"
    assert warning.evidence["identifier"] == "a-1"
    assert warning.evidence["sender"] == "city"
    assert warning.evidence["headline"] == "Shelling"
    assert warning.evidence["expires"] == "2022-03-02T16:30:00+02:00"
    assert warning.evidence["people_told_to_move"] == 12
    assert "until 16:30 Kyiv (20:00 Kolkata)" in warning.text


@pytest.mark.parametrize(
    ("response_types", "polygons", "severity", "havens"),
    [
        (("Avoid",), (PISOCHYN,), "stop", ["Pisochyn"]),
        (("Shelter",), (PISOCHYN,), "stop", ["Pisochyn"]),
        (("Evacuate",), (PISOCHYN,), "stop", ["Pisochyn"]),
        (("Avoid",), (shapely.Point(36.1026, 49.9516), FAR_OFF), "stop", ["Pisochyn"]),
        (("Avoid",), (WEST_ROAD,), "serious", []),
        (("Avoid",), (), "stop", ["Pisochyn", "Babai"]),  # no area given: everywhere
        (("Evacuate",), (CITY,), None, []),  # agrees with a move away
        (("Prepare", "Monitor", "Assess", "Execute", "AllClear", "None"), (CITY,), None, []),
        ((), (CITY,), None, []),
        (("Shelter",), (FAR_OFF,), None, []),
    ],
)
def test_an_alert_conflicts_by_what_it_tells_and_what_it_covers(response_types, polygons, severity, havens):
    found = of_code("conflicts_with_alert", alerted(*response_types, polygons=polygons))
    assert [warning.severity for warning in found] == ([severity] if severity else [])
    assert all(warning.evidence["havens"] == havens for warning in found)


def test_an_alert_on_the_way_alone_counts_those_whose_way_it_crosses():
    warning = only("conflicts_with_alert", alerted("Avoid", polygons=(WEST_ROAD,)))
    assert warning.evidence["people_told_to_move"] == 0
    assert 0 < warning.evidence["people_whose_way_crosses"] < 12
    assert "the ways of" in warning.text


def test_an_alert_over_an_empty_part_of_the_advisorys_area_is_told_of():
    warning = only("conflicts_with_alert", alerted("Shelter", polygons=(shapely.box(36.40, 50.05, 36.44, 50.09),)))
    assert warning.severity == "serious"
    assert "a part of the advisory's area" in warning.text


@pytest.mark.parametrize(
    ("changes", "conflicts"),
    [
        ({"status": "Actual"}, True),
        ({"status": "Test"}, False),
        ({"msg_type": "Update"}, True),
        ({"msg_type": "Cancel"}, False),
        ({"expires": kyiv(14, 30)}, False),  # at the very issue
        ({"expires": kyiv(14, 31)}, True),
        ({"expires": None}, True),
        ({"effective": kyiv(17)}, True),  # at the very deadline people are still on the way
        ({"effective": kyiv(17, 1)}, False),
        ({"effective": None, "sent": kyiv(17, 1)}, False),
    ],
)
def test_only_an_alert_in_force_and_of_this_crisis_status_counts(changes, conflicts):
    assert bool(of_code("conflicts_with_alert", alerted("Shelter", **changes))) is conflicts


def test_roads_from_a_sketch_are_unverified():
    crisis = untouched()
    warning = only("route_unverified", replace(crisis, network=replace(crisis.network, source="Sketch of the city")))
    assert warning.severity == "serious"
    assert warning.evidence["network"] == "Sketch of the city"


def test_the_roads_of_the_kharkiv_example_are_a_sketch_and_say_so():
    warnings = warned(read_crisis(KHARKIV), "second")
    (warning,) = [warning for warning in warnings if warning.code == "route_unverified"]
    assert warning.evidence["network"] == "sketch, calibrated to published distances"


def test_without_any_report_of_roads_and_areas_routes_are_unverified():
    warning = only("route_unverified", without("closures.geojson"))
    assert warning.severity == "serious"
    assert warning.evidence["reports"] == 0


@pytest.mark.parametrize("grade", [None, "F6", "C4"])
def test_routes_through_areas_of_poor_evidence_are_unverified(grade):
    warning = only("route_unverified", with_row("closures", "front", geometry=WEST_ROAD, grade=grade))
    assert warning.evidence["unproven_areas"] == {"front": grade}
    through, going = warning.evidence["people_through_unproven_areas"], warning.evidence["people_on_time"]
    assert 0 < through <= going
    assert warning.severity == ("serious" if through >= going / 2 else "note")
    assert "“front”" in warning.text


def test_areas_of_poor_evidence_that_nobody_crosses_do_not_matter():
    assert of_code("route_unverified", with_row("closures", "front", geometry=FAR_OFF, grade="F6")) == []
    crisis = with_row("closures", "front", geometry=WEST_ROAD, grade="F6")
    far_off = crisis.closures[-1].model_copy(update={"id": "far-off", "geometry": FAR_OFF})
    warning = only("route_unverified", replace(crisis, closures=(*crisis.closures, far_off)))
    assert warning.evidence["unproven_areas"] == {"front": "F6"}


def test_where_nobody_is_located_no_way_is_warned_of():
    lost = tuple(party.model_copy(update={"located_at": None}) for party in untouched().parties)
    nowhere = {warning.code for warning in warned(replace(untouched(), parties=lost))}
    assert nowhere == {"register_stale"}
