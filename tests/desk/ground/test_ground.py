"""What is on the ground: put, changed, ended, never deleted; read as it is, and as the desk knew it at any time."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises.actions import NotNow
from safepassage.desk.ground import actions, queries
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import TABLES, Former, Haven, Roads
from safepassage.desk.ledger.models import Act

HAVEN = {"name": "Pisochyn", "lat": 49.9516, "lon": 36.10262, "places": 965, "heating": "yes", "grade": "C3"}
SQUARE = "50.0,36.2 50.1,36.2 50.1,36.3 50.0,36.2"
WINDOW = {"begin": datetime(2022, 3, 2, 11, tzinfo=UTC), "end": datetime(2022, 3, 2, 16, tzinfo=UTC)}
PROMISE = {"side": "north", "status": "promised", "by": "An Invented Colonel", "said_at": "2022-03-02T13:00:00+02:00"}
ONE_OF_EACH = {
    Kind.HAVEN: HAVEN,
    Kind.SHELTER: {"name": "Metro", "lat": 49.99, "lon": 36.2, "places": 600},
    Kind.ASSEMBLY_POINT: {"name": "Square", "lat": 49.99, "lon": 36.2},
    Kind.CLOSURE: {"kind": "hazard", "exposure": 0.5, "ways": [7_000_000_000], "geometry": {
        "type": "Point", "coordinates": [36.2, 50.0]}, **WINDOW},
    Kind.CURFEW: {"begins": time(18), "ends": time(6), "first_on": date(2022, 2, 26), "last_on": date(2022, 3, 5),
                  "area": SQUARE, "source": "an invented officer"},
    Kind.CORRIDOR: {"sides": ["north", "south"], "havens": ["pisochyn"], "commitments": [PROMISE], **WINDOW},
    Kind.CROSSING: {"lat": 49.96275, "lon": 36.124},
    Kind.TRAIN: {"name": "Train to the west"},
    Kind.ACCESS_RULE: {"at": "train", "of": "one", "sex": "M", "nationality_not": ["UA"], "source": "a passenger"},
    Kind.CHANNEL: {"kind": "sms", "segments_per_s": 1.0, "latency_s": 10, "reach": 0.85},
}  # fmt: skip
WRONG = [
    (Kind.HAVEN, {"lat": 91.0}),
    (Kind.HAVEN, {"grade": "G1"}),
    (Kind.HAVEN, {"heating": "perhaps"}),
    (Kind.HAVEN, {"name": ""}),
    (Kind.CLOSURE, {"geometry": None, "ways": []}),
    (Kind.CLOSURE, {"geometry": {"type": "Point", "coordinates": [36.2, 500]}}),
    (Kind.CLOSURE, {"end": WINDOW["begin"]}),
    (Kind.CLOSURE, {"ways": ["seven"]}),
    (Kind.CURFEW, {"area": "50.0,36.2 50.1,36.2"}),
    (Kind.CURFEW, {"last_on": date(2022, 2, 25)}),
    (Kind.CORRIDOR, {"commitments": [PROMISE | {"side": "east"}]}),
    (Kind.CORRIDOR, {"commitments": [PROMISE | {"status": "kept"}]}),
    (Kind.CORRIDOR, {"commitments": [PROMISE | {"said_at": "2022-03-02T13:00:00"}]}),
    (Kind.CORRIDOR, {"sides": "north"}),
    (Kind.ACCESS_RULE, {"age_from": 18, "age_below": 18}),
    (Kind.CHANNEL, {"reach": 1.5}),
]


@pytest.fixture
def haven(crisis, officer):
    return actions.put(crisis, Kind.HAVEN, "pisochyn", HAVEN, actor=officer)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_put_is_there_with_all_that_was_said(kind, crisis, officer):
    put = actions.put(crisis, kind, "one", ONE_OF_EACH[kind], actor=officer)
    (found,) = queries.things(crisis, kind)
    said = queries.fields_of(found)
    assert {name: said[name] for name in ONE_OF_EACH[kind]} == ONE_OF_EACH[kind]
    act, content = cast.last_act()
    assert (act.verb, act.subject, act.key_id) == (f"ground.put_{kind}", put.reference, crisis.key_id)
    assert content["new"]["code"] == "one"


@pytest.mark.parametrize(("kind", "wrong"), WRONG)
def test_what_cannot_be_is_refused(kind, wrong, crisis, officer):
    with pytest.raises(ValidationError):
        actions.put(crisis, kind, "one", ONE_OF_EACH[kind] | wrong, actor=officer)
    assert not queries.things(crisis, kind)


def test_a_channels_short_name_has_no_space(crisis, officer):
    with pytest.raises(ValidationError, match="spaces"):
        actions.put(crisis, Kind.CHANNEL, "s m s", ONE_OF_EACH[Kind.CHANNEL], actor=officer)


def test_an_unknown_field_is_refused(crisis, officer):
    with pytest.raises(FieldDoesNotExist):
        actions.put(crisis, Kind.HAVEN, "one", HAVEN | {"beds": 5}, actor=officer)


def test_who_said_it_is_sealed(crisis, officer):
    for kind in (Kind.CORRIDOR, Kind.CURFEW, Kind.ACCESS_RULE):
        actions.put(crisis, kind, "one", ONE_OF_EACH[kind], actor=officer)
        raw = str(TABLES[kind]._default_manager.values().get()) + str(Act.objects.values().latest("seq"))
        assert not any(word in raw for word in ("Colonel", "invented officer", "passenger"))


def test_a_short_name_is_given_once_at_a_time(haven, crisis, officer):
    with pytest.raises(NotNow, match="already"):
        actions.put(crisis, Kind.HAVEN, "pisochyn", HAVEN, actor=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Haven.objects.create(crisis=crisis, code="pisochyn", lat=1, lon=1, begun_at=clock.now(), changed_at=clock.now())
    actions.remove(haven, actor=officer, reason="shelled")
    again = actions.put(crisis, Kind.HAVEN, "pisochyn", HAVEN, actor=officer)
    assert queries.things(crisis, Kind.HAVEN) == [again]


def test_changing_keeps_how_it_stood_as_of_any_time(haven, crisis, officer):
    before = clock.now()
    actions.change(haven, {"places": 300, "grade": ""}, actor=officer, reason="counted")
    between = clock.now()
    actions.change(queries.things(crisis, Kind.HAVEN)[0], {"places": 100}, actor=officer)

    def places(as_of=None):
        return [(each.places, each.grade, each.id) for each in queries.things(crisis, Kind.HAVEN, as_of)]

    assert places() == [(100, "", haven.id)]
    assert places(between) == [(300, "", haven.id)]
    assert places(before) == [(965, "C3", haven.id)]
    assert places(datetime(2022, 3, 1, tzinfo=UTC)) == []
    act, said = cast.last_act()
    assert act.verb == "ground.change_haven"
    assert (said["old"]["places"], said["new"]["places"]) == (300, 100)
    assert Former.objects.count() == 2


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_reads_back_as_it_stood(kind, crisis, officer):
    put = actions.put(crisis, kind, "one", ONE_OF_EACH[kind], actor=officer)
    stood, before = queries.fields_of(put), clock.now()
    changed = {"source": "another"} if "source" in put.SEALED else {"commitments": []} if put.SEALED else {}
    actions.change(put, changed, actor=officer)
    (now,), (then,) = queries.things(crisis, kind), queries.things(crisis, kind, before)
    assert queries.fields_of(then) == stood
    assert all(queries.fields_of(now).get(name, []) == value for name, value in changed.items())


def test_of_two_changes_of_the_same_state_the_second_is_told(haven, officer):
    actions.change(haven, {"places": 300}, actor=officer)
    with pytest.raises(NotNow, match="meanwhile"):
        actions.change(haven, {"places": 200}, actor=officer)
    assert Haven.objects.get().places == 300


def test_what_ends_stays_in_the_past(haven, crisis, officer):
    before = clock.now()
    actions.remove(haven, actor=officer, reason="shelled")
    act, said = cast.last_act()
    assert (act.verb, said["reason"]) == ("ground.remove_haven", "shelled")
    assert queries.things(crisis, Kind.HAVEN) == []
    assert queries.things(crisis, Kind.HAVEN, before) == [haven]
    with pytest.raises(NotNow, match="already"):
        actions.remove(haven, actor=officer, reason="again")
    with pytest.raises(NotNow, match="ended"):
        actions.change(haven, {"places": 1}, actor=officer)


def test_many_are_put_by_one_act_or_none_is(crisis, officer):
    written = Act.objects.count()
    many = {kind: {"one": fields, "two": fields} for kind, fields in ONE_OF_EACH.items()}
    assert actions.put_all(crisis, many, actor=officer) == 20
    assert Act.objects.count() == written + 1
    assert {kind: len(found) for kind, found in queries.everything(crisis).items()} == dict.fromkeys(Kind, 2)
    assert [each.code for each in queries.things(crisis, Kind.HAVEN)] == ["one", "two"]
    with pytest.raises(NotNow):
        actions.put_all(crisis, {Kind.TRAIN: {"three": {}}, Kind.HAVEN: {"one": HAVEN}}, actor=officer)
    with pytest.raises(ValidationError):
        actions.put_all(crisis, {Kind.TRAIN: {"three": {}}, Kind.HAVEN: {"x": HAVEN | {"lat": 91}}}, actor=officer)
    assert len(queries.things(crisis, Kind.TRAIN)) == 2


def test_another_crisis_has_its_own_ground(haven, officer):
    other = cast.crisis(officer)
    assert not any(queries.everything(other).values())


def test_roads_lie_in_the_data_directory_and_the_newest_is_in_force(crisis, officer, tmp_path):
    assert queries.roads_of(crisis) is None
    file = tmp_path / "city.roads"
    file.write_bytes(b"first")
    actions.put_roads(crisis, file, actor=officer)
    between = clock.now()
    file.write_bytes(b"second")
    roads = actions.put_roads(crisis, file, actor=officer)
    kept = queries.roads_of(crisis)
    assert kept.read_bytes() == b"second"
    assert kept.stat().st_mode & 0o077 == 0
    assert queries.roads_of(crisis, between).read_bytes() == b"first"
    assert cast.last_act()[1]["new"] == {"sha256": roads.sha256, "size": 6}
    assert Roads.objects.filter(ended_at=None).count() == 1
