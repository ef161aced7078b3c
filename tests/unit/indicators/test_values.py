"""One way to divide: Decimal, half up, and a reason where there is no value."""

from decimal import Decimal

import pytest

from cauce.indicators.values import divide, middle

D = Decimal
TABLE = [
    (1, 3, 100, 2, "33.33"),
    (2, 3, 100, 2, "66.67"),
    (1, 8, 1, 2, "0.13"),  # half up: 0.125
    (5, 1000, 1, 2, "0.01"),  # 0.005
    (1, 2, 1, 0, "1"),
    (-1, 2, 1, 0, "-1"),
    (None, 4, 100, 1, "0.0"),
    (D("7.5"), 3, 1, 2, "2.50"),
    (10**30, 3, 1, 2, "333333333333333333333333333333.33"),
]


@pytest.mark.parametrize(("numerator", "denominator", "factor", "digits", "expected"), TABLE)
def test_divides(numerator, denominator, factor, digits, expected):
    assert str(divide(numerator, denominator, factor=D(factor), digits=digits).value) == expected


@pytest.mark.parametrize(
    ("denominator", "reason"), [(0, "cero"), (None, "no hay denominador"), (D("0.00"), "cero")]
)
def test_says_why_there_is_no_value(denominator, reason):
    value = divide(5, denominator, factor=D(100), digits=2)
    assert not value.computable
    assert reason in value.reason


def test_a_plain_count_needs_no_denominator():
    assert divide(5, None, factor=D(1), digits=0, plain_count=True).value == 5


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, None),
        ({7: 1}, 7),
        ({7: 2}, 7),
        ({1: 1, 2: 1}, D("1.5")),
        ({1: 1, 3: 1}, 2),
        ({1: 3, 50: 2}, 1),
        ({1: 2, 4: 1, 50: 1}, D("2.5")),
        ({-1: 1, 0: 1}, D("-0.5")),
    ],
)
def test_the_median_of_counted_values_is_exact(counts, expected):
    assert middle(counts) == expected


def test_a_median_is_not_divided_and_says_when_there_are_no_cases():
    found = divide(D("2.5"), 4, factor=D(10), digits=1, median=True)
    assert (found.value, found.numerator, found.denominator) == (D("25.0"), D("2.5"), 4)
    for cases in (0, None):
        found = divide(None, cases, factor=D(1), digits=1, median=True)
        assert not found.computable
        assert found.reason == "no hay casos en este corte"
