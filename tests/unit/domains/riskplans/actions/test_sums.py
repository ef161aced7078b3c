"""Sums of pesos outside the Cuadros: what the database cannot keep exactly is refused at its place, never rounded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cauce.core.errors import Invalid
from cauce.domains.riskplans import actions
from tests.factories.colombia import QUARTER

WRONG = [("-1", "RP-04"), ("0.001", "RP-46"), ("900000000000000.01", "RP-71"), ("1e20", "RP-71")]
ROW = actions.ActivityValues(1, "Red", "Medida", "Actividad", "Gerencia", date(2026, 1, 5), date(2026, 3, 20))


def found(call):
    with pytest.raises(Invalid) as refused:
        call()
    return [(problem.rule, problem.place) for problem in refused.value.problems]


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_of_an_activity_done(colombia, text, rule):
    report = colombia.report()
    values = actions.ProgressValues(True, date(2026, 3, 1), Decimal(text))
    activity = report.plan_version.activities.get(number=1)
    assert found(
        lambda: actions.save_activity(
            by=colombia.officer, at=colombia.at, report=report, activity=activity, values=values
        )
    ) == [(rule, "medidas.1.amount")]


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_of_an_activity_programmed(colombia, text, rule):
    version = actions.create_plan(
        by=colombia.territory,
        at=colombia.at,
        hospital=colombia.hospitals["honda"],
        first_year=2026,
        last_year=2026,
    )
    assert found(
        lambda: actions.programme(
            by=colombia.territory,
            at=colombia.at,
            version=version,
            period=QUARTER,
            typed={},
            activities=[replace(ROW, amount=Decimal(text))],
        )
    ) == [(rule, "medidas.1.amount")]


@pytest.mark.parametrize(
    ("text", "rule"), [*WRONG[:3], ("1e20", "RP-03"), ("mil", "RP-03"), ("9" * 40, "RP-71")]
)
def test_of_an_instrument(colombia, text, rule):
    plan = colombia.version().plan
    assert found(
        lambda: actions.save_instrument(
            by=colombia.territory, at=colombia.at, plan=plan, kind="trust", title="Encargo", amount=text
        )
    ) == [(rule, "amount")]


@pytest.mark.parametrize("text", ["0.00001", "900000000000001"])
def test_of_a_weight(colombia, text):
    assert found(
        lambda: actions.publish_uvr(
            by=colombia.catalogue,
            at=colombia.at,
            name="Pesos",
            valid_from=date(2026, 1, 1),
            origin="prueba",
            weights={"biologicos": text},
        )
    ) == [("RP-79", "biologicos")]


def test_cents_of_the_largest_are_kept(colombia):
    plan = colombia.version().plan
    kept = actions.save_instrument(
        by=colombia.territory, at=colombia.at, plan=plan, kind="trust", title="E", amount="899999999999999.99"
    )
    kept.refresh_from_db()
    assert kept.amount == Decimal("899999999999999.99")
