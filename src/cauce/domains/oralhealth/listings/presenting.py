"""A listing's table as pages and papers show it: heads in two rows, notes, chart, and the form's choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cauce.indicators.query import ALL
from cauce.web.chart_kinds import bars, lines, stacked
from cauce.web.charts import Figure as Picture

from .computing import Line, Table, known_figures
from .dimensions import DIMENSIONS, TIMES, label_of
from .labels import choices, period_words
from .spec import Spec

MAX_MARKS = 25  # bars in a chart: more are not read
MAX_BOXES = 320  # boxes of a filter: more are typed as codes


@dataclass(frozen=True, slots=True)
class Shown:
    """Heads: groups (text, span) of the upper row, [] when there is one row only; names of the lower."""

    groups: list[tuple[str, int]]
    names: list[str]


def heads_of(table: Table) -> Shown:
    """The two rows of headings; one when there are no columns, or only one measure."""
    if not table.spec.columns:
        return Shown([], [_(h.figure.label) for h in table.heads])
    if len(table.spec.measures) == 1:
        return Shown([], [h.text for h in table.heads])
    groups = [(text, len(list(own))) for text, own in groupby(table.heads, key=lambda h: h.text)]
    return Shown(groups, [_(h.figure.label) for h in table.heads])


def flat_heads(table: Table) -> list[str]:
    """One heading per column, for files."""
    if not table.spec.columns:
        return [_(h.figure.label) for h in table.heads]
    if len(table.spec.measures) == 1:
        return [h.text for h in table.heads]
    return [f"{h.text} · {_(h.figure.label)}" for h in table.heads]


def title_of(spec: Spec) -> str:
    """What the listing counts and by what, when nobody named it."""
    counted = ", ".join(_(known_figures()[m].label) for m in spec.measures if m in known_figures())
    axes = ", ".join(_(label_of(d)).lower() for d in spec.axes if d in DIMENSIONS or d in TIMES)
    return _("%(what)s por %(axes)s") % {"what": counted, "axes": axes} if axes else counted


def span_words(table: Table) -> str:
    """«ene 2026 a mar 2026», or one month."""
    first, last = f"{table.whole.start:%Y%m}", f"{table.whole.end:%Y%m}"
    if first == last:
        return period_words(first)
    return _("%(first)s a %(last)s") % {"first": period_words(first), "last": period_words(last)}


def notes_of(table: Table) -> list[str]:
    """What must be known to read the figures."""
    notes = [f"{_(f.label)}: {_(f.note)}" for m in table.spec.measures if (f := known_figures()[m]).note]
    if any(not f.adds_up and f.denominator for f in map(known_figures().get, table.spec.measures) if f):
        notes.append(
            _("Los promedios y porcentajes de un subtotal se calculan con sus sumas: no se promedian.")
        )
    if table.spec.time in ("quarter", "year") and not _whole_parts(table):
        notes.append(_("El periodo no empieza o no termina con un trimestre o año completo."))
    return [*notes, _("Una raya significa que nada se registró; no es un cero.")]


def _whole_parts(table: Table) -> bool:
    months = 3 if table.spec.time == "quarter" else 12
    return (table.whole.start.month - 1) % months == 0 and table.whole.end.month % months == 0


def picture_of(table: Table, title: str) -> Picture | None:
    """The chart that the listing asks for, of its first measure; None when there is nothing to draw."""
    if not table.spec.chart or not table.spec.rows:
        return None
    rows = _marks(table)
    figure = known_figures()[table.spec.measures[0]]
    if len(rows) < 2:
        return None
    measure, kind = _(figure.label), table.axes[0]
    if table.spec.chart == "bars" or (not table.spec.columns and table.spec.chart == "stacked"):
        return bars(
            title, [(line.texts[0], _total(line, table)) for line in rows], measure=measure, kind=kind
        )
    series = list(_series(table, rows))
    if table.spec.chart == "stacked":
        return stacked(title, series, measure=measure, kind=kind)
    return lines(title, series, measure=measure)


def _marks(table: Table) -> list[Line]:
    """The rows of the outermost dimension, in the table's order."""
    width = len(table.spec.rows)
    found = [li for li in table.lines if li.depth == 1] if width == 1 or table.spec.subtotals else []
    return found[:MAX_MARKS]


def _total(line: Line, table: Table) -> float:
    measure = table.spec.measures[0]
    place = max(n for n, h in enumerate(table.heads) if h.figure.key == measure)
    return _number(line.values[place])


def _series(table: Table, rows: Iterable[Line]) -> Iterable[tuple[str, str, float]]:
    """(label, series, value): a series per column, or per measure of the first one's kind."""
    first = known_figures()[table.spec.measures[0]]
    for line in rows:
        for head, value in zip(table.heads, line.values, strict=True):
            if table.spec.columns and head.figure.key == first.key and head.key != (ALL,):
                yield line.texts[0], head.text, _number(value)
            if not table.spec.columns and head.figure.group == first.group:
                yield line.texts[0], _(head.figure.label), _number(value)


def _number(value: Any) -> float:
    return float(value.value) if value is not None and value.value is not None else 0.0


def measure_choices(spec: Spec) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    """(group, [(key, label, note, chosen)]) of every measure, for the form."""
    found = []
    for group, own in groupby(known_figures().values(), key=lambda f: f.group):
        found.append((_(group), [(f.key, _(f.label), _(f.note), f.key in spec.measures) for f in own]))
    return found


def axis_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(key, label)]) of every variable, time first."""
    groups = [(_("Tiempo"), [(key, _(label)) for key, label in TIMES.items()])]
    for group, own in groupby(DIMENSIONS.values(), key=lambda d: d.group):
        groups.append((_(group), [(d.key, _(d.label)) for d in own]))
    return groups


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter in the form: boxes (value, words, marked), or a text of codes when there are none to offer."""

    key: str
    label: str
    boxes: Sequence[tuple[str, str, bool]]
    typed: str


def filter_fields(spec: Spec) -> list[FilterField]:
    """The filters that the question has, as the form shows them."""
    found = []
    for key, values in spec.filters.items():
        if key not in DIMENSIONS:
            continue
        offered = choices(key)
        if 0 < len(offered) <= MAX_BOXES:
            boxes = [("~" if v is None else v, words, v in values) for v, words in offered]
            found.append(FilterField(key, _(label_of(key)), boxes, ""))
        else:
            typed = ", ".join("~" if v is None else v for v in values)
            found.append(FilterField(key, _(label_of(key)), (), typed))
    return found
