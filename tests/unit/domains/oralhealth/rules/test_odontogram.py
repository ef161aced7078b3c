"""The mouth as spaces: what cannot be together, what surprises at an age, who is usually present."""

import pytest

from cauce.domains.oralhealth.rules.dmft import PERMANENT, PRIMARY
from cauce.domains.oralhealth.rules.odontogram import (
    ROWS,
    SPACES,
    check_chart,
    mark_sound,
    name_of,
    usual_tooth,
)


def rules(teeth, age=None):
    return [(p.rule, p.place) for p in check_chart(teeth, age, "t")]


def test_the_rows_hold_every_tooth_once():
    teeth = [tooth for row in ROWS for tooth in row]
    assert sorted(teeth) == sorted(PERMANENT | PRIMARY)
    assert (ROWS[0][0], ROWS[0][-1], ROWS[3][0], ROWS[3][-1]) == ("18", "28", "48", "38")
    assert len(SPACES) == 32
    assert sum(bool(s.primary) for s in SPACES) == 20


@pytest.mark.parametrize(
    ("tooth", "name"),
    [
        ("16", "primer molar superior derecho"),
        ("85", "segundo molar temporal inferior derecho"),
        ("73", "canino temporal inferior izquierdo"),
        ("24", "primer premolar superior izquierdo"),
    ],
)
def test_teeth_have_names(tooth, name):
    assert name_of(tooth) == name


@pytest.mark.parametrize(
    ("teeth", "broken"),
    [
        ({"15": "0", "55": "A"}, True),  # OE-10: one space, two teeth
        ({"15": "4", "55": "B"}, True),
        ({"15": "T", "55": "E"}, True),
        ({"15": "8", "55": "A"}, False),  # not out yet
        ({"15": "5", "55": "A"}, False),  # never formed
        ({"15": "9", "55": "A"}, False),
        ({"16": "0", "55": "A"}, False),
        ({"15": "0", "54": "A"}, False),
    ],
)
def test_one_tooth_per_space(teeth, broken):
    assert rules(teeth) == ([("OE-10", "t.55")] if broken else [])


@pytest.mark.parametrize(
    ("teeth", "age", "rule"),
    [
        ({"37": "0"}, 8, "OE-11"),
        ({"37": "0"}, 9, None),
        ({"37": "8"}, 8, None),  # unerupted is what one expects
        ({"51": "A"}, 11, "OE-12"),
        ({"51": "A"}, 10, None),
        ({"51": "E"}, 6, "OE-13"),
        ({"51": "E"}, 5, None),
        ({"12": "8"}, 13, "OE-14"),
        ({"18": "8"}, 40, None),  # a third molar may never come out
        ({"37": "0", "51": "A"}, None, None),  # without an age nothing surprises
    ],
)
def test_what_surprises_at_an_age(teeth, age, rule):
    (tooth,) = list(teeth)[:1]
    assert rules(teeth, age) == ([(rule, f"t.{tooth}")] if rule else [])


@pytest.mark.parametrize(
    ("age", "permanent", "primary"),
    [(2, 0, 0), (4, 0, 20), (9, 12, 12), (12, 28, 0), (11, 18, 8), (40, 28, 0)],
)
def test_who_is_usually_present(age, permanent, primary):
    chart = mark_sound({}, age)
    assert (list(chart.values()).count("0"), list(chart.values()).count("A")) == (permanent, primary)


def test_marking_sound_fills_only_blank_spaces():
    chart = mark_sound({"55": "B", "16": "3", "11": ""}, 9)
    assert (chart["55"], chart["16"], chart["11"]) == ("B", "3", "0")
    assert "15" not in chart
    assert "18" not in chart


def test_a_space_has_at_most_one_usual_tooth():
    for age in range(100):
        for space in SPACES:
            assert usual_tooth(space, age) in {"", space.permanent, space.primary}
