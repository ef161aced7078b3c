"""The rows behind a number: those of one measure in one period, as the live database holds them now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cauce.core.periods.types import Period

from .facts import FactTable
from .model import Measure
from .query import span_of
from .sql import condition_of, kept_in


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows of a fact (column → value, newest first), and how many there are in all."""

    rows: list[dict[str, Any]]
    count: int


def rows_behind(
    measure: Measure,
    fact: FactTable,
    table: str,
    period: Period,
    where: Mapping[str, Sequence[str | None]],
    columns: Sequence[str],
    *,
    limit: int,
    offset: int = 0,
) -> Behind:
    """Some rows that the measure counts. where: dimension → values to keep, of those that the fact has.

    columns: of the fact, `period` comes first by itself. Raises KeyError for a column that it lacks.
    """
    for column in columns:
        fact.type_of(column)
    first, last = span_of(measure, fact, period)
    kept = [kept_in(d, tuple(values)) for d, values in where.items() if d in fact.dimensions]
    told = " AND ".join([f"period BETWEEN {first} AND {last}", *kept, condition_of(measure)])
    names = ["period", *columns]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {told}")  # noqa: S608 names come from the schemas
        (count,) = cursor.fetchone()
        cursor.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE {told} "  # noqa: S608
            f"ORDER BY period DESC, row_id LIMIT {int(limit)} OFFSET {int(offset)}"
        )
        return Behind([dict(zip(names, row, strict=True)) for row in cursor.fetchall()], count)
