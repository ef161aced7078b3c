"""Oversight's indicators equal the naive reference on every engine at hand, over generated facts.

A few examples here; many with `make test-engines` (CONTRIBUTING). PostgreSQL: the same file, run on it.
"""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.domains.authorizations.facts import FACTS
from cauce.indicators.engines import database, duck
from cauce.indicators.engines.duck_cube import Cube
from cauce.indicators.facts import ColumnType
from cauce.indicators.reference import compute

from .authorization_cases import DOCUMENTS, cases
from .oral_cases import EXAMPLES

TYPES = {ColumnType.INTEGER: "INTEGER", ColumnType.TEXT: "TEXT"}
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
            expected = compute(query, FACTS, rows)
            assert duck.compute(query, FACTS, connection, TABLES) == expected
            assert Cube((query,), FACTS, connection, TABLES).cells(query) == expected

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


@given(any_case)
@settings(max_examples=10 * EXAMPLES)
def test_every_cell_has_a_value_or_says_why_not_and_rates_stay_within_their_denominator(case):
    query, rows = case
    for cell in compute(query, FACTS, rows):
        indicator = DOCUMENTS[cell.indicator]
        value = cell.value(indicator)
        assert value.computable is (not value.reason)
        assert value.computable is (not indicator.denominator or bool(cell.denominator))
        if indicator.unit == "%" and value.computable and "numbers" not in indicator.numerator[0].fact:
            assert 0 <= value.value <= 100
