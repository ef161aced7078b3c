"""Charts and maps: Vega-Lite on the server, SVG on the page, the same numbers in a table beside.

A page writes the specification (milliseconds) and shows `<img src="/graficas/<key>-light.svg">`; the image
is drawn when it is first asked for and kept in a file. Images stand outside the page, so the strict
content policy needs no exception, and each theme has its own. The key is an HMAC of the specification:
it cannot be guessed, and equal charts are drawn once. Papers use `svg()` directly.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import get_ident
from typing import Any, Literal

import vl_convert
from django.conf import settings
from django.urls import reverse
from django.utils import formats

Theme = Literal["light", "dark"]
Spec = dict[str, Any]
VEGA_LITE = "5.21"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"  # one width of letters where it is drawn and where it is read
# Told apart by hue for the colour-blind and by lightness in black and white.
PALETTE: dict[Theme, list[str]] = {
    "light": ["#0a6070", "#d98a00", "#56408f", "#86b7c0", "#a8201a", "#5d6b74"],
    "dark": ["#62c6d4", "#e8a33d", "#b79be8", "#3f7d89", "#ff9d94", "#a6b7be"],
}
INK: dict[Theme, str] = {"light": "#17232a", "dark": "#e4ecef"}
SOFT: dict[Theme, str] = {"light": "#4d5c65", "dark": "#a6b7be"}
LINE: dict[Theme, str] = {"light": "#d3dadd", "dark": "#31424a"}
GROUND: dict[Theme, str] = {"light": "#ffffff", "dark": "#162024"}  # of the card it stands on (--c-surface)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its words and its numbers, for `{% chart figure %}`.

    alt: what the picture shows, in a sentence; header, rows: the data as a table; size in CSS pixels.
    """

    title: str
    alt: str
    key: str
    width: int
    height: int
    header: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default_factory=list)
    note: str = ""

    @property
    def url(self) -> str:
        """The light picture."""
        return reverse("chart", args=[self.key, "light"])

    @property
    def dark_url(self) -> str:
        """The dark picture."""
        return reverse("chart", args=[self.key, "dark"])


def figure(
    spec: Spec,
    *,
    title: str,
    alt: str,
    size: tuple[int, int],
    header: Sequence[str] = (),
    rows: Sequence[Sequence[Any]] = (),
    note: str = "",
) -> Figure:
    """Keep the specification and return its figure. spec: Vega-Lite without theme (see chart_kinds)."""
    return Figure(title, alt, keep(_as_read_here(spec)), *size, header, rows, note)


def _as_read_here(spec: Spec) -> Spec:
    """The specification with the numbers' form of the active language, where it is not the usual one (1,234.5)."""
    decimal = formats.get_format("DECIMAL_SEPARATOR", use_l10n=True)
    if decimal == ".":
        return spec
    thousands = formats.get_format("THOUSAND_SEPARATOR", use_l10n=True)
    form = {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["$", ""]}
    return {**spec, "config": {**spec.get("config", {}), "locale": {"number": form}}}


def keep(spec: Spec) -> str:
    """Write the specification under its key, once; returns the key (64 hex digits)."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False, default=str)
    key = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
    path = _folder() / f"{key}.json"
    if not path.exists():
        _write(path, text.encode())
    return key


def picture(key: str, theme: Theme) -> bytes:
    """The SVG of a kept specification, drawn on first demand. Raises FileNotFoundError for an unknown key."""
    drawn = _folder() / f"{key}-{theme}.svg"
    if not drawn.exists():
        spec = json.loads((_folder() / f"{key}.json").read_text(encoding="utf-8"))
        _write(drawn, svg(spec, theme).encode())
    return drawn.read_bytes()


def svg(spec: Spec, theme: Theme = "light") -> str:
    """Draw a specification as SVG text, in the theme's colours, on a transparent ground."""
    whole = {**spec, "config": {**_config(theme), **spec.get("config", {})}}
    return vl_convert.vegalite_to_svg(_coloured(whole, theme), vl_version=VEGA_LITE)


def _coloured(value: Any, theme: Theme) -> Any:
    """Replace "@1"…"@6", "@ink", "@soft", "@line", "@ground" by the theme's colours."""
    if isinstance(value, dict):
        return {key: _coloured(item, theme) for key, item in value.items()}
    if isinstance(value, list):
        return [_coloured(item, theme) for item in value]
    if isinstance(value, str) and value.startswith("@"):
        names = {"@ink": INK[theme], "@soft": SOFT[theme], "@line": LINE[theme], "@ground": GROUND[theme]}
        names |= {f"@{i}": colour for i, colour in enumerate(PALETTE[theme], 1)}
        return names.get(value, value)
    return value


def _config(theme: Theme) -> Spec:
    axis = {
        "labelColor": INK[theme],
        "titleColor": SOFT[theme],
        "gridColor": LINE[theme],
        "domainColor": SOFT[theme],
        "tickColor": SOFT[theme],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    }
    legend = {"labelColor": INK[theme], "titleColor": SOFT[theme], "labelFontSize": 12, "orient": "top"}
    symbols = {"symbolBaseFillColor": SOFT[theme], "symbolBaseStrokeColor": SOFT[theme], "columnPadding": 20}
    return {
        "background": None,
        "padding": {"left": 12, "right": 16, "top": 4, "bottom": 4},
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {**legend, **symbols, "titleFontWeight": "normal", "symbolSize": 120},
        "range": {"category": PALETTE[theme]},
        "locale": {"number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]}},
    }


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "charts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: other processes read the same folder."""
    part = path.with_suffix(f".{os.getpid()}-{get_ident()}.part")
    part.write_bytes(content)
    part.replace(path)
