"""The module's charts: waterfall of the score, its history, seven years of efficiency, equilibrium. No float: amounts go
as decimal text and the drawing engine reads them. Told apart in black and white by shape, dash and written figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cauce.web.charts import Figure, figure

from ..queries.trends import QuarterBalance
from ..rules.balance import PerUvr
from ..rules.evaluation import Evaluation, printed
from ..rules.outlook import losses
from ..rules.writing import written

WIDTH = 720
SHAPES = ["circle", "square", "triangle-up", "diamond"]
DASHES = [[1, 0], [6, 3], [2, 2], [10, 3]]
SHORT = {
    "flujo": "Flujo",
    "medidas": "Matriz",
    "equilibrio": "Equilibrio",
    "produccion": "Producción",
    "eficiencia": "Eficiencia",
}
LEGEND = {"labelLimit": 320, "columns": 2}
NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["$", ""]}
Point = tuple[str, str, Fraction | Decimal]  # x, series, value


def waterfall(evaluation: Evaluation) -> Figure | None:
    """From 100 down to the score: what each factor loses, most first. None when nothing could be evaluated."""
    if evaluation.total is None:
        return None
    rows, left = [("Máximo", Fraction(0), Fraction(100), "total")], Fraction(100)
    for loss in losses(evaluation):
        rows.append((SHORT[loss.key], left - loss.points, left, "pierde"))
        left -= loss.points
    rows.append(("Puntaje", Fraction(0), evaluation.total, "total"))
    data = [
        {"l": label, "a": _text(low), "b": _text(high), "k": kind, "t": _label(low, high, kind)}
        for label, low, high, kind in rows
    ]
    x = {
        "field": "l",
        "type": "ordinal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": 0},
    }
    y = {"type": "quantitative", "title": "Puntos", "scale": {"domain": [0, 110]}}
    bars = {
        "mark": {"type": "bar", "stroke": "@ink", "strokeWidth": 1, "width": 56},
        "encoding": {
            "x": x,
            "y": {"field": "a", **y},
            "y2": {"field": "b"},
            "color": {
                "field": "k",
                "type": "nominal",
                "title": None,
                "scale": {"domain": ["total", "pierde"], "range": ["@1", "@2"]},
                "legend": None,
            },
        },
    }
    words = {
        "mark": {"type": "text", "dy": -9, "color": "@ink", "fontSize": 13, "fontWeight": "bold"},
        "encoding": {"x": x, "y": {"field": "b", **y}, "text": {"field": "t"}},
    }
    spec = {
        **_frame(data, ["a", "b"], 250),
        "layer": [bars, words, *_bar_line(80, "Más de 80 cumple", 110, 14)],
    }
    lost = ", ".join(f"{loss.label} {written(loss.points, 2)}" for loss in losses(evaluation))
    return figure(
        spec,
        title="De 100 al puntaje: los puntos que pierde cada factor",
        alt=f"Puntaje {written(evaluation.total, 2)} de 100. Pierden: {lost}.",
        size=(WIDTH + 80, 310),
        header=["Factor", "Puntos que pierde"],
        rows=[(loss.label, written(loss.points, 2)) for loss in losses(evaluation)]
        + [("Puntaje", written(evaluation.total, 2))],
    )


def _label(low: Fraction, high: Fraction, kind: str) -> str:
    return written(high, 2) if kind == "total" else f"−{written(high - low, 2)}"


def score_history(scores: Sequence[tuple[str, Decimal]]) -> Figure | None:
    """The ESE's score by quarter, with the bar of 80."""
    points: list[Point] = [(period, "Puntaje", total) for period, total in scores]
    return _lines("Puntaje por trimestre", "Puntos de 100", points, 2, 80, "Más de 80 cumple")


def efficiency_years(executed: Mapping[int, PerUvr], programmed: Mapping[int, PerUvr]) -> Figure | None:
    """Seven years of Cuadro 10: collected and spent per UVR, executed and programmed."""
    points: list[Point] = []
    for words, years in (("ejecutado", executed), ("programado", programmed)):
        for year, found in years.items():
            for label, value in (("Recaudo", found.collected), ("Gasto", found.spending)):
                if value is not None:
                    points.append((str(year), f"{label} por UVR, {words}", value))
    return _lines("Eficiencia: recaudo y gasto por UVR", "Pesos por UVR", points, 0)


def equilibrium(balances: Sequence[QuarterBalance]) -> Figure | None:
    """The two equilibria by quarter, with the line of 100."""
    points: list[Point] = []
    for found in balances:
        for label, value in (("Con reconocimientos", found.recognised), ("Con recaudo", found.collected)):
            if value is not None and value.percent is not None:
                points.append((found.period, label, value.percent))
    return _lines(
        "Equilibrio operacional por trimestre",
        "% de los gastos comprometidos",
        points,
        1,
        100,
        "100 %: equilibrio",
    )


def _lines(
    title: str, measure: str, points: list[Point], decimals: int, bar: int | None = None, bar_words: str = ""
) -> Figure | None:
    if not points:
        return None
    xs, series = list(dict.fromkeys(p[0] for p in points)), list(dict.fromkeys(p[1] for p in points))
    xs.sort()
    names = {x: quarter_name(x) for x in xs}
    data = [{"x": names[x], "s": s, "v": _text(Fraction(v))} for x, s, v in points]
    scale = {"domain": series}
    colours = [f"@{n % 4 + 1}" for n in range(len(series))]
    encoding = {
        "x": {
            "field": "x",
            "type": "ordinal",
            "sort": list(names.values()),
            "title": None,
            "axis": {"labelAngle": 0},
        },
        "y": {
            "field": "v",
            "type": "quantitative",
            "title": measure,
            "scale": {"zero": False},
            "axis": {"format": ",.0f"},
        },
        "color": {
            "field": "s",
            "type": "nominal",
            "title": None,
            "legend": LEGEND,
            "scale": {**scale, "range": colours},
        },
        "shape": {
            "field": "s",
            "type": "nominal",
            "title": None,
            "scale": {**scale, "range": SHAPES[: len(series)]},
        },
        "strokeDash": {
            "field": "s",
            "type": "nominal",
            "title": None,
            "legend": LEGEND,
            "scale": {**scale, "range": DASHES[: len(series)]},
        },
    }
    if len(series) == 1:
        for name in ("color", "shape", "strokeDash"):
            encoding[name] |= {"legend": None}
    mark = {"type": "line", "strokeWidth": 2, "point": {"size": 60, "filled": True}}
    layers = [{"mark": mark, "encoding": encoding}, *(_bar_line(bar, bar_words) if bar else [])]
    found: dict[tuple[str, str], Fraction] = {(x, s): Fraction(v) for x, s, v in points}
    last = "; ".join(
        f"{s}: {written(next(v for (x, n), v in reversed(found.items()) if n == s), decimals)}"
        for s in series
    )
    return figure(
        {**_frame(data, ["v"], 240), "layer": layers},
        title=title,
        alt=f"{title}. Último: {last}.",
        size=(WIDTH + 80, 320),
        header=["Periodo", *series],
        rows=[(names[x], *(written(found.get((x, s)), decimals) or "—" for s in series)) for x in xs],
    )


def _bar_line(at: int, words: str, x: int = 4, dy: int = -6) -> list[dict[str, Any]]:
    """A dashed horizontal line with its words; x: where they begin, dy: above (negative) or below it, in pixels."""
    data = {"values": [{"at": at, "words": words}]}
    y = {"field": "at", "type": "quantitative"}
    return [
        {"data": data, "mark": {"type": "rule", "strokeDash": [4, 4], "color": "@ink"}, "encoding": {"y": y}},
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dy": dy, "color": "@ink", "fontSize": 12},
            "encoding": {"y": y, "x": {"value": x}, "text": {"field": "words"}},
        },
    ]


def _frame(data: list[dict[str, str]], numbers: list[str], height: int) -> dict[str, Any]:
    parse = dict.fromkeys(numbers, "number")
    return {
        "data": {"values": data, "format": {"parse": parse}},
        "width": WIDTH,
        "height": height,
        "config": {"locale": {"number": NUMBERS}},
    }


def quarter_name(period: str) -> str:
    """ "2026Q1" as "T1 2026"; a year as it is."""
    return f"T{period[-1]} {period[:4]}" if "Q" in period else period


def _text(value: Fraction) -> str:
    return format(printed(value), "f")
