"""Who is in a drawn area: exactly those whose point is, whatever happened to them since; nobody without a position."""

import random
from collections import Counter

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk import cast
from tests.desk.people.register import HOUR, NOON, person, say

from safepassage.desk.people import actions, areas, queries
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.models import Person
from safepassage.desk.people.opened import RecordOpener
from safepassage.desk.people.records import PersonRecord, Position
from safepassage.desk.people.search import index_of
from safepassage.desk.people.states import Aside, State
from safepassage.formats.cap import parse_circle

LAT, LON = 49.99, 36.23
HERE = parse_circle(f"{LAT},{LON} 3")
OLD = NOON - 24 * HOUR


def located(latitude, longitude, at=NOON, name="Somebody Invented"):
    return PersonRecord(full_name=name, position=Position(latitude=latitude, longitude=longitude, at=at))


def ids(crisis, area=HERE):
    return set(queries.persons_in(crisis, area, old_before=OLD).ids())


@pytest.fixture
def town(crisis):
    """Two hundred, spread over ten kilometres; and their points."""
    draw = random.Random(5)
    points = [(draw.uniform(LAT - 0.05, LAT + 0.05), draw.uniform(LON - 0.07, LON + 0.07)) for _ in range(200)]
    entries = [NewPerson(located(*point), first_at=NOON) for point in points]
    made = actions.register_persons(crisis, entries, actor=cast.SETUP, source="town")
    return {each.id: point for each, point in zip(made, points, strict=True)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(-0.06, 0.06), st.floats(-0.08, 0.08)), min_size=3, max_size=9))
def test_it_is_the_same_as_asking_of_each_point(town, crisis, corners):
    area = shapely.MultiPoint([(LON + dx, LAT + dy) for dy, dx in corners]).convex_hull
    expected = {pk for pk, (lat, lon) in town.items() if area.intersects(shapely.Point(lon, lat))}
    found = queries.persons_in(crisis, area, old_before=OLD)
    assert set(found.ids()) == expected
    assert found.persons == len(expected) == len(list(found.ids()))


def test_no_record_is_opened_of_whom_the_search_knows(town, crisis, monkeypatch):
    expected = ids(crisis)
    queries.find(crisis, "Somebody")
    areas._held.cache_clear()
    opened, really = [], RecordOpener.open
    monkeypatch.setattr(
        RecordOpener, "open", lambda self, pk, *sealed: (opened.append(pk), really(self, pk, *sealed))[1]
    )
    assert ids(crisis) == expected
    assert opened == []
    known = queries.persons_in(crisis, HERE, old_before=OLD)
    gone = Person.objects.get(pk=known.at_border[0].id)
    actions.change_person(gone, to=located(LAT + 2, LON), actor=cast.SETUP)
    come = person(crisis, record=located(town[gone.pk][0], town[gone.pk][1]))
    assert ids(crisis) == expected - {gone.pk} | {come.pk}
    assert come.pk in opened  # the index has not heard of them yet
    assert len(opened) == 1


def test_an_index_that_is_being_read_is_not_waited_for(town, crisis):
    expected = ids(crisis)
    queries.find(crisis, "Somebody")
    areas._held.cache_clear()
    with index_of(crisis.id).lock:
        assert ids(crisis) == expected


def test_pages_hold_everybody_once_by_number(town, crisis):
    found = queries.persons_in(crisis, HERE, old_before=OLD)
    assert found.inside  # some by their cell alone, some opened
    assert found.at_border
    numbers, after = [], ""
    while page := found.page(after, 7):
        numbers += [each.number for each in page]
        after = numbers[-1]
    assert numbers == sorted(Person.objects.filter(pk__in=list(found.ids())).values_list("number", flat=True))


def test_they_are_counted_by_state_category_and_age_of_position(crisis):
    moving = person(crisis, record=located(LAT, LON))
    say(moving, State.MOVING)
    person(crisis, record=located(LAT, LON, OLD - HOUR))
    person(crisis, record=located(LAT + 1, LON))
    person(crisis, "Nowhere Invented")
    found = queries.persons_in(crisis, HERE, old_before=OLD)
    assert found.counts == Counter({
        areas.Kind("moving", "national", False): 1,
        areas.Kind("never_tried", "national", True): 1,
    })  # fmt: skip
    assert found.unlocated == 1


def test_what_the_process_holds_follows_every_change(crisis, officer):
    edge = person(crisis, record=located(LAT, LON))
    small = parse_circle(f"{LAT},{LON} 0.1")
    assert ids(crisis, small) == {edge.id}
    other = person(crisis, record=located(LAT, LON))
    assert ids(crisis, small) == {edge.id, other.id}
    actions.change_person(edge, to=located(LAT + 0.002, LON), actor=officer)  # 220 m on, in the same cell
    assert ids(crisis, small) == {other.id}
    actions.change_person(edge, to=located(LAT, LON), actor=officer)
    actions.set_aside(other, Aside.NEVER_THERE, actor=officer, reason="never came")
    assert ids(crisis, small) == {edge.id}
    say(edge, State.HOME)
    assert [each.state for each in queries.persons_in(crisis, small, old_before=OLD).at_border] == ["home"]


def test_an_erased_person_has_no_cell_and_is_in_no_area(crisis, officer):
    gone = person(crisis, record=located(LAT, LON))
    assert gone.cell
    actions.erase_person(gone, actor=officer, why="asked")
    gone.refresh_from_db()
    assert (gone.cell, gone.located_at) == (None, None)
    assert ids(crisis) == set()
    assert queries.persons_in(crisis, HERE, old_before=OLD).unlocated == 0


def test_a_position_taken_back_leaves_no_cell(crisis, officer):
    there = person(crisis, record=located(LAT, LON))
    actions.change_person(there, to=PersonRecord(full_name="Somebody Invented"), actor=officer)
    there.refresh_from_db()
    assert there.cell is None


def test_persons_of_another_crisis_are_in_no_area_of_this_one(crisis, officer):
    elsewhere = cast.crisis(officer)
    person(elsewhere, record=located(LAT, LON))
    assert ids(crisis) == set()
    assert len(ids(elsewhere)) == 1


def test_a_process_holds_only_so_many_points(town, crisis, monkeypatch):
    monkeypatch.setattr(areas, "MOST_HELD", 20)
    expected = {pk for pk, (lat, lon) in town.items() if HERE.intersects(shapely.Point(lon, lat))}
    assert ids(crisis) == ids(crisis) == expected
    assert sum(stamp.persons for stamp, _ in areas._held().cells.values()) <= 20
