"""One DuckDB for the process: cursors do not see each other's tables, in one thread or in several."""

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from cauce.indicators import embedded


def test_a_cursors_tables_are_its_own_and_go_with_it():
    with embedded.cursor() as one, embedded.cursor() as other:
        one.execute("CREATE TEMP TABLE finest AS SELECT 1 AS n")
        other.execute("CREATE TEMP TABLE finest AS SELECT 2 AS n")
        assert one.execute("SELECT n FROM finest").fetchall() == [(1,)]
    with embedded.cursor() as third, pytest.raises(duckdb.CatalogException):
        third.execute("SELECT n FROM finest")


def test_threads_ask_at_once():
    def ask(number):
        with embedded.cursor() as duck:
            duck.execute(f"CREATE TEMP TABLE finest AS SELECT {number} AS n FROM range(1000)")
            return duck.execute("SELECT sum(n) FROM finest").fetchall()[0][0]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(40))) == [number * 1000 for number in range(40)]


def test_a_refused_question_leaves_the_next_one_alone():
    with pytest.raises(duckdb.Error), embedded.cursor() as duck:
        duck.execute("SELECT no_such_column FROM range(1)")
    with embedded.cursor() as duck:
        assert duck.execute("SELECT 1").fetchall() == [(1,)]
