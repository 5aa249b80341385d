"""Pages: what each one says at its top, what a browser may do on it, and what reaches the actions."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.desk import cast

from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Membership, Token

FORM = {
    "name": "Springfield",
    "status": "Exercise",
    "zone": "Europe/Kyiv",
    "home_zone": "Asia/Kolkata",
    "nationality": "IN",
    "area": "",
    "epoch_at": "2022-03-01 22:00:00",
    "estimate_low": "2500",
    "estimate_high": "4000",
}


@pytest.fixture
def screen(client, officer, crisis):
    cast.member(crisis, officer, *Role)
    return cast.sign_in(client, officer)


@pytest.mark.parametrize("part", ["", "about/", "change/", "members/", "tokens/", "ledger/"])
@pytest.mark.parametrize("status", ["Actual", "Exercise", "Test"])
def test_every_page_of_a_crisis_says_its_status_and_both_times(screen, crisis, part, status):
    Crisis.objects.update(status=status)
    page = screen.get(f"/crises/{crisis.id}/{part}").content.decode()
    banner = re.search(r'<p class="status status-(\w+)"><strong>(\w+)</strong> ([^<]+)', page)
    assert banner[1] == status.lower()
    assert banner[2] == status
    assert len(banner[3]) > 10
    assert page.index(banner[0]) < page.index("<main")
    assert "Kyiv, E" in page
    assert "Kolkata, IST" in page


def test_outside_a_crisis_the_page_says_that_none_is_open(screen):
    assert "No crisis is open" in screen.get("/").content.decode()


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("hi", "ltr"), ("uk", "ltr"), ("xx", "ltr")]
)
def test_the_page_follows_the_readers_language(client, db, language, direction):
    page = client.get("/sign-in/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language if language != "xx" else "en"}" dir="{direction}">' in page


def test_a_browser_may_load_nothing_from_elsewhere_and_run_nothing_inline(client, db):
    answer = client.get("/sign-in/")
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("part", ["", "about/", "change/", "members/", "tokens/", "ledger/"])
def test_no_page_has_inline_script_or_style(screen, crisis, part):
    page = screen.get(f"/crises/{crisis.id}/{part}").content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_every_field_has_a_label_and_every_button_words(screen, crisis):
    for part in ("change/", "members/", "tokens/"):
        page = screen.get(f"/crises/{crisis.id}/{part}").content.decode()
        fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*\sid="([^"]+)"', page)
        assert fields
        assert set(fields) <= set(re.findall(r'<label for="([^"]+)"', page))
        assert "<button></button>" not in page


def test_the_stylesheet_is_served_and_knows_no_left_or_right():
    sheet = Path(finders.find("desk/desk.css")).read_text(encoding="utf-8")
    assert not re.search(r"(?:margin|padding|border|text-align)[-: ]*(?:left|right)", sheet)
    assert "prefers-color-scheme: dark" in sheet


def test_a_form_from_another_site_is_refused(officer, crisis):
    strict = cast.sign_in(Client(enforce_csrf_checks=True), officer)
    answer = strict.post(f"/crises/{crisis.id}/members/add/", {"username": "outsider", "role": "auditor"})
    assert answer.status_code == 403
    assert Membership.objects.count() == 1


def test_changing_a_crisis_cannot_change_its_status(screen, crisis):
    answer = screen.post(f"/crises/{crisis.id}/change/", FORM | {"name": "Shelbyville", "status": "Actual"})
    assert answer.status_code == 302
    changed = Crisis.objects.get()
    assert (changed.name, changed.status) == ("Shelbyville", "Exercise")


def test_members_come_and_go(screen, crisis, colleague):
    screen.post(f"/crises/{crisis.id}/members/add/", {"username": "colleague", "role": "caseworker"})
    membership = Membership.objects.get(officer=colleague)
    assert "Colleague" in screen.get(f"/crises/{crisis.id}/members/").content.decode()
    screen.post(f"/crises/{crisis.id}/members/{membership.id}/remove/")
    assert not Membership.objects.filter(officer=colleague).exists()


def test_who_is_alone_in_a_crisis_is_told_what_to_do_and_gets_no_work_in_it(screen, crisis, colleague, officer):
    here = f"/crises/{crisis.id}/members/"
    alone = "Nobody else is here yet."
    assert alone in screen.get(here).content.decode()
    Membership.objects.filter(role=Role.DUTY_OFFICER).delete()
    answer = screen.post(f"{here}add/", {"username": officer.username, "role": "duty_officer"}, follow=True)
    assert "nobody gives themselves a role" in answer.content.decode()
    assert not Membership.objects.filter(role=Role.DUTY_OFFICER).exists()
    screen.post(f"{here}add/", {"username": "colleague", "role": "caseworker"})
    assert alone not in screen.get(here).content.decode()


def test_an_unknown_officer_is_no_member(screen, crisis):
    answer = screen.post(f"/crises/{crisis.id}/members/add/", {"username": "nobody", "role": "caseworker"})
    assert answer.status_code == 422
    assert "No active officer has this username." in answer.content.decode()


def test_the_last_administrator_is_told_why_they_stay(screen, crisis, officer):
    membership = Membership.objects.get(officer=officer, role=Role.ADMINISTRATOR)
    answer = screen.post(f"/crises/{crisis.id}/members/{membership.id}/remove/", follow=True)
    assert "a crisis keeps at least one administrator" in answer.content.decode()


def test_a_token_is_shown_once(screen, crisis):
    shown = screen.post(f"/crises/{crisis.id}/tokens/make/", {"name": "import", "role": "caseworker", "days": "3"})
    text = re.search(r'class="secret" dir="ltr">([^<]+)<', shown.content.decode())[1]
    assert text not in screen.get(f"/crises/{crisis.id}/tokens/").content.decode()
    screen.post(f"/crises/{crisis.id}/tokens/{Token.objects.get().id}/revoke/")
    assert Token.objects.get().revoked_at is not None


def test_the_ledger_shows_what_was_done_here_and_nothing_else(screen, crisis, officer):
    other = cast.crisis(officer, name="Shelbyville")
    page = screen.get(f"/crises/{crisis.id}/ledger/").content.decode()
    assert "crises.create_crisis" in page
    assert other.reference not in page
    assert "Shelbyville" not in page


def test_names_cannot_carry_markup(screen, crisis):
    Crisis.objects.update(name="<script>alert(1)</script>")
    assert "<script>alert" not in screen.get(f"/crises/{crisis.id}/").content.decode()


def test_an_error_page_tells_what_to_do_and_nothing_of_what_is_there(client, outsider, crisis):
    page = cast.sign_in(client, outsider).get(f"/crises/{crisis.id}/").content.decode()
    assert "There is nothing here for you" in page
    assert crisis.name not in page
