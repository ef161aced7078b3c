"""The single-indicator benchmark in small: closed and open months are both asked, and the peers count the same."""

import pytest

from benchmarks import _oral_database, indicator_single


@pytest.fixture
def built(transactional_db, settings, tmp_path, monkeypatch):
    settings.CAUCE_SNAPSHOT_DIR = tmp_path
    monkeypatch.setattr(indicator_single, "TURNS", 1)
    return _oral_database.fill(88 * _oral_database.PATIENTS_A_DAY)


def test_every_indicator_of_a_facility_is_asked_in_a_closed_and_in_the_open_month(built):
    found = indicator_single.measure(built)
    assert (found["months"], found["closed"]["month"], found["open"]["month"]) == (3, 202102, 202103)
    asked = set(found["closed"]["indicators"])
    assert asked == set(found["open"]["indicators"]) >= {"I-2", "I-4", "I-6", "I-7"}
    assert found["closed"]["slowest"] in asked
    assert found["peers"].keys() == {"duckdb_connection_kept", "duckdb_connection_opened", "live_tables"}


def test_the_closed_month_comes_from_the_snapshot(built):
    from cauce.core.periods.types import parse
    from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
    from cauce.domains.oralhealth.queries.indicators import documents
    from cauce.indicators.answer import answer
    from cauce.indicators.query import Query

    indicator_single.measure(built)
    query = Query((documents()["I-4"],), (parse("202102"),), where={"facility": (built.facility.code,)})
    found = answer(query, FACTS, VIEWS, _oral_database.NOW)
    assert found.closed == 1
    assert found.cells[0].numerator == 20 * _oral_database.PATIENTS_A_DAY
