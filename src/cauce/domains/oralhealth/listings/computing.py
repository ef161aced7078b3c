"""From a listing's question to its table, through the indicator engine, within limits of rows and time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.models import User
from cauce.core.errors import Invalid
from cauce.core.periods.types import Period
from cauce.indicators.answer import Answer, answer
from cauce.indicators.model import Condition, Indicator, Measure, Test
from cauce.indicators.query import ALL, Query
from cauce.indicators.values import Value, divide

from ..codebook import codebook
from ..country import today
from ..facts_engine import FACTS, VIEWS
from .dimensions import DIMENSIONS, TIMES, label_of
from .labels import Labels, labels
from .limits import bounded
from .measures import Figure, figures
from .reach import Where, narrowed, within_reach
from .spec import Spec, problem

MAX_LINES = 20_000  # more than this nobody reads, and a spreadsheet asks for a filter
SECONDS = 20
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """One column of figures: the values of the listing's columns (() without them; ALL: their total), and its figure."""

    key: Key
    text: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the values of the rows' dimensions (ALL: totalled), their words, its figures in the order of the heads.

    depth: how many dimensions it tells apart; fewer than all of them is a subtotal, 0 the total.
    """

    key: Key
    texts: tuple[str, ...]
    depth: int
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A listing's answer. axes: the words of the rows' dimensions; whole: the span; as_of: the instant it counts to."""

    spec: Spec
    axes: tuple[str, ...]
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    whole: Period
    as_of: datetime
    data_version: str
    filters: tuple[tuple[str, str], ...] = ()
    count: int = field(default=0)  # rows of the finest grain, without subtotals

    @property
    def depth(self) -> int:
        """How many dimensions the finest rows tell apart."""
        return len(self.spec.rows)


@cache
def known_figures() -> Mapping[str, Figure]:
    """Every measure, with the codebook in force."""
    return figures(codebook())


def compute(spec: Spec, user: User, at: datetime, *, seconds: int = SECONDS) -> Table:
    """Answer for this person, now. Raises Invalid (OH-301 to OH-310), NotNow (OH-311), NotAllowed."""
    return compute_within(spec, within_reach(user, at), at, seconds=seconds)  # who, before what


def compute_within(spec: Spec, reach: Where, at: datetime, *, seconds: int = SECONDS) -> Table:
    """Answer for a part of the facts that the caller has the right to."""
    spec.check(known_figures())
    day = today(at)
    parts = {p.id: p for p in spec.periods(day)}
    query = _query(spec, (spec.whole(day), *parts.values()), _where(spec, reach))
    with bounded(seconds):
        found = answer(query, FACTS, VIEWS, at)
    return _table(spec, day, found, list(parts))


def _where(spec: Spec, reach: Where) -> Where:
    asked = {DIMENSIONS[key].column: tuple(values) for key, values in spec.filters.items()}
    return narrowed(asked, reach)


def _query(spec: Spec, periods: tuple[Period, ...], where: Where) -> Query:
    columns = tuple(DIMENSIONS[key].column for key in spec.plain)
    across = tuple(DIMENSIONS[key].column for key in spec.columns if key not in TIMES)
    down = tuple(c for c in columns if c not in across)
    chosen = tuple(_indicator(known_figures()[key], spec) for key in spec.measures)
    return Query(chosen, periods, columns, where or None, True, tuple(h for h in (down, across) if h))


def _indicator(figure: Figure, spec: Spec) -> Indicator:
    """The document of a measure, made for this question."""
    held = frozenset.intersection(*(FACTS[fact].dimensions for fact in figure.facts))
    return Indicator(
        figure.key,
        "oralhealth",
        figure.label,
        "",
        _aged(figure.numerator, spec),
        _aged(figure.denominator, spec),
        figure.factor,
        figure.digits,
        "",
        tuple(sorted(held)),
        (),
    )


def _aged(measures: tuple[Measure, ...], spec: Spec) -> tuple[Measure, ...]:
    if not spec.ages:
        return measures
    age = Condition("age_years", Test.BETWEEN, spec.ages)
    return tuple(Measure(m.fact, m.sum, (*m.where, age), m.time, m.distinct, m.median) for m in measures)


def _table(spec: Spec, day: date, found: Answer, parts: list[str]) -> Table:
    whole = spec.whole(day)
    cells = _by_axes(spec, found, whole.id)
    words = _words(spec, cells, parts)
    down, across = _lines_of(spec, cells, words), _columns_of(spec, cells, words)
    finest = sum(depth == len(spec.rows) for _key, depth in down)
    if finest > MAX_LINES:
        raise Invalid([problem("OH-310", "filas", count=f"{finest:,}", limit=f"{MAX_LINES:,}")])
    heads = tuple(Head(key, text, f) for key, text in across for f in _figures(spec))
    lines = [_line(spec, key, depth, heads, cells, words) for key, depth in down]
    axes = tuple(_(label_of(key)) for key in spec.rows)
    shown = tuple(_sorted(lines, spec, heads))
    return Table(spec, axes, heads, shown, whole, found.as_of, found.data_version, filter_words(spec), finest)


def _figures(spec: Spec) -> list[Figure]:
    return [known_figures()[key] for key in spec.measures]


Cells = dict[tuple[str, Key], tuple[Any, Any]]


def _by_axes(spec: Spec, found: Answer, whole: str) -> Cells:
    """(measure, key over rows and columns with time in its place) → exact counts; empty groups left out."""
    order = [spec.plain.index(key) if key not in TIMES else None for key in spec.axes]
    cells: Cells = {}
    for cell in found.cells:
        if cell.numerator is None and cell.denominator is None:
            continue
        time = ALL if cell.period == whole else cell.period
        if spec.time == "" and time != ALL:
            continue
        key = tuple(time if place is None else cell.key[place] for place in order)
        cells[cell.indicator, key] = (cell.numerator, cell.denominator)
    return cells


def _words(spec: Spec, cells: Cells, parts: list[str]) -> list[Labels]:
    seen: list[set[str | None]] = [set() for _axis in spec.axes]
    for _measure, key in cells:
        for place, value in enumerate(key):
            if value != ALL:
                seen[place].add(value)
    return [labels(d, parts if d in TIMES else seen[n]) for n, d in enumerate(spec.axes)]


def _lines_of(spec: Spec, cells: Cells, words: list[Labels]) -> list[tuple[Key, int]]:
    """The rows' keys with their depth, in order, each group followed by its subtotal and all by the total."""
    width = len(spec.rows)
    keys = {key[:width] for _measure, key in cells if ALL not in key[:width]}
    ordered = sorted(keys, key=lambda key: [words[n].order(v) for n, v in enumerate(key)])
    return [*_grouped(ordered, width, spec.subtotals), ((ALL,) * width, 0)] if width else [((), 0)]


def _grouped(keys: list[Key], width: int, subtotals: bool) -> Iterable[tuple[Key, int]]:
    def walk(part: list[Key], depth: int) -> Iterable[tuple[Key, int]]:
        if depth == width:
            yield from ((key, width) for key in part)
            return
        for value, own in groupby(part, key=lambda key: key[depth]):
            group = list(own)
            yield from walk(group, depth + 1)
            if subtotals and depth + 1 < width:
                yield (*group[0][:depth], value, *(ALL,) * (width - depth - 1)), depth + 1

    return walk(keys, 0)


def _columns_of(spec: Spec, cells: Cells, words: list[Labels]) -> list[tuple[Key, str]]:
    if not spec.columns:
        return [((), "")]
    place = len(spec.rows)
    if spec.columns[0] in TIMES:
        values: Iterable[str | None] = words[place].words
    else:
        values = {key[place] for _measure, key in cells if key[place] != ALL}
    ordered = sorted(values, key=words[place].order)
    return [*(((v,), words[place].text(v)) for v in ordered), ((ALL,), _("Total"))]


def _line(
    spec: Spec, key: Key, depth: int, heads: tuple[Head, ...], cells: Cells, words: list[Labels]
) -> Line:
    texts = tuple("" if v == ALL else words[n].text(v) for n, v in enumerate(key))
    if depth < len(spec.rows):
        total = _("Total") if depth == 0 else _("Subtotal")
        texts = (*texts[:depth], total, *texts[depth + 1 :])
    return Line(key, texts, depth, tuple(_value(head, key, cells) for head in heads))


def _value(head: Head, key: Key, cells: Cells) -> Value | None:
    """The figure of a cell; None where nothing was recorded (blank is not zero)."""
    counts = cells.get((head.figure.key, (*key, *head.key)))
    if counts is None:
        return None
    figure = head.figure
    return divide(*counts, factor=figure.factor, digits=figure.digits, plain_count=not figure.denominator)


def _sorted(lines: list[Line], spec: Spec, heads: tuple[Head, ...]) -> Iterable[Line]:
    """By a measure's total, the largest first, within each group of the dimension before."""
    if not spec.sort or not spec.rows:
        return lines
    place = next(n for n, h in reversed(list(enumerate(heads))) if h.figure.key == spec.sort)
    amounts: dict[Key, Any] = {line.key: _amount(line.values[place]) for line in lines}

    def order(line: Line) -> list[Any]:
        found: list[Any] = []
        for n in range(len(spec.rows)):
            prefix = (*line.key[: n + 1], *(ALL,) * (len(spec.rows) - n - 1))
            last = line.key[n] == ALL  # a subtotal stands after its parts
            found.append((last, -amounts.get(prefix, 0), line.key[n] is None, line.key[n] or ""))
        return found

    return sorted(lines, key=order)


def _amount(value: Value | None) -> Any:
    return value.value if value is not None and value.value is not None else 0


def filter_words(spec: Spec) -> tuple[tuple[str, str], ...]:
    """(variable, values) of every filter, in words."""
    found = []
    for key, values in spec.filters.items():
        words = labels(key, values)
        found.append((_(label_of(key)), ", ".join(words.text(v) for v in values)))
    if spec.ages:
        found.append((_("Edad en años"), _("%(a)s a %(b)s") % {"a": spec.ages[0], "b": spec.ages[1]}))
    return tuple(found)
