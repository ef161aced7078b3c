"""Informe de evaluación of the Superintendencia: the score step by step and its seven aspects. Document 003."""

from django.utils.translation import gettext as _

from ..country import quarter_name
from ..models import Evaluation, QuarterReport
from ..presenting.scoring import FLAGS
from ..queries.scoring import Scoring, earlier_evaluations, outlook_of, scoring_of
from ..rules.aspects import ASPECTS, IVC, IVC_LABEL
from ..rules.hospitals import CATEGORIES
from ..rules.stored import store_inputs
from . import words
from .blocks import Block, Facts, Heading, Note, Paper, Table, Words
from .ficha import ISSUER, about
from .hospital import HospitalQuarter
from .scores import STANDINGS, Score, rows_table, steps, stored_score, summary, verdict
from .totals import evolution

HINT = "Lo que el evaluador aprecia en este aspecto."


def compose_evaluation(stored: Evaluation) -> Paper:
    """The report of one evaluation, from what it kept: printing it again years later gives the same."""
    report = stored.report
    one, score = HospitalQuarter(report), stored_score(stored)
    territory = report.plan.hospital.unit.parent
    tables = {
        "measures": lambda: [*one.measures(), *one.annexes()],
        "flow": lambda: [
            *one.flow(), *one.sales(), *one.production(12), *one.production_trend(), *one.budget(), *one.budget_trend(),
        ],
        "recommendations": lambda: [*one.liabilities(), *one.efficiency(), *one.statements()],
        "trends": lambda: evolution(territory, report.period) if territory else [],
        "risks": lambda: _risks(report, score),
    }  # fmt: skip
    blocks: list[Block] = [
        Facts([*about(one), *_facts(stored), (str(STANDINGS[score.standing]), verdict(score))])
    ]
    blocks += [
        Heading(_("Evaluación ponderada")),
        *_changed(stored),
        *summary(score),
        *rows_table(score),
        Heading(_("El puntaje paso a paso"), 3),
        *steps(score),
    ]
    for number, (key, title) in enumerate(ASPECTS.items(), start=1):
        blocks.append(Heading(f"{number}. {title}"))
        blocks += tables[key]() if key in tables else []
        blocks.append(Words(key, _("Apreciación del evaluador"), stored.aspects.get(key, ""), HINT))
    blocks += [
        Heading(IVC_LABEL),
        Words(IVC, _("Recomendaciones"), stored.aspects.get(IVC) or _("Ninguna."), HINT),
    ]
    if score.scored and score.scored.definition.flow_weights:
        blocks.append(Note(_("Los pesos de las filas del flujo no son oficiales: la fuente no los trae.")))
    return Paper(
        title=_("Informe de evaluación de ejecución del PGIR"),
        subtitle=f"{report.plan.hospital.unit.name} · {quarter_name(report.period)}",
        issuer=ISSUER,
        blocks=blocks,
        facts={
            "hospital": report.plan.hospital.code,
            "period": report.period,
            "number": stored.number,
            "total": f"{stored.total:.2f}" if stored.total is not None else "",
            "definition": str(stored.definition["version"]),
        },
    )


def _changed(stored: Evaluation) -> list[Block]:
    """A warning where the report's figures are no longer those that were evaluated."""
    now = scoring_of(stored.report)
    if isinstance(now, Scoring) and store_inputs(now.inputs) == stored.inputs:
        return []
    text = _(
        "Las cifras del informe cambiaron después de esta evaluación. El puntaje y sus pasos son los que se guardaron;"
        " los cuadros de abajo muestran las cifras de ahora."
    )
    return [Note(text, strong=True)]


def _risks(report: QuarterReport, score: Score) -> list[Block]:
    """Where the year is heading, what loses most points, and the flags of the budget."""
    if score.scored is None:
        return []
    found = outlook_of(report, score.scored, earlier_evaluations(report))
    flags = "; ".join(FLAGS[flag] for flag in found.flags) or _("Ninguna.")
    lost = [(loss.label, words.figure(loss.points)) for loss in found.losses if loss.points > 0]
    return [
        Facts([(_("Puntaje proyectado al cierre del año"), words.figure(found.projected))]),
        Facts([(_("Señales del presupuesto"), flags)]),
        Table(
            _("Puntos que pierde cada factor"),
            [_("Factor"), _("Puntos perdidos")],
            lost,
            empty=_("Ningún factor pierde puntos."),
        ),
    ]


def _facts(stored: Evaluation) -> list[tuple[str, str]]:
    recommended = dict(CATEGORIES).get(stored.recommended_category, words.DASH)
    uvr = stored.uvr_table
    return [
        (_("Evaluación"), f"{stored.number} · {stored.get_state_display()}"),
        (_("Versión del plan usada"), str(stored.report.plan_version.get_kind_display())),
        (_("Definición"), str(stored.definition["version"])),
        (_("Tabla UVR"), f"{uvr.name}{' · sintética' if uvr.synthetic else ''}" if uvr else words.DASH),
        (_("Categoría recomendada"), recommended),
        (_("Cerrada"), words.day(stored.closed_at)),
    ]
