"""axe finds nothing (WCAG 2.2 A and AA, best practice) on any page, in light and dark, desktop and phone.

Other modules extend the list with their own test that parametrises over their addresses and calls
`check_page`; the fixtures are `page`, `sign_in`, `check_axe` of tests/fixtures/browser.py.
"""

import pytest

from tests.factories.people import PASSWORD
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser
OUTSIDE = ["/cuenta/login/", "/cuenta/password/reset/", "/cuenta/signup/", "/accesibilidad/", "/ayuda/"]
INSIDE = [
    "/",
    "/ui/",
    "/cuenta/",
    "/cuenta/2fa/",
    "/cuenta/sessions/",
    "/cuenta/password/change/",
    "/cuenta/logout/",
    "/cuenta/reauthenticate/",
    "/buscar/?q=rosario",
    "/no-existe/",
]


def check_page(page, check_axe, address: str) -> None:
    """Open the address on a desktop and on a phone; axe must be silent and nothing may stick out sideways."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto(address)
        check_axe(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{address} is {width} px wide on {size['width']} px"


@pytest.mark.parametrize("address", OUTSIDE)
def test_pages_outside(page, check_axe, world, address):
    check_page(page, check_axe, address)


@pytest.mark.parametrize("address", INSIDE)
def test_pages_inside(page, sign_in, check_axe, world, address):
    sign_in(world.coordinator)
    check_page(page, check_axe, address)


def test_the_set_up_of_the_second_factor_and_the_lock_out(page, check_axe, world, settings):
    settings.AXES_FAILURE_LIMIT = 2
    enter(page, "head", PASSWORD)
    page.goto("/cuenta/2fa/totp/activate/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.get_by_text("No puedo leer el QR").click()
    check_axe(page)
    page.context.clear_cookies()
    for _ in range(2):
        enter(page, "editor", "otra")
    assert page.locator("h1").inner_text() == "Cuenta bloqueada un tiempo"
    check_axe(page)


def enter(page, name: str, password: str) -> None:
    page.goto("/cuenta/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("main form button")
    page.wait_for_load_state()


def test_the_person_s_choice_wins_over_the_device(page, sign_in, check_axe, world):
    """The dark choice on a light device, and the light choice on a dark one."""
    for choice, device in (("dark", "light"), ("light", "dark")):
        world.coordinator.theme = choice
        world.coordinator.save()
        sign_in(world.coordinator)
        page.goto("/ui/")
        check_axe(page, schemes=(device,))
        page_colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (page_colour == "rgb(15, 23, 26)") is (choice == "dark")


def test_the_open_menus_are_clean_too(page, sign_in, check_axe, world):
    sign_in(world.coordinator)
    page.goto("/")
    page.locator("details.person summary").click()
    check_axe(page)
