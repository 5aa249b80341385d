"""Personal data stands sealed and has an end; a stolen database file gives none of it. Whatever is new must say so."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, models
from django.test import Client
from tests.desk import cast
from tests.desk.api.asking import program
from tests.desk.intake.lists import brought_in
from tests.desk.people.register import ASHA, NOON, SOURCE, person
from tests.desk.picture.told import DAY, drafts, fields_of, source_of, told
from tests.desk.portal.conftest import sent

from safepassage.desk.api.models import Request
from safepassage.desk.chores import end_keeping
from safepassage.desk.core import clock
from safepassage.desk.core.keeping import KEPT_FOR, Kept
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.actions import open_form
from safepassage.desk.intake.models import Import
from safepassage.desk.ledger.models import DataKey
from safepassage.desk.ledger.queries import Asked, acts_of_crisis, content
from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.people import actions
from safepassage.desk.people.entries import NewHeadcount, NewNote
from safepassage.desk.people.messages import Channel, Matter, Message, take_message
from safepassage.desk.people.models import CODE, Person, Warden
from safepassage.desk.people.records import NoteRecord, Position, WardenRecord
from safepassage.desk.people.states import State
from safepassage.desk.picture import claims, entering, promises, reports
from safepassage.desk.picture.kinds import ContactChannel, DraftKind, PromiseState, Standing
from safepassage.desk.picture.models import Report
from safepassage.desk.queue.actions import claim, finish, forget_done, look_at_item, open_item
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.queries import Content, items_of
from safepassage.desk.queue.work import Kind, Outcome, Urgency, Work
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
    "api.Asking.who": "kind and id; of strangers two bytes of a blind index",
    "crises.Enrolment.opened_by": "kind and id",
    "crises.Membership.given_by": "kind and id",
    "crises.Enrolment.confirmed_by": "kind and id",
    "queue.WorkItem.subject": "kind and id",
    "queue.WorkItem.opened_by": "kind and id",
    "people.Person.number": "random",
    "people.Note.entered_by": "kind and id",
    "people.Opening.who": "ids of crisis and officer",
    "people.Likeness.reasons": "codes",
    "people.Likeness.decided_by": "kind and id",
    "crises.Crisis.form_slug": "random",
    "movement.Assumptions.said": "speeds and limits",
    "movement.Draft.name": "of an advisory",
    "movement.Draft.said": "an advisory, which goes to all",
    "movement.Draft.naive": "an advisory, which goes to all",
    "movement.Draft.faults": "of an advisory, which goes to all: none of another file",
    "movement.StoredPreflight.advisory": "of an advisory",
    "movement.StoredPreflight.versions": "of the program",
    "movement.StoredPreflight.inputs_sha256": "a hash",
    "movement.StoredPreflight.made_by": "kind and id",
    "movement.RestsOn.thing": "kind and id",
    "movement.RoadBuild.name": "of a public map's file",
    "movement.RoadBuild.said": "what is wrong with a public map",
    "advice.Line.channel": "of a channel on the ground",
    "advice.Line.provider": "of the program",
    "advice.Line.segments_per_s": "of a provider",
    "advice.Line.credit": "of a provider",
    "advice.Delivery.why": "the program's words",
    "advice.Part.name": "a provider's id of a message",
    "advice.Receipt.name": "a provider's id of a message",
    "advice.SigningKey.fingerprint": "a hash",
    "advice.SigningKey.certificate": "of the crisis; public",
    "advice.TextKey.identity": "of a public key",
    "advice.TextKey.public": "a public key",
    "advice.TextKey.revoked_for": "why a key is revoked, on a public list",
    "advice.Issued.sealed_text": "words that went to all, signed",
    "advice.Issued.code": "of words that went to all",
    "advice.ReleaseRequest.name": "of an advisory",
    "advice.ReleaseRequest.said": "an advisory, which goes to all",
    "advice.ReleaseRequest.rest": "words that go to all",
    "advice.ReleaseRequest.reach": "counts by channel",
    "advice.ReleaseRequest.writers": "kind and id",
    "advice.Issued.identifier": "of an alert",
    "advice.Issued.sender": "of the desk",
    "advice.Issued.headline": "words that went to all",
    "advice.Issued.text": "words that went to all",
    "advice.Issued.language": "of those",
    "advice.Issued.others": "words that went to all, in further languages",
    "advice.ReleaseRequest.languages": "counts by language",
    "advice.Clearing.language": "of an advisory",
    "advice.Clearing.digest": "a hash, of words that go to all",
    "advice.Publication.slug": "random",
    "picture.Source.failed": "why nothing came of asking, in the program's words",
    "picture.Report.sha256": "a hash, of the whole",
    "picture.Report.captured_by": "kind and id",
    "picture.Draft.decided_by": "kind and id",
    "picture.Draft.became": "kind and id",
    "picture.Statement.entered_by": "kind and id",
    "picture.Contact.entered_by": "kind and id",
    "picture.PromiseChange.by": "kind and id",
    "picture.Occurrence.entered_by": "kind and id",
    "picture.Joining.by": "kind and id",
    "picture.ToldApart.by": "kind and id",
    "picture.Basis.thing": "kind and id",
    "picture.Basis.side": "of a corridor, whose sides stand on the ground in clear",
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


# Digests; and alerts of others, byte for byte, which went to all (what a report was is sealed beside what it says).
NOT_SAID = {"hash", "digest", "secret_hash", "wrapped", "mark", "key_digest", "body_digest", "original", "band"}


def is_sealed(model):
    """Whether something that was said stands sealed in it."""
    kinds = (field for field in model._meta.concrete_fields if isinstance(field, models.BinaryField))
    return any(field.name not in NOT_SAID for field in kinds)


SEALED = [model for model in tables() if is_sealed(model)]


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_what_is_sealed_has_a_key_and_says_when_it_ends(model):
    names = {field.name for field in model._meta.concrete_fields}
    owners = {field.related_model for field in model._meta.concrete_fields if not field.null} - {model, None}
    assert names & {"key", "crisis"} or any(is_sealed(owner) for owner in owners)  # whose key it is
    kept = getattr(model, "kept", None)
    assert isinstance(kept, Kept), f"{model.__name__} holds something sealed: say in `kept` what ends it"
    if kept == Kept.UNTIL_ITS_DATE:
        assert names & {"keep_until", "expires_at"}
    if kept == Kept.WITH_ITS_OWNER:
        assert any(getattr(owner, "kept", None) in (Kept.UNTIL_ITS_DATE, Kept.FOR_A_YEAR) for owner in owners)


def test_what_ends_with_the_crisis_is_known():
    with_it = {model._meta.label for model in SEALED if model.kept == Kept.WITH_THE_CRISIS}
    of_places = {model._meta.label for model in SEALED if model._meta.app_label == OF_PLACES}
    assert with_it - of_places == OF_THE_CRISIS


# What officers made of reports is what an inquiry asks for; it is under the crisis's key, not a person's (rule C4).
OF_THE_PICTURE = (
    "Source", "Claim", "Statement", "Assessment", "Joining", "ToldApart", "Contact", "Promise", "PromiseChange",
    "Occurrence",
)  # fmt: skip
OF_ADVICE = {
    "advice.Issued",
    "advice.Line",
    "advice.ReleaseRequest",
    "advice.SigningKey",
    "advice.TextKey",
}  # whom it told what, and how
OF_THE_CRISIS = {"people.Headcount", "release.Export", "release.StandingAuthority", *OF_ADVICE} | {
    f"picture.{name}" for name in OF_THE_PICTURE
}


# --- What has a date ends on it --------------------------------------------------------------------------------------


def a_person(crisis, _):
    return person(crisis, record=ASHA)


def a_warden(crisis, officer):
    return actions.register_warden(crisis, "metro-2", WardenRecord(name="Volunteer"), actor=officer)


def an_import(crisis, officer):
    return brought_in(crisis, officer, name="Asha Invented.csv")


def an_answer(crisis, officer):
    cast.member(crisis, officer, Role.CASEWORKER)
    assert registered_by_program(crisis).status_code == 201
    return Request.objects.get()


def registered_by_program(crisis):
    record = {"full_name": "Meera Fabled", "phones": ["+380 67 765 43 21"], "remark": "hidden in Attic 9"}
    return program(crisis).send("/persons", {"persons": [{"record": record, "outside_id": "x-7788"}]})


def a_piece_of_work(crisis, officer):
    cast.member(crisis, officer, Role.CASEWORKER)
    work = Work(Kind.MESSAGE, crisis.reference, Role.CASEWORKER, Urgency.SOON, "e-mail", text="I am Asha.")
    item = open_item(crisis, work, actor=officer)
    claim(item, actor=officer)
    finish(item, Outcome.SENT, actor=officer, answer="We will call, Asha.")
    return item


def a_preflight(crisis, officer):
    return StoredPreflight.objects.create(
        crisis=crisis, advisory="a", seed=1, versions={}, inputs_sha256="0", people=1, on_time=1, not_located=0,
        stops=0, sealed=b"points", summary=b"", picture=b"", page=b"", made_by=officer.reference, made_at=clock.now(),
    )  # fmt: skip


def a_report(crisis, officer):
    return told(source_of(crisis, officer), officer, "Asha Invented was seen in Kharkiv on Tuesday.").report


DATED = {
    Person: a_person, Warden: a_warden, Import: an_import, Request: an_answer, WorkItem: a_piece_of_work,
    StoredPreflight: a_preflight, Report: a_report,
}  # fmt: skip


def test_every_table_with_a_date_is_among_those_that_are_seen_to_end():
    assert set(DATED) == {model for model in SEALED if model.kept in (Kept.UNTIL_ITS_DATE, Kept.FOR_A_YEAR)}


@pytest.mark.parametrize("model", DATED, ids=lambda model: model.__name__)
def test_what_has_a_date_ends_on_it(model, crisis, officer, monkeypatch):
    made = DATED[model](crisis, officer)
    before = is_readable(made)
    end_keeping()
    assert (before, is_readable(made)) == (True, True)  # not yet
    later = clock.now() + KEPT_FOR + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    end_keeping()
    assert not is_readable(made)


def is_readable(made):
    """Whether the row is there, and so is the key that it was sealed under; a warden's code gets another key."""
    key = DataKey.objects.filter(pk=getattr(made, "key_id", None), wrapped=None)
    return type(made).objects.filter(pk=made.pk).exists() and not key.exists()


def test_what_was_said_in_work_that_ended_is_erased_in_the_ledger_too(crisis, officer, monkeypatch):
    item = a_piece_of_work(crisis, officer)
    said = [content(act) for act in acts_of_crisis(crisis.id, Asked(subject=item.reference))]
    assert "We will call, Asha." in str(said)
    later = clock.now() + KEPT_FOR + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert forget_done(actor=officer, today=later.date()) == 1
    assert "Asha" not in str([content(act) for act in acts_of_crisis(crisis.id, Asked(subject=item.reference))])
    item = items_of(crisis).get()
    assert look_at_item(item, actor=officer) == Content("", "", "")


# --- A stolen database -----------------------------------------------------------------------------------------------


# Each so long that none is found by chance: in a hash written as digits, a sealed text, the seconds of an instant.
SECRETS = (
    "Asha I", "Invented", "आशा", "501234567", "M1234567", "123 4567", "2001-05-17", "Hostel", "asthma", "49.98765",
    "36.23456", "Mother", "919812345678", "whispered", "50.01234", "Volunteer",
    "Meera", "Fabled", "7654321", "Attic 9", "x-7788",  # by a program
    "Ravi", "Conjured", "0671112233", "671112233", "K7654321", "2003-02-01", "Dormitory", "50.11111", "36.22222",
    "inhaler", "lift is broken",  # by the public form
    "grandmother", "example.org",  # in a message
    "Lakshmi", "cellar of Mill 4", "courier.example", "Vasyl Colonel", "trucks at Bridge 9", "he lied to us",  # reports
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
    sends_the_public_form(crisis, officer)
    assert registered_by_program(crisis).status_code == 201
    message = Message(Channel.EMAIL, Matter.MISSING, "grandmother@example.org", NOON, "Where is Asha Invented?")
    take_message(crisis, message, actor=officer)
    reports_are_read(crisis, officer)
    stored = everything_stored()
    assert asha.number.encode() in stored  # it looks where the data is
    assert Person.objects.count() >= 5
    forms = [form for secret in SECRETS for form in (secret.encode(), secret.encode().hex().encode())]
    assert [form for form in forms if form in stored or form.upper() in stored] == []


def sends_the_public_form(crisis, officer):
    cache.clear()
    answers = sent(
        name="Ravi Conjured", phone="067 111 22 33", born="2003-02-01", passport="K7654321", where="Dormitory 3",
        position="50.11111, 36.22222", how="sheltering", medicine="inhaler", message="The lift is broken.",
    )  # fmt: skip
    assert Client().post(f"/form/{open_form(crisis, actor=officer).form_slug}/", answers).status_code == 200


def reports_are_read(crisis, officer):
    """A report with its drafts, and what officers made of it."""
    source = source_of(crisis, officer)
    text = "The Russian defence ministry claimed that Lakshmi Devi is held hostage in the cellar of Mill 4."
    new = reports.NewReport(text.encode(), text, DAY, title="Lakshmi", address="https://courier.example/1")
    report = reports.take_report(source, new, actor=officer).report
    draft = drafts(report, DraftKind.CLAIM)[0]
    held = entering.accept_claim(draft, fields_of(draft), actor=officer)
    claims.assess_claim(held, Standing.UNCLEAR, actor=officer, reason="he lied to us before")
    contact = promises.note_contact(
        crisis, ContactChannel.CALL, DAY, ["Vasyl Colonel", "us"], actor=officer, about=["trucks at Bridge 9"]
    )
    promise = promises.NewPromise("Vasyl Colonel", "trucks at Bridge 9", evidence="whispered")
    made = promises.note_promise(crisis, promise, actor=officer, contact=contact)
    promises.change_promise(made, PromiseState.BROKEN, actor=officer, reason="he lied to us")
    promises.follow_up(made, "Call Vasyl Colonel", actor=officer)


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
