"""One bad row does not stop a preflight: it is a finding, and everybody else is judged. Everybody is invented."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast
from tests.desk.intake.lists import brought_in
from tests.desk.movement.stored import result_of

from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.ground import actions as ground
from safepassage.desk.ground import queries as on_ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement import actions, queries
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewNote, NewParty, NewPerson
from safepassage.desk.people.records import SEALED, PersonRecord, Position, Supplies, WardenRecord
from safepassage.desk.people.states import Category, State
from safepassage.planning.io import read_crisis

HOSTEL_LIST = Path(__file__).parents[3] / "examples" / "lists" / "hostel-list.csv"
NOW = datetime(2022, 3, 2, 12, 15, tzinfo=UTC)  # of the small crisis
HOSTEL = {"latitude": 50.005, "longitude": 36.23}
SHELBYVILLE = {"latitude": 48.0, "longitude": 31.0}  # far outside the crisis area
FIELD = {"latitude": 50.06, "longitude": 36.35}  # kilometres from every road, in the crisis area


@pytest.fixture
def loaded(tmp_path, officer):
    crisis = actions.load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    return crisis


def register(crisis, warden=None, category=Category.NATIONAL, **said):
    """Somebody at the hostel, whom a call told of; with a warden, in a party."""
    at = {"position": Position(**HOSTEL, at=NOW)}
    record = PersonRecord(**({"full_name": "Asha Invented", "mobility": "adult"} | at | said))
    made = people.register_person(crisis, NewPerson(record, category), actor=cast.SETUP, source="call")
    if warden:
        people.form_parties(crisis, [NewParty("hers", (made.id,), warden.id)], actor=cast.SETUP)
    return made


def preflight(crisis, officer):
    return result_of(actions.run_preflight(crisis, "second", actor=officer))


def verdict(result, person, code=""):
    return next(row.verdict.value for row in result.parties if row.id in (person.number, code))


def off_roads(result):
    return [warning for warning in result.warnings if warning.code == "off_roads"]


def test_a_warden_whom_no_channel_reaches_tells_nobody_and_stops_nothing(loaded, officer):
    before = preflight(loaded, officer)
    warden = people.register_warden(loaded, "hostel-17", WardenRecord(name="W. Invented"), actor=cast.SETUP)
    person = register(loaded, warden)
    after = preflight(loaded, officer)
    assert verdict(after, person, "hers") == "not_told"
    assert after.people.total == before.people.total + 1
    people.change_warden(warden, WardenRecord(phones=("+380501234567",)), actor=officer)
    assert verdict(preflight(loaded, officer), person, "hers") == "too_late"  # told, and too far off


def test_who_has_a_phone_is_told(loaded, officer):
    mute, heard = register(loaded), register(loaded, phones=("+380501234568",))
    result = preflight(loaded, officer)
    assert (verdict(result, mute), verdict(result, heard)) == ("not_told", "too_late")


@pytest.mark.parametrize("said", [{"mobility": "wheelchair"}, {"mobility": "", "medical": "cannot walk"}])
def test_who_cannot_walk_is_not_sent_on_foot(loaded, officer, said):
    person = register(loaded, phones=("+380501234568",), **said)
    assert verdict(preflight(loaded, officer), person) == "cannot_move"


def test_who_cannot_walk_is_not_sent_on_foot_where_the_crisis_has_no_class_for_it(loaded, officer):
    said = queries.Assumptions.objects.get(crisis=loaded).said
    walking = {name: each for name, each in said["mobility"].items() if each["speed_kph"]}
    for row in people.Person.objects.filter(crisis=loaded):  # one of them is of the class that goes
        people.set_aside(row, "never_there", actor=officer, reason="a test of its own")
    actions.set_assumptions(loaded, said | {"mobility": walking}, actor=officer)
    how = queries.class_that_cannot_walk(loaded)
    person = register(loaded, mobility=how, phones=("+380501234568",))
    assert verdict(preflight(loaded, officer), person) == "cannot_move"


def test_how_many_of_those_counted_the_public_form_alone_put_there_is_said(loaded, officer, client):
    stored = actions.run_preflight(loaded, "second", actor=officer)
    screen, page = cast.sign_in(client, officer), f"/crises/{loaded.id}/preflights/{{}}/"
    assert "not verified" not in screen.get(page.format(stored.id)).content.decode()
    there = register(loaded, category=Category.UNVERIFIED)
    register(loaded, category=Category.UNVERIFIED, position=Position(**SHELBYVILLE, at=NOW))
    home = people.register_person(
        loaded, NewPerson(PersonRecord(full_name="B. Invented"), Category.UNVERIFIED), actor=cast.SETUP, source="call"
    )
    people.add_notes(loaded, [(home.id, NewNote(NOW, State.HOME))], actor=officer, source="call")
    stored = actions.run_preflight(loaded, "second", actor=officer)
    assert verdict(result_of(stored), there) == "not_told"
    assert queries.summary_of(stored).unverified == 1
    assert "1 of those counted is not verified" in screen.get(page.format(stored.id)).content.decode()


def test_a_point_far_from_every_road_is_told_by_the_persons_number_and_the_rest_is_judged(loaded, officer):
    before = preflight(loaded, officer)
    person = register(loaded, phones=("+380501234568",), position=Position(**FIELD, at=NOW))
    after = preflight(loaded, officer)
    assert verdict(after, person) == "no_route"
    (warning,) = off_roads(after)
    assert person.number in warning.text
    assert after.people.on_time == before.people.on_time


def test_a_haven_far_from_every_road_is_warned_of_by_name_and_nothing_stops(loaded, officer):
    said = {"name": "Barn", "lat": FIELD["latitude"], "lon": FIELD["longitude"], "places": 40}
    ground.put(loaded, Kind.HAVEN, "barn", said, actor=officer)
    (warning,) = off_roads(preflight(loaded, officer))
    assert warning.text.startswith("Barn is more than 500 m from any road")


def test_what_the_planner_does_not_take_of_records_stops_nothing(loaded):
    said = (
        {"channels": ("telegram",)},
        {"escort": "Sita Invented " * 9},
        {"languages": ("Hindi, a little",)},
        {"position": Position.model_validate({**HOSTEL, "at": datetime(1922, 3, 2, tzinfo=UTC)}, context=SEALED)},
        {"supplies": Supplies(at=clock.now(), water_h=8_000)},
        {"age": "130"},
    )
    made = {register(loaded, **each).number for each in said}
    assert made <= {person.id for person in queries.crisis_for(loaded, "second").crisis.persons}


def test_a_name_of_an_escort_does_not_leave_the_register(loaded):
    register(loaded, escort="Sita Invented")
    assert "Sita" not in repr(queries.crisis_of(loaded).crisis)


def test_an_urgent_class_that_the_crisis_has_not_stops_nothing(loaded):
    person = register(loaded)
    people.form_parties(loaded, [NewParty("hers", (person.id,), urgent="tired")], actor=cast.SETUP)
    assert "hers" in {party.id for party in queries.crisis_for(loaded, "second").crisis.parties}


def test_rules_and_corridors_of_places_that_are_gone_stop_nothing(loaded, officer):
    for kind in (Kind.CROSSING, Kind.TRAIN):
        for thing in on_ground.things(loaded, kind):
            ground.remove(thing, actor=officer, reason="given up")
    corridor = {"begin": NOW, "end": datetime(2022, 3, 3, tzinfo=UTC), "sides": ["north"], "havens": ["nowhere"]}
    ground.put(loaded, Kind.CORRIDOR, "to-nowhere", corridor, actor=officer)
    planned = queries.crisis_for(loaded, "second").crisis
    assert planned.rules == ()
    assert [corridor.id for corridor in planned.corridors] == ["west"]


def test_a_list_as_wardens_send_it_is_judged_whole_and_who_cannot_walk_is_not_sent_on_foot(loaded, officer):
    before = preflight(loaded, officer)
    row = brought_in(loaded, officer, HOSTEL_LIST.read_bytes())
    after = preflight(loaded, officer)
    assert after.people.total == before.people.total + row.registered
    binod = queries.people.person_from(loaded, "hostel-list", "INV-102")
    planned = {person.id: person for person in queries.crisis_for(loaded, "second").crisis.persons}
    assert planned[binod.number].mobility == queries.class_that_cannot_walk(loaded)


def made_worse(crisis, officer):
    """A barn of 20 million places, put there before there was a limit."""
    at = {"lat": HOSTEL["latitude"], "lon": HOSTEL["longitude"]}
    barn = ground.put(crisis, Kind.HAVEN, "barn", {"name": "Barn", "places": 40, **at}, actor=officer)
    type(barn).objects.filter(pk=barn.pk).update(places=20_000_000)


def test_a_row_with_numbers_that_the_planner_refuses_is_left_out_and_told(loaded, officer, client):
    before = preflight(loaded, officer)
    made_worse(loaded, officer)
    stored = actions.run_preflight(loaded, "second", actor=officer)
    assert result_of(stored).people == before.people
    (told,) = queries.summary_of(stored).left_out
    assert told.startswith("havens, barn, places: ")
    page = cast.sign_in(client, officer).get(f"/crises/{loaded.id}/preflights/{stored.id}/").content.decode()
    assert "Left out, as if it were not there" in page
    assert "havens, barn, places" in page


def test_a_folder_is_written_without_what_it_cannot_hold_and_that_is_told(loaded, officer, tmp_path):
    made_worse(loaded, officer)
    said = {"name": "Far", "lat": FIELD["latitude"], "lon": FIELD["longitude"], "places": 40}
    ground.put(loaded, Kind.HAVEN, "far", said, actor=officer)
    person = register(loaded, position=Position(**FIELD, at=NOW))
    for name, wrong in (("kind", {"kind": "Dance"}), ("late", {"issued_at": "1900-01-01T00:00:00Z"})):
        draft = queries.drafts_of(loaded).get(name="second")
        queries.Draft.objects.create(crisis=loaded, name=name, said=draft.said | wrong, changed_at=clock.now())
    left_out = actions.export_crisis(loaded, tmp_path / "out", actor=officer)
    assert {fault.file for fault in left_out} == {"advisories/kind.toml", "advisories/late.toml", "havens", "parties"}
    assert {fault.where.split(",")[0] for fault in left_out} >= {"barn", "far", person.number}
    written = read_crisis(tmp_path / "out")
    assert set(written.advisories) == {"second"}
    assert not {"barn", "far"} & {haven.id for haven in written.havens}
    (party,) = (each for each in written.parties if each.id == person.number)
    assert (party.lat, party.located_at) == (None, None)
