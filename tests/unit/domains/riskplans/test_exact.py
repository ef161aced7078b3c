"""Exact amounts on both databases, and no float in the path of money."""

import ast
import re
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


ROUGH = {"Avg", "StdDev", "Variance", "FloatField", "DecimalField"}  # Django's means are floats
WHOLE = {"lcm", "gcd", "isqrt"}  # of math
ROUGH_MODULES = {"math", "statistics", "numpy", "pandas"}


def _imported(node):
    """Names that an import brings, and the module's."""
    names = {name.name for name in node.names}
    return names if names <= WHOLE else names | {getattr(node, "module", None)}


def _reads_floats(node):
    """json.loads without parse_float."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if not called or node.func.attr not in {"loads", "load"} or getattr(node.func.value, "id", "") != "json":
        return False
    return "parse_float" not in {keyword.arg for keyword in node.keywords}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_float_is_made_or_written_in_the_module(path):
    """No float literal, float(), FloatField or DecimalField (SQLite keeps that one as a float), mean of Django's, or JSON."""
    found = [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in ROUGH)
        or (isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & (ROUGH | ROUGH_MODULES))
        or _reads_floats(node)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_rounds_by_django(path):
    """`floatformat` and `widthratio` go through floats; amounts are written by our own filters."""
    assert not re.findall(r"floatformat|widthratio|intcomma|parseFloat", path.read_text(encoding="utf-8"))


def test_no_script_of_the_module_counts_money():
    assert not [path.name for path in ROOT.rglob("*.js") if "parseFloat" in path.read_text(encoding="utf-8")]
