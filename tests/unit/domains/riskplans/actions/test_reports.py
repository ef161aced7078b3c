"""The way of a report: hospital, territory, Superintendencia; deadlines, returns, locks."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.audit.models import Event
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import FigureChange
from cauce.domains.riskplans.queries.figures import executed, matrix_of
from cauce.domains.riskplans.rules.states import ReportState
from tests.factories.colombia import QUARTER


def rules(error):
    return {problem.rule for problem in error.value.problems}


def test_a_report_goes_from_the_hospital_to_its_evaluation(colombia):
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    # one of the two activities was due and none is done: 20 points are lost
    assert str(evaluation.total) == "80.00"
    assert evaluation.compliant is False
    from cauce.domains.riskplans.rules.aspects import ASPECTS

    actions.save_evaluation(
        by=colombia.evaluator,
        at=colombia.at,
        evaluation=evaluation,
        aspects=dict.fromkeys(ASPECTS, "Texto del evaluador."),
    )
    closed = actions.close_evaluation(by=colombia.evaluator, at=colombia.at, evaluation=evaluation)
    report.refresh_from_db()
    assert (closed.state, report.state) == ("closed", ReportState.EVALUATED)
    names = Event.objects.filter(action__startswith="riskplans.").values_list("action", flat=True)
    assert {"riskplans.report.send", "riskplans.report.accept", "riskplans.evaluation.close"} <= set(names)


def test_the_report_is_due_twenty_days_after_the_quarter_in_bogota(colombia):
    version = colombia.version()
    report = actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period=QUARTER)
    assert report.due_at == datetime(2026, 4, 21, 4, 59, 59, tzinfo=UTC)
    again = actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period=QUARTER)
    assert again.pk == report.pk
    assert "calidad" not in set(report.sections.values_list("cuadro", flat=True))


@pytest.mark.parametrize(("period", "rule"), [("2026Q2", "RP-41"), ("2025Q4", "RP-40")])
def test_no_report_of_a_quarter_that_runs_or_is_not_the_plans(colombia, period, rule):
    version = colombia.version()
    with pytest.raises(NotNow) as error:
        actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period=period)
    assert error.value.rule == rule


def test_a_period_that_is_no_quarter_is_named(colombia):
    version = colombia.version()
    with pytest.raises(Invalid) as error:
        actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period="202601")
    assert rules(error) == {"RP-49"}


def test_bad_figures_are_all_named_and_nothing_is_saved(colombia):
    report = colombia.report()
    before = executed(report)
    typed = {
        ("flujo", "ventas", "ejecutado"): "mil",
        ("flujo", "ventas", "programado"): "1",
        ("capacidad", "quirofanos", "ejecutado"): "1.5",
        ("presupuesto", "recaudos", "valor"): "-1",
        ("presupuesto", "pagos", "valor"): "1.005",
        ("presupuesto", "obligaciones", "valor"): "900000000000001",
        ("flujo", "otros_ingresos", "ejecutado"): "7",
    }
    with pytest.raises(Invalid) as error:
        actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed=typed)
    assert [(p.rule, p.place) for p in error.value.problems] == [
        ("RP-03", "flujo.ventas.ejecutado"),
        ("RP-44", "flujo.ventas.programado"),
        ("RP-45", "capacidad.quirofanos.ejecutado"),
        ("RP-47", "presupuesto.recaudos.valor"),
        ("RP-46", "presupuesto.pagos.valor"),
        ("RP-71", "presupuesto.obligaciones.valor"),
    ]
    assert executed(report) == before


def test_every_figure_knows_what_it_was(colombia):
    report = colombia.report()
    cell = ("flujo", "ventas", "ejecutado")
    saved = actions.save_figures(
        by=colombia.officer,
        at=colombia.at,
        report=report,
        typed={cell: "12345678901234.56"},
        version=report.version,
        source="file",
        origin="libro.xlsx",
        cells={cell: "Flujo!D5"},
    )
    figure = report.figures.get(cuadro="flujo", row="ventas", column="ejecutado")
    change = FigureChange.objects.filter(report=report, cuadro="flujo", row="ventas").last()
    assert saved == 1
    assert (Fraction(figure.value), figure.cell, figure.version) == (
        Fraction("12345678901234.56"),
        "Flujo!D5",
        2,
    )
    assert (change.before, str(change.after)) == (100, "12345678901234.56")
    emptied = actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed={cell: " "})
    assert (emptied, cell in executed(report)) == (1, False)


def test_two_people_on_one_report_learn_of_each_other(colombia):
    report = colombia.report()
    typed = {("flujo", "ventas", "ejecutado"): "5"}
    actions.save_figures(
        by=colombia.officer, at=colombia.at, report=report, typed=typed, version=report.version
    )
    with pytest.raises(Conflict) as error:
        actions.save_figures(
            by=colombia.officer, at=colombia.at, report=report, typed=typed, version=report.version
        )
    assert error.value.rule == "RP-43"


def test_a_blank_cell_keeps_the_report_from_being_sent(colombia):
    report = colombia.report({("flujo", "ventas", "ejecutado"): ""})
    with pytest.raises(Invalid) as error:
        actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    assert [(p.rule, p.place) for p in error.value.problems] == [("RP-50", "flujo")]


def test_doubts_are_confirmed_or_explained(colombia):
    report = colombia.report({("produccion", "dias_cama_ocupados", "ejecutado"): "101"})
    colombia.done(report)
    with pytest.raises(ConfirmationNeeded) as error:
        actions.send_report(by=colombia.officer, at=colombia.at, report=report)
    assert rules(error) == {"RP-51", "RP-52"}
    activity = report.plan_version.activities.get(number=1)
    actions.explain(
        by=colombia.officer, at=colombia.at, report=report, subject="dias_cama", text="Camas prestadas."
    )
    file = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 soporte")
    actions.add_evidence(by=colombia.officer, at=colombia.at, report=report, upload=file, activity=activity)
    sent = actions.send_report(by=colombia.officer, at=colombia.at, report=report)
    assert sent.state == ReportState.SENT


def test_an_activity_counts_only_with_evidence_that_stands(colombia):
    report = colombia.report()
    activity = colombia.done(report)
    assert (matrix_of(report).programmed, matrix_of(report).executed) == (1, 0)
    file = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 soporte")
    evidence = actions.add_evidence(
        by=colombia.officer, at=colombia.at, report=report, upload=file, activity=activity
    )
    assert matrix_of(report).executed == 1
    actions.withdraw_evidence(
        by=colombia.officer, at=colombia.at, evidence=evidence, reason="Era otro archivo."
    )
    assert matrix_of(report).executed == 0


@pytest.mark.parametrize(("done_on", "number", "rule"), [(None, 1, "RP-67"), ("2026-12-31", 1, "RP-66")])
def test_an_activity_done_says_when_and_not_tomorrow(colombia, done_on, number, rule):
    from datetime import date

    report = colombia.report()
    activity = report.plan_version.activities.get(number=number)
    values = actions.ProgressValues(True, date.fromisoformat(done_on) if done_on else None)
    with pytest.raises(Invalid) as error:
        actions.save_activity(
            by=colombia.officer, at=colombia.at, report=report, activity=activity, values=values
        )
    assert rules(error) == {rule}


def test_an_activity_of_another_plan_is_refused(colombia):
    report = colombia.report()
    other = colombia.version("istmina", by=colombia.other_territory).activities.get(number=1)
    with pytest.raises(Invalid) as error:
        actions.save_activity(
            by=colombia.officer,
            at=colombia.at,
            report=report,
            activity=other,
            values=actions.ProgressValues(False),
        )
    assert rules(error) == {"RP-65"}


def test_the_territory_returns_one_section_and_the_hospital_sends_again(colombia):
    report = colombia.report()
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    with pytest.raises(NotNow) as error:
        actions.save_figures(by=colombia.officer, at=colombia.at, report=report, typed={})
    assert error.value.rule == "RP-42"
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    with pytest.raises(NotNow) as error:
        actions.return_report(by=colombia.territory, at=colombia.at, report=report)
    assert error.value.rule == "RP-58"
    with pytest.raises(Invalid) as error:
        actions.return_section(
            by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason=" "
        )
    assert rules(error) == {"RP-55"}
    actions.return_section(
        by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason="Falta el rezago."
    )
    with pytest.raises(NotNow) as error:
        actions.return_section(
            by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason="Otra."
        )
    assert error.value.rule == "RP-59"
    with pytest.raises(NotNow) as error:
        actions.accept_report(by=colombia.territory, at=colombia.at, report=report)
    assert error.value.rule == "RP-56"
    returned = actions.return_report(by=colombia.territory, at=colombia.at, report=report)
    assert returned.state == ReportState.RETURNED
    actions.save_figures(
        by=colombia.officer, at=colombia.at, report=report, typed={("flujo", "ventas", "ejecutado"): "90"}
    )
    again = actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    assert set(again.sections.values_list("state", "reason")) == {("pending", "")}


def test_a_returned_section_keeps_the_report_from_being_accepted(colombia):
    report = colombia.report()
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    for key in report.sections.values_list("cuadro", flat=True):
        actions.accept_section(by=colombia.territory, at=colombia.at, report=report, cuadro=key)
    actions.undo_section(by=colombia.territory, at=colombia.at, report=report, cuadro="flujo")
    actions.return_section(
        by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason="Revise."
    )
    with pytest.raises(NotNow) as error:
        actions.accept_report(by=colombia.territory, at=colombia.at, report=report)
    assert error.value.rule == "RP-57"


@pytest.mark.parametrize("who", ["other_officer", "other_territory", "ministry", "catalogue"])
def test_strangers_do_not_touch_a_report(colombia, who):
    report = colombia.report()
    with pytest.raises(NotAllowed):
        actions.send_report(by=colombia.users[who], at=colombia.at, report=report)
    with pytest.raises(NotAllowed):
        actions.start_review(by=colombia.users[who], at=colombia.at, report=report)
