"""Places far from every road: nobody gets there or away, it is said, and the rest is judged as before (P9, P13)."""

import pytest
from tests.planning.street import at
from tests.planning.village import advisory, check, party, people, rule, to, village

from safepassage.planning import model as m
from safepassage.planning.judge import judge

FIELD = {"lat": 50.02, "lon": 36.2}  # 2 km north of the street, in the advisory's area


def lost(party_id="lost", **changes):
    """Somebody whose point is in a field."""
    return party(party_id, **(FIELD | changes))


def off_roads(result):
    return [warning for warning in result.warnings if warning.code == "off_roads"]


def haven(haven_id="barn", **changes):
    return m.Haven.model_validate({"id": haven_id, "name": "Barn", "places": 50, **FIELD, **changes})


@pytest.mark.parametrize("changes", [{}, {"means": "vehicle", "vehicle_seats": 4}, {"urgent": "medical"}])
def test_p9_a_party_far_from_every_road_has_no_route_and_the_rest_is_judged_as_without_it(changes):
    crisis = village(party(), lost(**changes))
    result, alone = check(crisis), check(village(party()))
    other, found = result.parties
    assert (found.verdict, found.route, found.arrive_at) == (m.Verdict.NO_ROUTE, None, None)
    assert other.verdict == alone.parties[0].verdict
    assert other.route.model_dump_json() == alone.parties[0].route.model_dump_json()
    assert not judge(crisis, result)


def test_p9_all_parties_far_from_every_road_have_no_route():
    result = check(village(lost("a"), lost("b")))
    assert result.people.no_route == result.people.total == 4


def test_p2_who_is_far_from_every_road_and_outside_the_area_is_not_in_the_audience():
    (only,) = check(village(party(), party("abroad", lat=28.6, lon=77.2))).parties
    assert only.id == "p"


def test_p13_parties_far_from_every_road_are_named_some_in_the_text_all_in_the_evidence():
    parties = [lost(f"lost-{n:02}") for n in range(12)]
    (warning,) = off_roads(check(village(party(), *parties)))
    assert warning.severity == "serious"
    assert "24 people" in warning.text
    assert "lost-09 and 2 more" in warning.text
    assert warning.evidence["parties"] == [each.id for each in parties]


def test_p13_a_named_haven_far_from_every_road_says_stop_and_the_others_are_judged():
    usual = village(party())
    crisis = village(party(), havens=(*usual.havens, haven()), advisory=advisory(havens=to("east", "far", "barn")))
    result = check(crisis)
    (warning,) = off_roads(result)
    assert (warning.severity, warning.evidence["place"]) == ("stop", "barn")
    assert warning.text.startswith("Barn is more than 500 m from any road")
    assert [each.can_reach for each in result.havens] == [2, 2, 0]
    assert result.parties[0].verdict == m.Verdict.ON_TIME
    assert not judge(crisis, result)


def test_p13_other_havens_and_shelters_far_from_every_road_are_noted():
    usual = village(party())
    cave = m.Shelter(id="cave", name="Cave", **FIELD)
    result = check(village(party(), havens=(*usual.havens, haven()), shelters=(*usual.shelters, cave)))
    assert [(each.severity, each.evidence["place"]) for each in off_roads(result)] == [
        ("note", "barn"),
        ("note", "cave"),
    ]
    assert result.would_work.haven_to_add is None


def test_p7_a_crossing_far_from_every_road_refuses_nobody_and_that_is_said():
    post = m.Crossing(id="post", name="Post", **FIELD)
    crisis = village(party(), crossings=(post,), rules=(rule("no", "crossing", "post", nationality=["IN"]),))
    result = check(crisis)
    (warning,) = off_roads(result)
    assert (warning.severity, warning.evidence["crossing"]) == ("serious", "post")
    assert result.people.on_time == 2


def test_p9_who_is_in_a_haven_far_from_every_road_is_there():
    inside = lost("inside", located_at=at(-3600))
    usual = village(party())
    crisis = village(
        inside,
        persons=people("inside", state="in_haven"),
        havens=(*usual.havens, haven()),
        advisory=advisory(havens=to("barn")),
    )
    (found,) = check(crisis).parties
    assert found.verdict == m.Verdict.ON_TIME
