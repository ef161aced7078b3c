"""The nineteen indicators equal the naive reference on every engine at hand, over generated oral-health facts.

A few examples here; many with `make test-engines` (CONTRIBUTING). Spark: tests/integration/test_spark_engine.py.
"""

from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.facts_engine import FACTS
from cauce.indicators.engines import database, duck
from cauce.indicators.facts import ColumnType
from cauce.indicators.query import ALL, Query
from cauce.indicators.reference import compute
from cauce.indicators.values import divide

from .oral_cases import DOCUMENTS, EXAMPLES, cases

TYPES = {ColumnType.INTEGER: "INTEGER", ColumnType.TEXT: "TEXT", ColumnType.DECIMAL: "DECIMAL(12,2)"}
TABLES = {name: f"trial_{name}" for name in FACTS}

any_case = st.sampled_from(list(DOCUMENTS)).flatmap(cases)


def load(run, many, rows_of, mark):
    """Create and fill a table for each fact of the case."""
    for name, rows in rows_of.items():
        columns = ["period", *FACTS[name].columns]
        run(f"DROP TABLE IF EXISTS {TABLES[name]}")
        written = ", ".join(f"{c} {TYPES[t]}" for c, t in FACTS[name].columns.items())
        run(f"CREATE TABLE {TABLES[name]} (period INTEGER, {written})")
        values = [[row[c] for c in columns] for row in rows]
        if values:
            many(f"INSERT INTO {TABLES[name]} VALUES ({', '.join(mark for _ in columns)})", values)


@pytest.mark.parametrize("code", DOCUMENTS)
def test_duckdb_equals_the_reference(code):
    @given(cases(code))
    @settings(max_examples=EXAMPLES)
    def check(case):
        query, rows = case
        with duckdb.connect() as connection:
            load(connection.execute, connection.executemany, rows, "?")
            assert duck.compute(query, FACTS, connection, TABLES) == compute(query, FACTS, rows)

    check()


@pytest.mark.django_db(transaction=True)
def test_the_live_database_equals_the_reference():
    from django.db import connection

    def check(case):
        query, rows = case
        with connection.cursor() as cursor:
            load(cursor.execute, cursor.executemany, rows, "%s")
        assert database.compute(query, FACTS, connection, TABLES) == compute(query, FACTS, rows)

    try:
        for code in DOCUMENTS:
            settings(max_examples=EXAMPLES)(given(cases(code))(check))()
    finally:
        with connection.cursor() as cursor:
            for name in TABLES.values():
                cursor.execute(f"DROP TABLE IF EXISTS {name}")


def test_sums_of_hours_are_exact_on_the_live_database(db):
    from django.db import connection

    empty = dict.fromkeys(FACTS["rda_headers"].columns)
    hours = [{**empty, "period": 20260301, "chair_hours": Decimal(h)} for h in ("0.10", "0.20", "7.35")]
    with connection.cursor() as cursor:
        load(cursor.execute, cursor.executemany, {"rda_headers": hours, "activities": []}, "%s")
    query = Query((DOCUMENTS["I-5"],), (parse("2026"),))
    (cell,) = database.compute(query, FACTS, connection, TABLES)
    assert cell.denominator == Decimal("7.65")


@given(any_case)
@settings(max_examples=5 * EXAMPLES)
def test_every_cell_divides_or_says_why_not(case):
    query, rows = case
    for cell in compute(query, FACTS, rows):
        indicator = DOCUMENTS[cell.indicator]
        value = cell.value(indicator)
        assert value.computable is (not value.reason)
        assert value.computable is bool(cell.denominator)
        if value.computable:
            again = divide(cell.numerator, cell.denominator, factor=indicator.factor, digits=indicator.digits)
            assert again == value


@given(any_case)
@settings(max_examples=5 * EXAMPLES)
def test_subtotals_are_the_sums_of_their_parts_unknown_included(case):
    query, rows = case
    found = compute(query, FACTS, rows)
    for indicator in query.indicators:
        for period in query.periods:
            cells = {c.key: c for c in found if (c.indicator, c.period) == (indicator.code, period.id)}
            total = cells[(ALL,) * len(query.by)].numerator or 0 if query.subtotals else None
            for place, name in enumerate(query.by):
                if total is None or (name,) not in query.groupings():
                    continue
                parts = [
                    c.numerator or 0
                    for key, c in cells.items()
                    if all((value == ALL) is (i != place) for i, value in enumerate(key))
                ]
                assert sum(parts) == total
