"""Limits hold across processes, cost one statement, and what strangers do holds back no token."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk import cast
from tests.desk.api.asking import Program, program, token
from tests.desk.databases import url_of
from tests.desk.people.register import ASHA, NOON, person

from safepassage.desk.api import limits
from safepassage.desk.api.actions import forget_ended
from safepassage.desk.api.models import Asking
from safepassage.desk.core import clock

ASKS = """
import json, sys, django
django.setup()
from django.test import Client
from safepassage.desk.api import limits
limits.MOST_OF_TOKEN = int(sys.argv[2])
client, headers = Client(SERVER_NAME="127.0.0.1"), {"Authorization": "Bearer " + sys.argv[1]}
client.get("/api/1/openapi.json")  # loads what is loaded once
print(flush=True)
input()
print(json.dumps([client.get("/api/1/crisis", headers=headers).status_code for _ in range(20)]))
"""


@pytest.fixture
def at_noon(monkeypatch):
    """The clock stands twenty seconds into a minute."""
    monkeypatch.setattr(limits.clock, "now", lambda: NOON + timedelta(seconds=20))


@pytest.fixture
def who(crisis, at_noon):
    return program(crisis)


def test_a_token_above_its_limit_is_told_when_to_come_back(who, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_TOKEN", 2)
    assert [who.get("/crisis").status_code for _ in range(3)] == [200, 200, 429]
    answer = who.get("/crisis")
    assert (answer["Retry-After"], answer["Content-Type"]) == ("40", "application/problem+json")
    monkeypatch.setattr(limits.clock, "now", lambda: NOON + timedelta(seconds=61))
    assert who.get("/crisis").status_code == 200


def test_each_token_has_its_own_limit(who, crisis, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_TOKEN", 1)
    assert [who.get("/crisis").status_code for _ in range(2)] == [200, 429]
    assert program(crisis).get("/crisis").status_code == 200


def test_strangers_are_limited_by_address_and_hold_back_no_token(who, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_STRANGERS", 2)
    stranger = Program("0123.wrong")
    assert [stranger.get("/crisis").status_code for _ in range(3)] == [401, 401, 429]
    assert Program().get("/crisis").status_code == 429
    assert who.get("/crisis").status_code == 200


def asked_from(address):
    return Program().client.get("/api/1/crisis", REMOTE_ADDR=address).status_code


def test_an_address_of_ipv6_is_its_network(at_noon, db, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_STRANGERS", 1)
    assert asked_from("2001:db8:0:1::1") == 401
    assert asked_from("2001:db8:0:1:ffff::2") == 429
    assert asked_from("2001:db8:0:2::1") == 401
    assert asked_from("::ffff:192.0.2.1") == 401
    assert asked_from("::ffff:192.0.2.2") == 401
    assert asked_from("192.0.2.1") == 429


def test_who_has_no_address_is_a_stranger_like_others(at_noon, db):
    assert asked_from("") == asked_from("nonsense") == 401


def test_no_address_stands_in_the_table_and_counts_are_forgotten(at_noon, who, monkeypatch):
    assert asked_from("192.0.2.77") == 401
    who.get("/crisis")
    rows = list(Asking.objects.values_list("who", "asked"))
    assert len(rows) == 2
    assert "192.0.2.77" not in str(rows)
    forget_ended()
    assert Asking.objects.count() == 2
    monkeypatch.setattr(limits.clock, "now", lambda: NOON + timedelta(minutes=2))
    forget_ended()
    assert Asking.objects.count() == 0


def test_of_two_processes_together_no_more_get_in_than_the_limit(own_db, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_TOKEN", 25)
    shown = token(cast.crisis(cast.officer("officer")))[1]
    env = os.environ | {"SAFEPASSAGE_DATABASE_URL": url_of(connection.settings_dict)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", ASKS, shown, "25"], env=env, **pipes) as other:
        other.stdout.readline()
        time.sleep(max(0, 61 - clock.now().timestamp() % 60) if clock.now().second > 50 else 0)  # within one minute
        other.stdin.write("\n")
        other.stdin.flush()
        mine = [Program(shown).get("/crisis").status_code for _ in range(20)]
        statuses = mine + json.loads(other.stdout.readline())
    assert (statuses.count(200), statuses.count(429)) == (25, 15)


GETS = {
    "/crisis": {}, "/account": {"by": "warden"}, "/persons": {}, "/parties": {}, "/wardens": {}, "/headcounts": {},
    "/items": {}, "/ground/haven": {}, "/duplicates": {}, "/preflights": {},
}  # fmt: skip


def queries_of(who, path, params):
    with CaptureQueriesContext(connection) as queries:
        assert who.get(path, **params).status_code == 200
    return [each["sql"][:80] for each in queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize("path", GETS)
def test_a_get_takes_at_most_eight_queries(who, crisis, path):
    for _ in range(3):
        person(crisis, record=ASHA)
    assert len(queries_of(who, path, GETS[path])) <= 8


def test_opening_records_takes_as_many_queries_however_many(who, crisis):
    one = person(crisis, record=ASHA)
    few = queries_of(who, f"/persons/{one.id}", {"open": "true"})
    for _ in range(5):
        person(crisis, record=ASHA)
    many = queries_of(who, "/persons", {"open": "true", "limit": 6})
    assert len(many) == len(few) <= 11, "\n".join(many)  # four write the act, three count what was opened
