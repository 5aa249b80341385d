"""The gate in a browser: asked for, the number typed, let out, watched, halted; at a phone's width too."""

import os
import re

import pytest
from django.test import Client
from tests.desk import cast
from tests.desk.advice.gated import gated

pytestmark = pytest.mark.xdist_group("browser")  # one browser, one desk
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def signed_in(chromium, desk):
    opened = []

    def at(officer, width=1280):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en")
        cookies = cast.sign_in(Client(), officer).cookies
        context.add_cookies([{"name": name, "value": each.value, "url": desk} for name, each in cookies.items()])
        opened.append(context)
        return context.new_page()

    yield at
    for context in opened:
        context.close()


def shot(page, name):
    """Kept where somebody wants to look at it."""
    if folder := os.environ.get("SAFEPASSAGE_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_from_the_advisory_through_the_gate_to_the_halt(signed_in, desk, tmp_path):
    at_gate = gated(tmp_path)
    here = f"{desk}/crises/{at_gate.crisis.id}/"
    duty, approver = signed_in(at_gate.duty), signed_in(at_gate.approver, 320)
    duty.goto(f"{here}alerts/advisories/{at_gate.draft.id}/")
    shot(duty, "prepare")
    duty.get_by_label("What is being done for those who cannot go").fill("A bus is being looked for.")
    duty.get_by_role("button", name="Ask for its release").click()
    assert "Another officer has to say yes." in duty.text_content("main")
    approver.goto(duty.url)
    assert not approver.evaluate(SCROLLS)
    shot(approver, "request-320")
    number = re.search(r"It cannot serve (\d+) people", approver.text_content("main"))[1]
    approver.get_by_label("Type the number of people whom it cannot serve").fill("999")
    approver.get_by_role("button", name="Sign it and send it").click()
    assert "Nothing went out" in approver.text_content("main")
    approver.get_by_label("Type the number of people whom it cannot serve").fill(number)
    approver.get_by_role("button", name="Sign it and send it").click()
    assert "there is no proof that they were told" in approver.text_content("main")
    assert not approver.evaluate(SCROLLS)
    shot(approver, "alert-320")
    duty.goto(approver.url)
    shot(duty, "alert")
    duty.goto(f"{here}alerts/order/")
    duty.get_by_label("Halt: nobody sets out, who is on the way gets under cover").check()
    duty.get_by_role("button", name="Send it now").click()
    assert "EXERCISE. Halt. Do not go on: Small crisis" in duty.text_content("h1")
    duty.goto(f"{here}alerts/")
    duty.get_by_role("button", name="Let anybody read them").click()
    shot(duty, "alerts")
    duty.goto(f"{here}preflights/write/")
    shot(duty, "compose")
    duty.goto(f"{here}alerts/")
    stranger = signed_in(at_gate.author, 320)
    stranger.goto(duty.locator("main a[href^=http]").get_attribute("href"))
    assert stranger.text_content("main").count("EXERCISE.") >= 4
    assert not stranger.evaluate(SCROLLS)
    shot(stranger, "public-320")
