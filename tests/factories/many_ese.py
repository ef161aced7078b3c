"""More ESE in the risk-plans scene, each with a plan and its report of the quarter in another state, through the actions."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.organisations.models import OrgUnit
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Hospital, QuarterReport, RiskCategory
from cauce.domains.riskplans.rules.aspects import ASPECTS

from .colombia import QUARTER, Colombia, executed
from .people import user_with
from .places import OrgUnitFactory

STATES = ("", "draft", "sent", "in_review", "returned", "accepted", "received", "evaluated", "closed")


def add_ese(
    scene: Colombia,
    count: int,
    states: tuple[str, ...] = STATES,
    homes: tuple[str, ...] = ("tolima", "choco"),
) -> list[QuarterReport | None]:
    """`count` ESE more in `homes` by turns; their reports reach each of `states` by turns ("": not opened)."""
    if "national_officer" not in scene.users:
        scene.users["national_officer"] = user_with("risk_officer", scene.places["colombia"])
        scene.users["national_territory"] = user_with("risk_territory", scene.places["colombia"])
    first = len(scene.hospitals)
    return [
        _one(scene, number, states[number % len(states)], homes[number % len(homes)])
        for number in range(first, first + count)
    ]


def _one(scene: Colombia, number: int, state: str, home: str) -> QuarterReport | None:
    key, code = f"ese{number}", f"73{number:07d}"
    unit = OrgUnitFactory(
        kind=OrgUnit.Kind.UNIT, code=code, name=f"ESE {number:03d}", parent=scene.places[home]
    )
    scene.places[key] = unit
    scene.hospitals[key] = Hospital.objects.create(
        unit=unit, code=code, level=number % 3 + 1, character="municipal", population=1000 + number, synthetic=True
    )  # fmt: skip
    RiskCategory.objects.create(hospital=scene.hospitals[key], year=2026, category="high", act="Resolución")
    version = scene.version(key, by=scene.national_territory)
    actions.save_instrument(
        by=scene.national_territory, at=scene.at, plan=version.plan, kind="trust", title="Encargo"
    )
    return _report(scene, version.plan, number, state) if state else None


def _report(scene: Colombia, plan, number: int, state: str) -> QuarterReport:
    officer, territory, at = scene.national_officer, scene.national_territory, scene.at
    report = actions.open_report(by=officer, at=at, plan=plan, period=QUARTER)
    sales = "" if state == "draft" else str(40 + number)  # a draft cannot be scored yet
    collected = str(95 if number % 3 else 10 + number)  # one of three does not comply
    typed = {("flujo", "ventas", "ejecutado"): sales, ("presupuesto", "recaudos", "valor"): collected}
    actions.save_figures(by=officer, at=at, report=report, typed=executed() | typed)
    _measure(scene, report)
    if state == "draft":
        return report
    actions.send_report(by=officer, at=at, report=report, confirmed=True)
    if state == "sent":
        return report
    actions.start_review(by=territory, at=at, report=report)
    actions.write_comment(by=territory, at=at, report=report, text="Revisado", cuadro="flujo")
    if state == "in_review":
        return report
    if state == "returned":
        actions.return_section(
            by=territory, at=at, report=report, cuadro="flujo", reason="No cuadra el flujo"
        )
        return actions.return_report(by=territory, at=at, report=report, note="Corrija el flujo")
    for cuadro in report.sections.values_list("cuadro", flat=True):
        actions.accept_section(by=territory, at=at, report=report, cuadro=cuadro)
    report = actions.accept_report(by=territory, at=at, report=report)
    return report if state == "accepted" else _evaluated(scene, report, state)


def _measure(scene: Colombia, report: QuarterReport) -> None:
    """An activity done, with its evidence."""
    officer, activity = scene.national_officer, report.plan_version.activities.get(number=1)
    values = actions.ProgressValues(True, date(2026, 3, 15), Decimal("1000.00"))
    actions.save_activity(by=officer, at=scene.at, report=report, activity=activity, values=values)
    upload = SimpleUploadedFile("acta.txt", b"acta")
    actions.add_evidence(by=officer, at=scene.at, report=report, upload=upload, activity=activity)


def _evaluated(scene: Colombia, report: QuarterReport, state: str) -> QuarterReport:
    report = actions.receive_report(by=scene.evaluator, at=scene.at, report=report)
    if state in ("evaluated", "closed"):
        found = actions.open_evaluation(by=scene.evaluator, at=scene.at, report=report)
        if state == "closed":
            actions.save_evaluation(
                by=scene.evaluator, at=scene.at, evaluation=found, aspects=dict.fromkeys(ASPECTS, "Texto"),
                recommended_category="medium",
            )  # fmt: skip
            found.refresh_from_db()
            actions.close_evaluation(by=scene.evaluator, at=scene.at, evaluation=found)
        report.refresh_from_db()
    return report
