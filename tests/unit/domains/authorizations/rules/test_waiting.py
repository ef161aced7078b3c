"""A term in words: what it says holds whatever the instants; colour and icon only repeat it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.waiting import SOON, span, waiting

NOW = datetime(2026, 5, 20, 16, 0, tzinfo=UTC)
LENGTHS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000))
UNITS = {"día": 86_400, "días": 86_400, "h": 3_600, "min": 60}


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=2, hours=4, minutes=59), "2 días 4 h"),
        (timedelta(days=1), "1 día"),
        (timedelta(hours=5, minutes=20), "5 h 20 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(minutes=3, seconds=59), "3 min"),
        (timedelta(seconds=5), "0 min"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_a_length_in_its_two_largest_units(length, words):
    assert span(length).replace("\u00a0", " ") == words


@given(LENGTHS)
def test_it_says_no_more_than_there_is_and_misses_less_than_its_smallest_unit(length):
    parts = re.findall(r"(\d+)\u00a0(\w+)", span(length))
    said = sum(int(number) * UNITS[unit] for number, unit in parts)
    step = 3_600 if "d" in parts[0][1] else 60
    assert said <= length.total_seconds() < said + step


@given(LENGTHS, st.booleans())
def test_late_is_said_in_words_and_never_by_tone_alone(length, paused):
    late = waiting(NOW - length - timedelta(seconds=1), NOW, paused)
    assert late.late
    assert late.words.startswith("Venció hace")
    assert (late.tone, late.icon) == ("error", "warning")
    on_time = waiting(NOW + length, NOW, paused)
    assert not on_time.late
    assert on_time.words.startswith("En pausa" if paused else "Quedan")
    assert on_time.paused is paused


@given(LENGTHS)
def test_the_last_day_warns(length):
    assert (waiting(NOW + length, NOW).tone == "warning") == (length <= SOON)


def test_without_a_term_it_says_so():
    assert waiting(None, NOW).words == "Sin plazo"
