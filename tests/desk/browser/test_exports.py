"""A file is fetched, and a roster printed, as an officer does it."""

import os
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

pytestmark = pytest.mark.xdist_group("browser")  # one browser, one desk


def test_a_file_comes_whole_while_it_is_made(look, scene):
    page = look(1280)
    page.goto(scene.crisis + scene.parts["export few"])
    with page.expect_download() as begun:
        page.get_by_role("button", name="Fetch the file").click()
    rows = Path(begun.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "Exercise, officer, " in rows[1]
    page.reload()
    assert "1 person, whole" in page.content()


def test_each_sheet_of_a_roster_is_one_page_of_paper(look, scene):
    page = look(1280)
    page.goto(scene.crisis + scene.parts["roster"])
    sheets = page.locator(".sheet").count()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == sheets == 2


def test_a_scanner_reads_each_code_of_a_roster_as_the_number_beside_it(look, scene):
    page = look(1280)
    page.goto(scene.crisis + scene.parts["roster"])
    page.emulate_media(media="print")
    rows = page.locator(".sheet tbody tr")
    for row in rows.all()[:3]:
        seen = zxingcpp.read_barcodes(Image.open(BytesIO(row.screenshot())))
        assert [each.text for each in seen] == [row.locator("th .number-of").inner_text().replace(" ", "")]


def test_the_sheet_of_an_alert_is_one_page_and_a_phone_reads_its_code(look, scene):
    page = look(1280)
    page.goto(scene.crisis + scene.parts["sheet"])
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    seen = zxingcpp.read_barcodes(Image.open(BytesIO(page.locator(".notice").screenshot())))
    assert [each.text.partition("?code=SP1.text.")[0] for each in seen] == [f"{scene.desk}/verify/"]
    if folder := os.environ.get("SAFEPASSAGE_SHOTS"):
        page.screenshot(path=f"{folder}/sheet.png", full_page=True)


def test_each_sheet_of_a_wardens_list_is_one_page_of_paper(look, scene):
    page = look(1280)
    page.goto(scene.crisis + scene.parts["warden's list"])
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == page.locator(".sheet").count() > 1
    if folder := os.environ.get("SAFEPASSAGE_SHOTS"):
        page.emulate_media(media="print")
        page.screenshot(path=f"{folder}/warden-list.png")
