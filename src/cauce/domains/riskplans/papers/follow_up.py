"""Informe de seguimiento of a territory and quarter. Document 003, "Informe de seguimiento", 1 to 5."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit

from ..charts import heat_chart
from ..country import quarter_name
from ..models import Hospital, Plan, QuarterReport, RiskCategory
from ..rules.aspects import FOLLOW_UP
from ..rules.states import REPORT_LABELS, ReportState
from . import words
from .blocks import Block, Chart, Facts, Heading, Note, Paper, Table
from .ficha import ISSUER, about, in_short
from .hospital import HospitalQuarter
from .narratives import Texts
from .readings import in_batches
from .scores import STANDINGS, Score, summary, verdict
from .totals import aggregate, evolution

Progress = Callable[[int, int, str], None]
UNDELIVERED = (ReportState.DRAFT, ReportState.RETURNED)
AT_RISK = ("medium", "high")
HINTS = {
    "presentation": "Propósito del informe, periodo y quién lo elabora.",
    "context": "Lo que explica el estado de la red y de sus planes.",
    "aggregate": "Evolución de ingresos y gastos agregados y su efecto en los servicios.",
    "network": "Efecto de los planes en la red de prestadores.",
    "conclusions": "Conclusiones y recomendaciones al conjunto.",
}


@dataclass(frozen=True, slots=True)
class Network:
    """A territory's hospitals in a quarter, by hospital id: reports; plans in force; remitted, whatever their state;
    categories of the year.
    """

    place: OrgUnit
    period: str
    hospitals: list[Hospital]
    plans: dict[int, Plan]
    reports: dict[int, QuarterReport]
    remitted: dict[int, Plan]
    categories: dict[int, RiskCategory]

    @property
    def delivered(self) -> list[Hospital]:
        """Those whose report was sent and not returned."""
        return [h for h in self.hospitals if (r := self.reports.get(h.pk)) and r.state not in UNDELIVERED]

    @property
    def missing(self) -> list[Hospital]:
        """Those with a plan in force that did not deliver."""
        sent = {h.pk for h in self.delivered}
        return [h for h in self.hospitals if h.pk in self.plans and h.pk not in sent]


def network_of(place: OrgUnit, period: str) -> Network:
    """Hospitals below a place, their plans in force in the quarter and their reports."""
    hospitals = list(
        Hospital.objects.filter(unit__path__startswith=place.path).select_related(
            "unit__parent", "unit__area"
        )
    )
    year = int(period[:4])
    presented = list(
        Plan.objects.filter(hospital__in=hospitals, last_year__gte=year).prefetch_related("versions")
    )
    plans = [p for p in presented if p.viable_on and p.first_year <= year]
    categories = RiskCategory.objects.filter(hospital__in=hospitals, year=year)
    reports = QuarterReport.objects.filter(plan__hospital__in=hospitals, period=period).select_related(
        "plan__hospital__unit__parent", "plan__hospital__unit__area", "plan_version"
    )
    return Network(
        place,
        period,
        hospitals,
        {p.hospital_id: p for p in plans},
        {r.plan.hospital_id: r for r in reports},
        {p.hospital_id: p for p in presented if p.remitted_on},
        {c.hospital_id: c for c in categories},
    )


def compose_follow_up(place: OrgUnit, period: str, progress: Progress = lambda *_: None) -> Paper:
    """The whole report: context, a section for each hospital that delivered, the aggregate, conclusions."""
    net, texts = network_of(place, period), Texts(place, period)
    steps = len(net.delivered) + 2
    progress(0, steps, _("Antecedentes"))
    blocks: list[Block] = [Heading(_("1. Presentación")), _text(texts, "presentation"), *context(net, texts)]
    blocks.append(Heading(_("3. Informe por cada Empresa Social del Estado"), new_page=True))
    scores: dict[int, Score] = {}
    delivered = in_batches([net.reports[hospital.pk] for hospital in net.delivered])
    for number, (report, readings) in enumerate(delivered, start=1):
        progress(number, steps, report.plan.hospital.unit.name)
        one = HospitalQuarter(report, readings)
        scores[report.plan.hospital_id] = one.score
        blocks += _hospital(number, one, texts)
    if not net.delivered:
        blocks.append(Note(_("Ninguna ESE entregó su informe del trimestre."), strong=True))
    progress(steps - 1, steps, _("Agregado"))
    blocks += [
        Heading(_("4. Informe agregado"), new_page=True, folded=True),
        *aggregate([net.reports[h.pk] for h in net.delivered]),
        *evolution(place, period),
        *_heat(net, scores),
        _text(texts, "aggregate"),
        _text(texts, "network"),
        Heading(_("5. Conclusiones y recomendaciones")),
        _text(texts, "conclusions"),
    ]
    return Paper(
        title=_("Informe de seguimiento a los PGIR"),
        subtitle=f"{place.name} · {quarter_name(period)}",
        issuer=ISSUER,
        blocks=blocks,
        facts={
            "place": place.code,
            "period": period,
            "delivered": len(net.delivered),
            "missing": len(net.missing),
        },
    )


def context(net: Network, texts: Texts) -> list[Block]:
    """2. Antecedentes y contexto: how many, by risk, character and level, viabilised, delivered and missing."""
    risks = Counter(
        category.get_category_display() if (category := net.categories.get(h.pk)) else _("Sin categoría")
        for h in net.hospitals
    )
    rows = [
        *((_("Por riesgo"), name, str(n)) for name, n in sorted(risks.items())),
        *((_("Por carácter"), name, str(n)) for name, n in _counted(net.hospitals, "get_character_display")),
        *((_("Por nivel"), name, str(n)) for name, n in _counted(net.hospitals, "get_level_display")),
    ]
    facts = Facts(
        [
            (_("ESE del territorio"), str(len(net.hospitals))),
            (_("Remitidas por el Ministerio de Hacienda"), str(len(net.remitted))),
            (_("Con PGIR viabilizado"), str(len(net.plans))),
            (_("Entregaron"), str(len(net.delivered))),
            (_("No entregaron"), str(len(net.missing))),
        ]
    )
    delivery = [
        (h.unit.name, h.unit.area.name if h.unit.area else words.DASH, *_delivery(net.reports.get(h.pk)))
        for h in net.hospitals
        if h.pk in net.plans
    ]
    heads = [_("ESE"), _("Municipio"), _("Estado"), _("Enviado"), _("Plazo")]
    return [
        Heading(_("2. Antecedentes y contexto")),
        facts,
        Table(_("ESE por riesgo, carácter y nivel"), [_("Grupo"), _("Clase"), _("ESE")], rows, words=2),
        _at_risk(net),
        Table(
            _("Entrega de la información del trimestre"),
            heads,
            delivery,
            words=5,
            empty=_("Ninguna ESE tiene un plan en curso."),
        ),
        _text(texts, "context"),
    ]


def _at_risk(net: Network) -> Table:
    """Those in medium or high risk with the act that says so, when they were remitted and how their plan stands."""
    rows = [
        (
            h.unit.name,
            category.get_category_display(),
            category.act,
            words.day(remitted.remitted_on) if (remitted := net.remitted.get(h.pk)) else words.DASH,
            _standing(net.plans.get(h.pk) or remitted),
        )
        for h in net.hospitals
        if (category := net.categories.get(h.pk)) and category.category in AT_RISK
    ]
    heads = [_("ESE"), _("Riesgo"), _("Acto administrativo"), _("Remitida"), _("Estado del PGIR")]
    empty = _("Ninguna ESE está en riesgo medio o alto este año.")
    return Table(_("ESE en riesgo medio o alto por acto administrativo"), heads, rows, words=5, empty=empty)


def _standing(plan: Plan | None) -> str:
    if plan is None:
        return _("Sin plan")
    if plan.viable_on:
        return _("Viabilizado el %(day)s") % {"day": words.day(plan.viable_on)}
    states = [v.get_state_display() for v in plan.versions.all() if v.kind == "original"]
    return states[0] if states else _("Sin plan")


def _hospital(number: int, one: HospitalQuarter, texts: Texts) -> list[Block]:
    def text(part: str, title: str) -> Block:
        return texts.words(
            f"hospital.{one.hospital.code}.{part}", title, _("Análisis y comentarios del territorio.")
        )

    comments = [
        (words.day(c.at), c.by.display_name, c.text) for c in one.readings.comments.get(one.report.pk, ())
    ]
    said = (
        [Table(_("Comentarios de la revisión"), [_("Fecha"), _("Quién"), _("Comentario")], comments, words=3)]
        if comments
        else []
    )
    return [
        Heading(f"3.{number}. {one.hospital.unit.name}", 2, new_page=number > 1, folded=True),
        Facts([*about(one), (str(STANDINGS[one.score.standing]), verdict(one.score))]),
        Heading(_("Ficha resumen"), 3), *summary(one.score), *in_short(one), *one.annexes(),
        Heading(_("Avances de la matriz de medidas"), 3), *one.measures(),
        text("measures", _("Análisis de la matriz de medidas")),
        Heading(_("Ejecución del flujo financiero"), 3), *one.flow(), text("flow", _("Análisis del flujo financiero")),
        Heading(_("Venta de servicios"), 3), *one.sales(), text("sales", _("Análisis de la venta de servicios")),
        Heading(_("Pago de pasivos"), 3), *one.liabilities(), text("liabilities", _("Análisis del pasivo")),
        Heading(_("Tendencias presupuestales y financieras"), 3), *one.budget(), *one.budget_trend(),
        *one.efficiency(), *one.statements(),
        text("trends", _("Análisis de tendencias")),
        Heading(_("Calidad"), 3), *one.quality(), text("quality", _("Análisis de calidad y del SOGC")),
        Heading(_("Producción de servicios"), 3), *one.production(12), *one.production_trend(),
        text("production", _("Análisis de la producción")),
        Heading(_("Recomendaciones sobre el plan"), 3), *said,
        text("recommendations", _("Recomendaciones sobre equilibrio, sostenibilidad y pasivo")),
    ]  # fmt: skip


def _heat(net: Network, scores: dict[int, Score]) -> list[Block]:
    rows: list[tuple[str, dict[str, Fraction | None], Fraction | None]] = [
        (h.unit.name, {f.key: f.compliance for f in found.factors}, found.total)
        for h in net.delivered
        if (found := scores[h.pk].scored)
    ]
    chart = heat_chart(rows)
    return [Chart(chart)] if chart else []


def _delivery(report: QuarterReport | None) -> tuple[str, str, str]:
    if report is None:
        return _("No lo abrió"), words.DASH, words.DASH
    said = REPORT_LABELS[ReportState(report.state)]
    if report.sent_at and report.sent_at > report.due_at:
        said = _("%(state)s, fuera de plazo") % {"state": said}
    return said, words.day(report.sent_at), words.day(report.due_at)


def _counted(hospitals: list[Hospital], name: str) -> list[tuple[str, int]]:
    return sorted(Counter(getattr(h, name)() for h in hospitals).items())


def _text(texts: Texts, part: str) -> Block:
    return texts.words(part, FOLLOW_UP[part], HINTS[part])
