"""What stands above every page: small where it is narrow, its menu at hand without JavaScript."""

import pytest

pytestmark = pytest.mark.xdist_group("browser")

HEIGHT = "document.querySelector('body > header').offsetHeight"
TALLEST = 150  # px, of a phone's window; below begins what one came for


@pytest.mark.parametrize(("width", "is_open"), [(320, False), (1280, True)])
def test_the_menu_unfolds_where_it_is_narrow_and_stands_open_where_it_is_wide(width, is_open, chromium, scene):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.add_cookies(scene.cookies)
    page = context.new_page()
    page.goto(scene.crisis + "headcounts/")
    assert is_open or page.evaluate(HEIGHT) <= TALLEST
    context.close()
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    context.add_cookies(scene.cookies)
    page = context.new_page()
    page.goto(scene.crisis + "headcounts/")
    link = page.locator(".parts").get_by_role("link", name="Queue")
    assert link.is_visible() == is_open
    if not is_open:
        page.click(".menu > summary")
    link.click()
    assert page.url == scene.crisis + "queue/"
    context.close()
