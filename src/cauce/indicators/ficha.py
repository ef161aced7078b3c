"""The ficha técnica on paper, for every module: the value with its trend and tables, and the sheet's fields.

A working paper that leaves the institution: small counts are hidden. It has no folio; the versions say what it shows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.countries import country
from cauce.core.documents import typeset
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.web.ui.numbers import number

from .answer import Answer, definition_version
from .model import Indicator
from .release import HIDDEN, is_small
from .sources import Source
from .tables import Table
from .values import Value
from .wording import period_words

TEMPLATE = Path(__file__).parent / "typst" / "ficha.typ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is put on paper. tables: with what must not leave named in their `hidden`.

    system: whose paper it is; fields: (label, text) of the sheet; origin: where the definition comes from; missing:
    why the value is not computable; hides: which values must not leave (those with small counts, unless said);
    note: what is counted and until when; standard: value, text and state, or blanks.
    """

    source: Source
    indicator: Indicator
    period: Period
    place: OrgUnit
    factor: Decimal
    value: Value
    trend: Sequence[tuple[Period, Value]]
    tables: Sequence[Table]
    made_from: Answer | None
    system: str
    fields: Sequence[tuple[str, str]]
    origin: str
    missing: str
    note: str = ""
    standard: dict[str, str] | None = None
    hides: Callable[[Value], bool] | None = None


def ficha(sheet: Sheet, at: datetime, as_of: str, zone: Any) -> bytes:
    """The PDF. as_of: the instant as people read it there."""
    home = country(sheet.place.country)
    with home.forms():
        data = ficha_data(sheet, as_of)
    versions = _("Definición %(definition)s · datos %(data)s, al %(at)s") % {
        "definition": data["definition_version"][:12],
        "data": data["data_version"][:12] or "—",
        "at": as_of,
    }
    meta = typeset.Meta(
        title=f"{sheet.indicator.code}. {sheet.indicator.title}",
        date=at.astimezone(zone),
        description=f"{sheet.place.name}, {period_words(sheet.period)}",
        footnote=versions,
        synthetic=settings.CAUCE_ENV == "demo" or sheet.place.synthetic,
        country=home.code,
    )
    return typeset.compile(TEMPLATE, data, meta)


def ficha_data(sheet: Sheet, as_of: str) -> dict[str, Any]:
    """What the paper says."""
    indicator = sheet.indicator
    return {
        "schema": f"cauce/{indicator.module}-indicator/1",
        "code": indicator.code,
        "system": sheet.system,
        "place": sheet.place.name,
        "period": period_words(sheet.period),
        "definition": indicator.definition,
        "why": indicator.why,
        "unit": indicator.unit_with(sheet.factor),
        "factor": f"{sheet.factor:,f}",
        "heads": heads_of(indicator, sheet.factor),
        "value": _said(sheet),
        "note": sheet.note,
        "standard": sheet.standard or {"value": "", "text": "", "state": ""},
        "trend": _trend(sheet),
        "tables": [
            {"title": " · ".join(t.headers), "rows": list(_rows(sheet, t)), "notes": t.notes}
            for t in sheet.tables
        ],
        "sheet": [list(pair) for pair in sheet.fields],
        "printed": [
            {"text": p.text, "page": p.page, "resolution": p.resolution, "decision": p.decision}
            for p in indicator.as_printed
        ],
        "source": sheet.origin,
        "threshold": settings.CAUCE_DISCLOSURE_THRESHOLD,
        "definition_version": definition_version(indicator),
        "data_version": sheet.made_from.data_version if sheet.made_from else "",
        "as_of": as_of,
    }


def heads_of(indicator: Indicator, factor: Decimal | None = None) -> list[str]:
    """The headings of the figures of one row: its counts, as far as it has them, and the value's unit."""
    unit = indicator.unit_with(factor)
    if indicator.is_median:
        return [_("Casos"), unit]
    return [_("Numerador"), _("Denominador"), unit] if indicator.denominator else [unit]


def figures_of(indicator: Indicator, value: Value) -> list[Any]:
    """The figures that stand under `heads_of`."""
    counts = [value.numerator, value.denominator] if indicator.denominator else []
    return [*(counts[1:] if indicator.is_median else counts), value.value]


def counts_words(indicator: Indicator, value: Value, factor: Decimal) -> str:
    """How the value was reached: "12 ÷ 40 × 100", "mediana de 40 casos", or nothing for a plain count."""
    if not indicator.denominator or (value.numerator is None and value.denominator is None):
        return ""
    if indicator.is_median:
        return _("mediana de %(n)s casos") % {"n": number(value.denominator)}
    divided = f"{number(value.numerator)} ÷ {number(value.denominator)}"
    return divided if factor == 1 else f"{divided} × {number(factor)}"


def small(sheet: Sheet, value: Value) -> bool:
    """Whether a value standing alone must not leave."""
    if sheet.hides is not None:
        return sheet.hides(value)
    return is_small(sheet.source, sheet.indicator, value, settings.CAUCE_DISCLOSURE_THRESHOLD)


def _said(sheet: Sheet) -> dict[str, str]:
    value, indicator = sheet.value, sheet.indicator
    if small(sheet, value):
        return {"value": HIDDEN, "counts": "", "reason": ""}
    return {
        "value": number(value.value, indicator.digits) if value.computable else "",
        "counts": counts_words(indicator, value, sheet.factor),
        "reason": sheet.missing,
    }


def _trend(sheet: Sheet) -> list[dict[str, Any]]:
    """Periods with their value and the length of its bar, in thousandths of the longest."""
    shown = [(p, v, None if small(sheet, v) else v.value) for p, v in sheet.trend]
    most = max((value for _p, _v, value in shown if value is not None), default=Decimal(0))
    return [
        {
            "period": period_words(period),
            "value": number(value, sheet.indicator.digits) if value is not None else _gap(sheet, whole),
            "bar": int(1000 * value / most) if value is not None and most else 0,
        }
        for period, whole, value in shown
    ]


def _gap(sheet: Sheet, value: Value) -> str:
    return HIDDEN if small(sheet, value) else "—"


def _rows(sheet: Sheet, table: Table) -> Iterable[dict[str, Any]]:
    digits = sheet.indicator.digits
    for line in table.lines:
        *counts, value = figures_of(sheet.indicator, line.value)
        cells = [*(number(count) for count in counts), number(value, digits)]
        gone = line.key in table.hidden
        yield {
            "label": " · ".join(line.labels),
            "cells": [HIDDEN] * len(cells) if gone else cells,
            "total": line.is_total,
        }
