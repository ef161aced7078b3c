"""A question as people write it (an indicator's code, a period, dimensions, filters, a factor, an engine), answered.

The command line and the API share it. Whatever does not fit raises ValueError with a sentence in Spanish.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.db import connection

from cauce.core.periods.types import Period, parse

from .answer import Answer, answer, definition_version
from .disclosure import hidden_cells
from .engines import database
from .model import Indicator
from .query import ALL, Cell, Query
from .sources import Source, find

ENGINES = ("duckdb", "postgres", "sqlite", "spark")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: one indicator over one period, by some dimensions, with a factor that it offers."""

    source: Source
    indicator: Indicator
    period: Period
    query: Query
    factor: Decimal


def in_order(question: Question, cells: Iterable[Cell]) -> list[Cell]:
    """The cells as people read them: each grouping together, its values in their own order."""
    by, order_of = question.query.by, question.source.order_of

    def place(cell: Cell) -> tuple:
        return [key == ALL for key in cell.key], [
            order_of(d, key) for d, key in zip(by, cell.key, strict=True)
        ]

    return sorted(cells, key=place)


@dataclass(frozen=True, slots=True)
class Reply:
    """The cells with the versions; hidden: the keys that do not leave the institution (empty inside it)."""

    question: Question
    answer: Answer
    engine: str
    hidden: frozenset[tuple[str | None, ...]] = frozenset()

    @property
    def total(self) -> Cell:
        """The cell over everything."""
        return next(c for c in self.answer.cells if all(value == ALL for value in c.key))


def read_question(
    code: str,
    period: str,
    by: Sequence[str] = (),
    where: Mapping[str, Sequence[str]] | None = None,
    factor: str = "",
) -> Question:
    """Find the indicator and check that everything fits it. Raises ValueError, LookupError."""
    source, indicator = find(code)
    span = parse(period)
    if span.type not in indicator.period_types:
        raise ValueError(f"{code} no se calcula por {span.type}; use {', '.join(indicator.period_types)}")
    kept = {name: tuple(v or None for v in values) for name, values in (where or {}).items()}
    unknown = [name for name in (*by, *kept) if name not in indicator.asked_by]
    if unknown:
        raise ValueError(
            f"{code} no se desagrega por {', '.join(unknown)}; use {', '.join(indicator.asked_by)}"
        )
    return Question(
        source, indicator, span, Query((indicator,), (span,), tuple(by), kept), _factor(indicator, factor)
    )


def reply(question: Question, at: datetime, *, engine: str = "", leaves: bool = False) -> Reply:
    """Compute. engine: one of ENGINES, or nothing for the embedded default; leaves: hide small counts.

    Raises ValueError when that engine is not here.
    """
    found = _computed(question, engine or "duckdb", at)
    hidden = (
        hidden_cells(
            question.indicator, question.source.facts, found.cells, settings.CAUCE_DISCLOSURE_THRESHOLD
        )
        if leaves
        else frozenset()
    )
    return Reply(question, found, engine or "duckdb", hidden)


def as_dict(found: Reply) -> dict[str, Any]:
    """The reply as JSON: counts as numbers, values as text; "*" is a subtotal and null is unknown."""
    asked = found.question
    return {
        "indicator": asked.indicator.code,
        "title": asked.indicator.title,
        "unit": asked.indicator.unit_with(asked.factor),
        "factor": str(asked.factor),
        "period": asked.period.id,
        "by": list(asked.query.by),
        "as_of": found.answer.as_of.isoformat(),
        "engine": found.engine,
        "definition_version": definition_version(asked.indicator),
        "data_version": found.answer.data_version,
        "cells": [_cell(found, cell) for cell in in_order(asked, found.answer.cells)],
    }


def _cell(found: Reply, cell: Cell) -> dict[str, Any]:
    named = dict(zip(found.question.query.by, cell.key, strict=True))
    if cell.key in found.hidden:
        return {"key": named, "hidden": True}
    value = cell.value(found.question.indicator, found.question.factor)
    return {
        "key": named,
        "numerator": _plain(value.numerator),
        "denominator": _plain(value.denominator),
        "value": None if value.value is None else str(value.value),
        "reason": value.reason,
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _factor(indicator: Indicator, written: str) -> Decimal:
    try:
        factor = Decimal(written.replace(",", "")) if written else indicator.factor
    except InvalidOperation:
        raise ValueError(f"«{written}» no es un factor") from None
    indicator.unit_with(factor)
    return factor


def _computed(question: Question, engine: str, at: datetime) -> Answer:
    source, query = question.source, question.query
    if engine == "duckdb":
        return answer(query, source.facts, source.tables, at)
    if engine == "spark":
        from .spark_live import compute

        try:
            return Answer(compute(query, source.facts, source.tables), at, "", 0)
        except (ImportError, RuntimeError) as error:
            raise ValueError(f"Spark no está en esta máquina: {error}") from error
    vendor = {"postgres": "postgresql"}.get(engine, engine)
    if engine not in ENGINES:
        raise ValueError(f"«{engine}» no es un motor; use {', '.join(ENGINES)}")
    if connection.vendor != vendor:
        raise ValueError(f"la base de datos de esta instalación es {connection.vendor}, no {engine}")
    return Answer(database.compute(query, source.facts, connection, source.tables), at, "", 0)
