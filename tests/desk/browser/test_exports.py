"""A file is fetched, and a roster printed, as an officer does it."""

from pathlib import Path

import pytest

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
