"""Signing in in a browser: passkey and authenticator app set up and used, lock-out, recovery by two administrators."""

import re

import pytest
from django.core.cache import cache
from tests.desk import cast
from tests.desk.crises.test_sign_in import code_of

from safepassage.desk.crises.actions import invite_officer
from safepassage.desk.ledger.models import Act

pytestmark = pytest.mark.xdist_group("browser")
PASSKEY = {  # of the browser's own: it stands in for a fingerprint
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def window(chromium, desk):
    """Opens a browser of somebody else each time; at localhost, as a passkey belongs to a name, not to an address."""
    opened = []

    def open_window(who=None):
        at = desk.replace("127.0.0.1", "localhost")
        opened.append(chromium.new_context(base_url=at))
        if who:
            session = cast.sign_in(cast.Client(), who).cookies
            opened[-1].add_cookies([{"name": name, "value": each.value, "url": at} for name, each in session.items()])
        return opened[-1].new_page()

    yield open_window
    for context in opened:
        context.close()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def give_password(page, username, password=cast.PASSWORD):
    page.goto("/sign-in/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    press(page, "Sign in")


def enrol(page, link, password=cast.PASSWORD):
    page.goto(link[link.index("/enrol/") :])
    page.fill("[name=password]", password)
    page.fill("[name=again]", password)
    press(page, "Set it")


def test_an_invited_officer_sets_up_a_passkey_and_signs_in_with_it_alone(window):
    officer, text = invite_officer(actor=cast.SETUP, username="asha", name="Asha Invented")
    page = window()
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    enrol(page, f"/enrol/{text}/")
    give_password(page, "asha")
    assert "Set up a second factor first" in page.inner_text("main")
    page.goto("/second-factor/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", cast.PASSWORD)
        press(page, "Confirm")
    page.fill("[name=name]", "This laptop")
    page.check("[name=passwordless]")
    press(page, "Add")
    page.goto("/")
    press(page, "Sign out Asha Invented")
    page.goto("/sign-in/")
    press(page, "Sign in with a passkey")
    assert page.locator("h1").inner_text() == "Crises"
    assert Act.objects.filter(verb="crises.note_sign_in", actor=officer.reference).count() == 2


def test_an_authenticator_app_then_lock_out_then_recovery_by_two_administrators(window):
    lost = cast.officer("ravi")
    page = window()
    give_password(page, "ravi")
    page.goto("/second-factor/totp/activate/")
    if "reauthenticate" in page.url:
        page.fill("[name=password]", cast.PASSWORD)
        press(page, "Confirm")
    secret = re.search(r'value="([A-Z2-7]{16,})"', page.content())[1]
    page.fill("[name=code]", code_of(secret))
    press(page, "Activate")
    page.goto("/")
    press(page, "Sign out Ravi")
    cache.clear()  # a code is taken once only, and the setting-up took this one
    give_password(page, "ravi")
    page.fill("[name=code]", code_of(secret))
    press(page, "Sign In")
    press(page, "Don't Trust")
    assert page.locator("h1").inner_text() == "Crises"

    stranger = window()
    for _ in range(5):
        give_password(stranger, "ravi", "wrong")
    assert "Too many wrong tries" in stranger.inner_text("main")
    give_password(stranger, "ravi")
    assert "Too many wrong tries" in stranger.inner_text("main"), "now the right one is refused too"

    first, second = (window(cast.officer(name, is_administrator=True)) for name in ("first", "second"))
    first.goto("/officers/")
    of_lost = first.get_by_role("row").filter(has_text="ravi")
    of_lost.locator("[name=reason]").fill("lost the phone")
    with first.expect_navigation():
        of_lost.get_by_role("button", name="Recover").click()
    press(first, "I know that it is them: confirm")
    assert "takes two administrators" in first.inner_text("main")
    second.goto("/officers/")
    press(second, "I know that it is them: confirm")
    enrol(stranger, second.inner_text(".secret"), "an altogether new one")
    page.goto("/")
    assert "/sign-in/" in page.url, "sessions from before have ended"
    verbs = Act.objects.filter(subject=lost.reference).values_list("verb", flat=True)
    assert {"crises.open_recovery", "crises.confirm_recovery", "crises.enrol"} <= set(verbs)
