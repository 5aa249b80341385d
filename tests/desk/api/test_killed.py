"""A process that is killed while it writes: whoever sends the same again gets one effect."""

import json
import os
import subprocess
import sys
from signal import SIGKILL

import pytest
from django.db import connection
from tests.desk import cast
from tests.desk.api.asking import Program, token
from tests.desk.databases import url_of

from safepassage.desk.api.models import Request
from safepassage.desk.ledger.models import Act
from safepassage.desk.people.models import Person

KEY = "key-of-a-test"
BODY = {"persons": [{"record": {"full_name": "Ravi Invented"}}]}  # no id that would tell it again
SENDS = """
import os, signal, sys, django
django.setup()
from django.test import Client
module, _, name = sys.argv[1].rpartition(".")
from importlib import import_module
setattr(import_module(module), name, lambda *_given: os.kill(os.getpid(), signal.SIGKILL))
headers = {"Authorization": "Bearer " + sys.argv[2], "Idempotency-Key": sys.argv[3]}
Client(SERVER_NAME="127.0.0.1").post("/api/1/persons", sys.stdin.read(), "application/json", headers=headers)
"""
KILLED_AT = {
    "before it is committed": ("safepassage.desk.api.actions.seal", 0),
    "before it is answered": ("safepassage.desk.api.operations.HttpResponse", 1),
}


@pytest.mark.parametrize("at", KILLED_AT)
def test_a_write_that_was_killed_is_done_once_when_sent_again(own_db, at):
    where, done = KILLED_AT[at]
    shown = token(cast.crisis(cast.officer("officer")))[1]
    assert sent_and_killed(where, shown) == -SIGKILL
    assert Person.objects.count() == Request.objects.count() == done
    again = Program(shown).send("/persons", BODY, key=KEY)
    assert (again.status_code, again.json()["persons"][0]["is_new"]) == (201, True)
    assert Person.objects.get().number == again.json()["persons"][0]["number"]
    assert Act.objects.filter(actor__startswith="token:").count() == 1
    assert Program(shown).send("/persons", BODY, key=KEY).content == again.content


def sent_and_killed(where, shown):
    """How the process ended."""
    env = os.environ | {"SAFEPASSAGE_DATABASE_URL": url_of(connection.settings_dict)}
    command = [sys.executable, "-c", SENDS, where, shown, KEY]
    return subprocess.run(command, env=env, input=json.dumps(BODY).encode(), timeout=120).returncode
