"""The ficha técnica on paper (cauce.indicators.ficha), with what the manual says of each indicator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.indicators import ficha as paper
from cauce.indicators.ficha import Sheet

from ..country import ZONE, local
from ..queries.reading import Reading, Table, meets, missing_words
from ..queries.standards import standard_for
from ..sheet_fields import sheet_of
from ..source import SOURCE


def ficha(reading: Reading, tables: Sequence[Table], at: datetime) -> bytes:
    """The PDF. tables: with what must not leave already named in their `hidden`."""
    return paper.ficha(_sheet(reading, tables), at, local(at), ZONE)


def ficha_data(reading: Reading, tables: Sequence[Table], at: datetime) -> dict[str, Any]:
    """What the paper says."""
    return paper.ficha_data(_sheet(reading, tables), local(at))


def _sheet(reading: Reading, tables: Sequence[Table]) -> Sheet:
    indicator = reading.indicator
    sheet = Sheet(
        source=SOURCE,
        indicator=indicator,
        period=reading.period,
        place=reading.place,
        factor=reading.factor,
        value=reading.value,
        trend=reading.trend,
        tables=tables,
        made_from=reading.made_from,
        system=_("Sistema de Información en Salud Bucal"),
        fields=sheet_of(indicator),
        origin=_("Manual para el Sistema de Información en Salud Bucal, MINSA/CSS, 2011, página %(page)s")
        % {"page": indicator.source["page"]},
        missing=missing_words(indicator, reading.value, reading.period),
        standard=_standard(reading),
    )
    if sheet.standard and paper.small(sheet, reading.value):
        sheet.standard["state"] = ""
    return sheet


def _standard(reading: Reading) -> dict[str, str]:
    indicator = reading.indicator
    standard = standard_for(indicator.code, reading.place, reading.period.start.year)
    if standard is None:
        return {"value": "", "text": indicator.standard.text if indicator.standard else "", "state": ""}
    reached = meets(indicator, reading.value, standard, reading.period)
    words = {True: _("Lo alcanza"), False: _("No lo alcanza"), None: ""}[reached]
    value = paper.number(standard.value, indicator.digits)
    return {"value": value, "text": standard.source, "state": words}
