"""A closed crisis: nothing is changed, at any URL; looking, reviews and the end of keeping go on; it opens again."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.desk import cast
from tests.desk.crises.test_access import IN_CRISIS, ROUTES, address
from tests.desk.people.register import person

from safepassage.desk.crises import actions, queries
from safepassage.desk.crises.access import GOES_ON, Deed, Role
from safepassage.desk.crises.models import Crisis, Token
from safepassage.desk.ledger.models import Act

CHANGING = {name for name, view in IN_CRISIS.items() if view.right.deed == Deed.CHANGE}
GOING_ON = {name for name in CHANGING if IN_CRISIS[name].right.thing in GOES_ON}


@pytest.fixture
def closed(crisis, officer):
    """With an officer who has every role in it."""
    cast.member(crisis, officer, *Role)
    actions.close_crisis(crisis, actor=officer, reason="everybody is home")
    return Crisis.objects.get()


@pytest.fixture
def screen(client, officer):
    return cast.sign_in(client, officer)


def test_no_url_that_changes_something_does_and_each_says_why(closed, screen):
    assert len(CHANGING - GOING_ON) > 50
    before = Act.objects.count()
    for name in CHANGING - GOING_ON:
        for ask in (screen.get, screen.post):
            answer = ask(address(name, closed.id))
            assert answer.status_code in (405, 409), name
            if answer.status_code == 409:
                assert "The crisis is closed" in answer.content.decode(), name
    assert Act.objects.count() == before


def test_looking_and_what_has_to_end_go_on(closed, screen):
    about = person(closed)
    assert {
        "closing", "close_crisis", "reopen_crisis", "keeping", "keep_all", "keep_person", "erase_person",
        "erase_warden", "review_alert", "review_export",
    } == GOING_ON  # fmt: skip
    for name in IN_CRISIS.keys() - (CHANGING - GOING_ON):
        answer = screen.get(address(name, closed.id))
        answer = screen.post(address(name, closed.id)) if answer.status_code == 405 else answer
        assert answer.status_code in (200, 302, 404, 422), name
        assert answer.status_code != 404 or "_id>" in ROUTES[name][0].replace("crisis_id", ""), name
    page = screen.get(f"/crises/{closed.id}/persons/{about.id}/").content.decode()
    assert "Closed: nothing is changed in it any more." in page
    assert "notes/add/" not in page
    assert Act.objects.filter(verb="people.look_at_person").exists()


def test_its_form_and_its_tokens_end_and_stay_ended_when_it_opens_again(crisis, officer):
    slug = actions.open_form(crisis, actor=officer).form_slug
    _token, text = actions.make_token(crisis, actor=officer, role=Role.CASEWORKER, name="x", lasts=timedelta(days=1))
    api = {"authorization": f"Bearer {text}"}
    assert Client().get("/api/1/persons", headers=api).status_code == 200
    actions.close_crisis(crisis, actor=officer, reason="everybody is home")
    act, said = cast.last_act()
    assert (act.verb, said["reason"], said["new"]["tokens"]) == ("crises.close_crisis", "everybody is home", 1)
    assert Client().get("/api/1/persons", headers=api).status_code == 401
    assert Client().get(f"/form/{slug}/").status_code == 404
    actions.reopen_crisis(Crisis.objects.get(), actor=officer, reason="more came")
    assert cast.last_act()[1]["reason"] == "more came"
    assert queries.crisis_of_form(slug) is None
    assert Token.objects.get().revoked_at
    assert Client().get("/api/1/persons", headers=api).status_code == 401


def test_an_administrator_closes_it_with_a_reason_and_opens_it_again(crisis, officer, screen):
    here = f"/crises/{crisis.id}/"
    assert f"{here}closing/" in screen.get(f"{here}about/").content.decode()
    assert screen.post(f"{here}closing/close/", {"reason": ""}).status_code == 422
    assert not Crisis.objects.get().closed_at
    page = screen.post(f"{here}closing/close/", {"reason": "everybody is home"}, follow=True).content.decode()
    assert "It is closed." in page
    twice = screen.post(f"{here}closing/close/", {"reason": "again"}, follow=True).content.decode()
    assert "it is closed already" in twice
    assert screen.post(f"{here}members/add/", {"username": "officer", "role": "auditor"}).status_code == 409
    screen.post(f"{here}closing/reopen/", {"reason": "more came"})
    assert screen.post(f"{here}members/add/", {"username": "officer", "role": "auditor"}).status_code == 302
