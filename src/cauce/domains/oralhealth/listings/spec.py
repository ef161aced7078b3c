"""A listing as it is asked: what to count, rows, columns, filters, period. Pure; the same in a form, an address and a file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cauce.core.errors import Invalid, Problem
from cauce.core.periods.types import Period, PeriodType, containing, parse

from ..rules.listings import LISTINGS
from .dimensions import DIMENSIONS, TIMES, label_of
from .measures import Figure

MAX_MEASURES, MAX_ROWS, MAX_COLUMNS, MAX_FILTERS, MAX_MONTHS = 8, 3, 1, 6, 36
CHARTS = {"": "Sin gráfica", "bars": "Barras", "stacked": "Barras apiladas", "lines": "Líneas"}
# span → its words; the months end with the month of the day on which the listing is read
SPANS = {
    "month": "El mes pasado",
    "3m": "Los últimos 3 meses",
    "6m": "Los últimos 6 meses",
    "12m": "Los últimos 12 meses",
    "year": "El año en curso",
    "last-year": "El año pasado",
    "fixed": "De un mes a otro",
}
_BACK = {"3m": 3, "6m": 6, "12m": 12}
UNKNOWN = "~"  # how "sin dato" is written in an address and in a file


@dataclass(frozen=True, slots=True)
class Spec:
    """One question. Filters: dimension → the values to keep (None: unknown); ages: both ends inside, or None."""

    measures: tuple[str, ...] = ("patients",)
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    ages: tuple[int, int] | None = None
    span: str = "12m"
    first: str = ""  # 202601, with span "fixed"
    last: str = ""
    subtotals: bool = True
    sort: str = ""  # a measure's key, largest first; "" the order of the codes
    chart: str = ""

    @property
    def axes(self) -> tuple[str, ...]:
        """Rows and columns, in order."""
        return (*self.rows, *self.columns)

    @property
    def time(self) -> str:
        """The dimension of time among the axes, or ""."""
        return next((d for d in self.axes if d in TIMES), "")

    @property
    def plain(self) -> tuple[str, ...]:
        """The axes that are not time."""
        return tuple(d for d in self.axes if d not in TIMES)

    def check(self, known: Mapping[str, Figure]) -> None:
        """Raise Invalid with every problem."""
        problems = [*self._sizes(), *self._names(known)]
        problems = problems or [*self._fit(known)]
        problems += self._period_problems()
        if problems:
            raise Invalid(problems)

    def _sizes(self) -> Iterable[Problem]:
        if not self.measures:
            yield problem("OH-301", "m")
        for place, what, limit, count in (
            ("m", "medidas", MAX_MEASURES, len(self.measures)),
            ("filas", "variables en renglones", MAX_ROWS, len(self.rows)),
            ("columnas", "variables en columnas", MAX_COLUMNS, len(self.columns)),
            ("filtros", "filtros", MAX_FILTERS, len(self.filters)),
        ):
            if count > limit:
                yield problem("OH-302", place, what=what, limit=limit, count=count)

    def _names(self, known: Mapping[str, Figure]) -> Iterable[Problem]:
        for key in self.measures:
            if key not in known:
                yield problem("OH-303", "m", value=key, what="medida")
        for key in self.axes:
            if key not in DIMENSIONS and key not in TIMES:
                yield problem("OH-303", "filas", value=key, what="variable")
        for key in self.filters:
            if key not in DIMENSIONS:
                yield problem("OH-303", "filtros", value=key, what="variable")
        if self.chart not in CHARTS:
            yield problem("OH-303", "grafica", value=self.chart, what="gráfica")
        if self.sort and self.sort not in self.measures:
            yield problem("OH-303", "orden", value=self.sort, what="medida")

    def _fit(self, known: Mapping[str, Figure]) -> Iterable[Problem]:
        twice = [d for d in dict.fromkeys(self.axes) if self.axes.count(d) > 1]
        if sum(d in TIMES for d in self.axes) > 1:
            twice += [next(d for d in self.axes if d in TIMES)]
        for key in dict.fromkeys(twice):
            yield problem("OH-305", "filas", dimension=label_of(key))
        for key, values in self.filters.items():
            if not values:
                yield problem("OH-308", "filtros", dimension=label_of(key))
        for measure in (known[m] for m in self.measures):
            for key in dict.fromkeys((*self.plain, *self.filters)):
                if not measure.holds(key):
                    words = {"measure": measure.label, "dimension": label_of(key)}
                    yield problem("OH-304", "filas", **words, why=_why(measure, key))
            if self.ages and not measure.holds("age_group"):
                words = {"measure": measure.label, "dimension": "Edad en años"}
                yield problem("OH-304", "edad", **words, why=_why(measure, "age_group"))

    def _period_problems(self) -> list[Problem]:
        problems = []
        if self.ages and not 0 <= self.ages[0] <= self.ages[1] <= 120:
            problems.append(problem("OH-309", "edad", value=f"{self.ages[0]} a {self.ages[1]}"))
        if self.span not in SPANS or (self.span == "fixed" and not _is_range(self.first, self.last)):
            value = f"{self.first} a {self.last}" if self.span == "fixed" else self.span
            return [*problems, problem("OH-306", "periodo", value=value)]
        if self.span == "fixed" and (count := _months(self.first, self.last)) > MAX_MONTHS:
            problems.append(problem("OH-307", "periodo", count=count, limit=MAX_MONTHS))
        return problems

    def whole(self, today: date) -> Period:
        """The whole span, of whole months, as one period of its own id."""
        start, end = self._ends(today)
        return Period(start.start, end.end, PeriodType.DAY)

    def periods(self, today: date) -> list[Period]:
        """The parts of the span that the dimension of time tells apart (a border one may be cut short)."""
        if not self.time:
            return []
        whole, kind = self.whole(today), PeriodType(self.time)
        found = [containing(whole.start, kind)]
        while found[-1].end < whole.end:
            found.append(found[-1].next())
        return [Period(max(p.start, whole.start), min(p.end, whole.end), kind) for p in found]

    def _ends(self, today: date) -> tuple[Period, Period]:
        month = containing(today, PeriodType.MONTH)
        if self.span == "fixed":
            return parse(self.first), parse(self.last)
        if self.span == "month":
            return month.previous(), month.previous()
        if self.span == "last-year":
            return parse(f"{today.year - 1}01"), parse(f"{today.year - 1}12")
        first = parse(f"{today.year}01") if self.span == "year" else month
        for _n in range(_BACK.get(self.span, 1) - 1):
            first = first.previous()
        return first, month

    def as_document(self) -> dict[str, Any]:
        """What a saved listing keeps, as plain JSON."""
        document: dict[str, Any] = {
            "measures": list(self.measures),
            "rows": list(self.rows),
            "columns": list(self.columns),
            "filters": {k: [UNKNOWN if v is None else v for v in vs] for k, vs in self.filters.items()},
            "span": self.span,
            "subtotals": self.subtotals,
            "sort": self.sort,
            "chart": self.chart,
        }
        if self.ages:
            document["ages"] = list(self.ages)
        if self.span == "fixed":
            document |= {"first": self.first, "last": self.last}
        return document


def from_document(document: Mapping[str, Any]) -> Spec:
    """A saved listing's question. Raises TypeError for a field that is not one."""
    kept = dict(document)
    filters = {k: tuple(None if v == UNKNOWN else v for v in vs) for k, vs in kept.pop("filters", {}).items()}
    ages = kept.pop("ages", None)
    for name in ("measures", "rows", "columns"):
        kept[name] = tuple(kept.get(name, ()))
    return Spec(**kept, filters=filters, ages=tuple(ages) if ages else None)


def problem(rule: str, place: str = "", **params: object) -> Problem:
    """The problem of one rule of the listings."""
    return LISTINGS[rule].problem(place, **params)


def _why(measure: Figure, dimension: str) -> str:
    if len(measure.facts) > 1:
        return "es un promedio y una de sus partes no la tiene"
    places = ", ".join(sorted({f.lower() for f in _WHERE[dimension]})) if dimension in _WHERE else ""
    return f"esa variable está en {places}" if places else "no están en la misma parte de la hoja"


_PARTS = {
    "patient_rows": "los renglones de pacientes",
    "activities": "las actividades",
    "diagnoses": "los diagnósticos",
    "promotion_rows": "educación y promoción",
    "admin_rows": "las actividades administrativas",
    "rda_headers": "el encabezado de la hoja",
}
_WHERE = {key: [_PARTS[fact] for fact in d.facts] for key, d in DIMENSIONS.items()}


def _is_range(first: str, last: str) -> bool:
    month = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])")
    return bool(month.fullmatch(first) and month.fullmatch(last)) and first <= last


def _months(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[4:]) - int(first[4:]) + 1
