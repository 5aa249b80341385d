"""Every page in a browser: accessible by axe, no sideways scrolling at 320 px, light and dark, right to left, quiet."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.xdist_group("browser")  # one browser, one desk

# As a page is loaded, then as it is turned without loading it again, which is what takes long.
LOOKS = {"en": ((1280, "light"), (320, "dark")), "ar": ((320, "light"), (1280, "dark"))}
DIRECTION = "document.documentElement.dir"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
VIOLATIONS = "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_accessible_and_holds_its_width_and_the_browser_says_nothing(language, look, scene):
    first, turned = LOOKS[language]
    page, found = look(*first, language), []
    page.add_init_script(Axe().axe_script)
    page.on("console", lambda message: found.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
    for name, address in scene.pages():
        assert page.goto(address).status == 200, name
        assert page.evaluate(DIRECTION) == ("rtl" if language == "ar" else "ltr"), name
        found += faults(page, name, first)
        turn(page, *turned)
        found += faults(page, name, turned)
        turn(page, *first)
    found = [each for each in found if "GL Driver Message" not in each]  # how fast it draws is the machine's affair
    assert not found, "\n".join(found)


def turn(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


def faults(page, name, at):
    if page.evaluate(SCROLLS):
        yield f"{name}, {at}: scrolls sideways"
    for violation in page.evaluate(VIOLATIONS):
        yield from (f"{name}, {at}: {violation['id']} at {node['target']}" for node in violation["nodes"])
