"""The module's source of indicators: its lines, its nine documents and their words, for the command line."""

from typing import Any

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round
from cauce.indicators.query import ALL
from cauce.indicators.sources import Source, register

from .consolidated.aggregate import labels_of
from .consolidated.engine import COLUMNS, documents
from .facts import FACTS, LABELS, VIEWS

STATES = {"open": "Abierto", "finalised": "Finalizado", "signed": "Firmado"}
_DIMENSIONS = {column: dimension for dimension, column in COLUMNS.items() if dimension != "unit"}


def label_of(by: str, key: str | None) -> str:
    """What people read for a dimension's value."""
    if key is None:
        return "No especificado"
    if key == ALL:
        return "Total"
    if by in _DIMENSIONS:
        own: Any = key if by == "cause" else int(key)
        return labels_of(_DIMENSIONS[by], [own]).get(own, key)
    if by == "unit":
        return OrgUnit.objects.filter(pk=key).values_list("name", flat=True).first() or key
    if by == "round":
        return Round.objects.filter(pk=key).values_list("name", flat=True).first() or key
    return str(STATES.get(key, key)) if by == "record" else key


def order_of(by: str, key: str | None) -> tuple[bool, bool, str]:
    """By their code; what is not said and the total last."""
    return key == ALL, key is None, (key or "").rjust(12, "0")


def connect() -> None:
    """Register the source; when the app is ready."""
    register(
        Source(
            module="exchange",
            facts=FACTS,
            tables=VIEWS,
            documents=lambda: {d.code: d for d in documents().values()},
            months=lambda _at: (),  # rounds are copied by declaration: consolidated/kept.py
            label_of=label_of,
            dimension_of=lambda by: LABELS.get(by, by),
            order_of=order_of,
        )
    )
