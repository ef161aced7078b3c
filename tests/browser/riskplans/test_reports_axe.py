"""The reports' pages: nothing for axe to find, none scrolls sideways on a phone."""

import pytest
from django.urls import reverse

from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def test_every_page_at_desk_and_in_the_hand(page, sign_in, colombia, check_axe):
    colombia.received()
    tolima = colombia.tolima.code
    looks = [
        ("territory", reverse("riskplans:follow_ups")),
        (
            "territory",
            reverse("riskplans:follow_up", args=[tolima, "2026Q1"]) + "?parte=hospital.730010001.flow",
        ),
        ("evaluator", reverse("riskplans:annuals")),
        ("evaluator", reverse("riskplans:annual", args=["2025April"])),
        ("evaluator", reverse("riskplans:national") + "?periodo=2026Q1"),
        ("catalogue", reverse("riskplans:siho")),
    ]
    for who, address in looks:
        sign_in(colombia.users[who])
        page.set_viewport_size(PHONE)
        assert page.goto(address).status == 200
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), address
        check_axe(page)
        page.set_viewport_size(DESKTOP)
        check_axe(page)
