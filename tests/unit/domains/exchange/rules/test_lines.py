"""One row of the grid: what is accepted and what each refusal says (source 000, step 6)."""

import pytest

from cauce.domains.exchange.rules.lines import CAUSES, MAX_MONTHLY, LineValues, read_line

ACCEPTED = [
    ({}, LineValues()),
    ({"surplus_patients": ""}, LineValues()),
    ({"surplus_patients": "1"}, LineValues(surplus_patients=1)),
    ({"surplus_patients": 7}, LineValues(surplus_patients=7)),
    ({"surplus_patients": " 12 "}, LineValues(surplus_patients=12)),
    ({"surplus_patients": "007"}, LineValues(surplus_patients=7)),
    ({"surplus_events": "30", "surplus_patients": "12"}, LineValues(surplus_events=30, surplus_patients=12)),
    (
        {"shortage_cause": "staff", "shortage_patients": "5"},
        LineValues(shortage_cause="staff", shortage_patients=5),
    ),
    (
        {"shortage_cause": "supplies", "shortage_events": "9", "shortage_patients": "5"},
        LineValues(shortage_cause="supplies", shortage_events=9, shortage_patients=5),
    ),
    ({"surplus_patients": str(MAX_MONTHLY)}, LineValues(surplus_patients=MAX_MONTHLY)),
]

REFUSED = [
    ({"surplus_patients": "0"}, "EX-01", "surplus_patients"),
    ({"surplus_patients": 0}, "EX-01", "surplus_patients"),
    ({"surplus_patients": "-1"}, "EX-01", "surplus_patients"),
    ({"surplus_patients": "+1"}, "EX-01", "surplus_patients"),
    ({"surplus_patients": "1.5"}, "EX-02", "surplus_patients"),
    ({"surplus_patients": 1.5}, "EX-02", "surplus_patients"),
    ({"surplus_patients": "1,000"}, "EX-02", "surplus_patients"),
    ({"surplus_patients": "diez"}, "EX-02", "surplus_patients"),
    ({"surplus_patients": "١٢"}, "EX-02", "surplus_patients"),
    ({"surplus_patients": True}, "EX-02", "surplus_patients"),
    ({"surplus_patients": "1e3"}, "EX-02", "surplus_patients"),
    ({"surplus_patients": str(MAX_MONTHLY + 1)}, "EX-10", "surplus_patients"),
    ({"surplus_patients": "9" * 400}, "EX-10", "surplus_patients"),
    ({"surplus_events": "3"}, "EX-03", "surplus_patients"),
    ({"shortage_patients": "3"}, "EX-04", "shortage_cause"),
    ({"shortage_cause": "staff"}, "EX-05", "shortage_patients"),
    ({"shortage_cause": "staff", "shortage_events": "4"}, "EX-05", "shortage_patients"),
    ({"shortage_cause": "staff", "surplus_patients": "4"}, "EX-06", "shortage_cause"),
    ({"shortage_cause": "clima", "shortage_patients": "4"}, "EX-07", "shortage_cause"),
]

WARNED = [
    ({"surplus_patients": "4", "shortage_cause": "staff", "shortage_patients": "2"}, "EX-08"),
    ({"surplus_events": "2", "surplus_patients": "4"}, "EX-09"),
    ({"shortage_cause": "staff", "shortage_events": "1", "shortage_patients": "2"}, "EX-09"),
]


@pytest.mark.parametrize(("typed", "expected"), ACCEPTED)
def test_accepted(typed, expected):
    assert read_line(typed, "rows.1") == (expected, [])


@pytest.mark.parametrize(("typed", "rule", "field"), REFUSED)
def test_refused_with_rule_cell_and_remedy(typed, rule, field):
    _values, problems = read_line(typed, "rows.1")
    assert [(p.rule, p.place, p.level) for p in problems] == [(rule, f"rows.1.{field}", "error")]
    assert problems[0].message
    assert problems[0].remedy


@pytest.mark.parametrize(("typed", "rule"), WARNED)
def test_warned_not_refused(typed, rule):
    values, problems = read_line(typed, "rows.1")
    assert [(p.rule, p.level) for p in problems] == [(rule, "warning")]
    assert not values.is_empty


def test_zero_says_that_the_minimum_is_one():
    _values, (problem,) = read_line({"surplus_patients": "0"}, "rows.1")
    assert "0 no es una cantidad válida; el mínimo es 1" in problem.message


def test_every_problem_of_a_row_is_told_at_once():
    typed = {"surplus_patients": "0", "shortage_patients": "x", "shortage_cause": "?"}
    _values, problems = read_line(typed, "rows.1")
    assert {p.rule for p in problems} == {"EX-01", "EX-02", "EX-07"}


def test_the_four_causes_of_the_source():
    assert list(CAUSES.values()) == [
        "Carencia de servicio",
        "Falta de equipo",
        "Falta de insumos",
        "Falta de personal",
    ]
