"""A score told step by step: factor, row, formula, inputs, weight, points. Spec 3, "The evaluation"."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..charts import score_chart
from ..models import Evaluation
from ..queries.scoring import Lacking, Scoring, stored_scoring
from ..rules.amounts import printed
from ..rules.cells import words_of
from ..rules.evaluation import Evaluation as Scored
from ..rules.evaluation import Factor, Row
from ..rules.figures import Cell
from . import words
from .blocks import Block, Chart, Note, Steps, Table

UNOFFICIAL = "no oficial"
STANDINGS = {
    "closed": "Evaluación cerrada",
    "open": "Evaluación abierta",
    "preliminary": "Puntaje preliminar, sin evaluar",
}


@dataclass(frozen=True, slots=True)
class Score:
    """scored: None while figures are missing or no UVR table is in force; `missing` says which."""

    scored: Scored | None
    standing: str  # a key of STANDINGS
    missing: tuple[Cell, ...] = ()


def preliminary_score(found: Scoring | Lacking) -> Score:
    """What the figures of now would score: nobody's act."""
    if isinstance(found, Scoring):
        return Score(found.scored, "preliminary")
    return Score(None, "preliminary", found.cells)


def stored_score(stored: Evaluation) -> Score:
    """An evaluation computed again from what it kept: the same inputs and definition give the same score."""
    return Score(stored_scoring(stored).scored, "closed" if stored.state == "closed" else "open")


def verdict(score: Score) -> str:
    """ "84,12 de 100: cumple (más de 80)"; or why there is none."""
    scored = score.scored
    if scored is None or scored.total is None:
        return _("Sin puntaje: faltan cifras o nada es evaluable")
    said = _("cumple") if scored.compliant else _("no cumple")
    bar = words.number(scored.definition.bar, 0)
    return _("%(total)s de 100: %(said)s (debe pasar de %(bar)s)") % {
        "total": words.figure(scored.total), "said": said, "bar": bar,
    }  # fmt: skip


def summary(score: Score) -> list[Block]:
    """The table of the five factors and the waterfall."""
    scored = score.scored
    if scored is None:
        missing = "; ".join(
            _("Producción en UVR") if c[1] == "uvr" else words_of(c) for c in score.missing[:8]
        )
        return [
            Note(
                _("No se puede puntuar. Faltan: %(cells)s.") % {"cells": missing or _("pesos UVR vigentes")},
                strong=True,
            )
        ]
    rows = [
        (f.label, words.figure(f.weight), words.figure(f.share), words.percent(f.raw), words.percent(f.compliance),
         words.figure(f.points))
        for f in scored.factors
    ]  # fmt: skip
    total = words.figure(scored.total)
    foot = (
        _("Total"),
        words.figure(_sum(scored.factors, "weight")),
        words.figure(_sum(scored.factors, "share")),
        "",
        "",
        total,
    )
    heads = [_("Factor"), _("Peso"), _("Peso repartido"), _("Bruto"), _("Cumplimiento"), _("Puntos")]
    note = _("El cumplimiento se topa en 100; el bruto queda al lado.")
    if scored.not_evaluable:
        note += " " + _("No evaluables, con su peso repartido entre los demás: %(names)s.") % {
            "names": ", ".join(_names(score))
        }
    blocks: list[Block] = [Table(_("Evaluación ponderada"), heads, rows, foot, note=note)]
    chart = score_chart(scored)
    return [*blocks, Chart(chart)] if chart else blocks


def rows_table(score: Score) -> list[Block]:
    """The sheet EVALUACIÓN: each row programmed, executed, its compliance, its weight and what it scores."""
    if score.scored is None:
        return []
    rows = []
    for factor in score.scored.factors:
        several = len(factor.rows) > 1
        for row in factor.rows:
            worth = factor.share * row.share / 100
            points = None if row.compliance is None or factor.points is None else worth * row.compliance / 100
            label = f"{factor.label}: {row.label}" if several else factor.label
            rows.append(
                (label, _amount(row.pair.programmed), _amount(row.pair.executed), words.percent(row.compliance),
                 words.figure(worth), words.figure(points))
            )  # fmt: skip
    heads = [
        _("Concepto"), _("Programado"), _("Ejecutado"), _("% cumplimiento"), _("Ponderación"), _("Evaluación"),
    ]  # fmt: skip
    foot = (_("Evaluación final"), "", "", "", "", words.figure(score.scored.total))
    note = _(
        "En el equilibrio con recaudo, lo comprometido está donde lo programado y el recaudo donde lo ejecutado."
        " La ponderación de las filas del flujo es no oficial: la fuente no la trae."
    )
    return [Table(_("Evaluación de cada compromiso"), heads, rows, foot, note=note)]


def steps(score: Score) -> list[Block]:
    """Every intermediate number with its formula and inputs, to be followed by hand."""
    if score.scored is None:
        return []
    lines = []
    for factor in score.scored.factors:
        lines.append(f"{factor.label} · {_('peso')} {words.figure(factor.weight)}")
        lines += [f"    {_line(row, factor)}" for row in factor.rows]
        if factor.points is None:
            lines.append("    " + _("No evaluable: su peso se reparte entre los demás factores."))
        else:
            product = f"{words.figure(factor.share)} × {words.figure(factor.compliance)} ÷ 100"
            lines.append(f"    {_('puntos')} = {product} = {words.figure(factor.points)}")
    if score.scored.total is not None:
        lines.append(f"{_('Total')} = {' + '.join(words.figure(f.points) for f in score.scored.factors if f.points is not None)}"
                     f" = {words.figure(score.scored.total)}")  # fmt: skip
    lines.append(
        _(
            "Se calcula exacto y se redondea solo al imprimir; los sumandos impresos pueden diferir en un centésimo."
        )
    )
    return [Steps(lines)]


def _line(row: Row, factor: Factor) -> str:
    programmed, executed = (_amount(v) for v in (row.pair.programmed, row.pair.executed))
    formula = f"{executed} ÷ {programmed}" if row.direction == "more" else f"{programmed} ÷ {executed}"
    if row.raw is None:
        return f"{row.label}: {_('programado 0, no evaluable')}"
    if row.direction == "less" and row.pair.executed == 0:
        formula = _("ejecutado 0 frente a %(amount)s") % {"amount": programmed}
    weight = ""
    if len(factor.rows) > 1:
        mark = f" ({UNOFFICIAL})" if factor.key == "flujo" else ""
        weight = f"; {_('peso')} {words.figure(row.share)}{mark}"
    capped = f" → {words.percent(row.compliance)}" if row.compliance != row.raw else ""
    return f"{row.label}: {formula} = {words.percent(row.raw)}{capped}{weight}"


def _amount(value) -> str:
    exact = printed(value)
    return words.number(exact, 0 if exact == exact.to_integral_value() else 2)


def _names(score: Score) -> list[str]:
    scored = score.scored
    if scored is None:
        return []
    labels = {f.key: f.label for f in scored.factors}
    labels |= {f"{f.key}.{r.key}": f"{f.label} · {r.label}" for f in scored.factors for r in f.rows}
    return [labels[key] for key in scored.not_evaluable]


def _sum(factors, name: str):
    return sum(getattr(f, name) for f in factors)
