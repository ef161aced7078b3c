"""The kinds of chart Cauce uses, as one call each: bars, stacked bars, lines, and a map with flows.

Each takes plain rows and returns a Figure whose table holds the same numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .charts import Figure, figure
from .ui.numbers import number

Number = float | Decimal
WIDTH = 720
WHOLE = ",.0f"
ROW = 24  # height of a bar's row, px


def bars(
    title: str,
    rows: Iterable[tuple[str, Number]],
    *,
    measure: str,
    kind: str = "",
    note: str = "",
    decimals: int = 0,
) -> Figure:
    """Horizontal bars in the order given. rows: (label, value); measure: what is counted; kind: of the labels.

    decimals: of the figures.
    """
    rows = list(rows)
    form = f",.{decimals}f"
    step: dict[str, Any] = {"format": form} if decimals else {"tickMinStep": 1, "format": form}
    data = [{"l": label, "v": value} for label, value in rows]
    y = {"field": "l", "type": "nominal", "sort": None, "title": None}
    x = {"field": "v", "type": "quantitative", "title": measure, "axis": step}
    spec = {
        **_frame(data, ROW * len(rows)),
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "color": "@1", "cornerRadiusEnd": 2, "height": {"band": 0.72}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": "@ink", "fontSize": 12},
                "encoding": {"text": {"field": "v", "format": form}},
            },
        ],
    }
    return figure(
        spec,
        title=title,
        alt=_alt(title, rows),
        size=(WIDTH + 180, ROW * len(rows) + 50),
        header=[kind or _("Concepto"), measure],
        rows=[(label, number(value, decimals)) for label, value in rows],
        note=note,
    )


def stacked(
    title: str, rows: Iterable[tuple[str, str, Number]], *, measure: str, kind: str = "", note: str = ""
) -> Figure:
    """Stacked horizontal bars. rows: (label, series, value), in the order of the labels and series."""
    rows = list(rows)
    labels, series = _once(row[0] for row in rows), _once(row[1] for row in rows)
    data = [{"l": label, "s": name, "v": value, "o": series.index(name)} for label, name, value in rows]
    colours = [f"@{i % 6 + 1}" for i in range(len(series))]
    spec = {
        **_frame(data, ROW * len(labels)),
        "mark": {"type": "bar", "stroke": "@line", "strokeWidth": 1, "height": {"band": 0.72}},
        "encoding": {
            "y": {"field": "l", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "v", "type": "quantitative", "title": measure, "axis": {"format": WHOLE}},
            "color": {
                "field": "s",
                "type": "nominal",
                "title": None,
                "scale": {"domain": series, "range": colours},
            },
            "order": {"field": "o"},
        },
    }
    return figure(
        spec,
        title=title,
        alt=_alt(title, [(label, sum(row[2] for row in rows if row[0] == label)) for label in labels]),
        size=(WIDTH + 180, ROW * len(labels) + 80),
        header=[kind or _("Concepto"), *series],
        rows=[_pivot(rows, label, series) for label in labels],
        note=note,
    )


def lines(
    title: str,
    rows: Iterable[tuple[str, str, Number]],
    *,
    measure: str,
    note: str = "",
    decimals: int = 0,
    level: Number | None = None,
    zero: bool = True,
    dashed: Sequence[str] = (),
) -> Figure:
    """Lines with points over periods. rows: (period, series, value), periods in order; decimals: of the figures.

    level: a value to reach, drawn as a dashed line; zero: False where the height shows differences, not amounts.
    dashed: series drawn broken (what was programmed), so that they tell apart in black and white too.
    """
    rows = list(rows)
    periods, series = _once(row[0] for row in rows), _once(row[1] for row in rows)
    data = [{"p": period, "s": name, "v": value} for period, name, value in rows]
    colours = [f"@{i % 6 + 1}" for i in range(len(series))]
    scale = {"domain": series, "range": colours}
    shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
    spec = {
        **_frame(data, 260),
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 55, "filled": True}},
        "encoding": {
            "x": {"field": "p", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {
                "field": "v",
                "type": "quantitative",
                "title": measure,
                "axis": {"format": f",.{decimals}f"},
                "scale": {"zero": zero},
            },
            "color": {"field": "s", "type": "nominal", "title": None, "scale": scale},
            "shape": {"field": "s", "type": "nominal", "title": None, "scale": {**scale, "range": shapes}},
        },
    }
    if dashed:
        broken = {**scale, "range": [[6, 4] if name in dashed else [1, 0] for name in series]}
        mark = {"field": "s", "type": "nominal", "title": None, "scale": broken}
        spec["encoding"] = {**spec["encoding"], "strokeDash": mark}
    if level is not None:
        bar = {"type": "rule", "strokeDash": [5, 4], "color": "@soft", "strokeWidth": 1.5}
        whole = {"mark": spec.pop("mark"), "encoding": spec.pop("encoding")}
        reached = {"data": {"values": [{}]}, "mark": bar, "encoding": {"y": {"datum": as_drawn(level)}}}
        spec["layer"] = [whole, reached]
    last = [(name, [v for _p, s, v in rows if s == name][-1]) for name in series]
    return figure(
        spec,
        title=title,
        alt=_alt(title, last),
        size=(WIDTH + 80, 340),
        header=[_("Periodo"), *series],
        rows=[_pivot(rows, period, series, decimals) for period in periods],
        note=note,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map. role: "surplus", "shortage" or "both"; value: monthly patients (its size)."""

    name: str
    latitude: float
    longitude: float
    value: float = 1
    role: str = "surplus"


@dataclass(frozen=True, slots=True)
class Flow:
    """Patients from the unit that lacks to the unit that offers."""

    origin: Point
    target: Point
    patients: float


def flow_map(
    title: str,
    points: Sequence[Point],
    flows: Sequence[Flow],
    *,
    labels: Sequence[Point] = (),
    header: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
    note: str = "",
) -> Figure:
    """A point map with flows; surplus is a filled circle, shortage a hollow diamond (shape, not colour alone).

    labels: places named for orientation (state centres). The table is the caller's (units, patients, km).
    """
    role = {"surplus": _("Excedente"), "shortage": _("Faltante"), "both": _("Ambos")}
    height = 480
    domain = list(role.values())
    marks = {"field": "r", "type": "nominal", "title": None}
    place = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    ends = {"longitude2": {"field": "x2"}, "latitude2": {"field": "y2"}}
    size = {
        "field": "v",
        "type": "quantitative",
        "title": _("Pacientes mensuales"),
        "scale": {"range": [30, 420]},
    }
    width = {"field": "v", "type": "quantitative", "legend": None, "scale": {"range": [0.8, 5]}}
    layers = [
        _layer(
            [{"x": f.origin.longitude, "y": f.origin.latitude, "x2": f.target.longitude, "y2": f.target.latitude,
              "v": f.patients} for f in flows],
            {"type": "rule", "color": "@soft", "opacity": 0.65, "strokeCap": "round"},
            {**place, **ends, "strokeWidth": width},
        ),
        _layer(
            [{"x": p.longitude, "y": p.latitude, "v": p.value, "r": role[p.role]} for p in points],
            {"type": "point", "filled": True, "opacity": 0.9, "stroke": "@ink", "strokeWidth": 0.6},
            {
                **place,
                "size": size,
                "color": {**marks, "scale": {"domain": domain, "range": ["@1", "@2", "@3"]}},
                "shape": {**marks, "scale": {"domain": domain, "range": ["circle", "diamond", "square"]}},
            },
        ),
        _layer(
            [{"x": p.longitude, "y": p.latitude, "n": p.name} for p in labels],
            {"type": "text", "color": "@soft", "fontSize": 11, "dy": -10},
            {**place, "text": {"field": "n"}},
        ),
    ]  # fmt: skip
    spec = {
        **_frame([], height),
        "projection": {"type": "mercator"},
        "view": {"stroke": "@line"},
        "layer": [la for la in layers if la],
    }
    total = number(sum(f.patients for f in flows))
    said = _("%(title)s. %(n)s lugares y %(f)s flujos que suman %(total)s pacientes mensuales.")
    return figure(
        spec,
        title=title,
        alt=said % {"title": title, "n": number(len(points)), "f": number(len(flows)), "total": total},
        size=(WIDTH + 20, height + 60),
        header=header,
        rows=rows,
        note=note,
    )


def _frame(data: list[dict[str, Any]], height: int) -> dict[str, Any]:
    """Exact figures travel as text: the drawing is told that `v` is a number."""
    values = {"values": data, "format": {"parse": {"v": "number"}}}
    return {"data": values, "width": WIDTH, "height": max(height, ROW)}


def as_drawn(value: Number) -> float:
    """A figure as a picture takes it: pixels do not need its cents."""
    return float(value)


def _layer(
    data: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]
) -> dict[str, Any] | None:
    return {"data": {"values": data}, "mark": mark, "encoding": encoding} if data else None


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _pivot(
    rows: Sequence[tuple[str, str, Number]], first: str, series: Sequence[str], decimals: int = 0
) -> list[str]:
    found = {name: value for label, name, value in rows if label == first}
    return [first, *(number(found.get(name), decimals) for name in series)]


def _alt(title: str, totals: Sequence[tuple[str, Number]]) -> str:
    """Title, the largest and the smallest: what a person would say looking at it."""
    if not totals:
        return _("%(title)s: sin datos") % {"title": title}
    top = max(totals, key=lambda row: row[1])
    low = min(totals, key=lambda row: row[1])
    words = _("%(title)s. Mayor: %(top)s, %(a)s. Menor: %(low)s, %(b)s.")
    return words % {"title": title, "top": top[0], "a": number(top[1]), "low": low[0], "b": number(low[1])}
