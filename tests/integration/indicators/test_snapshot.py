"""Closed months come from Parquet, open ones from the live table, and the sum equals the reference."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given, settings

from cauce.indicators.answer import answer, definition_version
from cauce.indicators.reference import compute
from cauce.indicators.snapshot import SnapshotPart, close_month, mark_stale, path_of, sweep
from tests.generative.indicator_cases import FACTS, data, queries
from tests.generative.test_indicator_engines import load

AT = datetime(2026, 5, 1, tzinfo=UTC)
TABLES = {name: name for name in FACTS}
ROW = {"period": 202601, "sex": "F", "region": "north", "programme": "1", "age": 3, "minutes": 10}


@pytest.fixture(autouse=True)
def _tables(transactional_db, settings, tmp_path):
    settings.CAUCE_SNAPSHOT_DIR = tmp_path
    yield
    with connection.cursor() as cursor:
        for name in FACTS:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def fill(rows):
    with connection.cursor() as cursor:
        load(cursor.execute, cursor.executemany, rows, "%s")


def test_any_mix_of_closed_and_open_months_equals_the_reference():
    @given(data, queries)
    @settings(max_examples=40)
    def check(rows, query):
        SnapshotPart.objects.all().delete()
        fill(rows)
        for month in {row["period"] for row in rows["visits"] if row["period"] % 2}:
            close_month(FACTS["visits"], "visits", month, AT)
        for month in {row["period"] // 100 for row in rows["days"] if row["period"] // 100 % 2}:
            close_month(FACTS["days"], "days", month, AT)
        assert answer(query, FACTS, TABLES, AT).cells == compute(query, FACTS, rows)

    check()


@pytest.fixture
def count():
    """Rows of January 2026, as the engine sees them."""
    from decimal import Decimal

    from cauce.core.periods.types import parse
    from cauce.indicators.model import Indicator, Measure
    from cauce.indicators.query import Query

    visits = Indicator(
        "T-1", "t", "t", "d", (Measure("visits"),), (), Decimal(1), 0, "n", ("sex",), ("month",)
    )
    return lambda: answer(Query((visits,), (parse("202601"),)), FACTS, TABLES, AT).cells[0].numerator


def test_a_row_saved_a_second_ago_is_in_the_number_of_an_open_month(count):
    fill({"visits": [ROW], "days": [], "people": []})
    assert count() == 1
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO visits VALUES (202601, 'F', NULL, '1', 4, 5)")
    assert count() == 2


def test_a_reopened_month_is_live_again_and_a_new_part_replaces_the_old(count):
    fill({"visits": [ROW], "days": [], "people": []})
    first = close_month(FACTS["visits"], "visits", 202601, AT)
    old = path_of(first)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO visits VALUES (202601, 'F', NULL, '1', 4, 5)")
    assert count() == 1  # the part in force answers
    mark_stale(["visits"], 202601)
    assert count() == 2
    again = close_month(FACTS["visits"], "visits", 202601, AT)
    assert (again.version, again.rows, count()) == (2, 2, 2)
    assert sweep() == [old]


def test_a_part_whose_file_is_gone_is_answered_live(count):
    fill({"visits": [ROW], "days": [], "people": []})
    path_of(close_month(FACTS["visits"], "visits", 202601, AT)).unlink()
    assert count() == 1


@pytest.mark.parametrize("text", ["", "\\N", 'a "b"', "o'x, y", "línea\nnueva"])
def test_any_text_survives_the_way_to_parquet(text):
    import duckdb

    fill({"visits": [{**ROW, "region": text}, {**ROW, "region": None}], "days": [], "people": []})
    part = close_month(FACTS["visits"], "visits", 202601, AT)
    found = duckdb.sql(f"SELECT region FROM read_parquet('{path_of(part)}')").fetchall()
    assert sorted(found, key=str) == sorted([(text,), (None,)], key=str)


def test_the_definition_version_follows_the_definition():
    from dataclasses import replace
    from decimal import Decimal

    from cauce.indicators.model import Indicator, Measure

    one = Indicator("T-1", "t", "t", "d", (Measure("visits"),), (), Decimal(1), 0, "n", ("sex",), ("month",))
    assert definition_version(one) == definition_version(replace(one))
    assert definition_version(one) != definition_version(replace(one, factor=Decimal(100)))
