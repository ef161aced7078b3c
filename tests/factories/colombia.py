"""The risk-plans scene: Colombia's public network, two departments, three ESE, and a person of each role.

colombia
├── tolima ─ honda (ESE, municipal, level 2) · libano (ESE, level 1)
└── choco ─ istmina (ESE, departmental, level 2)
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Activity, Evaluation, Hospital, PlanVersion, QuarterReport
from cauce.domains.riskplans.rules.cells import executed_cells, planned_cells
from cauce.domains.riskplans.rules.cuadros import CUADROS, PRODUCTION, Kind, due_in
from cauce.domains.riskplans.rules.figures import Cell

from .people import user_with
from .places import OrgUnitFactory

NOON = datetime(2026, 4, 15, 17, 0, tzinfo=UTC)  # noon in Bogotá; the first quarter is over
QUARTER = "2026Q1"
HOSPITALS = {
    "honda": ("730010001", "tolima", 2, "municipal"),
    "libano": ("730010002", "tolima", 1, "municipal"),
    "istmina": ("270010001", "choco", 2, "departmental"),
}
PEOPLE = {
    "officer": ("risk_officer", "honda"),
    "other_officer": ("risk_officer", "istmina"),
    "territory": ("risk_territory", "tolima"),
    "other_territory": ("risk_territory", "choco"),
    "evaluator": ("risk_evaluator", "colombia"),
    "ministry": ("risk_ministry", "colombia"),
    "catalogue": ("risk_catalogue", "colombia"),
}


@dataclass
class Colombia:
    """Places, hospitals and people by key; `scene.honda` and `scene.officer` work too."""

    at: datetime = NOON
    places: dict[str, OrgUnit] = field(default_factory=dict)
    hospitals: dict[str, Hospital] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, key: str) -> OrgUnit | User:
        for table in ("places", "users"):
            if key in self.__dict__.get(table, {}):
                return self.__dict__[table][key]
        raise AttributeError(key)

    def version(self, hospital: str = "honda", by: User | None = None) -> PlanVersion:
        """A viabilised original plan of 2026 with figures for its first quarter and two activities."""
        by = by or self.territory
        version = actions.create_plan(
            by=by, at=self.at, hospital=self.hospitals[hospital], first_year=2026, last_year=2027
        )
        rows = [
            actions.ActivityValues(
                n, "Reorganización", "Medida", f"Actividad {n}", "Gerencia", date(2026, 1, 5), due
            )
            for n, due in ((1, date(2026, 3, 20)), (2, date(2026, 6, 30)))
        ]
        actions.programme(
            by=by, at=self.at, version=version, period=QUARTER, typed=programmed(), activities=rows
        )
        actions.request_viability(by=by, at=self.at, version=version)
        return actions.viabilise(by=self.evaluator, at=self.at, version=version)

    def uvr(self):
        """A synthetic table of weights: 1 for every concept."""
        weights = {row.key: "1" for row in PRODUCTION.rows if not row.sum_of}
        return actions.publish_uvr(
            by=self.catalogue,
            at=self.at,
            name="Pesos sintéticos",
            valid_from=date(2025, 1, 1),
            origin="prueba",
            weights=weights,
            synthetic=True,
        )

    def report(self, typed=None) -> QuarterReport:
        """A draft report of the first quarter, filled in."""
        version = self.version()
        report = actions.open_report(by=self.officer, at=self.at, plan=version.plan, period=QUARTER)
        figures = executed() | (typed or {})
        actions.save_figures(by=self.officer, at=self.at, report=report, typed=figures)
        report.refresh_from_db()
        return report

    def done(self, report: QuarterReport, number: int = 1) -> Activity:
        """Report an activity as done."""
        activity = report.plan_version.activities.get(number=number)
        values = actions.ProgressValues(True, date(2026, 3, 15), Decimal("1000.00"))
        actions.save_activity(by=self.officer, at=self.at, report=report, activity=activity, values=values)
        return activity

    def accepted(self, typed=None) -> QuarterReport:
        """A report that the territory accepted."""
        report = self.report(typed)
        actions.send_report(by=self.officer, at=self.at, report=report, confirmed=True)
        actions.start_review(by=self.territory, at=self.at, report=report)
        for key in report.sections.values_list("cuadro", flat=True):
            actions.accept_section(by=self.territory, at=self.at, report=report, cuadro=key)
        return actions.accept_report(by=self.territory, at=self.at, report=report)

    def received(self, typed=None) -> QuarterReport:
        """A report that the Superintendencia received."""
        self.uvr()
        return actions.receive_report(by=self.evaluator, at=self.at, report=self.accepted(typed))


def programmed() -> dict[Cell, str]:
    """100 in every programmed cell."""
    return {cell: "100" for cuadro in CUADROS.values() for cell in planned_cells(cuadro)}


def executed(quarter: int = 1) -> dict[Cell, str]:
    """100 in every executed cell of a quarter (percentages too)."""
    return {
        cell: "100"
        for cuadro in CUADROS.values()
        if due_in(cuadro, quarter)
        for cell in executed_cells(cuadro)
    }


def kind_of(cell: Cell) -> Kind:
    """What a cell counts."""
    return CUADROS[cell[0]].row(cell[1]).kind


def as_fractions(typed: dict[Cell, str]) -> dict[Cell, Fraction]:
    """Typed figures as exact fractions."""
    return {cell: Fraction(value) for cell, value in typed.items()}


def make_colombia() -> Colombia:
    """Build the scene."""
    kind, scene = OrgUnit.Kind, Colombia()
    top = OrgUnitFactory(kind=kind.SECTOR, code="COLOMBIA", name="Colombia · red pública", country="CO")
    scene.places["colombia"] = top
    for key in ("tolima", "choco"):
        scene.places[key] = OrgUnitFactory(kind=kind.ENTITY, code=key.upper(), name=key.title(), parent=top)
    for key, (code, department, level, character) in HOSPITALS.items():
        unit = OrgUnitFactory(kind=kind.UNIT, code=code, name=f"ESE {key}", parent=scene.places[department])
        scene.places[key] = unit
        scene.hospitals[key] = Hospital.objects.create(
            unit=unit, code=code, level=level, character=character, synthetic=True
        )
    for key, (role, place) in PEOPLE.items():
        scene.users[key] = user_with(role, scene.places[place], username=f"co.{key}")
    return scene


def riskplans_values() -> dict[str, object]:
    """For the system's tests: a value for each parameter of the module's actions, by its name."""
    scene = make_colombia()
    scene.uvr()
    report = scene.report()
    activity = scene.done(report)
    upload = SimpleUploadedFile("acta.txt", b"acta")
    evidence = actions.add_evidence(
        by=scene.officer, at=NOON, report=report, upload=upload, activity=activity
    )
    instrument = actions.save_instrument(
        by=scene.territory, at=NOON, plan=report.plan, kind="trust", title="Encargo"
    )
    evaluation = Evaluation.objects.create(
        report=report, definition={}, inputs={}, result={}, opened_at=NOON, opened_by=scene.evaluator
    )
    return {
        "hospital": scene.hospitals["honda"],
        "hospitals": [scene.hospitals["honda"]],
        "plan": report.plan,
        "version": report.plan_version,
        "report": report,
        "activity": activity,
        "values": actions.ProgressValues(True, date(2026, 3, 15)),
        "evidence": evidence,
        "instrument": instrument,
        "evaluation": evaluation,
        "place": scene.places["tolima"],
        "period": QUARTER,
        "cuadro": "flujo",
        "kind": "follow_up",
        "upload": SimpleUploadedFile("extracto.csv", b"nivel,concepto\n"),
        "paper": None,
    }
