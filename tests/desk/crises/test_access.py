"""The access matrix at every URL: 404 to outsiders, 403 to those within without the right, a sign-in to strangers."""

import re
import runpy
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.desk import cast

from safepassage.desk.crises.access import MATRIX, Deed, Role, Thing, may

DOCS = Path(__file__).parents[3] / "docs"
NOBODY = UUID(int=0)
SLUGS = {
    "<str:text>": "x", "<slug:slug>": "x", "<slug:kind>": "haven", "<slug:provider>": "email", "<slug:channel>": "sms",
}  # fmt: skip
OPEN_TO_STRANGERS = {
    "account_login", "account_inactive", "account_logout", "call_back", "enrol", "incoming", "public_form",
    "public_alerts", "public_feed", "public_cap", "public_certificates",
    "public_keys", "public_codes", "public_revoked", "verify", "verify_here",
}  # fmt: skip


def routes(patterns=None, prefix=""):
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver) and each.namespace == "api":
            continue  # by token, not by sign-in: tests/desk/api/test_access.py walks it
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each


ROUTES = {pattern.name: (route, pattern.callback) for route, pattern in routes()}
IN_CRISIS = {name: view for name, (route, view) in ROUTES.items() if "crisis_id" in route}
OF_DESK = {name: view for name, (_, view) in ROUTES.items() if hasattr(view, "is_of_desk")}


def address(name, crisis_id=NOBODY):
    route = "/" + ROUTES[name][0].replace("<uuid:crisis_id>", str(crisis_id))
    route = re.sub("<uuid:[a-z_]+>", str(NOBODY), route)
    route = re.sub("<int:[a-z_]+>", "1", route)
    for part, value in SLUGS.items():
        route = route.replace(part, value)
    return route


def status(client, name, crisis_id=NOBODY):
    """What the view answers, asked by the method that it takes."""
    answer = client.get(address(name, crisis_id))
    return (client.post(address(name, crisis_id)) if answer.status_code == 405 else answer).status_code


def test_every_url_in_a_crisis_goes_through_the_gate():
    assert len(IN_CRISIS) >= 9
    assert not [name for name, view in IN_CRISIS.items() if not hasattr(view, "right")]
    assert {view.right for view in IN_CRISIS.values()} == set(MATRIX)  # no right without a page, no page without one


def test_an_outsider_finds_nothing(crisis, outsider, client):
    cast.sign_in(client, outsider)
    for name in IN_CRISIS:
        assert status(client, name, crisis.id) == 404, name
        assert status(client, name) == 404, name  # the same as for a crisis that is not there


def test_a_member_of_another_crisis_is_an_outsider(crisis, outsider, client):
    cast.crisis(outsider)
    cast.sign_in(client, outsider)
    for name in IN_CRISIS:
        assert status(client, name, crisis.id) == 404, name


@pytest.mark.parametrize("role", Role)
def test_within_the_role_decides(role, crisis, colleague, client):
    cast.member(crisis, colleague, role)
    cast.sign_in(client, colleague)
    wrong = {}
    for name in IN_CRISIS:
        with transaction.atomic():  # one crisis for all: what one of them did is undone before the next
            answer = status(client, name, crisis.id)
            transaction.set_rollback(True)
        if answer not in expected(name, role):
            wrong[name] = answer
    assert not wrong


def expected(name, role):
    """What may be answered: 403, or let in, or done; 422 as the form is empty, 404 as an object is not there."""
    if not may({role}, *IN_CRISIS[name].right):
        return (403,)
    of_an_object = "_id>" in ROUTES[name][0].replace("crisis_id", "")
    return (200, 302, 422, 404) if of_an_object else (200, 302, 422)


@pytest.mark.parametrize("name", OF_DESK)
def test_pages_of_the_desk_are_for_its_administrators(name, officer, colleague, client):
    assert status(cast.sign_in(client, colleague), name) == 403
    assert status(cast.sign_in(Client(), officer), name) in (200, 404, 422)


def test_a_stranger_is_sent_to_sign_in(crisis):
    for name in ROUTES:
        answer = Client().get(address(name, crisis.id))
        if name in OPEN_TO_STRANGERS or name.startswith("mfa_"):
            assert answer.status_code in (200, 302, 404, 405), name
            assert crisis.name not in answer.content.decode(), name
        else:
            assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True), name


def test_a_right_that_is_not_in_the_matrix_is_nobodys():
    assert not may(set(Role), Deed.CHANGE, Thing.LEDGER)


def test_roles_add_up():
    assert may({Role.FIELD_POST, Role.AUDITOR}, Deed.SEE, Thing.LEDGER)
    assert not may(set(), Deed.SEE, Thing.CRISIS)


def test_the_page_of_the_docs_is_current():
    maker = runpy.run_path(str(DOCS / "make_access.py"))
    assert maker["PAGE"].read_text(encoding="utf-8") == maker["page"](), "run: make docs"
