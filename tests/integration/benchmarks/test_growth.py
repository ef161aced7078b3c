"""The growth benchmark in small, and what it stands for: no statement reads a whole table that grows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _oral_database, growth

GROWING = ("oralhealth_sheet", "oralhealth_patientrow", "oralhealth_activity", "oralhealth_diagnosis")


@pytest.fixture
def built(db, monkeypatch):
    """Ten facilities with 44 days each, so that a month is little beside the whole; the clock at its instant."""
    from cauce.web import middleware

    monkeypatch.setattr(middleware, "timezone", middleware.timezone)  # put back what the benchmark replaces
    return _oral_database.fill(440 * _oral_database.PATIENTS_A_DAY)


def test_the_rows_are_what_the_rules_let_through(built):
    from cauce.domains.oralhealth.models import Activity, PatientRow, Sheet
    from cauce.domains.oralhealth.queries.consolidated import month_figures

    assert (built.rows, built.sheets, built.facilities) == (7480, 440, 10)
    assert PatientRow.objects.count() == 7480
    assert Activity.objects.count() == 7480 * 3 // 2
    assert Sheet.objects.filter(facility=built.facility, month=202102).count() == 20
    figures = month_figures(built.facility, 202102)
    assert figures["service"]["total"]["patients"] == 20 * _oral_database.PATIENTS_A_DAY


def test_every_operation_is_measured_with_its_peer(built, monkeypatch):
    monkeypatch.setattr(growth, "TURNS", 2)
    found = growth.measure(built)
    for name in ("save", "day", "month"):
        assert found[name]["queries"] > 0
        assert found[name]["bare_ms"] > 0
    table = growth.growth([found, {**found, "rows": 10 * found["rows"]}])
    assert (table["times_more_rows"], table["save_queries"]) == (10, 1)


@pytest.mark.parametrize("work", ["_saving", "_day", "_month"])
def test_no_statement_reads_a_growing_table_from_end_to_end(built, work):
    ours, _bare = getattr(growth, work)(built)
    with CaptureQueriesContext(connection) as queries:
        ours()
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "oralhealth_" in q["sql"]]
    assert asked
    assert {sql: found for sql in asked if (found := whole_reads(sql))} == {}


def test_a_whole_read_is_recognised(built):
    assert whole_reads("SELECT count(*) FROM oralhealth_patientrow WHERE locality = 'x'")
    assert whole_reads("SELECT count(*) FROM oralhealth_activity")
    assert not whole_reads("SELECT count(*) FROM oralhealth_patientrow WHERE sheet_id = 1")


def whole_reads(sql):
    """The parts of the statement's plan that read all of a growing table, or all of an index of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # These tables are small: whole reads only where no index helps.
            for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            found = nodes(cursor.fetchone()[0][0]["Plan"])
            return [f"{n['Node Type']} {n.get('Index Name')}" for n in found if reads_all(n)]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        named = "|".join([*GROWING, r"[TUVW]\d+"])  # Django's aliases
        return [row[3] for row in cursor.fetchall() if re.match(rf"SCAN ({named})\b", row[3])]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def reads_all(node):
    if node.get("Relation Name") not in GROWING:
        return False
    return node["Node Type"] == "Seq Scan" or ("Index" in node["Node Type"] and "Index Cond" not in node)
