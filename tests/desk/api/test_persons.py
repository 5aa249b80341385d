"""Persons and notes by API: once, in the order of changes, opened only as an act."""

import json
import threading
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult
from tests.desk import cast
from tests.desk.api.asking import Program, program, token
from tests.desk.people.register import ASHA, person, say
from tests.desk.statements import Asked

from safepassage.desk.api import actions
from safepassage.desk.api.models import Request
from safepassage.desk.crises.models import Token
from safepassage.desk.ledger.models import Act
from safepassage.desk.people import queries
from safepassage.desk.people.models import Note, Person
from safepassage.desk.people.states import State
from safepassage.desk.people.tasks import compare

ONE = {"persons": [{"record": {"full_name": "Ravi Invented"}, "outside_id": "1"}]}


@pytest.fixture
def who(crisis):
    return program(crisis)


def persons_since(who, since="", **params):
    return who.get("/persons", since=since, **params).json()


def test_a_program_registers_lists_changes_and_notes(who):
    made = who.send("/persons", ONE).json()["persons"][0]
    assert made["is_new"]
    seen = persons_since(who)
    assert [each["number"] for each in seen["persons"]] == [made["number"]]
    assert seen["is_all"]
    assert persons_since(who, seen["next"]) == {"persons": [], "next": seen["next"], "is_all": True}
    note = {"person": made["id"], "note": {"source_at": "2022-03-02T10:00:00Z", "state": "sheltering", "grade": "B2"}}
    assert who.send("/notes", {"notes": [note]}).status_code == 201
    changed = persons_since(who, seen["next"])["persons"]
    assert [each["state"] for each in changed] == ["sheltering"]
    assert Act.objects.latest("seq").actor.startswith("token:")


def test_what_a_program_writes_has_its_own_name_as_source_whatever_it_says(who, crisis):
    heard = {"source_at": "2022-03-02T10:00:00Z", "record": {"source_name": "public-form", "text": "heard there"}}
    made = who.send("/persons", ONE).json()["persons"][0]["id"]
    assert who.send("/notes", {"notes": [{"person": made, "note": heard}]}).status_code == 201
    assert (Person.objects.get().source, Note.objects.get().source) == ("api-program", "api-program")
    for path, body in (("/persons", ONE), ("/notes", {"notes": []})):
        assert who.send(path, {**body, "source": "public-form"}).status_code == 422
    named = [Token(name=name).source for name in ("Call", "desk", "Мост", "x" * 64)]
    assert all(len(source) <= 64 and source.startswith("api-") for source in named)
    assert len(set(named)) == 4


def test_pieces_of_the_list_miss_nobody_who_changes_meanwhile(who, crisis):
    many = {"persons": [{"record": {"full_name": f"No {i} Invented"}} for i in range(7)]}
    who.send("/persons", many)
    first = persons_since(who, limit=3)
    say(Person.objects.get(pk=first["persons"][0]["id"]), State.LEFT)
    seen, since = [each["id"] for each in first["persons"]], first["next"]
    while True:
        found = persons_since(who, since, limit=3)
        seen, since = seen + [each["id"] for each in found["persons"]], found["next"]
        if found["is_all"]:
            break
    assert len(seen) == 8
    assert len(set(seen)) == 7
    assert seen[0] == seen[-1]  # changed: told again


def test_a_record_is_opened_only_when_asked_and_that_is_an_act(who, crisis):
    asha = person(crisis, record=ASHA)
    assert who.get(f"/persons/{asha.id}").json()["record"] is None
    before = Act.objects.count()
    assert who.get(f"/persons/{asha.id}", open="true").json()["record"]["full_name"] == "Asha Invented"
    act, said = cast.last_act()
    assert (act.verb, act.actor.split(":")[0], Act.objects.count()) == ("people.look_at_persons", "token", before + 1)
    assert said["new"] == {"person": [str(asha.id)]}


def test_a_token_opens_at_most_fifty_records_an_hour(who, crisis, monkeypatch):
    for _ in range(3):
        person(crisis)
    monkeypatch.setattr(actions, "MOST_OPENED", 4)
    assert who.get("/persons", open="true", limit=3).status_code == 200
    answer = who.get("/persons", open="true", limit=3)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert who.get("/persons", limit=3).status_code == 200
    assert who.get("/persons", open="true", limit=51).status_code == 422


def test_a_change_names_the_version_that_was_seen(who, crisis):
    asha = person(crisis, record=ASHA)
    address, to = f"/persons/{asha.id}", {"record": {"full_name": "Asha Invented", "shelter": "Metro"}}
    assert who.send(address, to, method="PUT").status_code == 428
    seen = {"If-Match": f'"{asha.version}"'}
    changed = who.send(address, to, method="PUT", **seen)
    assert changed.status_code == 200
    assert changed.json()["version"] > asha.version
    assert who.send(address, to, method="PUT", **seen).status_code == 412


def test_what_a_program_wrote_is_compared_by_a_worker(who, crisis):
    asha = person(crisis, record=ASHA)
    again = {"full_name": "Invented Asha", "date_of_birth": "2001-05-17", "phones": ["+380501234567"]}
    ravi = ONE["persons"][0]
    other = who.send("/persons", {"persons": [ravi, {"record": again}]}).json()["persons"][1]["id"]
    compare_all()
    assert queries.likenesses_with(asha).values_list("first", "second").get() == (asha.id, UUID(other))


def test_what_a_program_changed_is_compared_again(who, crisis):
    asha, other = person(crisis, record=ASHA), person(crisis)
    record = {"full_name": "Asha Invented", "date_of_birth": "2001-05-17", "phones": ["+380501234567"]}
    seen = {"If-Match": f'"{other.version}"'}
    assert who.send(f"/persons/{other.id}", {"record": record}, method="PUT", **seen).status_code == 200
    compare_all()
    assert queries.likenesses_with(other).values_list("first", flat=True).get() == asha.id


def compare_all():
    """What a worker does of it."""
    for row in DBTaskResult.objects.filter(task_path=compare.module_path):
        compare.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])


def test_the_same_key_and_body_is_done_once_and_answered_alike(who):
    first, second = (who.send("/persons", ONE, key="key-of-a-test") for _ in range(2))
    assert first.content == second.content
    assert first.json()["persons"][0]["is_new"]
    assert Person.objects.count() == 1
    assert who.send("/persons", {"persons": []}, key="key-of-a-test").status_code == 422


def test_a_key_is_of_one_token(who, crisis):
    assert who.send("/persons", ONE, key="key-of-a-test").json()["persons"][0]["is_new"]
    assert not program(crisis).send("/persons", ONE, key="key-of-a-test").json()["persons"][0]["is_new"]


def test_a_write_without_a_key_is_refused(who):
    assert who.send("/persons", ONE, key="short").status_code == 400
    assert Person.objects.count() == 0


def test_what_failed_is_kept_nowhere_and_may_be_sent_again(who):
    note = {"person": str(uuid4()), "note": {"source_at": "2022-03-02T10:00:00Z"}}
    for _ in range(2):
        assert who.send("/notes", {"notes": [note]}, key="key-of-a-test").status_code == 409
    assert Request.objects.count() == Note.objects.count() == 0


def test_of_many_at_once_with_one_key_one_is_done(own_db):
    shown = token(cast.crisis(cast.officer("officer")))[1]
    answers = []

    def send():
        try:
            answers.append(
                Program(shown).send(
                    "/persons", {**ONE, "persons": [{"record": {"full_name": "R"}}]}, key="key-of-a-test"
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert Person.objects.count() == Request.objects.count() == 1


@pytest.mark.parametrize("born", ["0000", "2001-00-01", "2001-02-30"])
def test_a_birth_date_of_no_calendar_is_refused(who, born):
    answer = who.send("/persons", {"persons": [{"record": {"full_name": "Asha Invented", "date_of_birth": born}}]})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["/persons/0/record/date_of_birth"]


def test_all_faults_are_told_at_once_and_nothing_that_was_given(who):
    wrong = {"full_name": "Secret Invented", "phones": ["secret"], "sex": "secret", "secret name": 1}
    body = {"persons": [{"record": wrong, "category": "secret"}, {"record": {}}]}
    answer = who.send("/persons", body)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    fields = {each["field"] for each in answer.json()["errors"]}
    start = "/persons/0/record"
    assert fields == {f"{start}/phones/0", f"{start}/sex", f"{start}/?", "/persons/0/category", "/persons/1/record"}
    assert b"ecret" not in answer.content
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"persons": NaN}',
        b'{"persons": [], "persons": []}',
        b'{"persons": [{"record": {"full_name": "a\\u0000"}}]}',
        b'{"persons": [{"record": {"alternate_names": ["a\\u0000"]}}]}',
        b'{"persons": [{"record": {"full_name": "\\ud800"}}]}',
        b'{"persons": "\xff"}',
        b'{"persons": ' + b"9" * 10_000 + b"}",
        b'{"persons": [{"record": {"full_name": "R"}, "first_at": "0001-01-01T00:00:00+14:00"}]}',
        b'{"persons": [{"record": {"full_name": "R"}, "first_at": "2022-03-02T10:00:00"}]}',
        b'{"persons": [{"record": {"full_name": "R"}, "first_at": 1e300}]}',
        json.dumps({"persons": [{"record": {"full_name": "R"}}] * 1_001}).encode(),
        b" " * 3_000_000,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_hostile_body_is_refused(who, body):
    assert 400 <= who.send("/persons", body).status_code < 500
    assert Person.objects.count() == 0


@pytest.mark.parametrize("since", ["x", "-1", "1-2", "9" * 30, "1-" + "g" * 32])
def test_a_cursor_that_is_none_is_refused(who, since):
    assert who.get("/persons", since=since).status_code == 422
    assert who.get("/parties", cursor=since).status_code == 422
    assert who.get("/persons", limit=501).status_code == 422


def test_a_thousand_persons_come_in_by_one_request_in_as_many_queries_as_a_hundred(who):
    def queries_of(count):
        many = [{"record": {"full_name": f"No {i} of {count} Invented"}} for i in range(count)]
        with Asked() as asked:
            answer = who.send("/persons", {"persons": many})
        assert len(answer.json()["persons"]) == count
        return asked.count

    assert queries_of(1_000) <= queries_of(100) + 60  # SQLite takes few values a statement


def test_a_name_of_which_nothing_is_seen_is_refused_and_what_turns_one_around_is_taken_out(who, crisis):
    refused = who.send("/persons", {"persons": [{"record": {"full_name": "\u200b\u2060"}}]})
    assert refused.status_code == 422
    made = who.send("/persons", {"persons": [{"record": {"full_name": "Ravi\u202e detnevnI"}}]}).json()["persons"][0]
    assert queries.file_of(queries.person_of(crisis, UUID(made["id"]))).record.full_name == "Ravi detnevnI"
