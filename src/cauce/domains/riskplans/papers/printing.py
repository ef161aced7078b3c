"""A composed paper as PDF: preliminary with its watermark, or what is issued with folio and seal."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.documents import typeset
from cauce.web.charts import FONT, picture

from ..country import ZONE
from .blocks import Paper, as_data

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
PAPER_FONT = "Source Sans Pro"  # the one that papers carry


def pictures_of(paper: Paper) -> Mapping[str, bytes]:
    """The charts as SVG files by the name that the data gives them."""
    return {f"chart-{n}.svg": _on_paper(chart.key) for n, chart in enumerate(paper.charts)}


def preliminary(paper: Paper, at: datetime, *, synthetic: bool, watermark: str = "Preliminar") -> bytes:
    """The PDF without folio, to be looked at. watermark: "" for papers that are never issued (the ficha)."""
    meta = typeset.Meta(
        title=paper.title,
        date=at.astimezone(ZONE),
        description=paper.subtitle,
        footnote=_("Preliminar: no sustituye al informe emitido") if watermark else paper.subtitle,
        watermark=watermark,
        synthetic=synthetic or settings.CAUCE_ENV == "demo",
        country="CO",
        pictures=pictures_of(paper),
    )
    return typeset.compile(TEMPLATE, as_data(paper), meta)


def _on_paper(key: str) -> bytes:
    return picture(key, "light").decode().replace(FONT, PAPER_FONT).encode()
