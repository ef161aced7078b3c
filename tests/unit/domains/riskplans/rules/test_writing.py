"""Amounts as Colombia writes and types them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.rules.amounts import read_amount
from cauce.domains.riskplans.rules.writing import typed_amount, written


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("1.234.567,89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("1.234", "1234"),
        ("12.5", "12.5"),
        ("1234.5", "1234.5"),
        ("$ 1.000", "1000"),
        ("-1.000,50", "-1000.50"),
        ("0,5", "0.5"),
        ("7,", "7"),
        ("1.23.456,7", "1.23.456,7"),
        ("abc", "abc"),
        ("1e5", "1e5"),
    ],
)
def test_what_is_typed_is_read_as_in_colombia(typed, plain):
    assert typed_amount(typed) == plain


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(1234567), None, "1.234.567"),
        (Fraction("1234567.8"), None, "1.234.567,80"),
        (Fraction("0.0001"), None, "0,0001"),
        (Fraction(-999), None, "-999"),
        (Fraction("80.005"), 2, "80,01"),
        (Fraction(-1, 1000), 2, "0,00"),
        (Decimal("1000.50"), 0, "1.001"),
        (None, 2, ""),
    ],
)
def test_an_amount_is_written_as_in_colombia(value, decimals, text):
    assert written(value, decimals) == text


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_what_is_written_is_read_back_exactly(value):
    assert read_amount(typed_amount(written(Fraction(value)))) == Fraction(value)
