"""The benchmark of prior authorisation in small, and what it stands for: no statement reads a whole table that grows."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _authorization_database, _authorization_works, authorizations

GROWING = ("request", "item", "decision", "authorisation", "lookup", "readlog", "patient", "clocksegment")


@pytest.fixture
def built(db, monkeypatch):
    """Six hundred requests, five hundred of them waiting; the clock at its instant."""
    from cauce.web import middleware

    monkeypatch.setattr(middleware, "timezone", middleware.timezone)  # put back what the benchmark replaces
    return _authorization_database.fill(600)


def test_the_rows_are_what_the_rules_let_through(built):
    from cauce.domains.authorizations.models import Authorisation, Decision, Item, Request
    from cauce.domains.authorizations.queries import queue
    from cauce.domains.authorizations.rules.number import is_valid

    waiting = Request.objects.filter(state="in_review")
    assert (Request.objects.count(), waiting.count()) == (600, 500 + 2)
    assert Item.objects.filter(state="approved").count() == Decision.objects.count() == 98
    assert Authorisation.objects.filter(number__in=built.numbers).count() == len(built.numbers) == 98
    assert all(map(is_valid, built.numbers))
    rows, following = queue.page(built.scene.reviewer, _authorization_database.NOW, queue.Asked())
    assert (len(rows), following is not None) == (queue.PAGE, True)
    assert not {row.requester_id for row in rows} & {built.scene.reviewer.pk}


def test_the_guards_stand_again_after_the_filling(built):
    from django.db import DatabaseError, transaction

    from cauce.domains.authorizations.models import Decision

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=Decision.objects.first().pk).update(outcome="denied")


def test_every_work_is_measured_with_its_peer(built, monkeypatch):
    monkeypatch.setattr(authorizations, "TURNS", 2)
    found = authorizations.measure(built)
    for name in _authorization_works.WORKS:
        assert found[name]["queries"] > 0
        assert found[name]["best_ms"] > 0
    table = authorizations.growth([found, {**found, "requests": 6_000}])
    assert (table["times_more_requests"], table["submit_queries"]) == (10, 1)


def test_a_peer_that_rounds_to_nothing_has_no_ratio():
    assert authorizations._times(1.5, 0) is None
    assert authorizations._times(3, 2) == 1.5


@pytest.mark.parametrize("work", _authorization_works.WORKS)
def test_no_statement_reads_a_growing_table_from_end_to_end(built, work):
    ours, _bare = _authorization_works.WORKS[work](built)
    ours()
    with CaptureQueriesContext(connection) as queries:
        ours()
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "authorizations_" in q["sql"]]
    assert asked
    assert {sql: found for sql in asked if (found := whole_reads(sql))} == {}


def test_a_whole_read_is_recognised(built):
    assert whole_reads("SELECT count(*) FROM authorizations_request WHERE physician_name = 'x'")
    assert not whole_reads("SELECT id FROM authorizations_request WHERE folio = 'x'")


def whole_reads(sql):
    """The parts of the statement's plan that read all of a growing table, or all of an index of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # These tables are small: a plan with bitmaps alone reads one whole only where no index has a condition.
            for way in ("seqscan", "indexscan", "indexonlyscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            return [n["Node Type"] for n in nodes(cursor.fetchone()[0][0]["Plan"]) if reads_all(n)]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        named = "|".join([*(f"authorizations_{name}" for name in GROWING), r"[TUVW]\d+"])
        return [row[3] for row in cursor.fetchall() if re.match(rf"SCAN ({named})\b", row[3])]


def nodes(plan):
    """A plan's nodes."""
    return [plan, *(node for inner in plan.get("Plans", []) for node in nodes(inner))]


def reads_all(node):
    """Whether a node reads a growing table without a condition on an index (a partial index is one)."""
    table = node.get("Relation Name", "").removeprefix("authorizations_")
    if table not in GROWING:
        return False
    if node["Node Type"] == "Seq Scan":
        return True
    partial = node.get("Index Name") in ("request_queue", "request_due")
    return node["Node Type"].startswith("Index") and "Index Cond" not in node and not partial
