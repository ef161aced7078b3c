"""Periods: ids round-trip, neighbours touch, every day is in exactly one period of a type."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.periods.types import PeriodType, containing, parse

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
kinds = st.sampled_from(PeriodType)

EXAMPLES = [
    ("20240229", date(2024, 2, 29), date(2024, 2, 29)),
    ("202603", date(2026, 3, 1), date(2026, 3, 31)),
    ("202402", date(2024, 2, 1), date(2024, 2, 29)),
    ("202602B", date(2026, 3, 1), date(2026, 4, 30)),
    ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
    ("2026C3", date(2026, 9, 1), date(2026, 12, 31)),
    ("2026S2", date(2026, 7, 1), date(2026, 12, 31)),
    ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ("2025April", date(2025, 4, 1), date(2026, 3, 31)),
]
WRONG = [
    "",
    "26",
    "202613",
    "20260230",
    "2026Q5",
    "2026S3",
    "2026C0",
    "202607B",
    "2026q1",
    "0000",
    " 2026",
    "2026-03",
]


@pytest.mark.parametrize(("text", "start", "end"), EXAMPLES)
def test_examples(text, start, end):
    period = parse(text)
    assert (period.start, period.end, period.id) == (start, end, text)


@pytest.mark.parametrize("text", WRONG)
def test_wrong_ids_are_refused_with_the_accepted_forms(text):
    with pytest.raises(ValueError, match="2026Q1"):
        parse(text)


@given(days, kinds)
def test_ids_round_trip(day, kind):
    period = containing(day, kind)
    assert period.contains(day)
    assert parse(period.id) == period


@given(days, kinds)
def test_neighbours_touch(day, kind):
    period = containing(day, kind)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
