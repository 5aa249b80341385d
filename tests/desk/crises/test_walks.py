"""Walks over every URL of the desk: another crisis's object is not there, and nothing is written without CSRF's token.

A new URL is walked by itself; one with a new kind of object fails until OBJECTS says how to make one.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from tests.desk import cast
from tests.desk.advice import gated
from tests.desk.crises.test_access import IN_CRISIS, ROUTES
from tests.desk.people.register import NOON, person
from tests.desk.picture.told import source_of, told
from tests.desk.release.asking import ask, school

from safepassage.desk.advice.orders import order
from safepassage.desk.core import clock
from safepassage.desk.crises import actions as crises
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Membership
from safepassage.desk.ground.actions import put
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.intake.models import Import
from safepassage.desk.ledger.actions import make_key
from safepassage.desk.ledger.models import Act
from safepassage.desk.movement.actions import write_draft
from safepassage.desk.movement.models import RoadBuild, StoredPreflight
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.models import Likeness
from safepassage.desk.people.records import WardenRecord
from safepassage.desk.picture.claims import NewStatement, open_claim
from safepassage.desk.picture.kinds import Stance
from safepassage.desk.picture.promises import NewPromise, note_promise
from safepassage.desk.picture.resting import rest_on
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind as Work
from safepassage.desk.queue.work import Urgency
from safepassage.desk.queue.work import Work as NewWork
from safepassage.desk.release.actions import give_authority

# Written to without the session: by a secret of its own, or by anybody.
WITHOUT_SESSION = {"call_back", "incoming", "public_form"}
NOW = {"made_at": NOON, "moved_at": NOON}


def merged(crisis, officer):
    return people.merge(person(crisis), person(crisis), actor=officer, reason="the same passport")


def warden(crisis, officer):
    return people.register_warden(crisis, "metro-2", WardenRecord(name="Volunteer Invented"), actor=officer)


def item(crisis, officer):
    return open_item(crisis, NewWork(Work.MESSAGE, "x", Role.CASEWORKER, Urgency.SOON, "came"), actor=officer)


def export(crisis, officer):
    return ask(crisis, officer, ids=(person(crisis).id,))


def authority(crisis, officer):
    span = {"begins_at": clock.now(), "expires_at": clock.now() + crises.ENROLMENT_LASTS}
    return give_authority(crisis, school(crisis).id, Role.FIELD_POST, actor=officer, reason="buses", **span)


def likeness(crisis, officer):
    pair = sorted((person(crisis), person(crisis)), key=lambda each: each.id)
    return Likeness.objects.create(crisis=crisis, first=pair[0], second=pair[1], score=9, reasons="name", found_at=NOON)


def loaded(crisis, officer):
    row = {"crisis": crisis, "source": "x", "kind": Import.kind.field.choices[0][0], "key": make_key(), "sealed": b"x"}
    return Import.objects.create(**row, size=1, made_by=officer, keep_until=NOON.date(), **NOW)


def build(crisis, officer):
    return RoadBuild.objects.create(crisis=crisis, name="x", size=1, asked_at=NOON, moved_at=NOON)


def preflight(crisis, officer):
    counts = dict.fromkeys(("seed", "people", "on_time", "not_located", "stops"), 0)
    blobs = dict.fromkeys(("sealed", "summary", "picture", "page"), b"x")
    said = {"advisory": "move", "versions": {}, "inputs_sha256": "0" * 64, "made_by": "x", "made_at": NOON}
    return StoredPreflight.objects.create(crisis=crisis, **counts, **blobs, **said)


def draft(crisis, officer):
    said = {
        "kind": "Move", "issued_at": NOON.isoformat(), "deadline_at": NOON.replace(hour=18).isoformat(),
        "havens": [{"asked": "school"}], "text": {"en": "Go to the school."},
    }  # fmt: skip
    return write_draft(crisis, "move", said, actor=officer)


def token(crisis, officer):
    return crises.make_token(crisis, actor=officer, lasts=crises.ENROLMENT_LASTS, role=Role.CASEWORKER, name="x")[0]


def report(crisis, officer):
    return told(source_of(crisis, officer), officer).report


def said(crisis, officer):
    return open_claim(crisis, "The bridge is open", NewStatement(Stance.ASSERTS, NOON.date()), actor=officer)


def promise(crisis, officer):
    return note_promise(crisis, NewPromise("A", "no fire"), actor=officer)


def basis(crisis, officer):
    other = put(crisis, Kind.SHELTER, "cellar", {"name": "Cellar", "lat": 50.0, "lon": 36.2}, actor=officer)
    return rest_on(other, promise(crisis, officer), actor=officer)


def request(crisis, officer):
    return gated.a_request(crisis, officer)


def alert(crisis, officer):
    return order(crisis, "shelter", actor=officer)


OBJECTS = {
    "request_id": request,
    "alert_id": alert,
    "person_id": lambda crisis, officer: person(crisis),
    "merge_id": merged,
    "party_id": lambda crisis, officer: people.form_party(crisis, NewParty(), actor=officer),
    "warden_id": warden,
    "item_id": item,
    "membership_id": lambda crisis, officer: Membership.objects.filter(crisis=crisis).first(),
    "token_id": token,
    "likeness_id": likeness,
    "export_id": export,
    "authority_id": authority,
    "import_id": loaded,
    "build_id": build,
    "thing_id": lambda crisis, officer: school(crisis),
    "preflight_id": preflight,
    "draft_id": draft,
    "source_id": source_of,
    "report_id": report,
    "report_draft_id": lambda crisis, officer: report(crisis, officer).drafts.first(),
    "claim_id": said,
    "promise_id": promise,
    "basis_id": basis,
    "act_id": lambda crisis, officer: Act.objects.filter(crisis=crisis.id).first(),
}
OTHERWISE = {"kind": Kind.HAVEN.value, "provider": "email", "channel": "sms"}
OF_AN_OBJECT = [name for name in IN_CRISIS if re.search(r"<(uuid|int):(?!crisis_id)", ROUTES[name][0])]


def address(name, crisis, of):
    """The URL in a crisis, with objects of another."""
    made = {"crisis_id": crisis.id, **OTHERWISE}
    route = "/" + ROUTES[name][0]
    for kwarg in re.findall(r"<\w+:(\w+)>", route):
        value = made[kwarg] if kwarg in made else OBJECTS[kwarg](*of).pk
        route = re.sub(rf"<\w+:{kwarg}>", str(value), route)
    return route


def asked(client, path):
    answer = client.get(path)
    return client.post(path) if answer.status_code == 405 else answer


@pytest.fixture
def everywhere(officer):
    """An officer with every role, in two crises; who may do all, in each."""
    here, there = cast.crisis(officer), cast.crisis(officer)
    for each in (here, there):
        cast.member(each, officer, *Role)
    return here, there


def test_every_kind_of_object_in_a_url_is_walked():
    kwargs = {kwarg for name in IN_CRISIS for kwarg in re.findall(r"<\w+:(\w+)>", ROUTES[name][0])}
    assert kwargs - {"crisis_id"} == {*OBJECTS, *OTHERWISE}
    assert len(OF_AN_OBJECT) > 30


def test_another_crisiss_object_is_not_there_even_for_who_may_see_both(everywhere, officer, client):
    here, there = everywhere
    cast.sign_in(client, officer)
    for name in OF_AN_OBJECT:
        with transaction.atomic():
            answer = asked(client, address(name, here, (there, officer)))
            transaction.set_rollback(True)
        assert answer.status_code == 404, name


def test_the_walk_can_fail(everywhere, officer, client):
    here, _ = everywhere
    cast.sign_in(client, officer)
    for name in ("person", "item", "party", "warden", "export", "report", "claim_page", "promise"):
        assert asked(client, address(name, here, (here, officer))).status_code == 200, name


def test_nothing_is_written_without_the_token_of_the_form(everywhere, officer):
    here, _ = everywhere
    client = cast.sign_in(Client(enforce_csrf_checks=True), officer)
    for name in ROUTES.keys() - WITHOUT_SESSION:
        answer = client.post(anything(name, here))
        assert answer.status_code == 403, name
        assert "Nothing was changed" in answer.content.decode(), name


def anything(name, here):
    """The URL in a crisis, of things that need not be there."""
    route = "/" + re.sub(r"<\w+:crisis_id>", str(here.id), ROUTES[name][0])
    route = re.sub(r"<uuid:\w+>", str(here.id), route)
    route = re.sub(r"<\w+:kind>", OTHERWISE["kind"], route)
    route = re.sub(r"<slug:\w+>", "x", route)
    return re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", "x", route))
