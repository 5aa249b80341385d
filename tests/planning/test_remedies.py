"""What would work instead (rule P12)."""

import pytest
from tests.planning.village import (
    AT_EAST,
    AT_FAR,
    EAST,
    FAR,
    ISSUED,
    NODES,
    READY,
    TO_EAST,
    across,
    advisory,
    at,
    check,
    closure,
    party,
    people,
    seconds,
    settings,
    to,
    village,
)

from safepassage.planning.model import Channel, Haven, HavenToAdd


def would_work(*parties, **changes):
    return check(village(*parties, **changes)).would_work


# --- Deadlines --------------------------------------------------------------------------------------------------------

AT_C = {"lat": 50.0002, "lon": NODES["c"][1]}  # a kilometre from east, two from home
NEAR = AT_EAST - 2000


def deadlines(*parties, **changes):
    found = would_work(*parties, **changes).deadline_for
    return [seconds(instant) for instant in (found.half, found.most, found.all)]


def test_the_earliest_deadlines_for_half_nine_tenths_and_all_are_arrivals():
    assert deadlines(party("near", **AT_C), party("home")) == [NEAR, AT_EAST, AT_EAST]


def test_they_are_weighted_by_people_and_do_not_count_the_not_located():
    groups = (party("near", **AT_C), party("home"), party("nowhere", lat=None, lon=None))
    persons = (*people("near", 9), *people("home", 1), *people("nowhere", 9))
    assert deadlines(*groups, persons=persons, havens=(EAST.model_copy(update={"places": 0}), FAR)) == [
        NEAR, NEAR, AT_EAST,
    ]  # fmt: skip


def test_those_whom_nobody_tells_never_arrive():
    assert deadlines(party("home"), party("deaf", channels=[])) == [AT_EAST, None, None]


def test_they_hold_whatever_the_advisory_says():
    assert deadlines(advisory=advisory(deadline_at=at(READY))) == [AT_EAST] * 3


# --- Another haven ----------------------------------------------------------------------------------------------------


def school(haven_id, name, places=None):
    lat, lon = NODES[name]
    return Haven(id=haven_id, name=haven_id.title(), lat=lat, lon=lon, places=places)


def haven_to_add(*parties, havens=(), **changes):
    to_far = {"advisory": advisory(havens=to("far"), deadline_at=at(AT_FAR - 1), means=["foot"]), **changes}
    return would_work(*parties, havens=(FAR, *havens), **to_far).haven_to_add


def test_the_haven_that_brings_most_people_on_time_is_named():
    found = haven_to_add(party("a"), party("b"), havens=(school("small", "b", 2), school("large", "e", 4)))
    assert found == HavenToAdd(haven_id="large", name="Large", people=4)


def test_of_equal_ones_the_first_by_id():
    assert haven_to_add(havens=(school("west", "c"), school("oak", "e"))).haven_id == "oak"


def test_there_is_none_where_none_helps():
    assert haven_to_add() is None
    assert haven_to_add(havens=(school("oak", "b", 1),)) is None
    assert haven_to_add(party(channels=[]), havens=(school("oak", "b"),)) is None


def test_it_does_not_count_who_is_on_time_already():
    on_time = advisory(havens=to("far"))
    assert haven_to_add(havens=(school("oak", "b"),), advisory=on_time) is None


def test_who_is_assigned_to_a_haven_and_late_there_would_go_to_the_new_one():
    """To a haven that the advisory names for others it would not."""
    by = {"deadline_at": at(AT_FAR - 1), "means": ["foot"]}
    assigned = advisory(havens=to("far", "named"), assign=[{"party": "p", "haven_id": "far"}], **by)
    assert haven_to_add(havens=(school("named", "b"),), advisory=assigned) is None
    found = haven_to_add(havens=(school("named", "b"), school("oak", "b")), advisory=assigned)
    assert found == HavenToAdd(haven_id="oak", name="Oak", people=2)


# --- Buses ------------------------------------------------------------------------------------------------------------

DRIVE = 300 + 2 * 17  # three kilometres at 36 km/h, 22 m at 5 km/h at either end


def crowd(n, by, **changes):
    return village(
        *(party(f"p{i:02}") for i in range(n)), advisory=advisory(deadline_at=at(by), means=["foot"]), **changes
    )


def test_nobody_left_needs_no_buses():
    assert would_work().buses is None


def test_buses_for_the_rest_are_bounded_by_seats_and_driving_time():
    """120 people, 50 a run, 334 s a drive: 1603.2 s of driving to and fro, 1000 + 334 s a bus; so at least two."""
    found = check(crowd(60, ISSUED + 1000)).would_work.buses
    assert (found.people, found.seats, found.at_least) == (120, 50, 2)
    assert found.runs == (1000 + DRIVE) // (2 * DRIVE)


def test_a_road_that_opens_later_does_not_make_the_bound_higher():
    """It is a lower bound: a bus that leaves after the road has opened does not wait."""
    shut = closure(end=ISSUED + 600, geometry=across("ab"))
    found = check(crowd(60, ISSUED + 1000, closures=(shut,))).would_work.buses
    assert found.at_least == 2


@pytest.mark.parametrize("by", [ISSUED + DRIVE - 1, ISSUED, ISSUED - 600])
def test_no_number_of_buses_serves_a_deadline_too_near(by):
    found = check(crowd(1, by)).would_work.buses
    assert (found.people, found.runs, found.at_least) == (2, 0, None)


# --- Send order -------------------------------------------------------------------------------------------------------

SLOW = Channel(id="voice", kind="voice", segments_per_s=0.001)
FIRST_IS_IN_TIME = ISSUED + 1000 + 300 + 600 + TO_EAST


def test_who_can_still_be_saved_is_told_first_and_the_others_get_the_text_to_stay():
    lame = settings(mobility={"adult": {"speed_kph": 3.6}, "lame": {"speed_kph": 0.2}})
    groups = (party("lame", mobility="lame"), party("quick"), party("nowhere", lat=None, lon=None))
    by = advisory(deadline_at=at(FIRST_IS_IN_TIME), means=["foot"])
    found = would_work(*groups, settings=lame, channels=(SLOW,), advisory=by).send_order
    assert (found.plain_told, found.best_told) == (0, 2)
    assert found.order[0] == "quick"
    assert found.stay == ("lame",)


def test_who_cannot_move_is_not_saved_by_being_told():
    persons = (*people("ill", medical="stretcher"), *people("well"))
    by = advisory(deadline_at=at(FIRST_IS_IN_TIME), means=["foot"])
    found = would_work(party("ill"), party("well"), persons=persons, channels=(SLOW,), advisory=by).send_order
    assert (found.plain_told, found.best_told, found.order) == (0, 2, ("well", "ill"))


def test_plain_told_are_those_on_time_and_those_without_a_place():
    result = check(village(*(party(name) for name in "abc"), advisory=advisory(havens=to("east"))))
    assert result.would_work.send_order.plain_told == result.people.on_time + result.people.no_place == 6


def test_for_a_deadline_to_leave_by_one_has_to_be_ready_by_then():
    by = advisory(deadline_at=at(ISSUED + 1000 + 300 + 600), deadline_kind="leave_by")
    found = would_work(party("a"), party("b"), channels=(SLOW,), advisory=by).send_order
    assert (found.plain_told, found.stay) == (2, ("b",))
