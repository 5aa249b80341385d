"""Who is asked (P2), what each party can do (P4, P9)."""

import math
from datetime import timedelta

import numpy as np
import pytest
import shapely
from tests.planning.cast import advisory, at, channel, crisis, party, person, settings

from safepassage.planning.audience import audience_of
from safepassage.planning.model import NEVER, Means, State


def ids(audience):
    return [one.id for one in audience.parties]


def of_one(party_changes, *people, **advisory_changes):
    """The audience of a crisis of one party, whose members differ as given."""
    persons = [person("a", number, **changes) for number, changes in enumerate(people or [{}])]
    return audience_of(crisis([party("a", **party_changes)], persons), advisory(**advisory_changes))


# --- P2 ------------------------------------------------------------------------------------------------------------


def test_p2_parties_in_the_area_are_asked_in_the_order_of_the_crisis_and_those_outside_are_not():
    parties = [party("c"), party("far", lat=51.0), party("a"), party("edge", lat=49.8), party("b", lon=36.49)]
    audience = audience_of(crisis(parties), advisory())
    assert ids(audience) == ["c", "a", "edge", "b"]
    assert audience.located.tolist() == [True] * 4
    assert audience.lat.tolist() == [49.99, 49.99, 49.8, 49.99]
    assert audience.lon.tolist() == [36.2, 36.2, 36.2, 36.49]


def test_p2_the_area_of_the_advisory_goes_before_that_of_the_crisis():
    parties = [party("west", lon=36.1), party("east", lon=36.4), party("beyond", lon=36.9)]
    audience = audience_of(crisis(parties), advisory(area=shapely.box(36.3, 49.8, 37.0, 50.1)))
    assert ids(audience) == ["east", "beyond"]


@pytest.mark.parametrize(
    "position",
    [
        {"lat": None, "lon": None, "located_at": None},
        {"lat": None, "lon": None},
        {"located_at": None},
        {"located_at": at(2) - timedelta(hours=24, seconds=1)},
        {"lat": 10.0, "lon": 10.0, "located_at": at(-30)},  # where it was long ago says nothing of now
    ],
)
def test_p2_a_party_without_a_usable_position_is_asked_and_not_located(position):
    audience = of_one(position)
    assert ids(audience) == ["a"]
    assert audience.located.tolist() == [False]
    assert math.isnan(audience.lat[0])
    assert math.isnan(audience.lon[0])


def test_p2_a_position_exactly_as_old_as_the_limit_is_usable():
    assert of_one({"located_at": at(2 - 24)}).located.tolist() == [True]
    short = crisis([party("a")], settings=settings(limits={"position_age_h": 0.5}))
    assert audience_of(short, advisory()).located.tolist() == [False]


def test_p2_the_dead_the_held_those_home_or_abroad_are_not_asked_nor_counted():
    gone = [State.DEAD, State.HELD, State.HOME, State.ABROAD]
    persons = [person("a", number, state=state) for number, state in enumerate([*gone, *State])]
    persons += [person("b", number, state=state) for number, state in enumerate(gone)]
    audience = audience_of(crisis([party("a"), party("b"), party("empty")], persons), advisory())
    assert ids(audience) == ["a"]
    assert audience.size.tolist() == [len(State) - 4]
    assert {one.state for one in audience.members[0]} == set(State) - set(gone)


def test_p2_nobody_to_ask_gives_an_audience_of_none():
    audience = audience_of(crisis(), advisory())
    assert (audience.parties, audience.members, audience.means) == ((), (), ())
    assert audience.size.shape == audience.lat.shape == audience.told_at.shape == (0,)


# --- P4: class and means -------------------------------------------------------------------------------------------


def test_p4_a_party_has_the_class_of_its_slowest_member_ties_by_name():
    assert of_one({}, {"mobility": "brisk"}, {}).mobility == ("adult",)
    assert of_one({}, {"mobility": "brisk"}, {"mobility": "brisk"}).mobility == ("brisk",)
    assert of_one({}, {"mobility": "elder"}, {}, {"mobility": "child"}).mobility == ("child",)
    assert of_one({}, {"mobility": "chair", "state": "home"}, {}).mobility == ("adult",)


@pytest.mark.parametrize(
    ("own", "seats", "allowed", "means", "faster"),
    [
        ("foot", 0, ("foot", "vehicle"), Means.FOOT, Means.VEHICLE),
        ("foot", 9, ("foot", "vehicle"), Means.FOOT, Means.VEHICLE),
        ("vehicle", 2, ("foot", "vehicle"), Means.VEHICLE, None),
        ("vehicle", 1, ("foot", "vehicle"), Means.FOOT, Means.VEHICLE),
        ("vehicle", 2, ("foot",), Means.FOOT, None),
        ("foot", 0, ("foot",), Means.FOOT, None),
        ("vehicle", 2, ("vehicle",), Means.VEHICLE, None),
        ("foot", 0, ("vehicle",), None, Means.VEHICLE),
        ("vehicle", 1, ("vehicle",), None, Means.VEHICLE),
    ],
)
def test_p4_a_party_moves_by_what_it_has_and_the_advisory_allows(own, seats, allowed, means, faster):
    audience = of_one({"means": own, "vehicle_seats": seats}, {}, {}, means=allowed)
    assert audience.means == (means,)
    assert audience.faster_means == (faster,)
    assert audience.cannot_move == (None,)


def test_p4_seats_are_counted_for_those_who_are_asked():
    assert of_one({"means": "vehicle", "vehicle_seats": 1}, {}, {"state": "abroad"}).means == (Means.VEHICLE,)


# --- P8, P9 --------------------------------------------------------------------------------------------------------


def test_p8_a_party_is_urgent_only_if_the_crisis_says_its_class_is():
    parties = [party("a", urgent="medical"), party("b", urgent="other"), party("c")]
    assert audience_of(crisis(parties), advisory()).urgent.tolist() == [True, False, False]


@pytest.mark.parametrize("medical", ["stretcher", "dependent"])
def test_p9_a_member_who_must_be_carried_or_cared_for_keeps_the_party(medical):
    assert of_one({}, {}, {"medical": medical}).cannot_move == ("medical",)
    assert of_one({"means": "vehicle", "vehicle_seats": 4}, {}, {"medical": medical}).cannot_move == ("medical",)
    assert of_one({}, {}, {"medical": medical, "state": "abroad"}).cannot_move == (None,)


def test_p9_a_member_in_hospital_keeps_the_party():
    assert of_one({}, {}, {"state": "in_hospital"}).cannot_move == ("medical",)
    assert of_one({"means": "vehicle", "vehicle_seats": 4}, {"state": "in_hospital"}).cannot_move == ("medical",)


def test_p9_who_cannot_walk_cannot_move_except_in_a_vehicle():
    assert of_one({}, {}, {"mobility": "chair"}).cannot_move == ("immobile",)
    assert of_one({"means": "vehicle", "vehicle_seats": 2}, {}, {"mobility": "chair"}).cannot_move == (None,)
    driven = {"means": "vehicle", "vehicle_seats": 2}
    assert of_one(driven, {}, {"mobility": "chair"}, means=("foot",)).cannot_move == ("immobile",)


def test_p9_minors_alone_cannot_move_without_an_escort():
    assert of_one({}, {"age": 17}, {"age": 9}).cannot_move == ("minor_alone",)
    assert of_one({"escort": "e1"}, {"age": 17}, {"age": 9}).cannot_move == (None,)
    assert of_one({}, {"age": 18}, {"age": 9}).cannot_move == (None,)
    assert of_one({}, {"age": None}, {"age": 9}).cannot_move == (None,)
    assert of_one({}, {"age": 40, "state": "dead"}, {"age": 9}).cannot_move == ("minor_alone",)


def test_p9_medical_goes_before_immobile_before_minor_alone():
    assert of_one({}, {"age": 9, "mobility": "chair", "medical": "stretcher"}).cannot_move == ("medical",)
    assert of_one({}, {"age": 9, "mobility": "chair"}).cannot_move == ("immobile",)


# --- P3 ------------------------------------------------------------------------------------------------------------


def test_p3_only_those_asked_stand_in_the_queue():
    parties = [party(name, channels="sms", lat=lat) for name, lat in [("far", 52.0), ("a", 49.9), ("b", 49.9)]]
    parties.append(party("c"))
    many = crisis(
        parties, channels=(channel("sms"),), settings=settings(delays={"reading_s": 10, "preparation_s": 100})
    )
    audience = audience_of(many, advisory())
    assert audience.told_at.tolist() == [11, 12, NEVER]
    assert audience.told_at_issue.tolist() == [11, 11, NEVER]
    assert audience.ready_at.tolist() == [111, 112, NEVER]
    assert audience.ready_at_issue.tolist() == [111, 111, NEVER]


def test_arrays_have_the_types_that_are_promised():
    audience = of_one({})
    for times in (audience.told_at, audience.told_at_issue, audience.ready_at, audience.ready_at_issue, audience.size):
        assert times.dtype == np.int32
    assert audience.located.dtype == audience.urgent.dtype == bool
    assert audience.lat.dtype == audience.lon.dtype == np.float64
