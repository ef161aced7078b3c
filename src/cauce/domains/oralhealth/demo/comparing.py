"""Synthetic standards, and two months compared with them: one answered, one that still waits for the facility."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene

from ..actions import answer_feedback, compare_month, send_feedback, set_standard
from ..country import month_of
from ..models import Consolidation, Facility
from ..queries.month_flow import Measured, measured

SOURCE = "Norma sintética de la demostración"
STANDARDS = {
    "I-1": "2.5", "I-2": "25", "I-3": "12", "I-4": "1.6", "I-5": "10.5", "I-6": "17", "I-7": "3.5", "I-10": "1",
    "I-12": "3", "I-15": "4", "I-16": "30", "I-17": "3", "I-18": "3", "I-19": "2",
}  # fmt: skip
MONTHS = 2  # compared before the last finished one


def seed_comparisons(scene: Scene, people: dict[str, User], facilities: list[Facility], last: date) -> None:
    """The nation's standards, and what the first facility concluded and was told about two months."""
    nation = {"by": people["pa.nacional"], "at": scene.at, "source": SOURCE}
    top = facilities[0].unit.parent.parent
    for indicator, value in STANDARDS.items():
        set_standard(**nation, indicator=indicator, place=top, year=last.year - 1, value=Decimal(value))
    found = Consolidation.objects.filter(month__facility=facilities[0].unit, outdated=False)
    recent = found.filter(month__month__lt=month_of(last.replace(day=1) - timedelta(days=1)))
    for number, consolidation in enumerate(recent.select_related("month").order_by("-month__month")[:MONTHS]):
        _compare(scene, people["pa.planificacion"], consolidation)
        feedback = send_feedback(
            by=people["pa.region"],
            at=scene.at,
            consolidation=consolidation,
            text="Cierre los tratamientos que empezaron en el mes y diga cuándo.",
            uid=uuid5(NAMESPACE_OID, f"cauce-demo-{consolidation.month.month}"),
        )
        if number:
            text = "Se abren dos tardes por semana para terminar tratamientos; responde la jefatura."
            answer_feedback(by=people["pa.jefatura"], at=scene.at, feedback=feedback, text=text)


def _compare(scene: Scene, by: User, consolidation: Consolidation) -> None:
    month = consolidation.month
    for line in measured(month.facility, month.month, scene.at, consolidation):
        if line.meets is None or line.indicator.standard is None:
            continue
        compare_month(
            by=by,
            at=scene.at,
            consolidation=consolidation,
            indicator=line.indicator.code,
            value=line.value.value,
            direction=line.indicator.standard.direction,
            conclusion=_words(line),
            measured=(line.value, line.data_version),
        )


def _words(line: Measured) -> str:
    if line.meets:
        return "Se alcanza el estándar; se mantiene la programación."
    return "No se alcanza; se revisa la agenda del mes siguiente con la jefatura."
