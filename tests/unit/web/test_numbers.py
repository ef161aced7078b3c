"""How numbers are written on pages."""

from decimal import Decimal

import pytest

from cauce.web.ui.numbers import km, number, percent


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (79.894, 1, "79.9"),
        (79.84, 1, "79.8"),
        (1234.5, None, "1,234.5"),
        (Decimal("0.056"), 2, "0.06"),
        (12, 1, "12.0"),
    ],
)
def test_decimals_are_rounded_not_cut(value, decimals, written):
    assert number(value, decimals) == written


def test_blank_is_not_zero():
    assert (number(None), km(None), percent(None), number(0)) == ("—", "—", "—", "0")


def test_shares():
    assert percent(0.726) == "73\u00a0%"
