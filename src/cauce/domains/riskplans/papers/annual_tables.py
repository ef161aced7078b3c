"""Tables of the annual report: how each plan was first judged, the way to viability, scores and balances over the year.

Document 003, "Informe consolidado a Ministerio de Salud y Protección Social".
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit

from ..country import quarter_mark
from ..models import Evaluation, Figure, Plan, RiskCategory
from ..models.exact import sum_parts, summed
from ..models.plans import KINDS
from ..queries.national import UNDELIVERED
from ..rules.states import VERSION_LABELS, VersionState
from . import words
from .blocks import Table

HALVES = 4
BALANCES = {
    "activo_corriente": "Activo corriente",
    "pasivo_corriente": "Pasivo corriente",
    "cartera": "Cartera",
    "pasivo_total": "Pasivo total",
    "activo_total": "Activo total",
}


def initial(plans: Sequence[Plan]) -> Table:
    """What was decided of each remitted programme: its risk when it was remitted, its act, and the first decision."""
    risks = {
        (c.hospital_id, c.year): c
        for c in RiskCategory.objects.filter(hospital__in={p.hospital_id for p in plans})
    }
    rows = []
    for plan in plans:
        if not plan.remitted_on:
            continue
        risk = risks.get((plan.hospital_id, plan.remitted_on.year)) or risks.get(
            (plan.hospital_id, plan.first_year)
        )
        first = next((v for v in plan.versions.all() if v.kind == "original"), None)
        decided = words.day(first.decided_at) if first and first.decided_at else words.DASH
        rows.append(
            (
                plan.hospital.unit.parent.name, plan.hospital.unit.name,
                risk.get_category_display() if risk else words.DASH, risk.act if risk else words.DASH,
                first.get_state_display() if first else words.DASH, decided,
            )
        )  # fmt: skip
    heads = [_("Territorio"), _("ESE"), _("Riesgo"), _("Acto"), _("Evaluación inicial"), _("Decidida")]
    return Table(
        _("Evaluación inicial de cada programa"), heads, rows, words=5, empty=_("Ninguno se remitió.")
    )


def process(plans: Sequence[Plan]) -> Table:
    """The proposals by where they are on their way to viability: originals and modifications."""
    counts = Counter((v.kind, v.state) for plan in plans for v in plan.versions.all())
    states = list(VersionState)
    rows = [(label, *(str(counts[kind, state.value]) for state in states)) for kind, label in KINDS]
    heads = [_("Propuesta"), *(VERSION_LABELS[state] for state in states)]
    return Table(_("Propuestas por estado de su viabilidad"), heads, rows)


def scores_by_quarter(plans: Sequence[Plan], quarters: Sequence[str]) -> Table:
    """The score of each ESE's last evaluation of every quarter: how each plan advanced."""
    found = Evaluation.objects.filter(
        report__plan__in=plans, report__period__in=quarters, state="closed"
    ).order_by("number")
    totals = {(e.report.plan_id, e.report.period): e.total for e in found.select_related("report")}
    rows = [
        (
            plan.hospital.unit.parent.name,
            plan.hospital.unit.name,
            *(_score(totals.get((plan.pk, period))) for period in quarters),
        )
        for plan in plans
        if plan.viable_on
    ]
    heads = [_("Territorio"), _("ESE"), *map(quarter_mark, quarters)]
    note = _("Cumple por encima de 80. Una raya: sin evaluación cerrada.")
    return Table(_("Puntaje de cada trimestre"), heads, rows, words=2, note=note)


def _score(total) -> str:
    return words.DASH if total is None else words.figure(Fraction(total))


def half_years(root: OrgUnit, end: date) -> Table:
    """The balance of all the ESE by half-year, with liquidity and indebtedness: how their situation evolved."""
    figures = Figure.objects.filter(
        report__plan__hospital__unit__path__startswith=root.path,
        report__period__lte=f"{end.year}Q{(end.month + 2) // 3}",
        cuadro="estados_financieros",
        row__in=tuple(BALANCES),
    ).exclude(report__state__in=UNDELIVERED)
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    grouped = figures.order_by().values("report__period", "row").annotate(**sum_parts())
    for period, row, high, low in grouped.values_list("report__period", "row", "high", "low"):
        found[period][row] = summed(high, low)
    rows = [
        (
            quarter_mark(period),
            *(words.pesos(found[period].get(row)) for row in BALANCES),
            _times(found[period].get("activo_corriente"), found[period].get("pasivo_corriente")),
            words.ratio(found[period].get("pasivo_total"), found[period].get("activo_total")),
        )
        for period in sorted(found)[-HALVES:]
    ]
    heads = [_("Corte"), *BALANCES.values(), _("Razón corriente"), _("Endeudamiento")]
    note = _("Suma de los estados financieros de los informes entregados en cada semestre.")
    title = _("Evolución de la situación financiera por semestre")
    return Table(title, heads, rows, note=note, empty=_("Sin estados financieros reportados."))


def _times(current: Fraction | None, owed: Fraction | None) -> str:
    if current is None or not owed:
        return words.DASH
    return words.figure(current / owed)
