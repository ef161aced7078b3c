"""Plans, their one modification, definitions, and the evaluation that keeps what it used."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Evaluation, PlanVersion
from cauce.domains.riskplans.queries.figures import planned
from cauce.domains.riskplans.rules.aspects import ASPECTS
from cauce.domains.riskplans.rules.definition import FLOW_ROWS, Definition
from cauce.domains.riskplans.rules.evaluation import evaluate
from cauce.domains.riskplans.rules.stored import read_inputs, store_result
from tests.factories.colombia import QUARTER, programmed

WHOLE = dict.fromkeys(ASPECTS, "Texto del evaluador.")


def modify(colombia, plan):
    return actions.ask_modification(by=colombia.territory, at=colombia.at, plan=plan, reason="Cambió la red.")


def test_a_plan_is_modified_once_and_both_versions_stay(colombia):
    report = colombia.accepted()
    plan = report.plan
    modification = modify(colombia, plan)
    assert (modification.cutoff, planned(modification, QUARTER)) == (
        "2026Q1",
        planned(plan.versions.get(kind="original"), QUARTER),
    )
    cell = ("flujo", "ventas", "programado")
    actions.programme(
        by=colombia.territory, at=colombia.at, version=modification, period="2026Q2", typed={cell: "7"}
    )
    with pytest.raises(NotNow) as error:
        modify(colombia, plan)
    assert error.value.rule == "RP-32"
    actions.request_viability(by=colombia.territory, at=colombia.at, version=modification)
    actions.viabilise(by=colombia.evaluator, at=colombia.at, version=modification)
    with pytest.raises(NotNow) as error:
        modify(colombia, plan)
    assert error.value.rule == "RP-31"
    from cauce.domains.riskplans.actions.reports import governing

    assert governing(plan, "2026Q1").kind == "original"
    assert governing(plan, "2026Q2").kind == "modification"


def test_the_database_too_refuses_a_second_modification(colombia):
    plan = colombia.accepted().plan
    modify(colombia, plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.create(plan=plan, kind="modification", cutoff="2026Q1", created_at=colombia.at)


def test_no_modification_before_a_report_or_before_viability(colombia):
    version = colombia.version()
    with pytest.raises(NotNow) as error:
        modify(colombia, version.plan)
    assert error.value.rule == "RP-33"
    PlanVersion.objects.filter(pk=version.pk).update(state="requested")
    with pytest.raises(NotNow) as error:
        modify(colombia, version.plan)
    assert error.value.rule == "RP-30"


def test_what_a_plan_needs(colombia):
    hospital, by = colombia.hospitals["honda"], colombia.territory
    for years, rule in (((2026, 2025), "RP-36"), ((1990, 1991), "RP-36")):
        with pytest.raises(Invalid) as error:
            actions.create_plan(
                by=by, at=colombia.at, hospital=hospital, first_year=years[0], last_year=years[1]
            )
        assert error.value.rule == rule
    version = actions.create_plan(by=by, at=colombia.at, hospital=hospital, first_year=2026, last_year=2027)
    with pytest.raises(Invalid) as error:
        actions.create_plan(by=by, at=colombia.at, hospital=hospital, first_year=2026, last_year=2027)
    assert error.value.rule == "RP-38"
    with pytest.raises(Invalid) as error:
        actions.request_viability(by=by, at=colombia.at, version=version)
    assert error.value.rule == "RP-37"
    bad = actions.ActivityValues(1, "c", "", "a", "r", date(2026, 3, 1), date(2026, 1, 1))
    with pytest.raises(Invalid) as error:
        actions.programme(
            by=by, at=colombia.at, version=version, period=QUARTER, typed=programmed(), activities=[bad]
        )
    assert {p.rule for p in error.value.problems} == {"RP-35", "RP-36"}
    assert not version.figures.exists()


def test_a_requested_version_is_no_longer_programmed_and_a_refusal_says_why(colombia):
    version = colombia.version()
    with pytest.raises(NotNow) as error:
        actions.programme(by=colombia.territory, at=colombia.at, version=version, period=QUARTER, typed={})
    assert error.value.rule == "RP-34"
    other = actions.create_plan(
        by=colombia.territory,
        at=colombia.at,
        hospital=colombia.hospitals["libano"],
        first_year=2026,
        last_year=2026,
    )
    PlanVersion.objects.filter(pk=other.pk).update(state="requested")
    with pytest.raises(Invalid) as error:
        actions.refuse_viability(by=colombia.evaluator, at=colombia.at, version=other, note="")
    assert error.value.rule == "RP-35"
    refused = actions.refuse_viability(
        by=colombia.evaluator, at=colombia.at, version=other, note="No hay fuentes."
    )
    assert refused.state == "refused"


def test_an_evaluation_can_be_computed_again_from_what_it_keeps(colombia):
    report = colombia.received({("flujo", "ventas", "ejecutado"): "33.33"})
    kept = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    again = evaluate(read_inputs(kept.inputs), Definition.from_dict(kept.definition))
    assert store_result(again) == kept.result
    assert actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report).pk == kept.pk


def test_a_new_definition_does_not_touch_a_closed_evaluation(colombia):
    report = colombia.received({("flujo", "ventas", "ejecutado"): "50"})
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    actions.save_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation, aspects=WHOLE)
    closed = actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    weights = dict.fromkeys(FLOW_ROWS, "0") | {"ventas": "100"}
    actions.publish_definition(
        by=colombia.catalogue,
        at=colombia.at,
        valid_from=date(2026, 1, 1),
        flow_weights=weights,
        note="Prueba de pesos.",
    )
    again = actions.reopen_evaluation(
        by=colombia.evaluator, at=colombia.at, evaluation=closed, reason="Cambió la definición."
    )
    closed.refresh_from_db()
    assert (closed.total, again.total, again.number) == (Decimal("77.5"), 65, 2)
    with pytest.raises(NotNow) as error:
        actions.save_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=closed, aspects={})
    assert error.value.rule == "RP-62"


def test_closing_asks_for_the_seven_aspects_and_for_fresh_figures(colombia):
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    with pytest.raises(Invalid) as error:
        actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    assert error.value.rule == "RP-64"
    report.figures.filter(cuadro="flujo", row="ventas").update(value=1)
    with pytest.raises(NotNow) as error:
        actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    assert error.value.rule == "RP-63"


def test_without_weights_or_figures_there_is_no_evaluation(colombia):
    report = actions.receive_report(by=colombia.evaluator, at=colombia.at, report=colombia.accepted())
    with pytest.raises(NotNow) as error:
        actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    assert error.value.rule == "RP-61"
    colombia.uvr()
    report.figures.filter(cuadro="flujo", row="ventas").delete()
    with pytest.raises(NotNow) as error:
        actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    assert error.value.rule == "RP-60"
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("weights", "rules"), [({"nada": "1"}, {"RP-68"}), ({"biologicos": "x"}, {"RP-03"}), ({}, {"RP-35"})]
)
def test_a_bad_table_of_weights_is_refused_whole(colombia, weights, rules):
    with pytest.raises(Invalid) as error:
        actions.publish_uvr(
            by=colombia.catalogue,
            at=colombia.at,
            name="n",
            valid_from=date(2026, 1, 1),
            origin="o",
            weights=weights,
        )
    assert {p.rule for p in error.value.problems} == rules


def test_weights_that_do_not_sum_100_and_short_reasons_are_refused(colombia):
    with pytest.raises(Invalid) as error:
        actions.publish_definition(
            by=colombia.catalogue,
            at=colombia.at,
            valid_from=date(2026, 1, 1),
            flow_weights=dict.fromkeys(FLOW_ROWS, "1"),
            note="n",
        )
    assert error.value.rule == "RP-69"
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    actions.save_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation, aspects=WHOLE)
    closed = actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    with pytest.raises(Invalid) as error:
        actions.reopen_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=closed, reason="corto")
    assert error.value.rule == "RP-70"


def test_only_the_superintendence_evaluates(colombia):
    report = colombia.received()
    for who in ("officer", "territory", "ministry", "catalogue"):
        with pytest.raises(NotAllowed):
            actions.open_evaluation(by=colombia.users[who], at=colombia.at, report=report)
