"""What else programs see and put in."""

import pytest
from tests.desk import cast
from tests.desk.api.asking import program
from tests.desk.people.register import HOUR, NOON, person, say

from safepassage.desk.api import actions
from safepassage.desk.core import clock
from safepassage.desk.crises.access import Role
from safepassage.desk.movement.models import StoredPreflight
from safepassage.desk.people.models import Headcount, Party
from safepassage.desk.people.states import State
from safepassage.desk.queue.models import WorkItem
from safepassage.desk.queue.work import WHO_MAY_HAVE_WORK


@pytest.fixture
def who(crisis):
    return program(crisis)


def test_the_crisis_says_how_many_records_there_are(who, crisis):
    person(crisis)
    found = who.get("/crisis").json()
    assert (found["name"], found["status"], found["records"]) == ("Springfield", "Exercise", 1)


def test_the_account_balances_as_of_any_time(who, crisis):
    asha = person(crisis)
    person(crisis)
    say(asha, State.LEFT, at=NOON + HOUR)
    now = who.get("/account", by="category").json()
    assert now["whole"]["states"] == {"left": 1, "never_tried": 1}
    assert now["whole"]["records"] == sum(row["records"] for row in now["rows"]) == 2
    before = who.get("/account", as_of=(NOON + HOUR / 2).isoformat()).json()
    assert before["whole"]["states"] == {"never_tried": 2}
    assert who.get("/account", as_of="2022-03-02T10:00:00").status_code == 422
    assert who.get("/account", by="colour").status_code == 422


def test_headcounts_are_evidence(who):
    said = {"low": 400, "high": 500, "source_at": NOON.isoformat(), "place": "metro"}
    assert who.send("/headcounts", said).status_code == 201
    assert who.get("/headcounts").json()["headcounts"][0]["place"] == "metro"
    assert who.send("/headcounts", {**said, "low": 501}).status_code == 422
    assert who.send("/headcounts", {**said, "high": 2**40}).status_code == 422
    assert Headcount.objects.count() == 1


def test_parties_are_formed_and_joined(who, crisis):
    first, second = person(crisis), person(crisis)
    made = who.send("/parties", {"code": "metro-2", "members": [str(first.id)]}).json()
    assert who.send(f"/parties/{made['id']}/members", {"persons": [str(second.id)]}).status_code == 201
    assert Party.objects.get().members.count() == 2
    assert who.send(f"/parties/{made['id']}/members", {"persons": [str(second.id)]}).status_code == 409
    found = who.get("/parties").json()
    assert (found["parties"][0]["code"], found["next"]) == ("metro-2", None)


def test_a_warden_is_registered_opened_changed_and_silent(who):
    made = who.send("/wardens", {"code": "metro-2", "record": {"name": "Volunteer Invented"}}).json()["id"]
    assert who.send("/wardens", {"code": "metro-2", "record": {"name": "Another"}}).json()["id"] == made
    assert b"Invented" not in who.get("/wardens").content
    seen = who.get(f"/wardens/{made}", open="true").json()
    assert seen["record"]["name"] == "Volunteer Invented"
    assert cast.last_act()[0].verb == "people.look_at_warden"
    to, match = {"record": {"name": "Other Invented"}}, {"If-Match": f'"{seen["version"]}"'}
    assert who.send(f"/wardens/{made}", to, method="PUT").status_code == 428
    changed = who.send(f"/wardens/{made}", to, method="PUT", **match)
    assert (changed.status_code, changed.json()["record"]) == (200, None)
    assert who.send(f"/wardens/{made}", to, method="PUT", **match).status_code == 412
    assert who.get(f"/wardens/{made}", open="true").json()["record"]["name"] == "Other Invented"
    assert who.send(f"/wardens/{made}/silence", {"since": NOON.isoformat()}).status_code == 201
    assert who.get("/wardens").json()["wardens"][0]["silent_since"]
    assert who.send(f"/wardens/{made}/silence", {"since": "2999-01-01T00:00:00Z"}).status_code == 422
    assert who.send(f"/wardens/{made}/silence", {"since": None}).status_code == 201
    assert who.get(f"/wardens/{made}").json()["silent_since"] is None


def test_wardens_records_count_as_opened(who, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPENED", 1)
    made = who.send("/wardens", {"code": "metro-2"}).json()["id"]
    assert [who.get(f"/wardens/{made}", open="true").status_code for _ in range(2)] == [200, 429]


def test_a_stored_preflight_is_told_in_numbers(who, crisis):
    said = {"people": 9, "on_time": 5, "not_located": 1, "stops": 2}
    rest = {"versions": {}, "sealed": b"", "summary": b"", "picture": b"", "page": b"", "made_at": NOON}
    kept = StoredPreflight.objects.create(crisis=crisis, advisory="a", seed=1, inputs_sha256="0", **said, **rest)
    found = who.get(f"/preflights/{kept.id}").json()
    assert {name: found[name] for name in said} == said
    assert who.get("/preflights").json()["preflights"] == [found]


def test_an_item_is_put_before_a_role_and_its_text_is_not_listed(who, crisis):
    asha = person(crisis)
    said = {"kind": "message", "role": "caseworker", "urgency": 1, "reason": "asks for a doctor", "text": "whispered"}
    assert who.send("/items", {**said, "person": str(asha.id)}).status_code == 201
    answer = who.get("/items")
    assert answer.json()["items"][0]["subject"] == asha.reference
    assert b"whispered" not in answer.content
    assert WorkItem.objects.get().key_id == asha.key_id
    assert who.send("/items", {**said, "kind": "next_of_kin"}).status_code == 422


def test_a_program_puts_nothing_where_nobody_sees_it(who, crisis):
    said = {"kind": "message", "role": "caseworker", "urgency": 1, "reason": "asks for a doctor"}
    now = clock.now()
    for due_at in (now - HOUR, now + 2 * HOUR):
        answer = who.send("/items", {**said, "due_at": due_at.isoformat()})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "/due_at")
    for role in set(Role) - set(WHO_MAY_HAVE_WORK):
        answer = who.send("/items", {**said, "role": role})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "/role")
    assert not WorkItem.objects.exists()
    for urgency, hours in ((1, 0.9), (2, 23), (3, 167)):
        due_at = (now + hours * HOUR).isoformat()
        assert who.send("/items", {**said, "urgency": urgency, "due_at": due_at}).status_code == 201


@pytest.mark.parametrize("path", ["/wardens", "/duplicates", "/preflights", "/ground/haven", "/ground/curfew"])
def test_lists_that_are_empty_are_lists(who, path):
    answer = who.get(path)
    assert answer.status_code == 200
    assert [] in answer.json().values()


def test_a_kind_that_is_none_is_refused(who):
    assert who.get("/ground/castle").status_code == 422
