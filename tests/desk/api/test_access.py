"""The access matrix at every operation of the API; who is no program of the crisis finds nothing."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.desk import cast
from tests.desk.api.asking import Program, program, token
from tests.desk.people.register import person

from safepassage.desk.api import limits
from safepassage.desk.api.urls import api
from safepassage.desk.core import clock
from safepassage.desk.crises import actions
from safepassage.desk.crises.access import MATRIX, Role, may
from safepassage.desk.people import actions as people
from safepassage.desk.people.entries import NewParty
from safepassage.desk.people.records import WardenRecord

NOBODY = UUID(int=0)
OPERATIONS = {
    f"{method} {path}": (method, path, operation)
    for path, item in api.get_openapi_schema(path_prefix="")["paths"].items()
    for method, operation in item.items()
}
RIGHTS = {
    f"{method.lower()} {path}": operation.auth_callbacks[0].right
    for _prefix, router in api._routers
    for path, view in ((p.replace("uuidstr:", ""), v) for p, v in router.path_operations.items())
    for operation in view.operations
    for method in operation.methods
}


def ask(who, name, some_id=NOBODY):
    method, path, _ = OPERATIONS[name]
    for given in ("person_id", "party_id", "warden_id", "preflight_id"):
        path = path.replace(f"{{{given}}}", str(some_id))
    path = "/" + path.replace("{kind}", "haven").lstrip("/")
    if method == "get":
        return who.get(path)
    return who.send(path, {}, method=method.upper(), **{"If-Match": '"1"'})


def test_every_operation_has_a_right_of_the_matrix():
    assert len(OPERATIONS) >= 17
    assert RIGHTS.keys() == {f"{method} {path}" for method, path, _ in OPERATIONS.values()}
    assert set(RIGHTS.values()) <= set(MATRIX)


@pytest.mark.parametrize("role", Role)
def test_the_role_decides_at_every_operation(role, crisis):
    who = program(crisis, role)
    for name in OPERATIONS:
        status = ask(who, name).status_code
        if may({role}, *RIGHTS[name]):
            assert status in (200, 201, 404, 422), (name, status)
        else:
            assert status == 403, (name, status)


def test_without_a_token_in_force_every_operation_answers_alike(crisis, officer, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_STRANGERS", 1_000)
    expired, revoked = token(crisis, lasts=timedelta(seconds=-1)), token(crisis)
    actions.revoke_token(revoked[0], actor=officer)
    wrong = f"{revoked[1][:-1]}x"
    for shown in ("", expired[1], revoked[1], wrong, "x", "x.y", f"{NOBODY.hex}.secret"):
        for name in OPERATIONS:
            answer = ask(Program(shown), name)
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
            assert answer["WWW-Authenticate"] == "Bearer"
            assert b"expected a token in force" in answer.content


def test_a_session_is_no_way_in(crisis, officer, client):
    cast.sign_in(client, cast.member(crisis, officer, Role.DUTY_OFFICER))
    assert client.get("/api/1/persons").status_code == 401


def test_a_token_ends_when_its_maker_is_shut_out(crisis, colleague):
    who = Program(token(crisis, maker=colleague)[1])
    assert who.get("/crisis").status_code == 200
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    assert who.get("/crisis").status_code == 401


def test_another_crisis_s_objects_are_not_there(crisis, outsider):
    other = cast.crisis(outsider)
    theirs = person(other)
    party = people.form_party(other, NewParty(members=(theirs.id,)), actor=outsider)
    who = program(crisis)
    record = {"record": {"full_name": "Somebody Invented"}}
    assert who.get(f"/persons/{theirs.id}").status_code == 404
    assert who.get(f"/persons/{theirs.id}", open="true").status_code == 404
    assert who.send(f"/persons/{theirs.id}", record, method="PUT", **{"If-Match": '"1"'}).status_code == 404
    assert who.send(f"/parties/{party.id}/members", {"persons": [str(theirs.id)]}).status_code == 404
    warden = people.register_warden(other, "metro-2", WardenRecord(), actor=outsider)
    assert who.get(f"/wardens/{warden.id}", open="true").status_code == 404
    assert who.send(f"/wardens/{warden.id}/silence", {"since": None}).status_code == 404
    assert who.get(f"/preflights/{theirs.id}").status_code == 404
    item = {"kind": "message", "role": "caseworker", "urgency": 2, "reason": "asks", "person": str(theirs.id)}
    assert who.send("/items", item).status_code == 404
    assert who.get("/persons").json()["persons"] == who.get("/parties").json()["parties"] == []
    note = {"person": str(theirs.id), "note": {"source_at": clock.now().isoformat()}}
    assert who.send("/notes", {"notes": [note]}).status_code == 409
