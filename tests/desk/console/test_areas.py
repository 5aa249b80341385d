"""The page of who is in an area: three ways to say which, what it counts, that a look is an act."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.console.test_pages import MOST_BYTES, keeps_to_the_words, queries_of
from tests.desk.people.register import person, say

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.people import actions
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.records import PersonRecord, Position
from safepassage.desk.people.states import State

AROUND = "49.9,36.1 49.9,36.4 50.1,36.4 50.1,36.1 49.9,36.1"


def record(ago_h=1, latitude=49.99, longitude=36.23):
    at = clock.now() - timedelta(hours=ago_h)
    return PersonRecord(full_name="Asha Invented", position=Position(latitude=latitude, longitude=longitude, at=at))


@pytest.fixture
def ask(screen, crisis):
    """What the page answers, as text without tags."""

    def asked(status=200, **given):
        answer = screen.post(f"/crises/{crisis.id}/area/", given)
        assert answer.status_code == status
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return asked


def test_it_counts_who_is_there_and_says_who_may_be(ask, crisis):
    there = person(crisis, record=record())
    person(crisis, record=record(ago_h=30))
    say(person(crisis, record=record()), State.HOME)
    person(crisis, "Nowhere Invented")
    person(crisis, record=record(latitude=48.0))
    page = ask(area=AROUND)
    assert "2 persons were last known to be there" in page
    assert "1 of the positions is older than 24 h" in page
    assert "1 more had a position there, and is home, abroad or dead since" in page
    assert "1 person of the crisis has no position" in page
    assert there.number[:4] in page
    assert "Asha" not in page
    assert "Old: 30 h ago" in page


def test_the_look_is_an_act_without_a_point_in_clear(ask, crisis, colleague):
    person(crisis, record=record())
    ask(place="49.99,36.23", radius_km="2")
    act, said = cast.last_act()
    assert (act.verb, act.actor, act.subject) == ("people.look_at_area", colleague.reference, crisis.reference)
    assert said["new"]["persons"] == 1


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "Say which area"),
        ({"area": "49.9,36.1 49.9,36.4 50.1,36.4"}, "four or more"),
        ({"area": "49.9,36.1 50.1,36.4 49.9,36.4 50.1,36.1 49.9,36.1"}, "not sound"),
        ({"area": "91,0 0,0 0,1 91,0"}, "91"),
        ({"area": "-90,-180 -90,180 90,180 90,-180 -90,-180"}, "smaller area"),
        ({"area": "<script>"}, "script"),
        ({"thing": "nothing"}, "valid choice"),
        ({"place": "Nosuchplaceanywhere"}, "No place of this name"),
        ({"place": "49.99,36.23", "radius_km": "-1"}, "greater than or equal"),
        ({"place": "49.99,36.23", "radius_km": "nan"}, "number"),
    ],
)
def test_what_is_no_area_is_told_and_nothing_is_looked_at(ask, given, wrong):
    before = cast.last_act()[0].seq
    assert wrong in ask(422, **given)
    assert cast.last_act()[0].seq == before


def test_something_on_the_ground_is_an_area(ask, crisis, officer):
    person(crisis, record=record())
    said = {"name": "School 5", "lat": 49.991, "lon": 36.231}
    haven = put(crisis, Kind.HAVEN, "school", said, actor=officer)
    assert "1 person was last known" in ask(thing=str(haven.id), radius_km="0.5")
    assert "0 persons" in ask(thing=str(haven.id), radius_km="0.05")
    shape = {"type": "Polygon", "coordinates": [[[36, 49.9], [36.5, 49.9], [36.5, 50.1], [36, 50.1], [36, 49.9]]]}
    closure = put(crisis, Kind.CLOSURE, "shut", {"kind": "closure", "geometry": shape}, actor=officer)
    assert "1 person was last known" in ask(thing=str(closure.id))
    line = {"type": "LineString", "coordinates": [[36, 49.9], [36.5, 49.9]]}
    road = put(crisis, Kind.CLOSURE, "line", {"kind": "closure", "geometry": line}, actor=officer)
    assert "no outline" in ask(422, thing=str(road.id))


def test_a_long_list_goes_on_and_takes_few_queries(screen, crisis):
    made = actions.register_persons(crisis, [NewPerson(record()) for _ in range(120)], actor=cast.SETUP, source="x")
    numbers, after = set(), ""
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            answer = screen.post(f"/crises/{crisis.id}/area/", {"area": AROUND, "after": after})
        assert len(queries_of(captured.captured_queries)) <= 15
        assert len(answer.content) <= MOST_BYTES
        page = answer.content.decode()
        keeps_to_the_words("area/", page)
        numbers |= set(re.findall(r'class="number-of">([^<]+)<', page))
        if found := re.search(r'name="after" value="(\w+)"><button', page):
            after = found[1]
    assert len(numbers) == len(made)


def test_whoever_may_change_persons_hands_them_on_to_a_bulk_update(screen, crisis):
    there = person(crisis, record=record())
    page = screen.post(f"/crises/{crisis.id}/area/", {"area": AROUND}).content.decode()
    holds = re.search(r'name="holds" value="([^"]+)"', page)[1]
    answer = screen.post(f"/crises/{crisis.id}/bulk/list/", {"holds": holds})
    assert answer.status_code == 200
    assert str(there.id) in answer.content.decode() or there.number[:4] in answer.content.decode()


def test_who_may_not_see_persons_sees_no_area(screen_of, crisis):
    assert screen_of(Role.AUDITOR).get(f"/crises/{crisis.id}/area/").status_code == 403
