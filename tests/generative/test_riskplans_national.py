"""What the database adds up for the country is the naive sum of every figure, exact to the last decimal, of any size."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Figure, QuarterReport, UvrTable
from cauce.domains.riskplans.models.exact import sum_parts, summed
from cauce.domains.riskplans.papers.totals import sums_of
from cauce.domains.riskplans.queries.national import lines_of
from cauce.domains.riskplans.rules.amounts import MAX_AMOUNT
from cauce.domains.riskplans.rules.cuadros import PRODUCTION
from tests.factories.colombia import make_colombia

QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
KEYS = [row.key for row in PRODUCTION.rows if not row.sum_of]
CELLS = [
    ("produccion", KEYS[0], "ejecutado"),
    ("produccion", KEYS[1], "ejecutado"),
    ("produccion", KEYS[1], "programado"),
    ("presupuesto", "recaudos", "valor"),
    ("presupuesto", "comprometidos", "valor"),
    ("estados_financieros", "cartera", "valor"),
    ("estados_financieros", "pasivo_total", "valor"),
]
amounts = st.one_of(
    st.integers(0, 10**6).map(Decimal),
    st.integers(-(10**9), int(MAX_AMOUNT) * 10**4).map(lambda n: Decimal(n).scaleb(-4)),
    st.just(MAX_AMOUNT),
)
hospital = st.dictionaries(
    st.sampled_from(QUARTERS),
    st.tuples(st.sampled_from(["draft", "sent", "received"]), st.dictionaries(st.sampled_from(CELLS), amounts)),
)  # fmt: skip
weights = st.dictionaries(
    st.sampled_from([KEYS[0], KEYS[1], KEYS[2]]),
    st.integers(0, 10**7).map(lambda n: Decimal(n).scaleb(-4)),
    min_size=1,
)


def test_lines_and_totals_equal_the_naive_sums(db):
    scene = make_colombia()
    versions = [scene.version("honda"), scene.version("istmina", by=scene.other_territory)]

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.tuples(hospital, hospital), weights, weights)
    def check(reported, before, after):
        with transaction.atomic():
            _fill(scene, versions, reported, before, after)
            _compare(reported, before, after)
            transaction.set_rollback(True)

    check()


def _fill(scene, versions, reported, before, after):
    for day, table in ((date(2026, 1, 1), before), (date(2026, 8, 1), after)):
        actions.publish_uvr(
            by=scene.catalogue, at=scene.at, name="Pesos", valid_from=day, origin="prueba", synthetic=True,
            weights={concept: str(weight) for concept, weight in table.items()},
        )  # fmt: skip
    for version, quarters in zip(versions, reported, strict=True):
        for period, (state, cells) in quarters.items():
            report = QuarterReport.objects.create(
                plan=version.plan, plan_version=version, period=period, state=state, due_at=scene.at,
                saved_at=scene.at, saved_by=scene.officer,
            )  # fmt: skip
            Figure.objects.bulk_create(
                Figure(report=report, cuadro=c, row=r, column=k, value=value, saved_at=scene.at, saved_by=scene.officer)
                for (c, r, k), value in cells.items()
            )  # fmt: skip


def _compare(reported, before, after):
    lines = {line.code: line for line in lines_of(QUARTERS)}
    for code, quarters in zip(("730010001", "270010001"), reported, strict=True):
        sent = {period: cells for period, (state, cells) in sorted(quarters.items()) if state != "draft"}
        line = lines[code]
        assert line.delivered == list(sent)
        assert line.not_delivered == [period for period in QUARTERS if period not in sent]
        assert line.uvr == _uvr(sent, before, after)
        last = sent[max(sent)] if sent else {}
        assert dict(line.budget) == {r: Fraction(v) for (c, r, _k), v in last.items() if c == "presupuesto"}
        for name, row in (("receivables", "cartera"), ("liabilities", "pasivo_total")):
            cell = ("estados_financieros", row, "valor")
            held = [cells[cell] for cells in sent.values() if cell in cells]
            assert getattr(line, name) == (Fraction(held[-1]) if held else None)
    naive: dict = defaultdict(Fraction)
    for quarters in reported:
        for _state, cells in quarters.values():
            for cell, value in cells.items():
                naive[cell] += Fraction(value)
    found = sums_of(list(QuarterReport.objects.all()))
    assert {cell: found[cell] for cell in naive if cell[2] != "programado"} == {
        cell: total for cell, total in naive.items() if cell[2] != "programado"
    }


def _uvr(sent, before, after):
    total = Fraction(0)
    for period, cells in sent.items():
        table = before if period < "2026Q3" else after
        for (cuadro, row, column), value in cells.items():
            if (cuadro, column) == ("produccion", "ejecutado") and row in table:
                total += Fraction(value) * Fraction(table[row])
    return total


def test_a_sum_beyond_the_databases_integers_is_exact(db):
    scene = make_colombia()
    table: UvrTable = scene.uvr()
    table.weights.update(weight=MAX_AMOUNT)
    parts = table.weights.aggregate(**sum_parts("weight"))
    assert summed(parts["high"], parts["low"]) == Fraction(MAX_AMOUNT) * table.weights.count()
