"""The ground's pages: listed by kind, as of then; put, changed, removed; drawn; refused in words at the field."""

import json
import re
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.forms import BooleanField, ChoiceField
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.ground.test_ground import ONE_OF_EACH

from safepassage.desk.console.ground_forms import LABELS, MEANINGS, ThingForm
from safepassage.desk.crises.access import Role
from safepassage.desk.ground import actions, queries
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.picture.kinds import PromiseState
from safepassage.desk.picture.promises import NewPromise, change_promise, note_promise
from safepassage.desk.picture.resting import rest_on

HAVEN = {"name": "Школа 5", "lat": "49.9516", "lon": "36.10262", "places": "300", "food": "250", "grade": "C3"}


@pytest.fixture
def address(crisis):
    return f"/crises/{crisis.id}/ground/"


@pytest.fixture
def ground(crisis):
    """One thing of each kind."""
    return {kind: actions.put(crisis, kind, "one", said, actor=cast.SETUP) for kind, said in ONE_OF_EACH.items()}


def test_every_kind_has_words_and_a_form(crisis):
    assert set(LABELS) == set(MEANINGS) == set(Kind)
    for kind in Kind:
        assert "code" in ThingForm(kind=kind, crisis=crisis).fields


def test_a_haven_is_put_with_a_short_name_made_from_its_name(screen, address, crisis, caseworker):
    assert "No haven is known" in screen.get(address).content.decode()
    assert screen.post(f"{address}haven/add/", HAVEN).status_code == 302
    (haven,) = queries.things(crisis, Kind.HAVEN)
    assert (haven.code, haven.name, haven.places, haven.staff) == ("shkola-5", "Школа 5", 300, None)
    act, said = cast.last_act()
    assert (act.verb, act.actor, said["new"]["places"]) == ("ground.put_haven", caseworker.reference, 300)
    page = screen.get(f"{address}haven/").content.decode()
    assert "Школа 5" in page
    assert "49.95160, 36.10262" in page


def test_what_a_form_shows_it_takes_back_unchanged(screen, address, crisis, ground):
    for kind in Kind:
        takes_back_unchanged(kind, screen, address, crisis, ground)


def takes_back_unchanged(kind, screen, address, crisis, ground):
    before = queries.fields_of(queries.things(crisis, kind)[0])
    page = screen.get(f"{address}{kind}/{ground[kind].id}/")
    form = page.context["form"]
    shown = {name: as_typed(form.fields[name], form[name].value()) for name in form.fields}
    typed = {name: value for name, value in shown.items() if value not in (None, "", False)}
    answer = screen.post(f"{address}{kind}/{ground[kind].id}/", typed | {"reason": "looked again"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert queries.fields_of(queries.things(crisis, kind)[0]) == before
    assert cast.last_act()[0].verb == f"ground.change_{kind}"


def as_typed(field, value):
    return value if isinstance(field, BooleanField | ChoiceField) else field.widget.format_value(value)


def test_each_kind_is_listed_with_its_thing(screen, address, ground):
    for kind in Kind:
        page = screen.get(f"{address}{kind}/").content.decode()
        assert str(ground[kind]) in page
        assert f"/{kind}/{ground[kind].id}/" in page


def test_the_list_tells_how_it_was(screen, address, crisis, ground):
    then = cast.clock.now()
    screen.post(f"{address}haven/{ground[Kind.HAVEN].id}/remove/", {"remove-reason": "shelled"})
    assert "None is known" in screen.get(f"{address}haven/").content.decode()
    there = then.astimezone(ZoneInfo(crisis.zone))
    page = screen.get(f"{address}haven/?at={there:%Y-%m-%dT%H:%M:%S.%f}").content.decode()
    assert "Pisochyn" in page
    assert cast.last_act()[1]["reason"] == "shelled"


CLOSURE = {"code": "x", "kind": "closure", "exposure": "0"}
WRONG = [
    ("haven", {"lat": "95"}, "lat", "90"),
    ("haven", {"lat": "north"}, "lat", "number"),
    ("haven", {"name": ""}, "name", "required"),
    ("haven", {"places": "-1"}, "places", "0"),
    ("haven", {"grade": "G9"}, "grade", "G9"),
    ("closure", CLOSURE | {"geometry": "49.9,36.2 49.9"}, "geometry", "latitude,longitude"),
    ("closure", CLOSURE, None, "geometry, or ways"),
    ("closure", CLOSURE | {"ways": "7, seven"}, "ways", "seven"),
    ("corridor", {"code": "x", "begin": "2022-03-02T10:00", "end": "2022-03-02T09:00"}, None, "before"),
    ("corridor", {"code": "x", "commitments": "north; perhaps"}, "commitments", "promised, confirmed"),
    ("curfew", {"code": "x", "begins": "18:00", "ends": "06:00", "first_on": "2022-03-01", "last_on": "2022-03-02",
                "area": "49,36 50,36"}, "area", "four or more"),
    ("haven", {"places": "10000001"}, "places", "10,000,000"),
    ("closure", {"code": "x", "kind": "control", "ways": "1", "exposure": "1001"}, "exposure", "1,000"),
    ("access_rule", {"code": "x", "at": "haven", "of": "y", "nationality": "Russia"}, "nationality", "two capitals"),
    ("channel", {"code": "x", "kind": "sms", "segments_per_s": "1", "latency_s": "10000001", "reach": "1"},
     "latency_s", "10,000,000"),
    ("channel", {"code": "s m s", "kind": "sms", "segments_per_s": "1", "latency_s": "0", "reach": "1"}, None,
     "spaces"),
]  # fmt: skip


def test_what_cannot_be_is_said_at_its_field(screen, address, crisis):
    for kind, typed, field, words in WRONG:
        answer = screen.post(f"{address}{kind}/add/", (HAVEN if kind == "haven" else {}) | typed)
        assert answer.status_code == 422, typed
        assert words in " ".join(answer.context["form"].errors[field or "__all__"])
        assert not queries.things(crisis, Kind(kind))


def test_two_of_one_short_name_are_refused_at_it(screen, address, ground):
    answer = screen.post(f"{address}haven/add/", HAVEN | {"code": "one"})
    assert answer.status_code == 422
    assert "already" in answer.context["form"].errors["code"][0]


def test_who_was_second_is_told(screen, address, crisis, ground):
    haven = ground[Kind.HAVEN]
    typed = HAVEN | {"heating": "", "reason": "counted"}
    actions.remove(haven, actor=cast.SETUP, reason="shelled")
    assert screen.post(f"{address}haven/{haven.id}/", typed).status_code == 404
    assert "ended already" not in screen.get(address).content.decode()


def test_a_place_is_found_by_name_and_fills_the_form(screen, address, crisis):
    type(crisis).objects.update(area="50.095,36.190 50.095,36.290 49.985,36.425 50.095,36.190")
    page = screen.get(f"{address}haven/add/?place=Pesochin").content.decode()
    link = re.search(r'href="(\?name=[^"]+)"', page)[1].replace("&amp;", "&")
    form = screen.get(f"{address}haven/add/{link}").context["form"]
    assert form["name"].value() == "Pisochyn"
    assert float(form["lat"].value()) == pytest.approx(49.95, abs=0.02)


def test_a_kind_that_is_none_is_not_there(screen, address):
    assert screen.get(f"{address}castle/").status_code == 404
    assert screen.get(f"{address}haven/{UUID(int=0)}/").status_code == 404


def test_a_thing_of_another_crisis_is_not_there(screen, address, officer, crisis):
    other = cast.crisis(officer)
    theirs = actions.put(other, Kind.HAVEN, "theirs", ONE_OF_EACH[Kind.HAVEN], actor=cast.SETUP)
    assert screen.get(f"{address}haven/{theirs.id}/").status_code == 404
    assert screen.post(f"{address}haven/{theirs.id}/remove/", {"remove-reason": "x"}).status_code == 404
    assert len(queries.things(other, Kind.HAVEN)) == 1


def test_the_map_and_its_list_have_the_same_things(screen, address, ground):
    page = screen.get(f"{address}map/").content.decode()
    features = json.loads(screen.get(f"{address}map/places.geojson").content)["features"]
    drawn = {each["properties"]["name"] for each in features} - {"Springfield"}
    assert drawn >= {"Pisochyn", "Metro", "Square"}
    assert all(f"<bdi>{name}</bdi>" in page for name in drawn)
    assert 'class="haven"' in page
    haven = next(each for each in features if each["properties"]["kind"] == "haven")
    assert haven["geometry"]["coordinates"] == [36.10262, 49.9516]


def test_the_field_post_sees_and_does_not_change(screen_of, address, ground):
    screen = screen_of(Role.FIELD_POST)
    page = screen.get(f"{address}haven/").content.decode()
    assert "Pisochyn" in page
    assert "Add one" not in page
    assert screen.get(f"{address}haven/add/").status_code == 403


def test_pages_take_few_queries(screen, address, ground):
    for part in ("", "haven/", "haven/add/", "closure/", "map/", "roads/"):
        screen.get(address + part)
        with CaptureQueriesContext(connection) as captured:
            screen.get(address + part)
        taken = [each["sql"] for each in captured if not each["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]
        assert len(taken) <= (13 if part == "map/" else 8), (part, taken)


def test_a_corridors_page_says_which_side_is_missing_and_takes_its_promise(screen, address, ground, crisis, officer):
    corridor = ground[Kind.CORRIDOR]
    page = screen.get(f"{address}corridor/{corridor.id}/").content.decode()
    assert "No promise stands of:" in page
    assert "Each side" not in page
    for side in corridor.sides:
        promise = note_promise(crisis, NewPromise("Somebody of theirs", "no fire"), actor=officer)
        said = {"on": promise.reference, "side": side}
        assert screen.post(f"{address}corridor/{corridor.id}/rests-on/", said).status_code == 302
    page = screen.get(f"{address}corridor/{corridor.id}/").content.decode()
    assert "Each side that controls a part of the way has promised." in page
    assert "each side has promised" in screen.get(f"{address}corridor/").content.decode()


def test_what_is_written_on_a_corridor_is_kept_as_promises_by_a_button(screen, address, ground):
    corridor = ground[Kind.CORRIDOR]
    here = f"{address}corridor/{corridor.id}/"
    assert "written on the corridor" in screen.get(here).content.decode()
    assert "They stand by themselves now" in screen.post(f"{here}take-over/", follow=True).content.decode()
    assert "written on the corridor)" not in screen.get(here).content.decode()
    haven = ground[Kind.HAVEN]
    assert screen.post(f"{address}haven/{haven.id}/take-over/").status_code == 404


def test_what_is_shaken_is_said_on_the_map_in_its_legend_and_in_its_list_and_not_by_colour_alone(
    screen, address, ground, crisis, officer
):
    haven = ground[Kind.HAVEN]
    closure = ground[Kind.CLOSURE]
    corridor = ground[Kind.CORRIDOR]
    promise = note_promise(crisis, NewPromise("Somebody of theirs", "no fire"), actor=officer)
    for thing in (haven, closure, corridor):
        rest_on(thing, promise, actor=officer, side=corridor.sides[0] if thing is corridor else "")
    before = screen.get(f"{address}map/").content.decode()
    assert "Shaken place" in before  # the legend says how it would look
    assert "Some of it is shaken" not in before
    change_promise(promise, PromiseState.BROKEN, actor=officer, reason="shells fell")
    page = screen.get(f"{address}map/").content.decode()
    assert "Some of it is shaken" in page
    assert page.count("Shaken: what it rests on has fallen</strong>") == 2
    assert 'class="haven shaken"' in page
    assert f"{haven}: shaken</text>" in page
    assert "shaken: what was promised has fallen, by" in page
    features = json.loads(screen.get(f"{address}map/places.geojson").content)["features"]
    told = {each["properties"]["name"] for each in features if each["properties"].get("shaken")}
    assert told == {f"{haven}: shaken", f"{closure}: shaken"}
