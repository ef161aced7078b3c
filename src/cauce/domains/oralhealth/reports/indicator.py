"""The ficha técnica on paper: the value with its trend and tables, the sheet's fields, and what is printed otherwise.

A working paper that leaves the institution: small counts are hidden. It has no folio; the versions say what it shows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cauce.core.countries import country
from cauce.core.documents import typeset
from cauce.indicators.answer import definition_version
from cauce.indicators.model import Indicator
from cauce.indicators.release import HIDDEN
from cauce.indicators.values import Value
from cauce.web.ui.numbers import number

from ..country import ZONE, local
from ..queries.reading import Reading, Table, meets, missing_words, period_words
from ..queries.release import is_small
from ..queries.standards import standard_for
from ..sheet_fields import sheet_of

TEMPLATE = Path(__file__).parent / "typst" / "indicator.typ"


def ficha(reading: Reading, tables: Sequence[Table], at: datetime) -> bytes:
    """The PDF. tables: with what must not leave already named in their `hidden`."""
    home = country(reading.place.country)
    with home.forms():
        data = ficha_data(reading, tables, at)
    versions = _("Definición %(definition)s · datos %(data)s, al %(at)s") % {
        "definition": data["definition_version"][:12],
        "data": data["data_version"][:12] or "—",
        "at": local(at),
    }
    meta = typeset.Meta(
        title=f"{reading.indicator.code}. {reading.indicator.title}",
        date=at.astimezone(ZONE),
        description=f"{reading.place.name}, {period_words(reading.period)}",
        footnote=versions,
        synthetic=settings.CAUCE_ENV == "demo" or reading.place.synthetic,
        country=home.code,
    )
    return typeset.compile(TEMPLATE, data, meta)


def ficha_data(reading: Reading, tables: Sequence[Table], at: datetime) -> dict[str, Any]:
    """What the paper says."""
    indicator, place = reading.indicator, reading.place
    standard = standard_for(indicator.code, place, reading.period.start.year)
    return {
        "schema": "cauce/oralhealth-indicator/1",
        "code": indicator.code,
        "place": place.name,
        "period": period_words(reading.period),
        "definition": indicator.definition,
        "why": indicator.why,
        "unit": indicator.unit_with(reading.factor),
        "factor": f"{reading.factor:,f}",
        "value": _said(indicator, reading.value, reading),
        "standard": _standard(indicator, reading, standard),
        "trend": _trend(reading),
        "tables": [_table(indicator, table, reading) for table in tables],
        "sheet": [list(pair) for pair in sheet_of(indicator)],
        "printed": [
            {"text": p.text, "page": p.page, "resolution": p.resolution, "decision": p.decision}
            for p in indicator.as_printed
        ],
        "page": indicator.source["page"],
        "threshold": settings.CAUCE_DISCLOSURE_THRESHOLD,
        "definition_version": definition_version(indicator),
        "data_version": reading.made_from.data_version if reading.made_from else "",
        "as_of": local(at),
    }


def _is_small(indicator: Indicator, value: Value) -> bool:
    return is_small(indicator, value, settings.CAUCE_DISCLOSURE_THRESHOLD)


def _said(indicator: Indicator, value: Value, reading: Reading) -> dict[str, str]:
    if _is_small(indicator, value):
        return {"value": HIDDEN, "counts": "", "reason": ""}
    plain = value.numerator is None and value.denominator is None
    counts = "" if plain else f"{number(value.numerator)} ÷ {number(value.denominator)}"
    return {
        "value": number(value.value, indicator.digits) if value.computable else "",
        "counts": counts,
        "reason": missing_words(indicator, value, reading.period),
    }


def _standard(indicator: Indicator, reading: Reading, standard: Any) -> dict[str, str]:
    if standard is None:
        return {"value": "", "text": indicator.standard.text if indicator.standard else "", "state": ""}
    reached = meets(indicator, reading.value, standard, reading.period)
    words = {True: _("Lo alcanza"), False: _("No lo alcanza"), None: ""}[reached]
    state = "" if _is_small(indicator, reading.value) else words
    return {"value": number(standard.value, indicator.digits), "text": standard.source, "state": state}


def _trend(reading: Reading) -> list[dict[str, Any]]:
    """Periods with their value and the length of its bar, in thousandths of the longest."""
    shown = [(p, v, None if _is_small(reading.indicator, v) else v.value) for p, v in reading.trend]
    most = max((value for _p, _v, value in shown if value is not None), default=Decimal(0))
    return [
        {
            "period": period_words(period),
            "value": number(value, reading.indicator.digits) if value is not None else _why(reading, whole),
            "bar": int(1000 * value / most) if value is not None and most else 0,
        }
        for period, whole, value in shown
    ]


def _why(reading: Reading, value: Value) -> str:
    return HIDDEN if _is_small(reading.indicator, value) else "—"


def _table(indicator: Indicator, table: Table, reading: Reading) -> dict[str, Any]:
    return {"title": " · ".join(table.headers), "rows": list(_rows(indicator, table)), "notes": table.notes}


def _rows(indicator: Indicator, table: Table) -> Iterable[dict[str, Any]]:
    for line in table.lines:
        value = line.value
        cells = [number(value.numerator), number(value.denominator), number(value.value, indicator.digits)]
        gone = line.key in table.hidden
        yield {
            "label": " · ".join(line.labels),
            "cells": [HIDDEN] * 3 if gone else cells,
            "total": line.is_total,
        }
