"""Is this message from us, in a browser: asked of the desk, and of the page alone without a network (rule D5)."""

import os
from uuid import uuid4

import pytest
from tests.desk import cast

from safepassage.desk.advice import orders
from safepassage.desk.advice.publishing import publish
from safepassage.desk.crises.access import Role
from safepassage.signing import show_code

pytestmark = pytest.mark.xdist_group("browser")  # one browser, one desk
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
NO_ED25519 = """
const plain = crypto.subtle.importKey.bind(crypto.subtle);
crypto.subtle.importKey = (form, data, how, ...rest) =>
  how.name === "Ed25519" ? Promise.reject(new DOMException("", "NotSupportedError")) : plain(form, data, how, ...rest);
"""


@pytest.fixture
def phone(chromium):
    opened = []

    def at(**more):
        opened.append(chromium.new_context(viewport={"width": 320, "height": 800}, locale="en", **more))
        return opened[-1].new_page()

    yield at
    for context in opened:
        context.close()


@pytest.fixture
def told(desk):
    """A crisis whose alerts are for anybody; a message that was cancelled, and one that holds."""
    officer = cast.officer(f"checked-{uuid4().hex[:8]}", is_administrator=True)
    crisis = cast.crisis(officer)
    cast.member(crisis, officer, Role.DUTY_OFFICER)
    slug = publish(crisis, actor=officer, is_open=True).slug
    old = orders.order(crisis, "halt", actor=officer)
    cancel = orders.cancel(old, actor=officer, reason="quiet")
    return slug, officer, orders.order(crisis, "shelter", actor=officer), old, cancel


def ask(page, what):
    """Type it and press the button, as somebody does; what the page says then."""
    page.evaluate("document.getElementById('answer').replaceChildren()")
    page.get_by_label("Code, or the text of a QR code").fill(what)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_selector("#answer p", timeout=8_000)
    return page.text_content("#answer")


def loaded(page, address, state="signed"):
    page.goto(address)
    page.wait_for_selector(f"html[data-kept='{state}']", state="attached", timeout=8_000)


def test_once_loaded_the_page_answers_without_a_network(phone, desk, told):
    slug, _officer, holds, old, cancel = told
    page, faults = phone(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    loaded(page, f"{desk}/verify/{slug}/")
    page.context.set_offline(True)
    assert "can answer without a network" in page.text_content("#kept")
    said = ask(page, show_code(holds.code).lower())
    assert "This code is ours, and it holds." in said
    assert "Keep away from windows." in said
    assert "As of" in said
    said = ask(page, old.code)
    assert "it is cancelled. Do not follow it." in said
    assert cancel.text in said
    assert "We do not know this code." in ask(page, "0000000000")
    assert "That is no code." in ask(page, "hello")
    assert "This code is ours, and it holds." in ask(page, holds.sealed_text)
    assert "This code is ours, and it holds." in ask(page, f"https://desk.example.org/verify/?code={holds.sealed_text}")
    assert "it is cancelled" in ask(page, old.sealed_text)
    middle = len(holds.sealed_text) // 2
    other = "A" if holds.sealed_text[middle] != "A" else "B"
    assert "Not ours" in ask(page, holds.sealed_text[:middle] + other + holds.sealed_text[middle + 1 :])
    assert not page.evaluate(SCROLLS)
    assert not faults
    if folder := os.environ.get("SAFEPASSAGE_SHOTS"):
        ask(page, holds.code)
        page.screenshot(path=f"{folder}/verify-320.png", full_page=True)
        ask(page, old.code)
        page.screenshot(path=f"{folder}/verify-cancelled-320.png", full_page=True)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_digits_and_letters_of_other_scripts_are_taken_as_the_desk_takes_them(phone, desk, told, digits):
    slug, _officer, holds, _old, _cancel = told
    page = phone()
    loaded(page, f"{desk}/verify/{slug}/")
    page.context.set_offline(True)
    typed = holds.code.translate(str.maketrans("0123456789ABEKMHPCTYX", digits + "АВЕКМНРСТУХ"))
    assert "This code is ours, and it holds." in ask(page, typed)


def test_with_a_network_a_cancel_is_seen_by_a_page_that_was_open_before(phone, desk, told):
    slug, officer, holds, _old, _cancel = told
    page = phone()
    loaded(page, f"{desk}/verify/{slug}/")
    assert "it holds" in ask(page, holds.code)
    orders.cancel(holds, actor=officer, reason="quiet")
    page.evaluate("Date.now = ((real) => () => real() + 31000)(Date.now)")
    assert "it is cancelled" in ask(page, holds.code)


def test_a_list_that_was_changed_on_its_way_is_not_believed(phone, desk, told):
    slug, _officer, holds, _old, _cancel = told
    page = phone()

    def changed(route):
        line = route.fetch().text()
        parts = line.strip().split(".")
        parts[3] = parts[3][:40] + ("A" if parts[3][40] != "A" else "B") + parts[3][41:]
        route.fulfill(body=".".join(parts))

    page.route("**/codes.txt", changed)
    loaded(page, f"{desk}/verify/{slug}/", "no")
    assert "answers with a network only" in page.text_content("#kept")
    page.get_by_label("Code, or the text of a QR code").fill(holds.code)
    page.get_by_role("button", name="Check it").click()
    page.wait_for_url("**?code=**")  # the desk answers
    assert "This code is ours, and it holds." in page.text_content("#answer")
    page.unroute_all(behavior="wait")  # the page that came asks for its list too


def test_a_browser_without_ed25519_says_so_and_still_looks_a_code_up(phone, desk, told):
    slug, _officer, holds, old, _cancel = told
    page = phone()
    page.add_init_script(NO_ED25519)
    loaded(page, f"{desk}/verify/{slug}/", "unsigned")
    page.context.set_offline(True)
    assert "This browser cannot check signatures." in page.text_content("#kept")
    assert "cannot check signatures: only the code was looked up" in ask(page, holds.code)
    assert "it is cancelled" in ask(page, old.code)
    assert "Not checked: this browser cannot check signatures." in ask(page, holds.sealed_text)


def test_without_javascript_the_desk_answers(phone, desk, told):
    slug, _officer, holds, old, _cancel = told
    page = phone(java_script_enabled=False)
    for code, said in ((holds.code, "This code is ours, and it holds."), (old.code, "it is cancelled")):
        page.goto(f"{desk}/verify/{slug}/")
        page.get_by_label("Code, or the text of a QR code").fill(code)
        page.get_by_role("button", name="Check it").click()
        assert said in page.text_content("#answer")
