"""Every engine equals the reference on generated data; subtotals are the sums of their parts."""

from dataclasses import replace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.indicators.engines import database, duck
from cauce.indicators.engines.duck_cube import Cube
from cauce.indicators.facts import ColumnType
from cauce.indicators.query import ALL
from cauce.indicators.reference import compute

from .indicator_cases import FACTS, data, queries
from .oral_cases import EXAMPLES

TYPES = {ColumnType.INTEGER: "INTEGER", ColumnType.TEXT: "TEXT", ColumnType.DECIMAL: "DECIMAL(12,2)"}


def load(run, many, rows_of, mark):
    """Create and fill the fact tables through `run(sql)` and `many(sql, rows)`."""
    for name, fact in FACTS.items():
        columns = ["period", *fact.columns]
        run(f"DROP TABLE IF EXISTS {name}")
        run(
            f"CREATE TABLE {name} (period INTEGER, {', '.join(f'{c} {TYPES[t]}' for c, t in fact.columns.items())})"
        )
        rows = [[row[c] for c in columns] for row in rows_of[name]]
        if rows:
            many(f"INSERT INTO {name} VALUES ({', '.join(mark for _ in columns)})", rows)


@given(data, queries)
def test_duckdb_equals_the_reference(rows, query):
    with duckdb.connect() as connection:
        load(connection.execute, connection.executemany, rows, "?")
        assert duck.compute(query, FACTS, connection) == compute(query, FACTS, rows)


@pytest.mark.django_db(transaction=True)
def test_the_live_database_equals_the_reference():
    from django.db import connection

    @given(data, queries)
    @settings(max_examples=max(60, EXAMPLES))
    def check(rows, query):
        with connection.cursor() as cursor:
            load(cursor.execute, cursor.executemany, rows, "%s")
        assert database.compute(query, FACTS, connection) == compute(query, FACTS, rows)

    try:
        check()
    finally:
        with connection.cursor() as cursor:
            for name in FACTS:
                cursor.execute(f"DROP TABLE IF EXISTS {name}")


@given(data, queries)
def test_subtotals_are_the_sums_of_their_parts(rows, query):
    if not (query.by and query.subtotals) or any(not m.adds_up for i in query.indicators for m in i.measures):
        return  # different values and medians do not add up
    cells = {(c.period, c.key): c for c in compute(query, FACTS, rows)}
    for period in query.periods:
        for dimension, name in enumerate(query.by):
            if (name,) not in query.groupings():
                continue
            parts = [
                c.numerator or 0
                for (p, key), c in cells.items()
                if p == period.id and is_part(key, dimension)
            ]
            assert sum(parts) == (cells[period.id, (ALL,) * len(query.by)].numerator or 0)


def is_part(key, dimension):
    """Only this dimension is told apart."""
    return all((value == ALL) is (place != dimension) for place, value in enumerate(key))


@given(data, st.lists(queries, min_size=1, max_size=3))
@settings(max_examples=60)
def test_a_cube_of_many_questions_equals_the_reference(rows, several):
    several = [replace(query, where=several[0].where) for query in several]
    with duckdb.connect() as connection:
        load(connection.execute, connection.executemany, rows, "?")
        cube = Cube(several, FACTS, connection)
        for query in several:
            expected = compute(query, FACTS, rows)
            assert cube.cells(query) == expected
            assert read_relations(cube, query) == told_apart(query, expected)


def read_relations(cube, query):
    """Every cut of the query read through `relation`: what a page or a file would take row by row."""
    wanted = {period.id for period in query.periods}
    return {
        (indicator.code, grouping, period, tuple(key)): (numerator, denominator)
        for indicator in query.indicators
        for grouping in query.groupings()
        for period, *key, numerator, denominator in cube.connection.execute(
            cube.relation(indicator, grouping)
        ).fetchall()
        if period in wanted
    }


def told_apart(query, cells):
    """The same from cells; the grand total that nothing answered has no row."""
    found = {}
    for cell in cells:
        grouping = tuple(d for d, v in zip(query.by, cell.key, strict=True) if v != ALL)
        key = tuple(v for v in cell.key if v != ALL)
        if (cell.numerator, cell.denominator) != (None, None):
            found[cell.indicator, grouping, cell.period, key] = (cell.numerator, cell.denominator)
    return found
