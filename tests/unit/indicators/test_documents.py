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
