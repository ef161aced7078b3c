"""An indicator's document: what is read, and what is refused with the place named."""

import pytest
import yaml

from cauce.indicators.documents import from_document, load
from cauce.indicators.facts import ColumnType, FactTable

GOOD = {
    "code": "T-1",
    "module": "test",
    "title": "Primera vez",
    "definition": "Personas atendidas\n por primera vez.",
    "numerator": {"fact": "visits", "count": "rows", "where": [{"column": "first", "is": "1"}]},
    "denominator": {"fact": "people", "sum": "persons", "time": "year"},
    "factor": 100,
    "unit": "%",
    "dimensions": ["sex"],
    "period_types": ["month"],
}
FACTS = {
    "visits": FactTable("visits", {"sex": ColumnType.TEXT, "first": ColumnType.TEXT}, frozenset({"sex"})),
    "people": FactTable(
        "people", {"sex": ColumnType.TEXT, "persons": ColumnType.INTEGER}, frozenset({"sex"})
    ),
}


def test_a_good_document():
    indicator = from_document(GOOD)
    indicator.check(FACTS)
    assert (indicator.definition, indicator.digits) == ("Personas atendidas por primera vez.", 2)


WRONG = [
    ({"nmerator": {}}, "unknown fields nmerator"),
    ({"numerator": {"fact": "visits"}}, "one of count: rows"),
    ({"numerator": {"fact": "visits", "count": "rows", "sum": "first"}}, "one of count: rows"),
    ({"numerator": {"fact": "visits", "count": "rows", "where": [{"column": "first"}]}}, "one test"),
    ({"numerator": []}, "numerator is empty"),
    ({"numerator": {"fact": "visits", "median": "minutes"}, "denominator": None}, "number of its cases"),
    ({"denominator": {"fact": "visits", "median": "minutes"}}, "a median stands alone"),
    ({"factor": 0}, "factor"),
    ({"dimensions": ["sex", "sex"]}, "twice"),
    ({"standard": {"value": 3, "direction": "left"}}, "up or down"),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_what_is_wrong_is_named(tmp_path, change, said):
    path = tmp_path / "T-1.yaml"
    path.write_text(yaml.safe_dump({**GOOD, **change}), "utf-8")
    with pytest.raises(ValueError, match=said) as refused:
        load(path)
    assert str(refused.value).startswith("T-1.yaml")


MISFITS = [
    ({"numerator": {"fact": "absent", "count": "rows"}}, "no fact table absent"),
    (
        {"numerator": {"fact": "visits", "count": "rows", "where": [{"column": "nose", "is": "1"}]}},
        "no column nose",
    ),
    (
        {"numerator": {"fact": "visits", "count": "rows", "where": [{"column": "first", "is": 1}]}},
        "does not fit",
    ),
    ({"numerator": {"fact": "visits", "sum": "first"}}, "is text"),
    ({"dimensions": ["region"]}, "no dimension region"),
]


@pytest.mark.parametrize(("change", "said"), MISFITS)
def test_what_the_schemas_do_not_hold_is_named(change, said):
    with pytest.raises(ValueError, match=said) as refused:
        from_document({**GOOD, **change}).check(FACTS)
    assert str(refused.value).startswith("T-1")


PRINTED = {
    "field": "factor",
    "text": "x 100",
    "page": 56,
    "resolution": "Factor 1.",
    "decision": "A24",
    "factor": 100,
}


def test_the_printed_factor_and_the_parameters_are_offered_and_always_said():
    from decimal import Decimal

    mean = from_document({**GOOD, "factor": 1, "unit": "actividades por hora", "as_printed": [PRINTED]})
    assert mean.offered_factors == (1, 100)
    assert mean.unit_with() == "actividades por hora"
    assert mean.unit_with(Decimal(100)) == "actividades por hora × 100"
    rate = from_document(
        {**GOOD, "factor": 10000, "factors": [1000, 100000], "unit": "por {factor} habitantes"}
    )
    assert rate.unit_with() == "por 10,000 habitantes"
    assert rate.unit_with(Decimal(100000)) == "por 100,000 habitantes"
    with pytest.raises(ValueError, match="ofrece el factor 10,000, 1,000, 100,000; no 7"):
        rate.unit_with(Decimal(7))


def test_a_printed_dimension_stands_for_one_of_its_own_and_must_exist():
    printed = from_document({**GOOD, "printed_dimensions": {"sex": "sex_printed"}})
    assert printed.asked_by == ("sex", "sex_printed")
    with pytest.raises(ValueError, match="no dimension sex_printed"):
        printed.check(FACTS)
    with pytest.raises(ValueError, match="stands for none"):
        from_document({**GOOD, "printed_dimensions": {"age": "age_printed"}})


def test_only_a_whole_column_has_a_median():
    told = {
        "numerator": {"fact": "people", "median": "sex"},
        "denominator": {"fact": "people", "count": "rows"},
    }
    with pytest.raises(ValueError, match="only a whole column"):
        from_document(GOOD | told).check(FACTS)
    told["numerator"] = {"fact": "people", "median": "persons"}
    found = from_document(GOOD | told)
    found.check(FACTS)
    assert found.is_median
