"""The browser, the live server and the session work together."""

import pytest


@pytest.mark.browser
def test_home_opens_in_a_browser(page, sign_in, world):
    sign_in(world.head)
    page.goto("/")
    assert page.locator("main h1").count() == 1
