"""The demo's rows and plan are deterministic and say what the source prints."""

from datetime import UTC, datetime

from cauce.domains.exchange.demo.chances import POPULAR, Product, popular, rows_of_entity
from cauce.domains.exchange.demo.plan import FIXED, PRINTED_2023, Progress, plan, printed_plan

OPENS, UNTIL = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
PRODUCTS = [Product(n, n // 50, group) for n, group in enumerate(sorted(POPULAR) * 150)]
UNITS = [(n, 1 + n % 3) for n in range(1, 21)]


def test_the_same_entity_always_declares_the_same():
    chosen = popular(PRODUCTS)
    assert rows_of_entity("A", UNITS, chosen) == rows_of_entity("A", UNITS, popular(PRODUCTS))
    assert rows_of_entity("A", UNITS, chosen) != rows_of_entity("B", UNITS, chosen)


def test_as_many_units_as_asked_have_rows():
    rows = rows_of_entity("A", UNITS, popular(PRODUCTS), how_many=7)
    assert len({row.unit for row in rows}) == 7


def test_rows_are_once_per_unit_and_product():
    rows = rows_of_entity("A", UNITS, popular(PRODUCTS))
    assert len({(row.unit, row.product) for row in rows}) == len(rows)
    assert all((row.shortage_cause == "") == (row.shortage_patients is None) for row in rows)


def test_plan_is_in_order_and_inside_the_round():
    steps = plan([f"X-{n:02}" for n in range(40)], OPENS, UNTIL)
    assert [step.finalised_at for step in steps] == sorted(step.finalised_at for step in steps)
    assert all(OPENS < step.captured_at < step.finalised_at < UNTIL for step in steps)
    assert {step.progress for step in steps} == set(Progress)


def test_fixed_and_printed():
    steps = {step.entity: step for step in plan(list(FIXED), OPENS, UNTIL)}
    assert {code: step.progress for code, step in steps.items()} == FIXED
    printed = {step.entity: (step.units_with, step.progress) for step in printed_plan(OPENS, UNTIL)}
    assert printed == PRINTED_2023
