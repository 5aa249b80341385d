"""A call, by keyboard alone: find, find nobody, register, read the number out."""

import re

import pytest
from django.db import connection

from safepassage.desk.people.queries import person_numbered

pytestmark = pytest.mark.xdist_group("browser")
MOST_KEYS_BESIDE_TYPING = 12


def in_focus(page):
    return page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")


def test_a_new_person_is_registered_by_keyboard_alone_in_few_keys(look, scene):
    page, keys = look(1280), 0
    page.goto(scene.crisis + "calls/")

    def press(key):
        nonlocal keys
        keys += 1
        page.keyboard.press(key)

    assert in_focus(page) == "find"
    page.keyboard.type("Zoya Newlyinvented")
    with page.expect_navigation():
        press("Enter")
    assert "Nobody was found" in page.inner_text("main")
    assert in_focus(page) == "name"
    assert page.input_value("[name=name]") == "Zoya Newlyinvented"
    for field, said in (("phone", "050 765 43 21"), ("shelter", "Hostel 4, room 12"), ("state", "s"), ("born", "19")):
        press("Tab")
        assert in_focus(page) == field
        page.keyboard.type(said)
    with page.expect_navigation():
        press("Enter")
    assert "Read this number out" in page.inner_text("main")
    assert in_focus(page) == "Take the next call"
    number = re.search(r"\d{4} \d{4} \d{4}", page.inner_text(".read-out"))[0]
    assert person_numbered(scene.row, number) is not None
    assert keys <= MOST_KEYS_BESIDE_TYPING
    connection.close()


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(look, scene):
    page = look(320)
    page.goto(scene.crisis + "calls/")
    page.fill("[name=name]", "Somebody Invented")
    page.fill("[name=phone]", "12")
    page.press("[name=phone]", "Enter")
    described = page.get_attribute("[name=phone]", "aria-describedby")
    assert "phone number" in page.inner_text(f"#{described.split()[-1]}")
    assert page.get_attribute("[name=phone]", "aria-invalid") == "true"
    assert page.input_value("[name=name]") == "Somebody Invented"


def test_the_slider_says_where_it_stands_while_it_is_moved(look, scene):
    page = look(320)
    page.goto(scene.crisis + "account/")
    page.focus("#hour")
    page.keyboard.press("Home")
    assert page.inner_text("output") == "2 Mar 2022, 00:00 (Kyiv) · 2 Mar 2022, 03:30 (Kolkata)"


def test_the_queue_and_the_slider_work_without_javascript(chromium, scene):
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(scene.cookies)
    page = context.new_page()
    page.goto(scene.crisis + "account/")
    page.focus("#hour")
    page.keyboard.press("Home")
    page.click("form[aria-labelledby=ask] button")
    assert "hour=0" in page.url
    assert "Where everyone was on" in page.inner_text(".verdict")
    page.goto(scene.crisis + scene.parts["waiting"])
    page.click("text=I take it")
    assert "Finish it" in page.inner_text("main")
    context.close()
