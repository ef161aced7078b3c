"""The fact views hold what the schema says, and the documents count them as one would by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from cauce.core.periods.types import parse
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.facts import FACTS, LABELS, VIEWS
from cauce.domains.authorizations.models import Request, Signal
from cauce.domains.authorizations.rules.signals import Finding, Kind
from cauce.domains.authorizations.source import SOURCE, documents
from cauce.indicators.answer import answer
from cauce.indicators.asking import read_question, reply
from cauce.indicators.query import ALL, Query
from cauce.indicators.reference import compute
from tests.factories.authorizations import decision

YEAR = parse("2026")


def rows_of(fact: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS[fact]}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def value(code: str, by: str = "", key: str | None = ALL):
    query = Query((documents()[code],), (YEAR,), (by,) if by else ())
    cells = {cell.key: cell for cell in answer(query, FACTS, VIEWS, datetime(2026, 6, 1, tzinfo=UTC)).cells}
    return cells[(key,) if by else ()].value(documents()[code])


@pytest.mark.django_db
@pytest.mark.parametrize("fact", FACTS)
def test_a_view_has_exactly_the_columns_of_its_schema(fact):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS[fact]} WHERE 1 = 0")
        columns = {column[0] for column in cursor.description}
    assert columns == {"period", *FACTS[fact].columns}


def test_every_document_fits_the_facts_and_says_what_it_counts():
    assert list(documents()) == [f"A-{n}" for n in range(1, 23)]
    for indicator in documents().values():
        indicator.check(FACTS)
        assert set(indicator.dimensions) <= set(LABELS)
        assert all(indicator.sheet[key] for key in ("group", "numerator", "denominator", "source"))
        assert all((indicator.definition, indicator.why, indicator.source["page"]))


def test_a_request_counts_on_the_day_it_was_sent_there(scene):
    scene.at = datetime(2026, 6, 1, 5, 30, tzinfo=UTC)  # still May 31 in Tijuana
    request = scene.submitted(1, desired_date="2026-06-10")
    assert request.day == 20260531
    (item,) = rows_of("auth_items")
    assert (item["period"], item["region"], item["unit"]) == (20260531, scene.issste_bc.code, scene.unit.code)
    assert (item["service"], item["category"], item["state"], item["quantity"]) == (
        "IMG-RM",
        "imaging",
        "pending",
        2,
    )
    assert (item["decided_by"], item["reason"], item["emergency"]) == (None, None, "0")


def test_a_draft_is_not_counted(scene):
    scene.draft(1)
    assert rows_of("auth_requests") == []


@pytest.fixture
def history(scene):
    """Five requests: approved, modified, denied and upheld on appeal, denied and overturned, waiting."""
    for number, outcome in ((1, "approved"), (2, "modified"), (3, "denied")):
        scene.decided(number, outcome)
    upheld, overturned = scene.appealed(4), scene.appealed(5)
    for appeal, outcome in ((upheld, "denied"), (overturned, "approved")):
        actions.decide_appeal(
            by=scene.second, at=scene.later(2), appeal=appeal, decisions=[decision(1, outcome)]
        )
    scene.submitted(6)
    return scene


def test_rates_count_the_last_decision(history):
    assert (value("A-1").value, value("A-2").value) == (6, 6)
    approved, modified, denied = value("A-4"), value("A-5"), value("A-6")
    assert (approved.numerator, modified.numerator, denied.numerator) == (2, 1, 2)
    assert {v.denominator for v in (approved, modified, denied)} == {5}
    assert approved.value == Decimal("40.0")
    assert value("A-4", "decided_by", "appeal").numerator == 1
    assert (value("A-16").numerator, value("A-16").denominator) == (1, 2)
    assert value("A-22", "reason", "criteria").numerator == 2
    assert value("A-22").value == 3


def test_times_are_of_what_a_person_decided_and_breaches_say_so(history):
    assert (value("A-9").denominator, value("A-13").numerator) == (5, 5)
    waiting = Request.objects.get(state="in_review")
    late = history.later(30)
    actions.escalate_request(by=None, at=late, request=waiting)
    assert (value("A-14").value, value("A-13").denominator) == (1, 6)
    actions.claim_request(by=history.reviewer, at=late, request=waiting)
    actions.decide_items(by=history.reviewer, at=late, request=waiting, decisions=[decision()])
    mean, median = value("A-9"), value("A-10")
    assert (mean.numerator, mean.denominator, mean.value) == (720, 6, Decimal("120.0"))
    assert (median.value, median.denominator) == (Decimal("0.0"), 6)


def test_information_is_counted_per_case(scene):
    request = scene.claimed(1)
    info = actions.ask_information(
        by=scene.reviewer, at=scene.later(1), request=request, question="¿Hay placa?"
    )
    actions.answer_information(by=scene.physician, at=scene.later(2), info=info, answer="Sí, del mes pasado")
    actions.decide_items(by=scene.reviewer, at=scene.later(3), request=request, decisions=[decision()])
    scene.decided(2)
    assert (value("A-15").numerator, value("A-15").denominator, value("A-15").value) == (
        1,
        2,
        Decimal("0.50"),
    )
    assert (value("A-9").numerator, value("A-11").numerator) == (
        72,
        48,
    )  # gross three days, one of them a pause


def test_second_opinions_agree_or_not(scene):
    for number, answered in ((1, "approved"), (2, "denied")):
        request = scene.decided(number)
        review = actions.assign_double_review(
            by=scene.coordination, at=scene.at, request=request, reviewer=scene.third
        )
        assert rows_of("auth_opinions") == [] or number == 2
        actions.answer_double_review(by=scene.third, at=scene.at, review=review, answers={1: answered})
    assert (value("A-17").numerator, value("A-17").denominator) == (1, 2)


def test_units_that_expire_unused_are_counted(scene):
    number, spent = scene.number(1), scene.number(2)
    scene.used(spent, 2)
    scene.used(number, 1)
    actions.expire_authorisation(by=None, at=scene.later(200), authorisation=number)
    assert (value("A-18").numerator, value("A-18").denominator) == (1, 4)


def test_signals_are_told_by_kind(scene):
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ())
    actions.raise_signal(by=None, at=scene.at, place=scene.issste_bc, finding=finding)
    assert Signal.objects.get().day == 20260520
    assert value("A-21", "kind", "copied").value == 1


def test_the_answers_equal_the_naive_reference_over_the_views(history):
    data = {fact: rows_of(fact) for fact in FACTS}
    for indicator in documents().values():
        by = tuple(d for d in ("region", "service", "priority", "kind") if d in indicator.dimensions)
        query = Query((indicator,), (YEAR, parse("202605")), by)
        assert answer(query, FACTS, VIEWS, history.at).cells == compute(query, FACTS, data)


def test_the_command_line_s_question_is_answered_here_too(history):
    found = reply(read_question("A-4", "2026", ["region"]), history.at)
    assert found.question.source is SOURCE
    assert found.total.denominator == 5
    assert SOURCE.label_of("region", history.issste_bc.code) == history.issste_bc.name
    assert reply(
        read_question("A-4", "2026"), history.at, engine=connection.vendor.replace("postgresql", "postgres")
    )
