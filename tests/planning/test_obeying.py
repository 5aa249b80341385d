"""Where parties are caught who would not arrive, and what they are exposed to on the way (rules P6 and P9)."""

import pytest
from tests.planning.village import (
    CELLAR,
    EAST,
    HOME,
    NODES,
    READY,
    across,
    advisory,
    at,
    closure,
    curfew,
    party,
    people,
    row,
    seconds,
    to,
    village,
)

ENTERS_AB = READY + 23
LON_B = NODES["b"][1]


def caught(*parties, by, **changes):
    """Where the party is at a deadline that it does not keep."""
    return row(village(*parties, advisory=advisory(deadline_at=at(by), means=["foot"]), **changes)).caught_out


def place(found):
    return found.where, round(found.lat, 6), round(found.lon, 6)


def test_before_it_is_ready_it_is_in_its_shelter():
    found = caught(by=READY - 1).at_deadline
    assert (seconds(found.at), place(found)) == (READY - 1, ("shelter", HOME.lat, HOME.lon))


def test_on_the_way_to_the_road_it_is_at_its_own_door():
    assert place(caught(by=READY + 5).at_deadline) == ("road", HOME.lat, HOME.lon)


def test_on_the_road_it_is_as_far_as_it_has_come():
    """A quarter of the second kilometre."""
    found = caught(by=ENTERS_AB + 1250).at_deadline
    assert (found.where, found.lat) == ("road", 50.0)
    assert found.lon == pytest.approx(LON_B + 0.014 / 4, abs=1e-5)


def test_before_a_closed_stretch_it_waits_at_the_junction():
    found = caught(by=9000, closures=(closure(begin=READY, end=12_000, ways=[11]),)).at_deadline
    assert place(found) == ("waiting", 50.0, round(LON_B, 6))


def test_a_shelter_on_the_way_is_where_it_waits_if_the_stretch_shuts_before_its_end():
    """P5: bc shuts as it would be beyond the cellar, which is half-way; from there it will be sooner at the haven."""
    shut = closure(begin=ENTERS_AB + 1700, end=12_000, geometry=across("bc"))
    found = caught(by=9000, closures=(shut,)).at_deadline
    assert place(found) == ("shelter", CELLAR.lat, CELLAR.lon)


def test_off_the_road_at_a_shelter_on_the_way_it_is_at_its_door():
    shut = closure(begin=ENTERS_AB + 1700, end=12_000, geometry=across("bc"))
    for second in (ENTERS_AB + 1500 + 5, 12_000 + 5):
        assert place(caught(by=second, closures=(shut,)).at_deadline) == ("road", CELLAR.lat, CELLAR.lon)


def test_one_without_a_place_is_at_the_haven():
    full = EAST.model_copy(update={"places": 1})
    found = row(village(havens=(full,), advisory=advisory(havens=to("east")))).caught_out
    assert place(found.at_deadline) == ("haven", EAST.lat, EAST.lon)


def test_it_obeys_through_the_curfew_that_makes_it_late():
    """P6: at 13:10, when curfew begins, it is on the second kilometre; at the deadline it is there."""
    found = caught(by=8000, curfews=(curfew("13:10", "18:00"),))
    assert seconds(found.at_curfew.at) == 4200
    assert found.at_curfew.where == "road"
    assert found.at_curfew.lon == pytest.approx(LON_B + 0.014 * (4200 - ENTERS_AB - 1000) / 1000, abs=1e-5)
    assert found.at_deadline.where == "haven"


def test_without_a_curfew_after_issue_and_within_the_horizon_there_is_no_second_place():
    assert caught(by=4000).at_curfew is None
    long_after = curfew("18:00", "06:00").model_copy(
        update={"first_on": at(200_000).date(), "last_on": at(200_000).date()}
    )
    assert caught(by=4000, curfews=(long_after,)).at_curfew is None


def test_it_goes_to_the_haven_that_it_is_assigned_to():
    by = {"deadline_at": at(20_000), "deadline_kind": "arrive_by", "means": ["foot"]}
    assigned = advisory(**by, assign=[{"place": "home", "haven_id": "far"}])
    full = {"closures": (closure(begin=0, end=40_000, ways=[13]),)}
    found = row(village(advisory=assigned, **full)).caught_out.at_deadline
    assert place(found) == ("waiting", 50.0, round(NODES["d"][1], 6))


@pytest.mark.parametrize(
    "crisis",
    [
        village(),
        village(party(lat=None, lon=None)),
        village(party(channels=[])),
        village(persons=people(medical="stretcher")),
    ],
)
def test_nobody_is_caught_who_is_on_time_not_located_never_told_or_cannot_move(crisis):
    assert row(crisis).caught_out is None


# --- Exposure --------------------------------------------------------------------------------------------------------


def exposure(*areas):
    return row(village(closures=areas)).exposure


def area(area_id, ways, **changes):
    return closure(area_id, kind="control", exposure=0.5, ways=ways, **changes)


def test_exposure_is_of_the_edges_that_areas_meet():
    found = exposure(area("front", [11], grade="B2"), area("mines", [11, 12], grade="E4"))
    assert (found.hazard_s, found.risk, found.unverified_m) == (2000, 1500, 2000)


def test_the_oldest_evidence_on_the_way_counts():
    found = exposure(
        area("front", [11], evidence_at=at(-3600)), area("mines", [12], evidence_at=at(-7200)), area("none", [12])
    )
    assert found.oldest_evidence_h == 2


def test_areas_off_the_way_or_out_of_their_time_are_no_exposure():
    found = exposure(area("off", [14], evidence_at=at(-3600)), area("past", [11], end=READY, evidence_at=at(-3600)))
    assert (found.hazard_s, found.risk, found.unverified_m, found.oldest_evidence_h) == (0, 0, 0, None)
