"""A real crisis from nothing, in a browser: drawn, staffed, roads built by the worker that `serve` runs, checked."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from tests.desk import cast
from tests.desk.movement.test_roads import town

from safepassage.desk import background
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.models import Act
from safepassage.formats.cap import parse_polygon

pytestmark = pytest.mark.xdist_group("browser")
HOSTEL, HAVEN = (49.9502, 36.1502), (50.0198, 36.2498)  # by the town's roads
SHARES = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9))  # of the map's width and height: corners
ROADS_WITHIN_MS = CHECKED_WITHIN_MS = 120_000  # a first preflight may compile its kernels


@pytest.fixture(scope="module")
def founder(desk, scene):
    """An administrator of the desk, without a crisis."""
    return cast.officer("founder", is_administrator=True)


@pytest.fixture(scope="module")
def colleague(desk, scene):
    """Who works in it: the founder gives roles, and has none of these."""
    return cast.officer("crew")


@pytest.fixture
def window(chromium, desk, founder):
    """The founder's browser; whatever it says to its console is an error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    sit_down(context, desk, founder)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert not [each for each in said if "GL Driver Message" not in each]  # how fast it draws is the machine's affair


@pytest.fixture
def worker(monkeypatch):
    """The worker that `serve` runs beside the server."""
    monkeypatch.setenv("SAFEPASSAGE_DATABASE_URL", f"sqlite:///{connection.settings_dict['NAME']}")
    with background.beside(["worker"] * 1):
        yield


def sit_down(context, desk, officer):
    """The officer is signed in from now on."""
    context.clear_cookies()
    session = cast.sign_in(cast.Client(), officer).cookies
    context.add_cookies([{"name": name, "value": each.value, "url": desk} for name, each in session.items()])


def press(page, name, within_ms=30_000):
    with page.expect_navigation(timeout=within_ms):
        page.get_by_role("button", name=name, exact=True).click(no_wait_after=True)


def ready(page):
    page.wait_for_selector("[data-ready]", timeout=20_000)


def drawn(page):
    """Four corners on the map, in place of the circle."""
    ready(page)
    page.get_by_role("button", name="Start over").click()
    box = page.locator(".map-here").bounding_box()
    for across, down in SHARES:
        page.locator(".map-here").click(position={"x": across * box["width"], "y": down * box["height"]})
        page.wait_for_timeout(350)  # two clicks sooner are a double one, which zooms
    return page.input_value("#id_area")


def test_a_crisis_from_nothing_to_a_verdict(window, desk, worker, colleague, tmp_path):
    page = window
    page.goto(f"{desk}/crises/new/")
    page.fill("[name=place]", "Харків")
    press(page, "Find the place")
    with page.expect_navigation():
        page.get_by_role("link", name="Kharkiv, UA").first.click()
    outline = drawn(page)
    assert len(outline.split()) == 5
    assert parse_polygon(outline).contains(parse_polygon("49.95,36.15 50.02,36.15 50.02,36.25 49.95,36.15"))
    page.check("[name=status][value=Exercise]")
    page.fill("[name=home_zone]", "Asia/Kolkata")
    page.fill("[name=nationality]", "in")
    page.fill("[name=estimate_low]", "1")
    page.fill("[name=estimate_high]", "5")
    press(page, "Make the crisis")

    crisis = Crisis.objects.latest("made_at")
    assert (crisis.zone, crisis.nationality, crisis.area) == ("Europe/Kyiv", "IN", outline)
    here = f"{desk}/crises/{crisis.id}/"
    assert page.url == f"{here}needs/"
    assert "things are missing" in page.inner_text("main")
    for role in ("duty_officer", "caseworker", "approver"):
        page.goto(f"{here}members/")
        page.fill("[name=username]", colleague.username)
        page.select_option("[name=role]", role)
        press(page, "Give it")
    sit_down(page.context, desk, colleague)

    page.goto(f"{here}ground/roads/")
    page.set_input_files("[name=map]", town(tmp_path))
    press(page, "Upload, and build")
    page.wait_for_selector("text=There are roads.", timeout=ROADS_WITHIN_MS)  # the page loads itself anew

    haven_is_put(page, here)
    channel_is_put(page, here)
    somebody_is_registered(page, here, crisis)
    advisory_is_written(page, here, crisis)
    press(page, "Check it now", CHECKED_WITHIN_MS)
    assert page.inner_text("h1").startswith("CAN BE SENT AS WORDED: all 1 can arrive")
    assert "Школа 5" in page.inner_text("main")
    page.goto(f"{here}needs/")
    assert "Missing: Shelters" in page.inner_text("main")  # the one thing that nobody gave
    verbs = set(Act.objects.filter(crisis=crisis.id).values_list("verb", flat=True))
    assert verbs >= {"crises.create_crisis", "movement.ask_for_roads", "ground.put_haven", "movement.run_preflight"}


def haven_is_put(page, here):
    page.goto(f"{here}ground/haven/add/")
    ready(page)
    page.fill("[name=name]", "Школа 5")
    page.locator(".map-here").click(position={"x": 300, "y": 200})
    assert re.fullmatch(r"\d\d\.\d+", page.input_value("[name=lat]"))
    page.fill("[name=lat]", str(HAVEN[0]))
    page.fill("[name=lon]", str(HAVEN[1]))
    page.fill("[name=places]", "50")
    page.select_option("[name=grade]", "B2")
    press(page, "Put it there")
    page.goto(f"{here}ground/map/")
    ready(page)
    assert "Школа 5" in page.inner_text("main")


def channel_is_put(page, here):
    page.goto(f"{here}ground/channel/add/")
    page.fill("[name=code]", "sms")
    page.select_option("[name=kind]", "sms")
    page.fill("[name=segments_per_s]", "1")
    press(page, "Put it there")


def somebody_is_registered(page, here, crisis):
    page.goto(f"{here}calls/")
    page.fill("[name=name]", "Zoya Newlyinvented")
    page.fill("[name=phone]", "+380507654321")
    with page.expect_navigation():
        page.press("[name=phone]", "Enter")
    person = re.search(r"registered/([0-9a-f-]+)/", page.url)[1]
    page.goto(f"{here}persons/{person}/change/")
    page.fill("[name=latitude]", str(HOSTEL[0]))
    page.fill("[name=longitude]", str(HOSTEL[1]))
    page.fill("[name=channels]", "sms")
    page.fill(
        "[name=mobility]", "adult"
    )  # of whom nothing is said, no walk longer than that of an injured one is expected
    with page.expect_navigation():
        page.press("[name=latitude]", "Enter")


def advisory_is_written(page, here, crisis):
    page.goto(f"{here}preflights/write/")
    page.fill("[name=name]", "first")
    page.get_by_label("Школа 5").check()
    deadline = cast.clock.now().astimezone(ZoneInfo(crisis.zone)) + timedelta(hours=10)
    page.fill("[name=deadline_at]", deadline.strftime("%Y-%m-%dT%H:%M"))
    page.fill("[name=text]", "EXERCISE. Go to School 5. If you are not on the road in time, stay where you are.")
    press(page, "Write it")


def test_without_javascript_the_area_is_a_circle_and_a_sketch(chromium, desk, founder):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    session = cast.sign_in(cast.Client(), founder).cookies
    context.add_cookies([{"name": name, "value": each.value, "url": desk} for name, each in session.items()])
    page = context.new_page()
    page.goto(f"{desk}/crises/new/")
    page.fill("[name=place]", "Kharkiv")
    page.fill("[name=km]", "20")
    press(page, "Find the place")
    with page.expect_navigation():
        page.get_by_role("link", name="Kharkiv, UA").first.click()
    assert page.locator("svg.sketch").is_visible()
    assert not page.locator(".map-here").is_visible()
    page.check("[name=status][value=Exercise]")
    page.fill("[name=home_zone]", "Asia/Kolkata")
    page.fill("[name=nationality]", "IN")
    press(page, "Make the crisis")
    assert "What this crisis still needs" in page.inner_text("h1")
    context.close()
