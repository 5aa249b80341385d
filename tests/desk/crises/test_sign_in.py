"""Sign-in as an officer does it: two factors, lock-out, limits of a session, recovery, switching at a shared screen."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client, TestCase
from tests.desk import cast

from safepassage.desk.core import clock
from safepassage.desk.crises import actions, sessions
from safepassage.desk.crises.models import Officer
from safepassage.desk.ledger.models import Act
from safepassage.desk.ledger.queries import content

PERIOD_S, LEAST_S = 30, 3  # of a code; to send it in, on a busy machine


def code_of(secret):
    """What an authenticator app shows now; where that is about to change, what it shows next."""
    if (left_s := PERIOD_S - time.time() % PERIOD_S) < LEAST_S:
        time.sleep(left_s)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def give_password(client, username="colleague", password=cast.PASSWORD):
    return client.post("/sign-in/", {"login": username, "password": password})


@pytest.fixture
def secret(colleague, client):
    """The colleague's authenticator app, set up at a first sign-in."""
    return set_up_factor(client)


def set_up_factor(client):
    assert give_password(client).url == "/"
    assert client.get("/").url == "/second-factor/"
    client.post("/reauthenticate/", {"password": cast.PASSWORD})
    page = client.get("/second-factor/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{16,})"', page)[1]
    answer = client.post("/second-factor/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    client.post("/sign-out/")
    return secret


def sign_in(client, secret, trust="no"):
    give_password(client)
    cache.clear()  # a code is taken once only, and the setting-up took this one
    answer = client.post("/second-factor/authenticate/", {"code": code_of(secret)})
    assert answer.url == "/second-factor/trust/", answer
    return client.post(answer.url, {"action": trust if trust == "trust" else "no"})


def test_without_a_second_factor_nothing_is_shown(colleague, client):
    give_password(client)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/second-factor/", 302)]
    assert "Set up a second factor first" in answer.content.decode()


def test_the_password_alone_does_not_open_the_desk(secret, client):
    assert give_password(client).url == "/second-factor/authenticate/"
    assert client.get("/").url.startswith("/sign-in/")


def test_both_factors_open_the_desk_and_are_an_act(secret, client, colleague):
    sign_in(client, secret)
    assert client.get("/").status_code == 200
    act = Act.objects.filter(verb="crises.note_sign_in").latest("seq")
    assert act.actor == colleague.reference


def test_setting_up_a_factor_is_an_act(colleague, client):
    with TestCase.captureOnCommitCallbacks(execute=True):
        set_up_factor(client)
    acts = Act.objects.filter(verb="crises.add_second_factor", actor=colleague.reference)
    assert {content(act)["new"]["kind"] for act in acts} == {"totp", "recovery_codes"}


def test_a_code_is_taken_once(secret, client):
    sign_in(client, secret)
    other = Client()
    give_password(other)
    answer = other.post("/second-factor/authenticate/", {"code": code_of(secret)})
    assert answer.status_code == 200
    assert other.get("/").status_code == 302


def test_the_secret_of_a_factor_is_sealed(secret):
    data = Authenticator.objects.get(type="totp").data
    assert secret not in str(data)


def test_a_changed_password_is_an_act(secret, client, colleague):
    sign_in(client, secret)
    client.post("/reauthenticate/", {"password": cast.PASSWORD})
    new = "an altogether new one"
    client.post("/password/", {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})
    assert Officer.objects.get(pk=colleague.pk).check_password(new)
    act, said = cast.last_act()
    assert (act.verb, act.actor) == ("crises.note_password_change", colleague.reference)
    assert new not in str(said)


def test_the_last_factor_cannot_be_removed(secret, client):
    sign_in(client, secret)
    client.post("/reauthenticate/", {"password": cast.PASSWORD})
    client.post("/second-factor/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_wrong_passwords_lock_the_account_for_that_address(colleague, client):
    for _ in range(5):
        answer = give_password(client, password="wrong")
    assert answer.status_code == 429
    assert "Too many wrong tries" in answer.content.decode()
    assert give_password(client).status_code == 429, "now the right one is refused too"
    assert client.get("/").status_code == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert give_password(elsewhere).status_code == 302


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/password/reset/", "/email/", "/admin/"])
def test_nobody_signs_up_and_nothing_goes_by_mail(path, officer, client):
    assert cast.sign_in(client, officer).get(path).status_code == 404


def test_a_shut_out_officer_is_out_at_the_next_request(officer, colleague, client):
    cast.sign_in(client, colleague)
    assert client.get("/").status_code == 200
    actions.deactivate_officer(colleague, actor=officer)
    assert client.get("/").status_code == 302


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "ago", "still"),
    [
        (sessions.SEEN, timedelta(minutes=29), True),
        (sessions.SEEN, timedelta(minutes=31), False),
        (sessions.BEGAN, timedelta(hours=11), True),
        (sessions.BEGAN, timedelta(hours=13), False),
    ],
)
def test_a_session_ends_when_idle_and_after_a_shift(colleague, client, key, ago, still):
    cast.sign_in(client, colleague)
    session = client.session
    session[key] = int((clock.now() - ago).timestamp())
    session.save()
    assert client.get("/").status_code == (200 if still else 302)


def test_a_session_that_never_began_here_shows_nothing(colleague, client):
    client.force_login(colleague)
    assert client.get("/").url == "/sign-in/"


# --- Recovery --------------------------------------------------------------------------------------------------------


def test_recovery_in_the_browser(secret, officer, colleague, client):
    inside = Client()
    sign_in(inside, secret)
    second = cast.officer("second", is_administrator=True)
    first_screen, second_screen = cast.sign_in(Client(), officer), cast.sign_in(Client(), second)
    first_screen.post(f"/officers/{colleague.id}/recover/", {"reason": "lost the phone"})
    page = first_screen.get("/officers/").content.decode()
    confirm = re.search(r'action="(/recoveries/[^"]+)"', page)[1]
    assert "/enrol/" not in first_screen.post(confirm, follow=True).content.decode()
    link = re.search(r"/enrol/[^<\s]+", second_screen.post(confirm).content.decode())[0]
    new = "an altogether new one"
    assert client.post(link, {"password": new, "again": "not the same"}).status_code == 200
    assert client.post(link, {"password": new, "again": new}).url == "/sign-in/"
    assert client.get(link).status_code == 404
    assert inside.get("/").status_code == 302, "sessions from before have ended"
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert give_password(client, password=new).url == "/"


@pytest.mark.parametrize("weak", ["short", "q1w2e3r4t5y6", "colleague-colleague"])
def test_a_weak_password_is_refused(officer, client, weak):
    _, text = actions.invite_officer(actor=officer, username="colleague-colleague", name="New One")
    assert client.post(f"/enrol/{text}/", {"password": weak, "again": weak}).status_code == 200
    assert not Officer.objects.get(username="colleague-colleague").has_usable_password()


def test_an_invitation_in_the_browser(officer, client):
    screen = cast.sign_in(Client(), officer)
    page = screen.post("/officers/invite/", {"username": "new", "name": "New One"}).content.decode()
    link = re.search(r"http://testserver(/enrol/[^<\s]+)", page)[1]
    assert "New One" in client.get(link).content.decode()
    assert client.post(link, {"password": cast.PASSWORD, "again": cast.PASSWORD}).status_code == 302


# --- A shared screen -------------------------------------------------------------------------------------------------


def test_switching_signs_out_and_offers_the_name(colleague, client):
    cast.sign_in(client, colleague)
    assert client.post("/switch/").url == "/sign-in/"
    assert client.get("/").status_code == 302
    assert "?officer=colleague" in client.get("/sign-in/").content.decode()
    assert 'value="colleague"' in client.get("/sign-in/?officer=colleague").content.decode()
    assert "?officer=colleague" not in Client().get("/sign-in/").content.decode()


def test_a_forged_list_of_names_is_not_shown(client, db):
    client.cookies["desk_screen"] = '["intruder"]:forged'
    assert "intruder" not in client.get("/sign-in/").content.decode()


def test_at_a_trusted_screen_the_password_is_enough_for_the_shift(secret, client):
    sign_in(client, secret, trust="trust")
    client.post("/switch/")
    assert give_password(client).url == "/"
    assert client.get("/").status_code == 200
    assert give_password(Client()).url == "/second-factor/authenticate/"
