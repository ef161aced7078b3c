"""Early warning of a quarter: each ESE's score, where it is heading, what loses most, and the flags of its budget."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..country import quarter
from ..models import QuarterReport
from ..queries.board import last_quarter, quarters_back
from ..queries.reach import reports
from ..queries.scoring import Lacking, earlier_evaluations, latest_evaluation, outlook_of, scoring_of
from ..rules.evaluation import Evaluation as Scored
from ..rules.outlook import Outlook
from .common import crumbs, page

PER_PAGE = 25
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
    """An ESE of the list. scored is None while figures are missing; official: whether it was evaluated."""

    report: QuarterReport
    scored: Scored | None
    outlook: Outlook | None
    official: bool

    @property
    def total(self) -> Fraction | None:
        """The exact score."""
        return self.scored.total if self.scored else None

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


@page
def warnings(request: Any) -> HttpResponse:
    """The quarter's ESE, lowest score first within each page (`?trimestre=`)."""
    text = request.GET.get("trimestre", "")
    period = text if quarter(text) else last_quarter(request.now).id
    found = (
        reports(request.user, request.now).filter(period=period).order_by("plan__hospital__unit__name", "pk")
    )
    page_of = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [_warned(report) for report in page_of]
    rows.sort(key=lambda row: (row.total is None, row.total or Fraction(0)))
    labels = next(([label for label, _c, _s in row.factors] for row in rows if row.factors), [])
    context = {
        "crumbs": crumbs((_("Alertas y puntajes"), "")),
        "page_of": page_of,
        "rows": rows,
        "labels": labels,
        "period": period,
        "periods": quarters_back(request.now),
    }
    return render(request, "riskplans/warnings.html", context)


def _warned(report: QuarterReport) -> Warned:
    evaluation = latest_evaluation(report)
    scoring = scoring_of(report, evaluation)
    if isinstance(scoring, Lacking):
        return Warned(report, None, None, False)
    outlook = outlook_of(report, scoring.scored, earlier_evaluations(report))
    return Warned(report, scoring.scored, outlook, evaluation is not None)
