"""The bulletin's charts, drawn from the very rows that its tables print, readable without colour."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cauce.web.chart_kinds import bars, lines, stacked
from cauce.web.charts import FONT, PALETTE, Figure, figure, picture
from cauce.web.ui.numbers import number

from .tables import Data

PAPER_FONT = "Source Sans Pro"  # the one that papers carry
PALE = "#e6e6e6"
LONGEST = 48  # letters of a label in a chart


def draw(figures: dict[str, Figure | None]) -> tuple[dict[str, bytes], list[Data]]:
    """Files (name → SVG) and what the template must know of each: {name, title, alt, width}."""
    files, shown = {}, []
    for name, one in figures.items():
        if one is None:
            continue
        files[f"{name}.svg"] = _on_paper(picture(one.key, "light").decode()).encode()
        shown.append({"name": name, "title": one.title, "alt": one.alt})
    return files, shown


def _on_paper(svg: str) -> str:
    """The font that papers carry; the third series pale, so that three stand apart in black and white."""
    return svg.replace(FONT, PAPER_FONT).replace(PALETTE["light"][2], PALE)


def figures_of(data: dict[str, Any]) -> dict[str, Figure | None]:
    """Every chart of a bulletin, None where there is nothing to draw."""
    return {
        "tendencia": _trend(data["trend"]),
        "produccion": _top(data["production"], _("Diez actividades y procedimientos más registrados")),
        "diagnosticos": _top(data["diagnoses"], _("Diagnósticos más frecuentes")),
        "primera-vez": _programmes(data["programmes"]),
        "piramide": _pyramid(data["pyramid"]),
        "entrega": _delivery(data["delivery"]),
    }


def _cells(table: Data) -> Iterable[tuple[list[str], list[float]]]:
    """(words, figures) of the finest rows; what is hidden or blank is nothing to draw."""
    for row in table["rows"]:
        if not row["total"]:
            yield row["texts"], [float(c) if c not in (None, "*") else 0.0 for c in row["cells"]]


def _trend(table: Data) -> Figure | None:
    names = ((1, _("Primera vez")), (2, _("Subsecuentes")))
    rows = [(texts[0], series, cells[n]) for texts, cells in _cells(table) for n, series in names]
    if len({row[0] for row in rows}) < 2:
        return None
    return lines(_("Pacientes de primera vez y subsecuentes por mes"), rows, measure=_("Pacientes"))


def _top(table: Data, title: str) -> Figure | None:
    place = 2 if len(table["axes"]) == 2 else 0  # activities: after new and subsequent; diagnoses: first
    found = [(texts[-1], cells[place]) for texts, cells in _cells(table) if cells[place] > 0]
    found = sorted(found, key=lambda pair: -pair[1])[:10]
    return (
        bars(title, [(_short(label), value) for label, value in found], measure=_("Número"))
        if found
        else None
    )


def _programmes(table: Data) -> Figure | None:
    names = ((1, _("Primera vez")), (2, _("Subsecuentes")))
    rows = [(texts[0], series, cells[n]) for texts, cells in _cells(table) for n, series in names]
    title = _("Primera vez y subsecuentes por programa")
    return stacked(title, rows, measure=_("Pacientes"), kind=_("Programa")) if rows else None


def _delivery(table: Data) -> Figure | None:
    """Places side by side: one alone is read in its table, and more than forty in no chart."""
    if not 1 < len(list(_cells(table))) <= 40:
        return None
    rows = [
        (texts[0], series, cells[n]) for texts, cells in _cells(table) for n, series in ((3, _("A tiempo")),)
    ]
    rows += [(texts[0], _("Entregados tarde"), max(cells[1] - cells[3], 0)) for texts, cells in _cells(table)]
    rows += [(texts[0], _("Sin entregar"), max(cells[0] - cells[1], 0)) for texts, cells in _cells(table)]
    return stacked(_("Entrega de los meses"), rows, measure=_("Meses"), kind=table["axes"][0])


def _pyramid(table: Data) -> Figure | None:
    """Men to the left, women to the right, on one scale; told apart by side and name, not only by colour."""
    rows = [(texts[0], cells[0], cells[1]) for texts, cells in _cells(table) if len(cells) >= 2]
    if not rows:
        return None
    ages = [row[0] for row in reversed(rows)]
    most = max(max(men, women) for _age, men, women in rows) or 1
    data = [{"e": age, "h": men, "m": women} for age, men, women in rows]
    title = _("Pacientes por edad y sexo")
    spec = {
        "data": {"values": data},
        "spacing": 8,
        "hconcat": [
            _side("h", _("Hombres"), "@1", ages, most, left=True),
            _side("m", _("Mujeres"), "@4", ages, most, left=False),
        ],
    }
    men, women = (sum(row[n] for row in rows) for n in (1, 2))
    alt = _("%(title)s: %(men)s hombres y %(women)s mujeres en %(n)s grupos de edad.")
    words = {"title": title, "men": number(men), "women": number(women), "n": len(rows)}
    return figure(
        spec,
        title=title,
        alt=alt % words,
        size=(860, 320),
        header=[_("Edad"), _("Hombres"), _("Mujeres")],
        rows=[(age, number(men), number(women)) for age, men, women in rows],
    )


def _side(field: str, title: str, colour: str, ages: list[str], most: float, *, left: bool) -> dict[str, Any]:
    axis = {"format": ",.0f", "tickCount": 4}
    x = {
        "field": field, "type": "quantitative", "title": title, "axis": axis,
        "scale": {"domain": [0, most * 1.18], "reverse": left},
    }  # fmt: skip
    labels = {"axis": {"labels": True, "ticks": False, "domain": False}} if left else {"axis": None}
    y = {"field": "e", "type": "nominal", "sort": ages, "title": None, **labels}
    align = {"align": "right", "dx": -4} if left else {"align": "left", "dx": 4}
    return {
        "width": 330,
        "height": max(28 * len(ages), 60),
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {
                    "type": "bar",
                    "color": colour,
                    "stroke": "@ink",
                    "strokeWidth": 0.6,
                    "height": {"band": 0.8},
                }
            },
            {
                "mark": {"type": "text", "color": "@ink", "fontSize": 12, **align},
                "encoding": {"text": {"field": field, "format": ",.0f"}},
            },
        ],
    }


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
