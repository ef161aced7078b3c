"""The table of the nineteen indicators: this period, the one before, the standard; with the versions they come from."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from cauce.core.periods.types import Period
from cauce.indicators.answer import Answer, answer, definition_version
from cauce.indicators.disclosure import hidden_cells
from cauce.indicators.model import Indicator
from cauce.indicators.query import Query
from cauce.indicators.values import Value

from ..facts_engine import FACTS, VIEWS
from ..listings.suppressing import HIDDEN
from ..queries.indicators import documents, where_of
from ..queries.reading import NOT_APART, meets, own_period
from ..queries.standards import standards_for
from .scope import Scope

Row = dict[str, Any]


def indicator_rows(scope: Scope, at: datetime) -> tuple[list[Row], dict[str, Value], str]:
    """The table's rows as plain data, the values by code (to be kept with their versions), and the data's version."""
    standards = standards_for(scope.place, scope.period.start.year)
    rows, values = [], {}
    answers, version = _answers(scope, at)
    for code, document in documents().items():
        found = answers.get(code)
        period = own_period(document, scope.period)
        value, before = found if found else (Value(None, None, None, NOT_APART),) * 2
        values[code] = value
        rows.append(_row(document, period, value, before, standards.get(code)))
    return rows, values, version


def _answers(scope: Scope, at: datetime) -> tuple[dict[str, tuple[Value, Value]], str]:
    """code → (value, the value before), with one question per kind of period; and one hash of the data behind them."""
    found: dict[str, tuple[Value, Value]] = {}
    versions = []
    asked = [d for d in documents().values() if where_of(scope.place, d) is not None]
    for period in dict.fromkeys(own_period(d, scope.period) for d in asked):
        own = tuple(d for d in asked if own_period(d, scope.period) == period)
        before = period.previous()
        cells = answer(Query(own, (period, before), where=scope.where or None), FACTS, VIEWS, at)
        versions.append(cells.data_version)
        for document in own:
            found[document.code] = tuple(_shown(document, cells, p) for p in (period, before))  # type: ignore[assignment]
    return found, hashlib.sha256("".join(versions).encode()).hexdigest()


def _shown(document: Indicator, found: Answer, period: Period) -> Value:
    """The value, or that it is hidden: a bulletin leaves the institution."""
    (cell,) = [c for c in found.cells if (c.indicator, c.period) == (document.code, period.id)]
    if hidden_cells(document, FACTS, [cell], settings.CAUCE_DISCLOSURE_THRESHOLD):
        return Value(None, None, None, HIDDEN)
    return cell.value(document)


def _row(document: Indicator, period: Period, value: Value, before: Value, standard: Any) -> Row:
    return {
        "code": document.code,
        "title": document.title,
        "period": period.id,
        "numerator": plain(value.numerator),
        "denominator": plain(value.denominator),
        "factor": plain(document.factor.normalize()),
        "unit": document.unit.replace("{factor}", f"{int(document.factor):,}"),
        "value": plain(value.value),
        "reason": value.reason,
        "before": plain(before.value),
        "standard": plain(standard.value.quantize(Decimal(1).scaleb(-document.digits))) if standard else None,
        "meets": {True: "SI", False: "NO", None: None}[meets(document, value, standard, period)],
        "version": definition_version(document)[:8],
    }


def plain(number: Any) -> str | int | None:
    """A whole number as it is; a decimal as text («1234.50»), which canonical JSON keeps exact."""
    if isinstance(number, Decimal):
        return (
            int(number)
            if number == number.to_integral_value() and number.as_tuple().exponent >= 0
            else f"{number:f}"
        )
    return number
