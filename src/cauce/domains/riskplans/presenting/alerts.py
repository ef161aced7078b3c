"""An ESE's early warning as it is read: factors on the heat map, what loses most, flags in words, a line of a file."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ..models import QuarterReport
from ..queries.alerts import Alert
from ..rules.evaluation import Evaluation as Scored
from ..rules.evaluation import printed
from ..rules.outlook import Outlook
from ..rules.states import REPORT_LABELS, ReportState

SHORT = {
    "flujo": "Flujo",
    "medidas": "Medidas",
    "equilibrio": "Equilibrio",
    "produccion": "Producción",
    "eficiencia": "Eficiencia",
}
FLAG_WORDS = {
    "budget_committed_over_recognised": "Desequilibrio presupuestal",
    "budget_recognised_over_final": "Reconocido de más",
    "collection_under_committed": "Recaudo corto",
}


@dataclass(frozen=True, slots=True)
class Warned:
    """An ESE of the list."""

    alert: Alert

    @property
    def report(self) -> QuarterReport:
        """Its report of the quarter."""
        return self.alert.report

    @property
    def scored(self) -> Scored | None:
        """Its score; None while figures are missing."""
        return self.alert.scored

    @property
    def outlook(self) -> Outlook | None:
        """Where it is heading."""
        return self.alert.outlook

    @property
    def official(self) -> bool:
        """Whether it was evaluated."""
        return self.alert.official

    @property
    def place(self) -> str:
        """The department's or district's name."""
        return self.report.plan.hospital.unit.parent.name

    @property
    def total(self) -> Fraction | None:
        """The exact score."""
        return self.scored.total if self.scored else None

    @property
    def projected(self) -> Fraction | None:
        """The exact score that the year is heading to."""
        return self.outlook.projected if self.outlook else None

    @property
    def falls_short(self) -> bool:
        """Whether the year would end without compliance: the projection does not pass the bar."""
        if self.scored is None or self.projected is None:
            return False
        return printed(self.projected) <= self.scored.definition.bar

    @property
    def flags(self) -> list[str]:
        """The flags in words."""
        return [FLAG_WORDS[flag] for flag in self.outlook.flags] if self.outlook else []

    @property
    def worst(self) -> tuple[str, Fraction] | None:
        """The factor that loses most points, and how many; None when none loses."""
        found = self.outlook.losses if self.outlook else ()
        return next(((SHORT[loss.key], loss.points) for loss in found if loss.points > 0), None)

    @property
    def factors(self) -> list[tuple[str, Fraction | None, str]]:
        """(factor, compliance, step of the heat map) for each factor."""
        if not self.scored:
            return []
        return [(SHORT[f.key], f.compliance, step_of(f.compliance)) for f in self.scored.factors]


def step_of(compliance: Fraction | None) -> str:
    """The step of the heat map: by fifths above 50, so that it also reads by its figure and mark."""
    if compliance is None:
        return "none"
    return "good" if compliance > 90 else "fair" if compliance > 80 else "poor" if compliance > 60 else "bad"


def header() -> list[str]:
    """What `line_of` holds."""
    return [
        _("Código"), _("ESE"), _("Territorio"), _("Nivel"), _("Estado del informe"), _("Evaluado"), _("Puntaje"),
        _("Proyectado"), _("Cumple"), *SHORT.values(), _("Pierde más"), _("Puntos que pierde"), _("Señales"),
    ]  # fmt: skip


def line_of(row: Warned) -> list[object]:
    """The line of a file; what cannot be computed stays blank."""
    hospital, worst = row.report.plan.hospital, row.worst or (None, None)
    factors = [_two(compliance) for _label, compliance, _step in row.factors] or [None] * len(SHORT)
    return [
        hospital.code, hospital.unit.name, row.place, hospital.level, REPORT_LABELS[ReportState(row.report.state)],
        row.official, _two(row.total), _two(row.projected), row.scored.compliant if row.scored else None,
        *factors, worst[0], _two(worst[1]), "; ".join(row.flags),
    ]  # fmt: skip


def _two(value: Fraction | None) -> Decimal | None:
    return None if value is None else printed(value)
