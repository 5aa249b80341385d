"""A crisis folder goes in and comes out again, and the planner says the same of both."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ground import actions as ground
from safepassage.desk.ground import queries as on_ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.ground.models import TABLES as ON_GROUND
from safepassage.desk.ground.queries import NOT_SAID
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import verify
from safepassage.desk.movement import actions, queries
from safepassage.desk.movement.ground_rows import ROWS, TABLES
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewPerson
from safepassage.desk.people.models import Person
from safepassage.desk.people.queries import file_of
from safepassage.desk.people.records import PersonRecord
from safepassage.errors import BadInput
from safepassage.planning import model as planner
from safepassage.planning import preflight
from safepassage.planning.io import read_crisis

EXAMPLE = Path(__file__).parents[3] / "examples" / "kharkiv-2022"


@pytest.fixture
def folder(tmp_path):
    return write_small_crisis(tmp_path / "small")


@pytest.fixture
def loaded(folder, officer):
    return actions.load_crisis(folder, actor=officer)


def said(result):
    """The result without the hashes of where it came from."""
    content = json.loads(result.model_dump_json(by_alias=True))
    del content["inputs_sha256"]
    return content


def test_the_example_loaded_and_exported_has_the_same_preflight(own_db, tmp_path):
    boss = cast.officer("boss", is_administrator=True)
    crisis = actions.load_crisis(EXAMPLE, actor=boss)
    actions.export_crisis(crisis, tmp_path / "out", actor=boss)
    before, after = read_crisis(EXAMPLE), read_crisis(tmp_path / "out")
    for advisory in before.advisories:
        assert said(preflight(before, advisory)) == said(preflight(after, advisory))
    assert Person.objects.filter(crisis=crisis).count() == len(before.persons)
    assert not verify()


def test_the_small_crisis_comes_out_as_it_went_in(loaded, folder, officer, tmp_path):
    actions.export_crisis(loaded, tmp_path / "out", actor=officer)
    before, after = read_crisis(folder), read_crisis(tmp_path / "out")
    assert after.settings == before.settings
    for table in (*TABLES.values(), "wardens"):
        assert getattr(after, table) == getattr(before, table), table
    assert after.advisories == before.advisories
    assert after.alerts == before.alerts
    assert after.places == before.places
    assert [party.id for party in after.parties] == [party.id for party in before.parties]
    assert cast.last_act()[0].verb == "movement.export_crisis"


def test_an_exercises_people_are_loaded_with_names_and_known_since_the_folders_clock(folder, officer):
    crisis = actions.load_crisis(folder, actor=officer, names=lambda person_id, sex: (f"Asha {person_id}", ("Asha",)))
    for person in Person.objects.filter(crisis=crisis):
        record = file_of(person).record
        assert record.full_name.startswith("Asha ")
        assert record.alternate_names == ("Asha",)
        assert person.first_at <= read_crisis(folder).settings.clock.now


def test_the_ground_has_exactly_the_columns_of_the_folder():
    for kind, row in ROWS.items():
        table = ON_GROUND[kind]
        columns = {field.name for field in table._meta.concrete_fields} - NOT_SAID
        assert columns | set(table.SEALED) | {"id"} == set(row.model_fields), kind
        for name, field in row.model_fields.items():
            if name in columns and (choices := table._meta.get_field(name).choices):
                known = {value for value, _ in choices}
                assert known == known_to_planner(field.annotation), name


def known_to_planner(annotation):
    """The words of a Literal, one that may be None too."""
    words = set()
    for part in getattr(annotation, "__args__", ()):
        words |= {part} if isinstance(part, str) else known_to_planner(part)
    return words


def test_loading_leaves_acts_and_makes_the_officer_its_administrator(loaded, officer):
    verbs = list(Act.objects.filter(crisis=loaded.id).order_by("seq").values_list("verb", flat=True))
    assert verbs[:2] == ["crises.create_crisis", "crises.add_member"]
    assert verbs[-1] == "movement.load_crisis"
    assert len(verbs) < 20  # batches, not an act a person
    assert "people.register_persons" in verbs


def test_the_faults_of_a_folder_are_all_told_and_nothing_is_made(tmp_path, officer):
    folder = write_small_crisis(
        tmp_path / "bad", **{"shelters.csv": "id,name,lat,lon\na,A,95,36\n", "channels.toml": "[[channel]]\nid = 5\n"}
    )
    with pytest.raises(BadInput) as told:
        actions.load_crisis(folder, actor=officer)
    assert {fault.file for fault in told.value.faults} >= {"shelters.csv", "channels.toml"}
    assert not Crisis.objects.exists()


def test_what_the_register_does_not_take_is_told_and_nothing_is_made(folder, officer):
    for name in ("parties.csv", "persons.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("p1", "Name Of Somebody"), encoding="utf-8")
    with pytest.raises(BadInput, match="no name of a person"):
        actions.load_crisis(folder, actor=officer)
    assert not Crisis.objects.exists()


def test_what_is_missing_of_a_crisis_from_nothing_is_told(crisis, officer, tmp_path):
    with pytest.raises(BadInput, match="assumed"):
        actions.export_crisis(crisis, tmp_path / "out", actor=officer)
    actions.set_assumptions(crisis, {"clock": {"horizon_h": 24.0}, "mobility": {}}, actor=officer)
    with pytest.raises(BadInput) as told:
        queries.crisis_of(crisis)
    assert {fault.where for fault in told.value.faults} == {"area", "mobility"}


def test_without_roads_there_is_no_plan(crisis, officer, folder):
    settings = read_crisis(folder).settings
    actions.set_assumptions(crisis, actions._assumed(settings), actor=officer)
    crisis.area = "50.0,36.2 50.1,36.2 50.1,36.3 50.0,36.2"
    crisis.epoch_at = settings.clock.epoch
    with pytest.raises(BadInput, match="no roads"):
        queries.crisis_of(crisis)


def test_the_clock_of_an_exercise_stands_still(loaded, folder):
    assert queries.settings_of(loaded).clock == read_crisis(folder).settings.clock


def test_the_clock_of_a_real_crisis_goes_on_however_long_it_lasts(folder, officer):
    text = (folder / "crisis.toml").read_text(encoding="utf-8")
    (folder / "crisis.toml").write_text(text.replace('"Exercise"', '"Actual"'), encoding="utf-8")
    real = queries.settings_of(actions.load_crisis(folder, actor=officer)).clock
    assert abs(real.now - clock.now()) < timedelta(minutes=1)
    assert timedelta(hours=6) <= real.now - real.epoch <= timedelta(hours=7)
    assert real.epoch + timedelta(hours=real.horizon_h) - real.now == timedelta(hours=48)


def test_who_has_no_party_is_one_and_what_is_not_said_is_taken_with_care(loaded, officer):
    unknown = PersonRecord(full_name="Asha Invented", mobility="on crutches", medical="asthma", age="17-19")
    made = people.register_person(loaded, NewPerson(unknown), actor=officer, source="call")
    planned = queries.crisis_of(loaded).crisis
    person = next(each for each in planned.persons if each.id == made.number)
    party = next(each for each in planned.parties if each.id == person.party)
    walking = {name: each.speed_kph for name, each in planned.settings.mobility.items() if each.speed_kph}
    assert walking[person.mobility] == min(walking.values())
    assert (person.age, person.medical, person.state) == (17, None, planner.State.NEVER_TRIED)
    assert (party.lat, party.channels, party.means) == (None, (), planner.Means.FOOT)
    assert "Asha" not in repr(planned)


def test_who_is_set_aside_is_not_planned_for(loaded, officer):
    person = Person.objects.filter(crisis=loaded).first()
    people.set_aside(person, "never_there", actor=officer, reason="never came")
    assert person.number not in {each.id for each in queries.crisis_of(loaded).crisis.persons}


def test_ground_that_no_longer_fits_together_is_told(loaded, officer):
    for haven in on_ground.things(loaded, Kind.HAVEN):
        ground.remove(haven, actor=officer, reason="shelled")
    with pytest.raises(BadInput) as told:
        queries.crisis_of(loaded)  # of no good advisory there is no folder
    assert any(fault.file.startswith("advisories/") for fault in told.value.faults)
