"""The whole transition matrix of a declaration, cell by cell."""

from datetime import UTC, datetime

import pytest

from cauce.domains.exchange.rules.states import ACTS, LIGHT_OF, LIGHT_TEXT, Light, State, Window, target_of

OPEN, FINALISED, SIGNED = State.OPEN, State.FINALISED, State.SIGNED
EXPECTED = {
    ("answer", OPEN): OPEN,
    ("answer", FINALISED): None,
    ("answer", SIGNED): None,
    ("save_lines", OPEN): OPEN,
    ("save_lines", FINALISED): None,
    ("save_lines", SIGNED): None,
    ("finalise", OPEN): FINALISED,
    ("finalise", FINALISED): None,
    ("finalise", SIGNED): None,
    ("upload", OPEN): None,
    ("upload", FINALISED): SIGNED,
    ("upload", SIGNED): SIGNED,
    ("refuse_copy", OPEN): None,
    ("refuse_copy", FINALISED): None,
    ("refuse_copy", SIGNED): FINALISED,
    ("reopen", OPEN): None,
    ("reopen", FINALISED): OPEN,
    ("reopen", SIGNED): OPEN,
}


def test_the_table_names_every_act_and_state():
    assert {(act, state) for act in ACTS for state in State} == set(EXPECTED)


@pytest.mark.parametrize(("act", "state"), EXPECTED)
def test_transition(act, state):
    assert target_of(act, state) == EXPECTED[act, state]


def test_every_state_has_a_light_and_every_light_a_text():
    assert LIGHT_OF == {OPEN: Light.RED, FINALISED: Light.AMBER, SIGNED: Light.GREEN}
    assert set(LIGHT_TEXT) == set(Light)


def day(number: int) -> datetime:
    return datetime(2026, 3, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "reopened_until", "is_open"),
    [
        (day(1), None, False),
        (day(10), None, True),  # the opening instant is inside
        (day(19), None, True),
        (day(20), None, False),  # the closing instant is outside
        (day(21), day(25), True),
        (day(25), day(25), False),
    ],
)
def test_window(at, reopened_until, is_open):
    assert Window(day(10), day(20), reopened_until).is_open(at) is is_open
