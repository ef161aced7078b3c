"""DHIS2's dataValueSets: JSON (one document of many units) and CSV, by codes.

Send it with the identifier schemes set to codes: POST /api/dataValueSets?idScheme=CODE (JSON), or
`?format=csv&idScheme=CODE`. A total has no categoryOptionCombo: DHIS2 takes its default.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..values import DataValue, DataValueSet, categories_of, combination, number, plain

MEDIA_TYPE = "application/json"
# The first nine columns of DHIS2's CSV, in its order; it reads by position.
COLUMNS = (
    "dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value", "storedby", "lastupdated", "comment",
)  # fmt: skip


def write_json(sets: Iterable[DataValueSet]) -> bytes:
    """One document: what all sets share stands at the top, each value says its own unit and period."""
    sets = list(sets)
    document: dict[str, Any] = {"dataValues": [_json(one, value) for one in sets for value in one.values]}
    for name, values in (
        ("dataSet", {one.data_set for one in sets}),
        ("completeDate", {one.completed for one in sets}),
        ("period", {one.period for one in sets}),
        ("orgUnit", {one.unit for one in sets}),
    ):
        if len(values) == 1 and (only := next(iter(values))):
            document = {name: only} | document
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json(one: DataValueSet, value: DataValue) -> dict[str, str]:
    told = {
        "dataElement": value.element,
        "period": one.period,
        "orgUnit": one.unit,
        "categoryOptionCombo": combination(value.categories),
        "value": plain(value.value),
        "comment": value.comment,
    }
    return {name: text for name, text in told.items() if text}


def read_json(content: bytes) -> list[DataValueSet]:
    """The sets of a document. Raises ValueError."""
    document = json.loads(content)
    if not isinstance(document, Mapping) or not isinstance(document.get("dataValues"), list):
        raise ValueError("not a dataValueSet")
    shared = {name: str(document.get(name, "")) for name in ("dataSet", "completeDate", "period", "orgUnit")}
    return _sets(shared, document["dataValues"], "dataElement", "period", "orgUnit", "categoryOptionCombo")


def write_csv(sets: Iterable[DataValueSet]) -> bytes:
    """The same figures as CSV, without the set's own code and date (DHIS2's CSV has no place for them)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in sets:
        for value in one.values:
            combo = combination(value.categories)
            row = (value.element, one.period, one.unit, combo, "", plain(value.value), "", "", value.comment)
            writer.writerow(row)
    return out.getvalue().encode()


def read_csv(content: bytes) -> list[DataValueSet]:
    """The sets of a CSV; their data set is not told. Raises ValueError."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError("not DHIS2's columns")
    return _sets({}, list(rows), "dataelement", "period", "orgunit", "catoptcombo")


def _sets(
    shared: Mapping[str, str],
    values: list[Mapping[str, Any]],
    element: str,
    period: str,
    unit: str,
    combo: str,
) -> list[DataValueSet]:
    found: dict[tuple[str, str], list[DataValue]] = {}
    for one in values:
        try:
            key = (str(one.get(unit) or shared["orgUnit"]), str(one.get(period) or shared["period"]))
            value = DataValue(
                str(one[element]),
                number(one["value"]),
                categories_of(str(one.get(combo) or "")),
                str(one.get("comment") or ""),
            )
        except KeyError as error:
            raise ValueError(f"a value lacks {error}") from error
        found.setdefault(key, []).append(value)
    return [
        DataValueSet(shared.get("dataSet", ""), u, p, tuple(of), shared.get("completeDate", ""))
        for (u, p), of in found.items()
    ]
