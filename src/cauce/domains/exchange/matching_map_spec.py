"""The map of flows as a Vega-Lite picture. Pure: drawn things in, SVG out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert

from .matching_map_geometry import NEEDS, OFFERS, UNMET, WIDTH, Arrow, Frame, Label, Spot, apart, legible

VEGA_LITE = "5.21"
MOST_ARROWS = 900  # the widest; more would be a blot, and too heavy for a poor line
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of the theme; every mark has its own shape too."""

    surface: str
    sea: str
    land: str
    border: str
    grid: str
    ink: str
    soft: str
    flow: str
    offers: str
    needs: str
    unmet: str


PALETTES = {
    "light": Palette(
        "#ffffff", "#f1f5f7", "#ffffff", "#a3b0b7", "#dfe6e9", "#17232a", "#5d6c75", "#0a6070", "#0a6070",
        "#b3480a", "#7b2d8b",
    ),
    "dark": Palette(
        "#162024", "#10191d", "#1f2c31", "#566b75", "#25333a", "#e4ecef", "#a6b7be", "#62c6d4", "#62c6d4",
        "#ffb057", "#d79be6",
    ),
}  # fmt: skip


def svg(
    spots: Sequence[Spot],
    arrows: Sequence[Arrow],
    labels: Sequence[Label],
    outline: Sequence[tuple[float, float]],
    frame: Frame,
    theme: str,
) -> str:
    """The picture. theme: "light" or "dark"."""
    spec = specification(spots, arrows, labels, outline, frame, PALETTES[theme])
    return _tidied(vl_convert.vegalite_to_svg(vl_spec=spec, vl_version=VEGA_LITE))


def _tidied(picture: str) -> str:
    """A third of the size: no position needs more than a tenth of a pixel."""
    return _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), picture)


def specification(
    spots: Sequence[Spot],
    arrows: Sequence[Arrow],
    labels: Sequence[Label],
    outline: Sequence[tuple[float, float]],
    frame: Frame,
    palette: Palette,
) -> dict[str, Any]:
    """The Vega-Lite document of the picture."""
    k = frame.shrink
    layers = [
        _land(outline, k, palette),
        _labels(legible(labels, frame), k, palette),
        _arrows(arrows, k, palette),
        _spots(apart(spots, frame), k, palette),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": frame.height,
        "background": palette.surface,
        "padding": 6,
        "layer": [layer for layer in layers if layer],
        "encoding": _axes(frame),
        "resolve": {"scale": {"size": "independent", "strokeWidth": "independent"}},
        "config": {"aria": False, **_config(palette)},  # shown by <img>, whose alt says it all
    }


def _axes(frame: Frame) -> dict[str, Any]:
    """Meridians and parallels as grid lines, labelled in degrees."""
    k = frame.shrink
    step = next(s for s in (0.25, 0.5, 1, 2, 5, 10) if (frame.east - frame.west) / s <= 9)
    digits = 0 if step >= 1 else 2 if step < 0.5 else 1

    def axis(low: float, high: float, factor: float, suffix: str) -> dict[str, Any]:
        first = -(-low // step) * step
        values = [(first + n * step) * factor for n in range(int((high - first) / step) + 1)]
        text = f"format(abs(datum.value / {factor}), '.{digits}f') + '° {suffix}'"
        return {"values": values, "labelExpr": text, "title": None, "ticks": False, "domain": False}

    return {
        "x": {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": [frame.west * k, frame.east * k], "nice": False, "zero": False},
            "axis": axis(frame.west, frame.east, k, "O" if frame.east < 0 else "E"),
        },
        "y": {
            "field": "y",
            "type": "quantitative",
            "scale": {"domain": [frame.south, frame.north], "nice": False, "zero": False},
            "axis": axis(frame.south, frame.north, 1, "N" if frame.north > 0 else "S"),
        },
    }


def _land(outline: Sequence[tuple[float, float]], k: float, palette: Palette) -> dict[str, Any] | None:
    if not outline:
        return None
    return {
        "data": {"values": [{"x": lon * k, "y": lat, "n": n} for n, (lat, lon) in enumerate(outline)]},
        "mark": {
            "type": "line",
            "clip": True,
            "fill": palette.land,
            "stroke": palette.border,
            "strokeWidth": 1,
            "interpolate": "linear-closed",
        },
        "encoding": {"order": {"field": "n", "type": "quantitative"}},
    }


def _labels(labels: Sequence[Label], k: float, palette: Palette) -> dict[str, Any] | None:
    if not labels:
        return None
    return {
        "data": {"values": [{"x": la.lon * k, "y": la.lat, "text": la.text} for la in labels]},
        "mark": {"type": "text", "clip": True, "color": palette.soft, "fontSize": 10, "opacity": 0.9},
        "encoding": {"text": {"field": "text", "type": "nominal"}},
    }


def _arrows(arrows: Sequence[Arrow], k: float, palette: Palette) -> dict[str, Any] | None:
    if not arrows:
        return None
    widest = sorted(arrows, key=lambda a: -a.patients)[:MOST_ARROWS]
    rows = [
        {"x": a.lon * k, "y": a.lat, "x2": a.to_lon * k, "y2": a.to_lat, "patients": a.patients}
        for a in reversed(widest)
    ]
    most = max(a.patients for a in arrows)
    return {
        "data": {"values": rows},
        "mark": {"type": "rule", "clip": True, "stroke": palette.flow, "opacity": 0.45, "strokeCap": "round"},
        "encoding": {
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "strokeWidth": {
                "field": "patients",
                "type": "quantitative",
                "scale": {"type": "sqrt", "domain": [0, most], "range": [0.4, 6]},
                "legend": {
                    "title": "Pacientes al mes por flujo",
                    "values": _ticks(most),
                    "format": ",d",
                    "symbolType": "stroke",
                    "symbolStrokeColor": palette.flow,
                    "symbolOpacity": 0.8,
                },
            },
        },
    }


def _spots(spots: Sequence[Spot], k: float, palette: Palette) -> dict[str, Any] | None:
    if not spots:
        return None
    rows = [{"x": s.lon * k, "y": s.lat, "role": s.role, "patients": s.patients} for s in spots]
    most = max(s.patients for s in spots)
    roles = [OFFERS, NEEDS, UNMET]
    return {
        "data": {"values": rows},
        "mark": {"type": "point", "clip": True, "filled": False, "strokeWidth": 1.6, "opacity": 0.95},
        "encoding": {
            "size": {
                "field": "patients",
                "type": "quantitative",
                "scale": {"domain": [0, most], "range": [30, 480]},
                "legend": None,
            },
            "shape": {
                "field": "role",
                "type": "nominal",
                "scale": {"domain": roles, "range": ["triangle-up", "circle", "cross"]},
                "legend": {"title": "Unidades (tamaño: pacientes al mes)", "symbolSize": 90},
            },
            "stroke": {
                "field": "role",
                "type": "nominal",
                "scale": {"domain": roles, "range": [palette.offers, palette.needs, palette.unmet]},
            },
        },
    }


def _ticks(most: int) -> list[int]:
    """Up to three round quantities to read widths by."""
    power = 10 ** (len(str(most)) - 1)
    round_ones = [m * p for p in (power // 10 or 1, power) for m in (1, 2, 5) if m * p <= most]
    return sorted({*round_ones[-3:]}) or [most]


def _config(palette: Palette) -> dict[str, Any]:
    font = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
    text = {"labelColor": palette.ink, "titleColor": palette.ink, "labelFont": font, "titleFont": font}
    return {
        "font": font,
        "view": {"fill": palette.sea, "stroke": palette.border},
        "axis": {
            "gridColor": palette.grid,
            "labelColor": palette.soft,
            "labelFont": font,
            "labelFontSize": 10,
        },
        "legend": {
            **text,
            "orient": "bottom",
            "direction": "horizontal",
            "titleFontSize": 11,
            "labelFontSize": 12,
            "titleFontWeight": 600,
            "symbolFillColor": "transparent",
            "titleLimit": 0,
            "columnPadding": 34,
            "offset": 10,
            # One legend a line: beside each other they collide where the reader's font is wider.
            "layout": {"bottom": {"anchor": "start", "direction": "vertical", "margin": 8}},
        },
    }
