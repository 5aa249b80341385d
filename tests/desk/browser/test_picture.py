"""The whole story of a report in a browser: read, accepted, weighed, promised, rested on, broken, told."""

import re

import pytest
from tests.crises import write_small_crisis
from tests.desk import cast
from tests.desk.picture.told import DAY, TOLD, source_of

from safepassage.desk.crises.access import Role
from safepassage.desk.ground import queries as ground
from safepassage.desk.ground.kinds import Kind
from safepassage.desk.movement.actions import load_crisis

pytestmark = pytest.mark.xdist_group("browser")
HELD = "this rests on has fallen"


@pytest.fixture
def loaded(desk, scene, tmp_path):
    """A crisis that can be planned for, with one officer of every role and a source."""
    officer = cast.officer("storyteller", is_administrator=True)
    crisis = load_crisis(write_small_crisis(tmp_path / "small"), actor=officer)
    cast.member(crisis, officer, *Role)
    source_of(crisis, officer)
    return crisis, officer


@pytest.fixture
def window(chromium, desk, loaded):
    """The officer's browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    session = cast.sign_in(cast.Client(), loaded[1]).cookies
    context.add_cookies([{"name": name, "value": each.value, "url": desk} for name, each in session.items()])
    yield context.new_page()
    context.close()


def press(page, name, within=None):
    with page.expect_navigation(timeout=60_000):
        (within or page).get_by_role("button", name=name).first.click(no_wait_after=True)


def test_from_a_report_to_a_plan_that_is_shaken_and_told(window, desk, loaded):
    page, (crisis, _officer) = window, loaded
    here = f"{desk}/crises/{crisis.id}/"
    a_report_is_pasted_and_its_drafts_accepted(page, here)
    a_claim_is_assessed(page)
    a_promise_is_made_and_a_haven_rests_on_it(page, here, crisis)

    page.goto(f"{here}preflights/")
    page.select_option("[name=advisory]", "second")
    press(page, "Check it now")
    checked = page.url
    assert HELD not in page.inner_text("main")

    page.goto(f"{here}picture/promises/")
    page.get_by_role("link", name="no fire on the way").click()
    page.check("[name=state][value=broken]")
    page.fill("form:has([name=state]) [name=reason]", "A driver saw shells fall on it.")
    press(page, "It stands so now")

    page.goto(checked)
    shaken = page.inner_text(".alarm")
    assert HELD in shaken
    assert int(re.search(r"touches (\d+)", shaken)[1]) > 0
    page.goto(here)
    assert "rests on what has fallen" in page.inner_text("main")
    page.goto(f"{here}picture/situation/")
    told = page.inner_text("main")
    assert HELD in told
    assert "no fire on the way" in told
    assert "Broken" in told
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def a_report_is_pasted_and_its_drafts_accepted(page, here):
    page.goto(f"{here}picture/reports/take/")
    page.fill("[name=text]", TOLD)
    page.fill("[name=dated_on]", DAY.isoformat())
    page.fill("[name=near]", "Kharkiv")
    press(page, "Take it in")
    assert page.locator("mark").count() > 5  # passages lit, each leading to its drafts
    assert page.locator("sup a").first.get_attribute("href") == "#draft-1"
    waiting = page.get_by_role("button", name=re.compile(r"^Accept \d+$")).count()
    for kind in ("Claim", "Advisory"):
        draft = page.locator("article", has_text=f". {kind}").filter(has=page.get_by_role("button", name="Accept"))
        press(page, re.compile(r"^Accept \d+$"), draft.first)
    assert page.get_by_role("button", name=re.compile(r"^Accept \d+$")).count() == waiting - 2


def a_claim_is_assessed(page):
    page.goto(re.sub(r"reports/.*", "claims/", page.url))
    page.locator("main table a, main li a").first.click()
    page.check("[name=standing][value=unclear]")
    page.fill("form:has([name=standing]) [name=reason]", "Nobody of ours has seen it.")
    press(page, "That is what we make of it")
    assert "Nobody of ours has seen it." in page.inner_text("main")


def a_promise_is_made_and_a_haven_rests_on_it(page, here, crisis):
    page.goto(f"{here}picture/promises/")
    for summary in page.locator("details:has([name=by]):not([open]) > summary").all():
        summary.click()
    page.fill("[name=by]", "The invented side")
    page.fill("[name=what]", "no fire on the way")
    press(page, "Put it down")
    for haven in ground.of_kind(crisis, Kind.HAVEN):
        page.goto(f"{here}ground/haven/{haven.id}/")
        page.select_option("[name=on]", index=0)
        press(page, "It rests on that")
