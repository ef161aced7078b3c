"""Spark equals the reference. A machine without Java cannot run it; the run's last lines say so (fixtures/spark.py)."""

import random

import pytest
from hypothesis import given, settings

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.facts_engine import FACTS as ORAL
from cauce.indicators.engines import spark
from cauce.indicators.facts import ColumnType
from cauce.indicators.query import Query
from cauce.indicators.reference import compute
from tests.generative import indicator_cases
from tests.generative.oral_cases import DOCUMENTS, EXAMPLES, cases
from tests.generative.test_oral_indicators import TABLES

TYPES = {ColumnType.INTEGER: "INT", ColumnType.TEXT: "STRING"}

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def session():
    made = spark.local_session("test")
    yield made
    made.stop()


def rows_for(seed: int) -> dict[str, list[dict]]:
    """Two hundred visits and thirty population rows by a fixed seed, nulls and borders included."""
    chance = random.Random(seed)
    visits = [
        {
            "period": chance.choice([202512, 202601, 202603, 202604, 202612, 202701]),
            "sex": chance.choice(indicator_cases.SEX),
            "region": chance.choice(indicator_cases.REGION),
            "programme": chance.choice(indicator_cases.PROGRAMME),
            "age": chance.choice([None, 0, 1, 4, 5, 60]),
            "minutes": chance.choice([None, 0, 30]),
        }
        for _ in range(200)
    ]
    people = [
        {
            "period": chance.choice([2025, 2026]),
            "sex": chance.choice(indicator_cases.SEX),
            "region": chance.choice(indicator_cases.REGION),
            "persons": chance.randrange(9),
        }
        for _ in range(30)
    ]
    days = [
        {
            "period": chance.choice([20251231, 20260101, 20260131, 20260331]),
            "sex": chance.choice(indicator_cases.SEX),
            "region": chance.choice(indicator_cases.REGION),
            "programme": chance.choice(indicator_cases.PROGRAMME),
        }
        for _ in range(50)
    ]
    return {"visits": visits, "days": days, "people": people}


def indicator():
    """Minutes of children per inhabitant: two facts, a sum, a band, a missing dimension below."""
    from decimal import Decimal

    from cauce.indicators.model import Condition, Indicator, Measure, Test, Time

    children = (Condition("age", Test.BETWEEN, (0, 4)),)
    return Indicator(
        "T-1",
        "test",
        "t",
        "d",
        (Measure("visits", "minutes", children), Measure("days")),
        (Measure("people", "persons", (), Time.YEAR),),
        Decimal(100),
        2,
        "%",
        indicator_cases.DIMENSIONS,
        ("month",),
    )


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("by", [(), ("sex",), ("sex", "region", "programme")])
def test_spark_equals_the_reference(session, seed, by):
    rows = rows_for(seed)
    for name, fact in indicator_cases.FACTS.items():
        columns = ["period", *fact.columns]
        schema = ", ".join(["period INT", *(f"{c} {TYPES[t]}" for c, t in fact.columns.items())])
        frame = session.createDataFrame([[row[c] for c in columns] for row in rows[name]], schema)
        frame.createOrReplaceTempView(name)
    query = Query((indicator(),), (parse("202601"), parse("2026Q1"), parse("2026")), by)
    assert spark.compute(query, indicator_cases.FACTS, session) == compute(query, indicator_cases.FACTS, rows)


def oral_frames(session, rows):
    """A view for each fact of an oral-health case."""
    types = {**TYPES, ColumnType.DECIMAL: "DECIMAL(12,2)"}
    for name, found in rows.items():
        columns = ["period", *ORAL[name].columns]
        schema = ", ".join(["period INT", *(f"{c} {types[t]}" for c, t in ORAL[name].columns.items())])
        frame = session.createDataFrame([[row[c] for c in columns] for row in found], schema)
        frame.createOrReplaceTempView(TABLES[name])


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_oral_indicator_equals_the_reference(session, code):
    @given(cases(code))
    @settings(max_examples=max(1, EXAMPLES // 4))
    def check(case):
        query, rows = case
        oral_frames(session, rows)
        assert spark.compute(query, ORAL, session, TABLES) == compute(query, ORAL, rows)

    check()
