"""Informe de evaluación of the Superintendencia: the score step by step and its seven aspects. Document 003."""

from django.utils.translation import gettext as _

from ..country import quarter_name
from ..models import Evaluation
from ..models.hospitals import CATEGORIES
from ..rules.aspects import ASPECTS, IVC, IVC_LABEL
from . import words
from .blocks import Block, Facts, Heading, Note, Paper, Words
from .ficha import ISSUER, about
from .hospital import HospitalQuarter
from .scores import STANDINGS, steps, stored_score, summary, verdict

HINT = "Lo que el evaluador aprecia en este aspecto."


def compose_evaluation(stored: Evaluation) -> Paper:
    """The report of one evaluation, from what it kept: printing it again years later gives the same."""
    report = stored.report
    one, score = HospitalQuarter(report), stored_score(stored)
    tables = {
        "measures": one.measures,
        "flow": lambda: [*one.flow(), *one.sales(), *one.production(12)],
        "recommendations": lambda: [*one.budget(), *one.liabilities()],
        "trends": one.efficiency,
    }
    blocks: list[Block] = [
        Facts([*about(report), *_facts(stored), (str(STANDINGS[score.standing]), verdict(score))])
    ]
    blocks += [
        Heading(_("Evaluación ponderada")),
        *summary(score),
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
