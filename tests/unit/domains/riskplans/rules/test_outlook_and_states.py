"""Early warning, what-if, the state tables and the single modification."""

from fractions import Fraction as F

import pytest

from cauce.domains.riskplans.rules import states
from cauce.domains.riskplans.rules.evaluation import evaluate
from cauce.domains.riskplans.rules.outlook import WHAT_IF, flags, losses, moved, outlook, project, what_if
from cauce.domains.riskplans.rules.table import RULES
from tests.unit.domains.riskplans.rules.test_evaluation import inputs, pair

V = states.VersionState


def test_the_factor_that_loses_most_comes_first():
    result = evaluate(inputs(measures=pair(10, 5), uvr=pair(10, 9), committed=F(100), collected=F(80)))
    assert [(loss.key, loss.points) for loss in losses(result)][:3] == [
        ("medidas", 10),
        ("equilibrio", 6),
        ("produccion", 1),
    ]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ({}, None),
        ({1: 70}, 70),
        ({3: 70}, 70),
        ({1: 70, 2: 72}, 76),
        ({1: 70, 2: 72, 3: 74}, 76),
        ({1: 60, 3: 80}, 90),  # a quarter that nobody evaluated is a gap in the line, not a quarter less
        ({2: 60, 3: 80}, 100),
        ({1: 90, 2: 99}, 100),
        ({1: 9, 2: 1}, 0),
        ({1: 1, 2: 2, 3: 3, 4: 50}, 50),
        ({2: 90, 4: 50}, 50),
    ],
)
def test_the_year_is_projected_by_a_line_kept_in_bounds(totals, expected):
    assert project({number: F(total) for number, total in totals.items()}) == expected


def test_flags_of_budget_disequilibrium():
    assert flags({}) == ()
    assert flags(
        {"definitivo": F(90), "reconocimientos": F(100), "recaudos": F(80), "comprometidos": F(101)}
    ) == (
        "budget_committed_over_recognised",
        "budget_recognised_over_final",
        "collection_under_committed",
    )
    even = dict.fromkeys(("definitivo", "reconocimientos", "recaudos", "comprometidos"), F(1))
    assert outlook(evaluate(inputs()), 2, {1: F(80)}, even).flags == ()


@pytest.mark.parametrize("key", WHAT_IF)
def test_what_if_changes_one_figure_and_not_the_data(key):
    original = inputs()
    changed = what_if(original, {key: F(50)})
    assert changed != original
    assert original == inputs()


def test_what_if_moves_the_score():
    result = evaluate(inputs())
    assert moved(inputs(), {"medidas": F(50)}, result) == -10
    with pytest.raises(KeyError, match="nada"):
        what_if(inputs(), {"nada": F(1)})


@pytest.mark.parametrize(
    ("machine", "start"),
    [
        (states.REPORT_TRANSITIONS, states.ReportState.DRAFT),
        (states.SECTION_TRANSITIONS, states.SectionState.PENDING),
        (states.VERSION_TRANSITIONS, V.DRAFT),
        (states.EVALUATION_TRANSITIONS, states.EvaluationState.OPEN),
    ],
)
def test_every_state_can_be_reached_and_no_act_leads_two_ways(machine, start):
    reached, grew = {start}, True
    while grew:
        grew = False
        for transition in machine:
            if transition.source in reached and transition.target not in reached:
                reached.add(transition.target)
                grew = True
    assert reached == set(type(start))
    keys = [(t.act, t.source) for t in machine]
    assert len(keys) == len(set(keys))
    assert states.target_of(machine, "no such act", start) is None


def test_labels_and_owners_cover_every_state():
    for labels, kind in (
        (states.REPORT_LABELS, states.ReportState),
        (states.REPORT_OWNER, states.ReportState),
        (states.SECTION_LABELS, states.SectionState),
        (states.VERSION_LABELS, V),
        (states.EVALUATION_LABELS, states.EvaluationState),
    ):
        assert set(labels) == set(kind)


@pytest.mark.parametrize(
    ("versions", "reports", "rule"),
    [
        ([("original", V.REQUESTED)], 1, "RP-30"),
        ([("original", V.VIABILISED), ("modification", V.VIABILISED)], 1, "RP-31"),
        ([("original", V.VIABILISED), ("modification", V.REQUESTED)], 1, "RP-32"),
        ([("original", V.VIABILISED)], 0, "RP-33"),
        ([("original", V.VIABILISED), ("modification", V.REFUSED)], 1, ""),
    ],
)
def test_one_modification_and_only_after_a_monitoring_report(versions, reports, rule):
    assert states.may_modify(versions, reports) == rule
    assert not rule or rule in RULES
