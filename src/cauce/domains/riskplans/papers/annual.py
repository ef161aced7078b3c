"""Informe anual consolidado to the Ministry, cut at 31 March. Document 003, "Informe consolidado a Ministerio"."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import parse

from ..charts import heat_chart
from ..country import quarter_mark, quarter_name
from ..models import Evaluation, Plan, RiskCategory
from ..queries.national import Line, ended, lines_of, quarters_of
from ..rules.hospitals import CATEGORIES
from . import words
from .annual_tables import half_years, initial, process, scores_by_quarter
from .blocks import Block, Chart, Facts, Heading, Paper, Table
from .ficha import ISSUER
from .narratives import Texts
from .propose import proposed
from .scores import stored_score
from .totals import evolution

Progress = Callable[[int, int, str], None]
PARTS = {
    "remitted": "ESE remitidas por el Ministerio de Hacienda y Crédito Público",
    "causes": "Causales de remisión",
    "initial": "Evaluación inicial de los programas remitidos",
    "presented": "Presentación de los PGIR por las direcciones territoriales",
    "process": "Proceso de evaluación de los PGIR",
    "viable": "PGIR viabilizados",
    "monitoring": "Monitoreo, seguimiento y evaluación de la ejecución",
    "territories": "Consolidado territorial",
    "recommendations": "Recomendaciones de nueva categorización",
}
HEAT_MOST = 60


def compose_annual(
    root: OrgUnit, period: str, progress: Progress = lambda *_: None, on: date | None = None
) -> Paper:
    """The report of the year to 31 March ("2025April"). Raises ValueError for a period that is none.

    on: the day it is composed: a quarter that has not ended by then is owed by nobody.
    """
    span = parse(period)
    texts, quarters = Texts(root, period), quarters_of(span)
    quarters = ended(quarters, on) if on else quarters
    progress(0, 3, _("Planes y evaluaciones"))
    plans = list(
        Plan.objects.filter(first_year__lte=span.end.year, last_year__gte=span.start.year)
        .select_related("hospital__unit__parent")
        .prefetch_related("versions")
        .order_by("hospital__unit__parent__name", "hospital__unit__name")
    )
    last = _last_evaluations(quarters)
    progress(1, 3, _("Consolidado territorial"))
    lines = lines_of(quarters)
    progress(2, 3, _("Recomendaciones"))
    sections = {
        "remitted": [_remitted(plans)],
        "causes": [_causes(plans)],
        "initial": [initial(plans)],
        "presented": [_presented(plans)],
        "process": [process(plans)],
        "viable": [_viable(plans)],
        "monitoring": [
            *_monitoring(last, plans),
            scores_by_quarter(plans, quarters),
            _evaluations(quarters),
            _delivery(lines, quarters),
            *(evolution(root, quarters[-1]) if quarters else []),
            half_years(root, span.end),
        ],
        "territories": _territories(lines),
        "recommendations": [_recommended(plans, last, span.end.year)],
    }
    blocks: list[Block] = [Facts(_facts(plans, lines, last, quarters))]
    for number, (part, title) in enumerate(PARTS.items(), start=1):
        blocks += [
            Heading(f"{number}. {title}"),
            *sections.get(part, []),
            texts.words(part, _("Comentario"), _("Lo que explica estas cifras.")),
        ]
    return Paper(
        title=_("Informe anual consolidado de los PGIR"),
        subtitle=_("Corte al %(day)s") % {"day": words.day(span.end)},
        issuer=ISSUER,
        blocks=blocks,
        facts={"period": period, "quarters": list(quarters), "plans": len(plans)},
    )


def _facts(
    plans: list[Plan], lines: list[Line], last: dict[int, Evaluation], quarters: tuple[str, ...]
) -> list[tuple[str, str]]:
    met = sum(1 for e in last.values() if e.compliant)
    missing = sum(line.missing for line in lines)
    return [
        (_("Trimestres del corte"), ", ".join(map(quarter_mark, quarters))),
        (_("Planes en curso"), str(len(plans))),
        (_("Con evaluación cerrada"), str(len(last))),
        (_("Cumplen (más de 80)"), f"{met} ÷ {len(last)}"),
        (_("Informes que faltaron"), str(missing)),
    ]


def _last_evaluations(quarters: tuple[str, ...]) -> dict[int, Evaluation]:
    """hospital id → its last closed evaluation of the year."""
    found: dict[int, Evaluation] = {}
    rows = Evaluation.objects.filter(report__period__in=quarters, state="closed").select_related(
        "report__plan__hospital__unit", "uvr_table"
    )
    for one in rows.order_by("report__period", "number"):
        found[one.report.plan.hospital_id] = one
    return found


def _remitted(plans: list[Plan]) -> Table:
    rows = [
        (_place(p), p.hospital.unit.name, p.cause or words.DASH, words.day(p.remitted_on))
        for p in plans
        if p.remitted_on
    ]
    heads = [_("Territorio"), _("ESE"), _("Causal"), _("Remitida")]
    return Table(_("ESE remitidas"), heads, rows, words=3, empty=_("Ninguna."))


def _causes(plans: list[Plan]) -> Table:
    found = Counter(p.cause or _("Sin causal registrada") for p in plans)
    return Table(
        _("Causales"), [_("Causal"), _("ESE")], [(cause, str(n)) for cause, n in found.most_common()]
    )


def _presented(plans: list[Plan]) -> Table:
    by_place: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_place[_place(plan)].append(plan)
    rows = [
        (
            place,
            str(len(own)),
            str(sum(1 for p in own if p.presented_on)),
            str(sum(1 for p in own if p.viable_on)),
        )
        for place, own in sorted(by_place.items())
    ]
    return Table(
        _("Planes por territorio"), [_("Territorio"), _("Planes"), _("Presentados"), _("Viabilizados")], rows
    )


def _evaluations(quarters: tuple[str, ...]) -> Table:
    rows = []
    for period in quarters:
        states = Counter(Evaluation.objects.filter(report__period=period).values_list("state", flat=True))
        rows.append((quarter_name(period), str(states["open"]), str(states["closed"])))
    return Table(_("Evaluaciones del año"), [_("Trimestre"), _("Abiertas"), _("Cerradas")], rows)


def _modified(plan: Plan) -> bool:
    return any(v.kind == "modification" and v.state == "viabilised" for v in plan.versions.all())


def _viable(plans: list[Plan]) -> Table:
    rows = [
        (
            _place(p),
            p.hospital.unit.name,
            f"{p.first_year}-{p.last_year}",
            words.day(p.viable_on),
            _("Sí") if _modified(p) else _("No"),
        )
        for p in plans
        if p.viable_on
    ]
    heads = [_("Territorio"), _("ESE"), _("Años"), _("Viabilizado"), _("Modificado")]
    return Table(_("PGIR viabilizados"), heads, rows, words=2)


def _monitoring(last: dict[int, Evaluation], plans: list[Plan]) -> list[Block]:
    rows, heat = [], []
    for plan in plans:
        one = last.get(plan.hospital_id)
        if one is None:
            continue
        scored = stored_score(one).scored
        if scored is None:
            continue
        said = _("Cumple") if scored.compliant else _("No cumple")
        rows.append(
            (
                _place(plan),
                plan.hospital.unit.name,
                quarter_mark(one.report.period),
                words.figure(scored.total),
                said,
            )
        )
        heat.append((plan.hospital.unit.name, {f.key: f.compliance for f in scored.factors}, scored.total))
    heads = [_("Territorio"), _("ESE"), _("Trimestre"), _("Puntaje"), _("Resultado")]
    table = Table(
        _("Última evaluación cerrada de cada ESE"),
        heads,
        rows,
        words=3,
        empty=_("Ninguna evaluación se cerró en el año."),
    )
    chart = heat_chart(heat[:HEAT_MOST])
    return [table, Chart(chart)] if chart else [table]


def _delivery(lines: list[Line], quarters: tuple[str, ...]) -> Table:
    rows = [
        (line.place, line.name, ", ".join(map(quarter_mark, line.not_delivered)))
        for line in lines
        if line.not_delivered
    ]
    empty = _("Todas las ESE entregaron los cuatro trimestres.")
    return Table(
        _("ESE que no entregaron su informe"),
        [_("Territorio"), _("ESE"), _("Trimestres")],
        rows,
        words=3,
        empty=empty,
    )


def _territories(lines: list[Line]) -> list[Block]:
    by_place: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_place[line.place].append(line)
    rows = [(place, *Line.shown(own)) for place, own in sorted(by_place.items())]
    foot = (_("Total"), *Line.shown(lines))
    note = _(
        "Producción en UVR del año; pasivo y cartera, del último semestre reportado; equilibrio, del agregado de los doce meses."
        " Operacional: solo venta de servicios; presupuestal: todos los ingresos."
    )
    return [
        Table(_("Caracterización por territorio"), [_("Territorio"), *Line.heads()], rows, foot, note=note)
    ]


def _recommended(plans: list[Plan], last: dict[int, Evaluation], year: int) -> Table:
    labels = dict(CATEGORIES)
    rows = []
    now = {c.hospital_id: c.category for c in RiskCategory.objects.filter(year__lte=year).order_by("year")}
    for plan in plans:
        one = last.get(plan.hospital_id)
        if one is None:
            continue
        current = now.get(plan.hospital_id, "")
        category, why = proposed(current, one.compliant, one.recommended_category)
        rows.append(
            (
                _place(plan),
                plan.hospital.unit.name,
                labels.get(current, words.DASH),
                labels.get(category, words.DASH),
                why,
            )
        )
    heads = [_("Territorio"), _("ESE"), _("Categoría actual"), _("Categoría propuesta"), _("Fundamento")]
    note = _(
        "Es una propuesta: la categoría la fija el Ministerio. La del evaluador prevalece sobre la calculada."
    )
    return Table(
        _("Categorías propuestas"), heads, rows, words=5, note=note, empty=_("Ninguna evaluación cerrada.")
    )


def _place(plan: Plan) -> str:
    return plan.hospital.unit.parent.name
