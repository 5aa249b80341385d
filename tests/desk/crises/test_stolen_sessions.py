"""A session that somebody else got hold of: what ends it, and that nothing of it is left to the next at the screen."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises import actions, sessions
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Membership


@pytest.fixture
def owner(client, crisis, colleague):
    """Who the session belongs to, at their screen."""
    cast.member(crisis, colleague, Role.CASEWORKER)
    return cast.sign_in(client, colleague)


@pytest.fixture
def thief(owner):
    """Somebody with a copy of the cookies, in another browser and another network."""
    made = Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="another")
    made.cookies.update(owner.cookies)
    return made


def opens(browser, crisis):
    return browser.get(f"/crises/{crisis.id}/queue/").status_code


def test_a_copied_cookie_works_until_the_session_ends(thief, crisis):
    assert opens(thief, crisis) == 200  # so that the tests below can fail


@pytest.mark.parametrize("way_out", ["/sign-out/", "/switch/"])
def test_it_ends_when_the_owner_signs_out_or_switches(way_out, owner, thief, crisis):
    owner.post(way_out)
    assert opens(thief, crisis) == 302


@pytest.mark.parametrize(("key", "ago"), [(sessions.SEEN, timedelta(hours=1)), (sessions.BEGAN, timedelta(hours=13))])
def test_it_ends_when_idle_and_after_a_shift_and_its_row_is_gone(key, ago, owner, thief, crisis):
    session = owner.session
    session[key] = int((clock.now() - ago).timestamp())
    session.save()
    assert opens(thief, crisis) == 302
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_thief_cannot_outlast_a_shift_by_being_busy(owner, thief, crisis):
    session = owner.session
    session[sessions.BEGAN] = int((clock.now() - timedelta(hours=13)).timestamp())
    session[sessions.SEEN] = int(clock.now().timestamp())
    session.save()
    assert opens(thief, crisis) == 302


def test_it_ends_when_the_officer_is_shut_out(thief, crisis, colleague, officer):
    actions.deactivate_officer(colleague, actor=officer)
    assert opens(thief, crisis) == 302


def test_it_ends_when_the_password_changes(thief, crisis, colleague):
    colleague.set_password("an altogether new one")
    colleague.save()
    assert opens(thief, crisis) == 302


def test_a_role_that_was_taken_is_gone_at_the_next_request(thief, crisis, colleague):
    Membership.objects.filter(officer=colleague).delete()
    assert opens(thief, crisis) == 404


def test_a_session_from_before_the_sign_in_is_not_the_one_after(client, colleague):
    planted = client.session
    planted["planted"] = "by somebody who knows its key"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post("/sign-in/", {"login": "colleague", "password": cast.PASSWORD})
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_switching_leaves_nothing_of_the_former_officer_in_the_session(owner, officer, crisis):
    session = owner.session
    session["something"] = "of the former"
    session.save()
    former = session.session_key
    owner.post("/switch/")
    assert not Session.objects.filter(session_key=former).exists()
    cast.sign_in(owner, officer)
    assert owner.session.session_key != former
    assert "something" not in owner.session


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, colleague):
    answer = client.post("/sign-in/", {"login": "colleague", "password": cast.PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
