"""Every page in a browser: accessible by axe, no sideways scrolling at 320 px, light and dark, right to left."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.xdist_group("browser")  # one browser, one desk

LOOKS = [(1280, "light", "en"), (320, "dark", "en"), (320, "light", "ar"), (1280, "dark", "ar")]
IS_BIDI = "document.documentElement.dir"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_is_accessible_and_holds_its_width(width, scheme, language, look, scene):
    page, axe, found = look(width, scheme, language), Axe(), []
    for name, address in scene.pages():
        answer = page.goto(address)
        assert answer.status == 200, name
        assert page.evaluate(IS_BIDI) == ("rtl" if language == "ar" else "ltr"), name
        if page.evaluate(SCROLLS):
            found.append(f"{name}: scrolls sideways")
        for violation in axe.run(page).response["violations"]:
            found += [f"{name}: {violation['id']} at {node['target']}" for node in violation["nodes"]]
    assert not found, "\n".join(found)


def test_no_page_says_anything_to_the_console_of_the_browser(look, scene):
    page, said = look(1280), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for _name, address in scene.pages():
        page.goto(address)
    assert not [each for each in said if "GL Driver Message" not in each]  # how fast it draws is the machine's affair
