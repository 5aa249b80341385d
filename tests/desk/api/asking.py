"""A program that asks the API."""

import json
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from tests.desk import cast

from safepassage.desk.crises import actions
from safepassage.desk.crises.access import Role


class Program:
    """Asks with a token, or without."""

    def __init__(self, shown=""):
        self.headers = {"Authorization": f"Bearer {shown}"} if shown else {}
        self.client = Client(enforce_csrf_checks=True)

    def get(self, path, **params):
        return self.client.get(f"/api/1{path}", params, headers=self.headers)

    def send(self, path, body, *, method="POST", key=None, **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Idempotency-Key": key or str(uuid4()), **headers, **self.headers}
        return self.client.generic(method, f"/api/1{path}", raw, "application/json", headers=given)


def token(crisis, role=Role.DUTY_OFFICER, maker=None, lasts=timedelta(days=1)):
    """A token and the text that shows it."""
    maker = maker or cast.officer(f"maker-{uuid4().hex[:8]}")
    return actions.make_token(crisis, actor=maker, role=role, name="program", lasts=lasts)


def program(crisis, role=Role.DUTY_OFFICER):
    """A program of the crisis with a role."""
    return Program(token(crisis, role)[1])
