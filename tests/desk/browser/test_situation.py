"""The situation report on paper: A4, numbered, nothing cut, nothing of the screen."""

import re

import pytest

pytestmark = pytest.mark.xdist_group("browser")
WIDTH_PX = 710  # of an A4 sheet between its margins, at 96 to the inch
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_it_prints_on_one_sheet_of_a4_and_nothing_is_cut(look, scene):
    page = look(WIDTH_PX)
    page.goto(scene.crisis + scene.parts["situation"])
    page.emulate_media(media="print")
    assert not page.evaluate(SCROLLS)
    assert not page.is_visible("header")
    assert not page.is_visible("details")
    assert page.is_visible("section.press")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    assert re.findall(rb"/MediaBox \[0 0 (59\d)[.\d]* (84\d)", paper)
