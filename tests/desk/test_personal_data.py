"""Personal data stands sealed and has an end; a stolen database file gives none of it. Whatever is new must say so."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from tests.desk import cast
from tests.desk.intake.lists import brought_in
from tests.desk.people.register import ASHA, NOON, SOURCE, person

from safepassage.desk.crises.access import Role
from safepassage.desk.people import actions
from safepassage.desk.people.entries import NewHeadcount, NewNote
from safepassage.desk.people.models import CODE, Person, Warden
from safepassage.desk.people.records import NoteRecord, Position, WardenRecord
from safepassage.desk.people.states import State
from safepassage.desk.release import actions as release
from safepassage.desk.release.actions import NewExport
from safepassage.desk.release.columns import COLUMNS
from safepassage.desk.release.selection import Selection
from safepassage.desk.release.words import Audience, Format

# Columns in clear that could hold words or points, and why they hold nothing of a person on the register. A new one is
# refused until it is here, or sealed.
IN_CLEAR = {
    "ledger.DataKey.master": "id of a master key",
    "ledger.Act.actor": "kind and id",
    "ledger.Act.verb": "an action's name",
    "ledger.Act.subject": "kind and id",
    "crises.Officer.username": "of an officer",
    "crises.Officer.password": "a hash",
    "crises.Officer.name": "of an officer",
    "crises.Crisis.name": "of an incident",
    "crises.Crisis.zone": "of the time",
    "crises.Crisis.home_zone": "of the time",
    "crises.Crisis.area": "of the incident",
    "crises.Token.name": "of a program",
    "crises.Enrolment.opened_by": "kind and id",
    "crises.Enrolment.confirmed_by": "kind and id",
    "queue.WorkItem.subject": "kind and id",
    "queue.WorkItem.opened_by": "kind and id",
    "people.Person.number": "random",
    "people.Note.entered_by": "kind and id",
    "people.Likeness.reasons": "codes",
    "people.Likeness.decided_by": "kind and id",
    "crises.Crisis.form_slug": "random",
    "movement.Assumptions.said": "speeds and limits",
    "movement.Draft.name": "of an advisory",
    "movement.Draft.said": "an advisory, which goes to all",
    "movement.Draft.naive": "an advisory, which goes to all",
    "movement.StoredPreflight.advisory": "of an advisory",
    "movement.StoredPreflight.versions": "of the program",
    "movement.StoredPreflight.inputs_sha256": "a hash",
    "movement.StoredPreflight.made_by": "kind and id",
    "movement.RoadBuild.name": "of a public map's file",
    "movement.RoadBuild.said": "what is wrong with a public map",
}
OF_PLACES = "ground"  # havens, roads and their names and points are not persons'
KINDS = (models.CharField, models.TextField, models.JSONField, models.FloatField, models.DecimalField, models.FileField,
         models.GenericIPAddressField)  # fmt: skip


def tables():
    return [model for model in apps.get_models() if model.__module__.startswith("safepassage.desk.")]


def speaks_freely(field):
    """Whether words or a point could be written there: no choices, and no pattern of a code."""
    is_code = field.choices or field.max_length == 2 or CODE in field.validators
    return isinstance(field, KINDS) and not is_code and field.model._meta.app_label != OF_PLACES


@pytest.mark.parametrize("model", tables(), ids=lambda model: model.__name__)
def test_no_column_holds_words_or_points_in_clear(model):
    free = [str(field) for field in model._meta.concrete_fields if speaks_freely(field)]
    assert [name for name in free if name not in IN_CLEAR] == []


def has_end(model):
    """Whether rows are kept until a date, or as long as the person or the crisis whose key seals them."""
    names = {field.name for field in model._meta.concrete_fields}
    return "keep_until" in names or any(has_end(field.related_model) for field in owners(model))


def owners(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.related_model in (Person, Warden) and field.related_model is not model and not field.null
    ]


@pytest.mark.parametrize("model", tables(), ids=lambda model: model.__name__)
def test_what_is_sealed_has_a_key_and_what_is_sealed_for_a_person_has_an_end(model):
    names = {field.name for field in model._meta.concrete_fields}
    if "sealed" not in names:
        return
    assert names & {"key", "crisis", "of"} or owners(model)  # of whom it speaks of
    if model._meta.app_label == "people" and model.__name__ != "Headcount":  # numbers without names
        assert has_end(model)


SECRETS = (
    "Asha", "Invented", "आशा", "50123", "M1234567", "123 4567", "2001-05-17", "Hostel", "asthma", "49.98765", "36.234",
    "Mother", "919812345678", "whispered", "50.01234", "Volunteer",
)  # fmt: skip


def test_a_stolen_database_file_gives_no_name_phone_document_or_exact_point(own_db):
    officer = cast.officer("officer")
    crisis = cast.crisis(officer)
    kin = ({"name": "Mother", "phones": ["+919812345678"]},)
    record = type(ASHA).model_validate({**ASHA.model_dump(), "next_of_kin": kin})
    asha = person(crisis, record=record, outside_id="17")
    here = Position(latitude=50.01234, longitude=36.3, at=NOON)
    said = NoteRecord(text="whispered to a friend", position=here, author_name="Asha Invented")
    actions.add_note(asha, NewNote(NOON, State.MOVING, record=said), actor=officer, source=SOURCE)
    actions.register_warden(crisis, "metro-2", WardenRecord(name="Volunteer"), actor=officer)
    actions.record_headcount(crisis, NewHeadcount(1, 2, NOON, "Hostel 17"), actor=officer)
    actions.change_person(asha, actor=officer, to=ASHA)
    actions.look_at_person(asha, actor=officer)
    assert actions.note_likenesses(crisis, [person(crisis, record=ASHA).id], actor=officer) == 1
    brought_in(crisis, officer, name="Asha Invented.csv")
    cast.member(crisis, officer, Role.CASEWORKER)
    asked = NewExport(Format.CSV, Audience.OURS, tuple(COLUMNS), Selection(), "Volunteer", "whispered")
    export = release.ask_for_export(crisis, asked, actor=officer)
    assert b"asthma" in b"".join(release.pieces(release.begin_download(export, actor=officer), actor=officer))
    content = everything_stored()
    assert asha.number.encode() in content  # it looks where the data is
    forms = [form for secret in SECRETS for form in (secret.encode(), secret.encode().hex().encode())]
    assert [form for form in forms if form in content or form.upper() in content] == []


def everything_stored():
    """The bytes of the SQLite file and its log; of PostgreSQL every table as text."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [text for (text,) in cursor.fetchall()]
    return "\n".join(found).encode()


def test_what_is_erased_does_not_stay_in_free_pages(own_db):
    if connection.vendor != "sqlite":
        return  # it is about the file of SQLite
    officer = cast.officer("officer")
    asha = person(cast.crisis(officer), record=ASHA)
    sealed = bytes(asha.sealed)
    actions.erase_person(asha, actor=officer, why="asked")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert sealed not in file.read_bytes()
