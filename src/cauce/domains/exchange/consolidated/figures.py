"""The consolidated as pictures: paired bars for one dimension, a heat table for two, a map of places."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from cauce.web.charts import Figure, figure
from cauce.web.ui.numbers import number

from .aggregate import Row, Table
from .cut import DIMENSIONS
from .points import Point

TOP = 15  # groups in a chart; the table holds all
TOP_ACROSS = 12
NAMED = 8  # names on the map
WIDTH = 640
SIDES = {"surplus": "Excedente", "shortage": "Faltante"}


def chart_of(table: Table) -> Figure | None:
    """The chart of a cut, or None when there is nothing to draw."""
    if not table.rows:
        return None
    return _bars(table) if len(table.cut.by) == 1 else _heat(table)


def _bars(table: Table) -> Figure:
    """Two bars a group: surplus and shortage, patients a month; those with most first."""
    (dimension,) = table.cut.by
    shown = sorted(table.rows, key=lambda r: -_patients(r))[:TOP]
    sides = [s for s in SIDES if f"{s}_patients" in table.cut.measures]
    data = [
        {"l": row.labels[dimension], "s": _(SIDES[s]), "v": row.values[f"{s}_patients"] or 0}
        for row in shown
        for s in sides
    ]
    names = [_(SIDES[s]) for s in sides]
    height = len(shown) * 18 * len(sides) + 12
    spec = {
        "data": {"values": data},
        "width": WIDTH,
        "height": height,
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "stroke": "@ink", "strokeWidth": 0.4},
        "encoding": {
            "y": {"field": "l", "type": "nominal", "sort": None, "title": None},
            "yOffset": {"field": "s", "sort": names},
            "x": {
                "field": "v",
                "type": "quantitative",
                "title": _("Pacientes mensuales"),
                "axis": {"format": ",.0f"},
            },
            "color": {
                "field": "s",
                "type": "nominal",
                "title": None,
                "scale": {"domain": names, "range": ["@1" if s == "surplus" else "@2" for s in sides]},
            },
        },
    }
    title = _("Pacientes mensuales por %(by)s") % {"by": _(DIMENSIONS[dimension].label).lower()}
    return figure(
        spec,
        title=title,
        alt=_alt(title, shown[0].labels[dimension], shown[0], sides),
        size=(WIDTH + 200, height + 80),
        header=[_(DIMENSIONS[dimension].label), *names],
        rows=[
            [row.labels[dimension], *(number(row.values[f"{s}_patients"]) for s in sides)] for row in shown
        ],
        note=_note(table, TOP, len(table.rows)),
    )


def _heat(table: Table) -> Figure:
    """The patients (of both sides) of each pair, darker for more; the figure is written in each cell."""
    first, second = table.cut.by
    down, across = _most(table, first, TOP), _most(table, second, TOP_ACROSS)
    data = [
        {"a": row.labels[first], "b": row.labels[second], "v": _patients(row)}
        for row in table.rows
        if row.labels[first] in down and row.labels[second] in across
    ]
    where = {
        "y": {"field": "a", "type": "nominal", "sort": down, "title": None},
        "x": {
            "field": "b",
            "type": "nominal",
            "sort": across,
            "title": None,
            "axis": {"labelAngle": -35, "labelLimit": 180, "orient": "bottom"},
        },
    }
    height = 28 * len(down)
    most = max(cell["v"] for cell in data) if data else 1
    spec = {
        "data": {"values": data},
        "width": WIDTH,
        "height": height,
        "encoding": where,
        "layer": [
            {
                "mark": {"type": "rect", "color": "@1", "stroke": "@line"},
                "encoding": {
                    "opacity": {
                        "field": "v",
                        "type": "quantitative",
                        "scale": {"domain": [0, most], "range": [0.08, 0.6]},
                        "legend": None,
                    }
                },
            },
            {
                "mark": {"type": "text", "color": "@ink", "fontSize": 11},
                "encoding": {"text": {"field": "v", "format": ",.0f"}},
            },
        ],
    }
    labels = [_(DIMENSIONS[d].label).lower() for d in (first, second)]
    title = _("Pacientes mensuales por %(a)s y %(b)s") % {"a": labels[0], "b": labels[1]}
    cells = {(cell["a"], cell["b"]): cell["v"] for cell in data}
    return figure(
        spec,
        title=title,
        alt=_("%(title)s: %(n)s combinaciones, la mayor con %(most)s.")
        % {"title": title, "n": number(len(data)), "most": number(most)},
        size=(WIDTH + 200, height + 130),
        header=[_(DIMENSIONS[first].label), *across],
        rows=[[a, *(number(cells.get((a, b))) for b in across)] for a in down],
        note=_note(table, len(data), len(table.rows)),
    )


def _most(table: Table, dimension: str, limit: int) -> list[str]:
    """The labels of a dimension with most patients, most first."""
    totals: dict[str, int] = {}
    for row in table.rows:
        totals[row.labels[dimension]] = totals.get(row.labels[dimension], 0) + _patients(row)
    return sorted(totals, key=lambda label: -totals[label])[:limit]


def map_of(points: Sequence[Point], title: str) -> Figure | None:
    """Places by what prevails there: a circle where surplus does, a diamond where shortage does."""
    if not points:
        return None
    domain = [_("Prevalece el excedente"), _("Prevalece el faltante")]
    data = [_mark(point, domain) for point in points]
    named = sorted(points, key=lambda p: -(p.surplus_patients + p.shortage_patients))[:8]
    place = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    kind = {"field": "r", "type": "nominal", "title": None}
    size = {"field": "v", "type": "quantitative", "title": _("Diferencia, pacientes mensuales")}
    spec = {
        "width": WIDTH,
        "height": 420,
        "projection": {"type": "mercator"},
        "view": {"stroke": "@line"},
        "layer": [
            {
                "data": {"values": data},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "opacity": 0.85,
                    "stroke": "@ink",
                    "strokeWidth": 0.6,
                },
                "encoding": {
                    **place,
                    "size": {**size, "scale": {"range": [40, 500]}, "legend": {"format": ",.0f"}},
                    "color": {**kind, "scale": {"domain": domain, "range": ["@1", "@2"]}},
                    "shape": {**kind, "scale": {"domain": domain, "range": ["circle", "diamond"]}},
                },
            },
            {
                "data": {"values": [{"x": p.longitude, "y": p.latitude, "n": p.label} for p in named]},
                "mark": {"type": "text", "color": "@soft", "fontSize": 11, "dy": -13},
                "encoding": {**place, "text": {"field": "n"}},
            },
        ],
    }
    surplus = sum(p.surplus_patients > p.shortage_patients for p in points)
    alt = _("%(title)s. %(n)s lugares; en %(s)s prevalece el excedente.")
    approximate = sum(p.approximate for p in points)
    note = _("%(n)s unidades sin coordenadas propias están en el centro de su municipio o estado.")
    return figure(
        spec,
        title=title,
        alt=alt % {"title": title, "n": number(len(points)), "s": number(surplus)},
        size=(WIDTH + 40, 500),
        header=[_("Lugar"), _("Pacientes del excedente"), _("Pacientes del faltante"), _("Diferencia")],
        rows=[
            [p.label, number(p.surplus_patients), number(p.shortage_patients), number(_balance(p))]
            for p in named
        ],
        note=note % {"n": number(approximate)} if approximate else "",
    )


def _mark(point: Point, domain: list[str]) -> dict[str, Any]:
    balance = _balance(point)
    return {
        "x": point.longitude,
        "y": point.latitude,
        "v": abs(balance),
        "r": domain[0] if balance >= 0 else domain[1],
    }


def _balance(point: Point) -> int:
    return point.surplus_patients - point.shortage_patients


def _patients(row: Row) -> int:
    return (row.values.get("surplus_patients") or 0) + (row.values.get("shortage_patients") or 0)


def _alt(title: str, label: str, row: Row, sides: Sequence[str]) -> str:
    figures = ", ".join(f"{_(SIDES[s]).lower()} {number(row.values[f'{s}_patients'] or 0)}" for s in sides)
    return _("%(title)s. Mayor: %(label)s (%(figures)s).") % {
        "title": title,
        "label": label,
        "figures": figures,
    }


def _note(table: Table, shown: int, whole: int) -> str:
    if whole <= shown:
        return ""
    return _("La gráfica muestra los %(shown)s mayores de %(whole)s; la tabla los tiene todos.") % {
        "shown": number(shown),
        "whole": number(whole),
    }
