"""Charts of a score: its waterfall (what each part gives and loses) and the heat map of many scores.

Legible in black and white: what is lost is hollow, the heat map goes from pale to dark and prints each figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from .chart_kinds import ROW, WIDTH, Number, as_drawn
from .charts import Figure, figure
from .ui.numbers import number

CELL = 84  # px, a column of the heat map
LABEL = 300  # px, the longest name beside it


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: points it gave, points it could have given."""

    label: str
    points: Decimal
    most: Decimal


def waterfall(title: str, parts: Sequence[Part], *, total: Decimal, bar: Decimal, note: str = "") -> Figure:
    """The parts one after the other up to the total; hollow: what each lost; dashed: the score to pass."""
    data, start = [], Decimal(0)
    for part in parts:
        data.append(
            {"l": part.label, "a": start, "b": start + part.points, "c": start + part.most, "t": part.points}
        )
        start += part.points
    data.append({"l": _("Total"), "a": Decimal(0), "b": total, "c": total, "t": total})
    rows = [{key: as_drawn(v) if isinstance(v, Decimal) else v for key, v in row.items()} for row in data]
    y = {"field": "l", "type": "nominal", "sort": None, "title": None}
    x = {"type": "quantitative", "scale": {"domain": [0, 100]}, "title": _("Puntos")}
    band = {"band": 0.66}
    # The figure stands on a halo: the dashed line may pass behind it.
    figures = {"type": "text", "align": "left", "dx": 5, "color": "@ink", "fontSize": 12}
    halo = {**figures, "stroke": "@ground", "strokeWidth": 4, "strokeJoin": "round"}
    said = {"x": {**x, "field": "c"}, "text": {"field": "t", "format": ",.2f"}}
    spec = {
        "data": {"values": rows},
        "width": WIDTH - 160,
        "height": ROW * 1.4 * len(rows),
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {
                    "type": "bar",
                    "filled": False,
                    "stroke": "@soft",
                    "strokeDash": [3, 3],
                    "height": band,
                },
                "encoding": {"x": {**x, "field": "b"}, "x2": {"field": "c"}},
            },
            {
                "mark": {"type": "bar", "color": "@1", "height": band},
                "encoding": {"x": {**x, "field": "a"}, "x2": {"field": "b"}},
            },
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "strokeDash": [6, 4], "color": "@ink", "strokeWidth": 1.5},
                "encoding": {"x": {"datum": as_drawn(bar)}, "y": {"value": 0}, "y2": {"value": "height"}},
            },
            *({"mark": mark, "encoding": said} for mark in (halo, figures)),
        ],
    }
    alt = _("%(title)s. Total %(total)s puntos; se cumple por encima de %(bar)s.")
    return figure(
        spec,
        title=title,
        alt=alt % {"title": title, "total": number(total, 2), "bar": number(bar, 2)},
        size=(WIDTH + 80, int(ROW * 1.4 * len(rows)) + 60),
        header=[_("Factor"), _("Puntos"), _("Posibles"), _("Perdidos")],
        rows=[
            *((p.label, number(p.points, 2), number(p.most, 2), number(p.most - p.points, 2)) for p in parts),
            (_("Total"), number(total, 2), number(Decimal(100), 2), number(100 - total, 2)),
        ],
        note=note,
    )


def heat(
    title: str,
    rows: Iterable[tuple[str, str, Number | None]],
    *,
    measure: str,
    kind: str = "",
    note: str = "",
) -> Figure:
    """Rows against columns, the figure in each cell. rows: (row, column, percent or None), in order."""
    rows = list(rows)
    names, columns = list(dict.fromkeys(r[0] for r in rows)), list(dict.fromkeys(r[1] for r in rows))
    data: list[dict[str, Any]] = [
        {"l": name, "k": column, "v": None if value is None else as_drawn(value), "t": _shown(value)}
        for name, column, value in rows
    ]
    place = {
        "y": {"field": "l", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": LABEL}},
        "x": {
            "field": "k",
            "type": "nominal",
            "sort": None,
            "title": None,
            "axis": {"orient": "top", "labelAngle": 0, "labelLimit": CELL},
        },
    }
    scale = {"domain": [0, 100], "range": ["#f1f5f6", "#0a4a56"]}
    dark = {"test": "datum.v !== null && datum.v > 55", "value": "#ffffff"}
    spec = {
        "data": {"values": data},
        "width": CELL * len(columns),
        "height": ROW * len(names),
        "encoding": place,
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "@line"},
                "encoding": {
                    "color": {
                        "field": "v",
                        "type": "quantitative",
                        "scale": scale,
                        "title": measure,
                        "legend": {"gradientLength": 160, "orient": "bottom"},
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 11},
                "encoding": {"text": {"field": "t"}, "color": {"condition": dark, "value": "#17232a"}},
            },
        ],
    }
    return figure(
        spec,
        title=title,
        alt=_("%(title)s. %(rows)s renglones por %(columns)s columnas; las cifras están en la tabla.")
        % {"title": title, "rows": len(names), "columns": len(columns)},
        size=(CELL * len(columns) + LABEL + 40, ROW * len(names) + 110),
        header=[kind or _("Concepto"), *columns],
        rows=[_line(rows, name, columns) for name in names],
        note=note,
    )


def _line(rows: Sequence[tuple[str, str, Number | None]], name: str, columns: Sequence[str]) -> list[str]:
    found = {column: value for row, column, value in rows if row == name}
    return [name, *(_shown(found.get(column)) for column in columns)]


def _shown(value: Number | None) -> str:
    return number(value, 1) if value is not None else "—"
