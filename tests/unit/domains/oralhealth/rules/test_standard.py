"""Reading a standard as it is typed: OH-135 (its value) and OH-136 (its year)."""

from decimal import Decimal

import pytest

from cauce.core.errors import Invalid
from cauce.domains.oralhealth.rules.standard import read_standard

GOOD = {"value": "40", "year": "2026", "source": " Norma "}


@pytest.mark.parametrize(
    ("typed", "value"), [("40", "40"), ("0", "0"), ("1,5", "1.5"), (" 2.1250 ", "2.125")]
)
def test_a_good_value(typed, value):
    assert read_standard({**GOOD, "value": typed}) == {
        "value": Decimal(value),
        "year": 2026,
        "source": "Norma",
    }


@pytest.mark.parametrize("typed", ["", "-1", "x", "NaN", "Infinity", "1e99", "0.00001", "99999999999"])
def test_OH_135_what_is_no_value(typed):
    with pytest.raises(Invalid) as refused:
        read_standard({**GOOD, "value": typed})
    assert [p.rule for p in refused.value.problems] == ["OH-135"]


@pytest.mark.parametrize("typed", ["", "26", "1999", "2100", "dos mil", "20260"])
def test_OH_136_what_is_no_year(typed):
    with pytest.raises(Invalid) as refused:
        read_standard({**GOOD, "year": typed})
    assert [p.rule for p in refused.value.problems] == ["OH-136"]
