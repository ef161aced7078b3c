"""A map of places with a value each: bigger circles count more people, the shape and colour say how they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .chart_kinds import WIDTH
from .charts import Figure, figure
from .ui.numbers import number

HEIGHT = 380
STATES = ("meets", "below", "unknown")
SHAPES = {"meets": "circle", "below": "diamond", "unknown": "square"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its value. size: what it counts (0 or more); state: meets | below | unknown."""

    name: str
    latitude: float
    longitude: float
    value: float
    size: float
    state: str = "unknown"


def value_map(
    title: str, spots: Sequence[Spot], *, measure: str, counted: str, words: dict[str, str], decimals: int = 2
) -> Figure | None:
    """The figure, or None without spots. counted: what the size means; words: state → what it is called."""
    if not spots:
        return None
    data = [
        {
            "x": s.longitude,
            "y": s.latitude,
            "v": s.size,
            "r": words[s.state],
            "n": s.name,
            "t": number(s.value, decimals),
        }
        for s in spots
    ]
    place = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
    }
    spec = {
        "data": {"values": data},
        "width": WIDTH,
        "height": HEIGHT,
        "projection": {"type": "mercator"},
        "view": {"stroke": "@line"},
        "layer": [
            _room(spots, place),
            _circles(place, counted, [s for s in STATES if words[s] in {d["r"] for d in data}], words),
            _text(place, "t", 0, 600, "@ink", 13),
            _text(place, "n", 25, 400, "@ink", 12),
        ],
    }
    return figure(
        spec,
        title=title,
        alt=_alt(title, spots, decimals),
        size=(WIDTH + 40, HEIGHT + 90),
        header=[_("Lugar"), measure, counted, _("Frente al estándar")],
        rows=[(s.name, number(s.value, decimals), number(s.size), words[s.state]) for s in spots],
        note=_("Los puntos sitúan cada lugar; no son sus límites."),
    )


def _room(spots: Sequence[Spot], place: dict) -> dict:
    """Two unseen corners a tenth beyond the places, so that no mark or name is cut by the frame."""
    ends = []
    for name in ("longitude", "latitude"):
        low, high = min(getattr(s, name) for s in spots), max(getattr(s, name) for s in spots)
        room = max(high - low, 0.5) / 8
        ends.append((low - room, high + room))
    corners = [{"x": ends[0][i], "y": ends[1][i]} for i in (0, 1)]
    return {"data": {"values": corners}, "mark": {"type": "point", "opacity": 0}, "encoding": place}


def _circles(place: dict, counted: str, states: list[str], words: dict[str, str]) -> dict:
    domain = [words[state] for state in states]
    kind = {"field": "r", "type": "nominal", "title": None}
    colours = {"meets": "@4", "below": "@2", "unknown": "@line"}
    size = {
        "field": "v",
        "type": "quantitative",
        "title": counted,
        "scale": {"range": [350, 1300]},
        "legend": None,
    }
    return {
        "mark": {"type": "point", "filled": True, "opacity": 0.75, "stroke": "@ink", "strokeWidth": 0.6},
        "encoding": {
            **place,
            "size": size,
            "color": {**kind, "scale": {"domain": domain, "range": [colours[s] for s in states]}},
            "shape": {**kind, "scale": {"domain": domain, "range": [SHAPES[s] for s in states]}},
        },
    }


def _text(place: dict, field: str, down: int, weight: int, colour: str, size: int) -> dict:
    mark = {"type": "text", "dy": down, "fontWeight": weight, "color": colour, "fontSize": size}
    return {"mark": mark, "encoding": {**place, "text": {"field": field}}}


def _alt(title: str, spots: Sequence[Spot], decimals: int) -> str:
    top, low = max(spots, key=lambda s: s.value), min(spots, key=lambda s: s.value)
    words = _("%(title)s: %(n)s lugares. Mayor: %(top)s, %(a)s. Menor: %(low)s, %(b)s.")
    return words % {
        "title": title,
        "n": number(len(spots)),
        "top": top.name,
        "a": number(top.value, decimals),
        "low": low.name,
        "b": number(low.value, decimals),
    }
