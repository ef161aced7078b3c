"""The checks as a table, and which level governs each: defaults, configurations by date, what they may not say."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.errors import Problem
from cauce.domains.riskplans.rules.checks import CHECKS, DEFAULTS, Kind, Level
from cauce.domains.riskplans.rules.consistency import EQUATION, LIMITS
from cauce.domains.riskplans.rules.levels import (
    changes,
    governing,
    lifted,
    refusals,
    resolve,
    since,
    weigh,
)
from cauce.domains.riskplans.rules.siho import IDENTITIES

DAY = date(2026, 3, 31)
BLOCK, WARN = Level.BLOCK, Level.WARN


@dataclass(frozen=True)
class Version:
    number: int
    valid_from: date
    content: dict = field(default_factory=dict)


def test_every_limit_and_identity_has_its_words_and_every_word_its_check():
    ours = {*LIMITS, EQUATION, *(identity.name for identity in IDENTITIES)}
    assert ours <= set(CHECKS)
    assert set(CHECKS) - ours == {"totales", "soporte", "variacion", "historia", "pares"}
    for key, check in CHECKS.items():
        assert check.key == key
        assert min(map(len, (check.name, check.sentence, check.source, check.remedy))) > 3


def test_the_identities_of_the_specification_block_and_the_outliers_warn():
    assert {
        DEFAULTS[key] for key in ("total_egresos", "total_dias_estancia", "total_cirugias", "total_gastos")
    } == {BLOCK}
    assert {DEFAULTS[key] for key, check in CHECKS.items() if check.kind == Kind.OUTLIER} == {WARN}


def test_what_is_not_configured_keeps_its_default():
    assert resolve({}) == DEFAULTS
    assert resolve({"dias_cama": "block"}) == DEFAULTS | {"dias_cama": BLOCK}
    assert resolve({"dias_cama": "nada", "inventada": "block"}) == DEFAULTS


@given(st.dictionaries(st.sampled_from([*CHECKS, "otra"]), st.sampled_from(["block", "warn", "off", ""])))
def test_the_level_of_every_check_is_told_and_an_outlier_never_blocks(content):
    levels = resolve(content)
    assert set(levels) == set(CHECKS)
    for key, level in levels.items():
        asked = content.get(key, "")
        if CHECKS[key].kind == Kind.OUTLIER:
            assert level == WARN
        else:
            assert level == (asked if asked in ("block", "warn") else DEFAULTS[key])
    assert resolve(levels) == levels


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({"inventada": "warn"}, "RP-100"),
        ({"dias_cama": "off"}, "RP-101"),
        ({"dias_cama": ""}, "RP-101"),
        ({"historia": "block"}, "RP-102"),
        ({"pares": "block"}, "RP-102"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused_with_its_reason(asked, rule):
    (problem,) = refusals(asked)
    assert problem.rule == rule
    assert problem.remedy


def test_outliers_may_be_said_to_warn():
    assert not list(refusals({"historia": "warn", "dias_cama": "block", "total_egresos": "warn"}))


def test_of_two_configurations_of_one_day_the_last_published_governs():
    first, second = Version(1, DAY), Version(2, DAY)
    late = Version(3, DAY + timedelta(days=1))
    assert governing([first, second, late], DAY) == second
    assert governing([late], DAY) is None
    back = Version(4, DAY - timedelta(days=90))
    assert governing([back, first], DAY) == first


def test_since_when_a_level_holds_reaches_back_without_a_break():
    def blocks(number, days, level="block"):
        return Version(number, DAY - timedelta(days=days), {"dias_cama": level})

    assert since([], "dias_cama", DAY) is None
    first, same = blocks(1, 90), blocks(2, 30)
    assert since([first, same], "dias_cama", DAY) == first
    broken = blocks(3, 60, "warn")
    assert since([first, same, broken], "dias_cama", DAY) == same
    assert since([broken], "dias_cama", DAY) is None  # the default never stopped
    assert since([first, same], "total_egresos", DAY) is None
    assert since([blocks(1, -1)], "dias_cama", DAY) is None


versions = st.lists(st.tuples(st.integers(-3, 3), st.sampled_from(["block", "warn"])), max_size=6).map(
    lambda rows: [
        Version(n, DAY + timedelta(days=30 * months), {"dias_cama": level})
        for n, (months, level) in enumerate(rows, start=1)
    ]
)


@given(versions, st.randoms(use_true_random=False))
def test_since_agrees_with_asking_every_day(found, random):
    """A reference without cleverness: the level of each earlier day, until it differs."""
    key, day = "dias_cama", DAY

    def level(on):
        version = governing(found, on)
        return resolve(version.content if version else {})[key]

    shuffled = sorted(found, key=lambda _v: random.random())
    start = since(shuffled, key, day)
    beginnings = sorted({v.valid_from for v in found if v.valid_from <= day}, reverse=True)
    expected = None
    for begins in beginnings:
        if level(begins) != level(day):
            break
        expected = governing(found, begins)
    else:
        expected = None if level(day) == DEFAULTS[key] else expected
    assert start == expected


def test_a_broken_check_takes_the_level_that_governs_and_what_lifts_it():
    problem = Problem("RP-51", "dias_cama", "No cuadra.", "Corrija o explique.", "warning")
    assert weigh(problem, "dias_cama", resolve({})) == problem
    blocked = weigh(problem, "dias_cama", resolve({"dias_cama": "block"}))
    assert (blocked.level, blocked.message) == ("error", "No cuadra.")
    assert "impide enviar" in blocked.remedy


def test_an_explanation_lifts_a_warning_and_of_what_blocks_only_a_variation():
    blocking = resolve(dict.fromkeys(CHECKS, "block"))
    assert {key for key in CHECKS if lifted(key, blocking)} == {"variacion", "historia", "pares"}
    assert all(lifted(key, resolve(dict.fromkeys(CHECKS, "warn"))) for key in CHECKS)


def test_changes_name_before_and_after():
    before = resolve({})
    after = resolve({"dias_cama": "block", "total_egresos": "warn"})
    assert changes(before, after) == {"total_egresos": (BLOCK, WARN), "dias_cama": (WARN, BLOCK)}
    assert changes(after, after) == {}
