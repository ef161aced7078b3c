"""Exact amounts on both databases, and no float in the path of money."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

import cauce.domains.riskplans
from cauce.core.bulk import insert
from cauce.domains.riskplans.models import UvrWeight
from cauce.domains.riskplans.models.exact import ExactField
from cauce.domains.riskplans.rules.amounts import read_amount

ROOT = Path(cauce.domains.riskplans.__file__).parent
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("text", ["0.0001", "12345678901234.5678", "-3", "900000000000000"])
def test_what_goes_in_comes_out(colombia, text):
    table = colombia.uvr()
    weight = table.weights.first()
    UvrWeight.objects.filter(pk=weight.pk).update(weight=Decimal(text).copy_abs())
    weight.refresh_from_db()
    assert weight.weight == abs(Decimal(text))


def test_the_database_adds_without_rounding(colombia):
    table = colombia.uvr()
    keys = list(table.weights.values_list("pk", flat=True))
    UvrWeight.objects.filter(pk=keys[0]).update(weight=Decimal("99999999999999.9999"))
    UvrWeight.objects.filter(pk__in=keys[1:]).update(weight=Decimal("0.0001"))
    expected = Decimal("99999999999999.9999") + Decimal("0.0001") * (len(keys) - 1)
    assert table.weights.aggregate(total=Sum("weight"))["total"] == expected


@pytest.mark.parametrize("value", [0.1, True, Decimal("0.00001"), Decimal("1e16"), Decimal("NaN")])
def test_what_is_not_exact_is_not_stored(value):
    with pytest.raises(ValueError, match=r"float|decimals"):
        ExactField().get_prep_value(value)


def test_rows_in_bulk_are_stored_the_same_way(colombia):
    table = colombia.uvr()
    insert(UvrWeight, ("concept", "weight"), [("en_bloque", Decimal("12.3456"))], table_id=table.pk)
    assert table.weights.get(concept="en_bloque").weight == Decimal("12.3456")


def test_a_float_is_no_amount():
    assert read_amount(0.5) is None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_float_is_made_or_written_in_the_module(path):
    """No float literal, no float(), no FloatField or DecimalField (SQLite keeps that one as a float)."""
    found = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in {"FloatField", "DecimalField"})
    ]
    assert found == []
