"""Whether each haven can take the people it would get, and is known to (P13)."""

from dataclasses import replace

import pytest
from tests.planning.sound import edited, of_code, only, told, untouched, warned, with_row


def short(**changes):
    return of_code("haven_short", with_row("havens", "pisochyn", **changes))


def people_at_pisochyn():
    (warning,) = short(food=0)
    return warning.evidence["people"]


def test_the_small_crisis_sends_people_to_pisochyn():
    assert people_at_pisochyn()["as_worded"] >= 3


@pytest.mark.parametrize("column", ["food", "shelter", "onward_seats"])
def test_a_supply_below_the_people_a_haven_gets_is_serious_and_named(column):
    gets = people_at_pisochyn()["as_worded"]
    (warning,) = short(**{column: gets - 1})
    assert (warning.severity, warning.evidence["short_of"]) == ("serious", [column])
    assert warning.evidence["has"][column] == gets - 1
    assert f"for the {gets} people it gets" in warning.text


@pytest.mark.parametrize("column", ["food", "shelter", "onward_seats"])
def test_a_supply_for_all_it_gets_but_below_its_places_is_a_note(column):
    gets = people_at_pisochyn()["as_worded"]
    (warning,) = short(**{column: gets})
    assert (warning.severity, warning.evidence["short_of"]) == ("note", [column])
    assert "for its 20 places" in warning.text


@pytest.mark.parametrize("column", ["food", "shelter", "onward_seats", "places"])
def test_what_is_not_known_is_no_shortage_but_unproven(column):
    assert short(**{column: None}) == []
    unproven = only("haven_unproven", with_row("havens", "pisochyn", **{column: None}))
    assert unproven.severity == ("serious" if column == "places" else "note")
    assert len(unproven.evidence["not_known"]) == 1


def test_fewer_places_than_people_who_reach_it_first_is_serious():
    wants = people_at_pisochyn()["first_choice"]
    (warning,) = short(places=wants - 1)
    assert (warning.severity, warning.evidence["short_of"]) == ("serious", ["places"])
    assert warning.evidence["people"]["first_choice"] == wants
    assert f"{wants - 1} places, and {wants} people reach it first" in warning.text


def test_fewer_places_than_people_who_can_reach_it_is_a_note():
    later = told(deadline_at="2022-03-02T17:30+02:00").advisories

    def with_places(places):
        return of_code("haven_short", replace(with_row("havens", "babai", places=places), advisories=later))

    (full,) = with_places(0)
    can_reach = full.evidence["people"]["can_reach"]
    assert full.evidence["people"]["first_choice"] < can_reach
    (warning,) = with_places(can_reach - 1)
    assert (warning.severity, warning.evidence["short_of"]) == ("note", ["places"])
    assert with_places(can_reach) == []


def test_a_haven_without_places_stops_the_advisory():
    (warning,) = short(places=0)
    assert warning.severity == "stop"
    assert "no places" in warning.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"grade": None}, "its evidence has no grade"),
        ({"grade": "D3"}, "graded D3"),
        ({"grade": "A4"}, "graded A4"),
        ({"evidence_at": None}, "its evidence has no date"),
        ({"grade": None, "evidence_at": None}, "its evidence has no grade and no date"),
    ],
)
def test_evidence_without_a_date_or_a_fair_grade_proves_nothing(changes, words):
    warning = only("haven_unproven", with_row("havens", "babai", **changes))
    assert warning.severity == "serious"
    assert words in warning.text
    assert warning.evidence["haven"] == "babai"


def test_evidence_older_than_the_limit_proves_nothing():
    old = "2022-03-01T14:1{}:00+02:00,,"
    assert of_code("haven_unproven", edited("havens.csv", ("2022-03-02T13:00:00+02:00,,", old.format(5)))) == []
    warning = only("haven_unproven", edited("havens.csv", ("2022-03-02T13:00:00+02:00,,", old.format(4))))
    assert "14:14 Kyiv" in warning.text


def test_a_place_of_which_only_the_map_knows_stops_the_advisory():
    crisis = told(havens=[{"asked": "Pisochyn", "haven_id": "pisochyn"}, {"asked": "Babai"}])
    places = edited("advisories/second.toml", ('asked = "Babai"\nhaven_id = "babai"', 'asked = "Babai"')).places
    gone = tuple(haven for haven in crisis.havens if haven.id != "babai")
    bare = replace(crisis, havens=gone, places=places)
    warning = only("haven_unproven", bare)
    assert warning.severity == "stop"
    assert "nothing is known of it" in warning.text
    assert "haven_short" not in {w.code for w in warned(bare)}


@pytest.mark.parametrize(
    ("away_m", "severity"),
    [(0, "stop"), (999, "stop"), (1_000, "serious"), (6_999, "serious"), (7_000, "note"), (14_999, "note")],
)
def test_a_haven_near_a_military_objective_is_graver_the_nearer(away_m, severity):
    crisis = with_row("havens", "babai", nearest_objective_m=float(away_m), nearest_objective="Depot")
    warning = only("haven_near_objective", crisis)
    assert warning.severity == severity
    assert warning.evidence == {"haven": "babai", "objective": "Depot", "distance_m": away_m}


@pytest.mark.parametrize("away_m", [None, 15_000.0])
def test_a_far_or_unknown_objective_is_not_warned_of(away_m):
    assert of_code("haven_near_objective", with_row("havens", "babai", nearest_objective_m=away_m)) == []


def test_a_haven_that_the_advisory_does_not_name_is_not_checked():
    assert untouched().advisories["second"].havens[-1].haven_id == "babai"
    only_west = told(havens=[{"asked": "Pisochyn", "haven_id": "pisochyn"}])
    spoilt = tuple(h.model_copy(update={"grade": None} if h.id == "babai" else {}) for h in only_west.havens)
    assert of_code("haven_unproven", replace(only_west, havens=spoilt)) == []
