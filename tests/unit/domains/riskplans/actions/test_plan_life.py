"""A plan refused and presented again, the cut-off of its modification, who is told; what a report begins with."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.core.notifications.models import Notification
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Comment
from cauce.domains.riskplans.queries.figures import matrix_of
from cauce.domains.riskplans.rules.aspects import ASPECTS, IVC
from tests.factories.colombia import QUARTER, programmed
from tests.factories.people import user_with

CELL = ("flujo", "ventas", "programado")


def modified(colombia, plan, at=None):
    """A modification asked for and programmed for the second quarter."""
    at = at or colombia.at
    found = actions.ask_modification(by=colombia.territory, at=at, plan=plan, reason="Cambió la red.")
    actions.programme(by=colombia.territory, at=at, version=found, period="2026Q2", typed=programmed())
    return found


def told():
    """(who, title) of every notice."""
    return set(Notification.objects.values_list("user__username", "title"))


def test_a_refused_plan_is_corrected_and_presented_again(colombia, after_commit):
    version = colombia.version()
    plan = version.plan
    type(version).objects.filter(pk=version.pk).update(state="requested")
    version.refresh_from_db()
    actions.refuse_viability(by=colombia.evaluator, at=colombia.at, version=version, note="Faltan fuentes.")
    with pytest.raises(NotAllowed):
        actions.rework_plan(by=colombia.evaluator, at=colombia.at, version=version)
    actions.rework_plan(by=colombia.territory, at=colombia.at, version=version)
    with pytest.raises(NotNow) as error:
        actions.rework_plan(by=colombia.territory, at=colombia.at, version=version)
    assert error.value.rule == "RP-34"
    later = colombia.at + timedelta(days=10)
    with after_commit():
        actions.request_viability(by=colombia.territory, at=later, version=version)
    plan.refresh_from_db()
    assert plan.presented_on.isoformat() == "2026-04-25"
    assert ("co.evaluator", "Viabilidad por decidir: ESE honda, plan original") in told()
    with after_commit():
        actions.viabilise(by=colombia.evaluator, at=later, version=version)
    assert {who for who, title in told() if title.startswith("Plan viabilizado")} == {
        "co.territory", "co.officer",
    }  # fmt: skip


def test_a_refusal_is_told_with_its_reason_and_another_modification_may_follow(colombia, after_commit):
    plan = colombia.accepted().plan
    version = modified(colombia, plan)
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    with after_commit():
        actions.refuse_viability(by=colombia.evaluator, at=colombia.at, version=version, note="Sin soporte.")
    notice = Notification.objects.get(user=colombia.territory, title__startswith="Plan no viabilizado")
    assert notice.body == "Sin soporte."
    with pytest.raises(NotNow) as error:
        actions.rework_plan(by=colombia.territory, at=colombia.at, version=version)
    assert error.value.rule == "RP-34"
    assert modified(colombia, plan).pk != version.pk


def test_a_modification_is_cut_at_the_quarter_before_it_is_presented(colombia):
    plan = colombia.accepted().plan
    version = modified(colombia, plan)
    with pytest.raises(Invalid) as error:
        actions.programme(
            by=colombia.territory, at=colombia.at, version=version, period=QUARTER, typed={CELL: "7"}
        )
    assert error.value.rule == "RP-39"
    autumn = colombia.at.replace(month=8)
    asked = actions.request_viability(by=colombia.territory, at=autumn, version=version)
    assert asked.cutoff == "2026Q2"
    assert actions.viabilise(by=colombia.evaluator, at=autumn, version=version).effective_from == "2026Q3"


def test_nobodys_matrix_of_measures_is_overwritten(colombia):
    plan = colombia.accepted().plan
    version = modified(colombia, plan)
    rows = [
        actions.ActivityValues(
            a.number, a.category, a.measure, a.name, a.responsible, a.starts_on, a.due_on, a.amount
        )
        for a in version.activities.all()
    ]
    write = {"by": colombia.territory, "at": colombia.at, "version": version, "period": QUARTER, "typed": {}}
    actions.programme(**write, activities=rows, seen=1)
    with pytest.raises(Conflict, match="guardó esto mismo"):
        actions.programme(**write, activities=rows[:1], seen=1)
    assert version.activities.count() == len(rows)


def test_nobodys_instrument_is_overwritten(colombia):
    plan = colombia.version().plan
    write = {"by": colombia.territory, "at": colombia.at, "plan": plan, "kind": "trust"}
    one = actions.save_instrument(**write, title="Encargo")
    actions.save_instrument(**write, title="Encargo fiduciario", instrument=one, version=1)
    with pytest.raises(Conflict):
        actions.save_instrument(**write, title="Otro", instrument=one, version=1)
    one.refresh_from_db()
    assert one.title == "Encargo fiduciario"


def supported(colombia, report):
    """The first activity of the report done, with its file."""
    activity = colombia.done(report)
    upload = SimpleUploadedFile("acta.txt", b"acta")
    actions.add_evidence(by=colombia.officer, at=colombia.at, report=report, upload=upload, activity=activity)


def second_quarter(colombia, plan):
    return actions.open_report(
        by=colombia.officer, at=colombia.at.replace(month=7), plan=plan, period="2026Q2"
    )


def test_what_was_done_does_not_have_to_be_told_again(colombia):
    report = colombia.report()
    supported(colombia, report)
    after = second_quarter(colombia, report.plan)
    assert (matrix_of(after).programmed, matrix_of(after).executed) == (2, 1)
    assert [p.activity.number for p in after.progress.all()] == [1]


def test_under_a_modification_what_was_done_still_counts_with_its_file(colombia):
    report = colombia.report()
    supported(colombia, report)
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    version = modified(colombia, report.plan)
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    actions.viabilise(by=colombia.evaluator, at=colombia.at, version=version)
    after = second_quarter(colombia, report.plan)
    assert after.plan_version == version
    assert (matrix_of(after).programmed, matrix_of(after).executed) == (2, 1)
    assert after.evidence.get().digest == report.evidence.get().digest


def test_a_report_being_written_goes_over_to_the_modification_and_one_sent_does_not(colombia):
    sent = colombia.accepted()
    version = modified(colombia, sent.plan)
    actions.request_viability(by=colombia.territory, at=colombia.at, version=version)
    draft = second_quarter(colombia, sent.plan)
    assert draft.plan_version.kind == "original"
    supported(colombia, draft)
    actions.viabilise(by=colombia.evaluator, at=colombia.at.replace(month=7), version=version)
    for report in (sent, draft):
        report.refresh_from_db()
    assert (sent.plan_version.kind, draft.plan_version.kind) == ("original", "modification")
    assert [p.activity.version_id for p in draft.progress.all()] == [version.pk]
    assert matrix_of(draft).executed == 1


def test_only_who_has_a_part_comments_and_only_on_its_sections(colombia):
    report = colombia.report()
    auditor = user_with("auditor", colombia.colombia, username="co.auditor")
    for who in (auditor, colombia.ministry, colombia.catalogue, colombia.other_territory):
        with pytest.raises(NotAllowed):
            actions.write_comment(by=who, at=colombia.at, report=report, text="Hola")
    with pytest.raises(Invalid) as error:
        actions.write_comment(
            by=colombia.territory, at=colombia.at, report=report, text="Hola", cuadro="calidad"
        )
    assert error.value.rule == "RP-44"
    for who in (colombia.officer, colombia.territory, colombia.evaluator):
        actions.write_comment(by=who, at=colombia.at, report=report, text="Hola", cuadro="flujo")
    assert Comment.objects.count() == 3


def test_the_hospital_is_told_what_to_correct(colombia, after_commit):
    report = colombia.report()
    actions.send_report(by=colombia.officer, at=colombia.at, report=report, confirmed=True)
    actions.start_review(by=colombia.territory, at=colombia.at, report=report)
    actions.return_section(
        by=colombia.territory, at=colombia.at, report=report, cuadro="flujo", reason="No cuadra."
    )
    with after_commit():
        actions.return_report(by=colombia.territory, at=colombia.at, report=report)
    notice = Notification.objects.get(user=colombia.officer, title__startswith="Informe devuelto")
    assert notice.body == "Flujo financiero: No cuadra."


def test_a_report_that_comes_back_forgets_that_it_was_accepted(colombia):
    report = colombia.received()
    back = actions.return_report(
        by=colombia.evaluator, at=colombia.at, report=report, note="Cifras por aclarar."
    )
    assert (back.state, back.accepted_at, back.received_at) == ("returned", None, None)


def test_the_evaluator_recommends_ivc_and_may_take_the_category_back(colombia):
    report = colombia.received()
    write = {"by": colombia.evaluator, "at": colombia.at}
    found = actions.open_evaluation(**write, report=report)
    texts = dict.fromkeys(ASPECTS, "Texto.") | {IVC: "Visita de inspección."}
    found = actions.save_evaluation(**write, evaluation=found, aspects=texts, recommended_category="low")
    found = actions.save_evaluation(**write, evaluation=found, aspects={})
    assert (found.aspects[IVC], found.recommended_category) == ("Visita de inspección.", "low")
    found = actions.save_evaluation(**write, evaluation=found, aspects={}, recommended_category="")
    assert found.recommended_category == ""


def test_a_report_changed_meanwhile_is_not_sent(colombia):
    report = colombia.report()
    seen = report.version
    actions.save_figures(
        by=colombia.officer, at=colombia.at, report=report, typed={("flujo", "ventas", "ejecutado"): "7"}
    )
    with pytest.raises(Conflict):
        actions.send_report(by=colombia.officer, at=colombia.at, report=report, version=seen, confirmed=True)
