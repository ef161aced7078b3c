"""A patient row with its sheet's head as one flat line: the columns of the CSV and XLSX files. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cauce.core.errors import Problem

from .flow import broken
from .patient import BOXES, NOT_APPLICABLE
from .values import MAX_ACTIVITIES, MAX_DIAGNOSES

HEAD = ("facility", "date", "professional", "registration", "centre", "schedule", "chair_hours")
ROW = ("continuation", *BOXES, *NOT_APPLICABLE)
ACTIVITY, DIAGNOSIS = ("code", "number", "class"), ("text", "code", "class")
COLUMNS: tuple[str, ...] = (
    *HEAD,
    *ROW,
    *(f"act{n}_{part}" for n in range(1, MAX_ACTIVITIES + 1) for part in ACTIVITY),
    *(f"dx{n}_{part}" for n in range(1, MAX_DIAGNOSES + 1) for part in DIAGNOSIS),
)
NEEDED = frozenset({*HEAD, *BOXES}) - {"over_100", "locality", "surco", "district", "corregimiento"}
_CHILD = re.compile(r"\.(activities|diagnoses)\.([0-9]+)\.([a-z]+)$")


def check_columns(columns: Iterable[str]) -> list[Problem]:
    """Unknown, repeated and missing columns of a file's first line."""
    names = list(columns)
    repeated = {name for name in names if names.count(name) > 1}
    problems = [broken("OH-161", "línea 1", value=n) for n in names if n not in COLUMNS or n in repeated]
    return problems + [
        broken("OH-162", "línea 1", value=n) for n in COLUMNS if n in NEEDED and n not in names
    ]


def head_of(cells: Mapping[str, str]) -> dict[str, str]:
    """The head's boxes."""
    return {name: cells.get(name, "") for name in HEAD}


def row_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """The row as `read_patient` takes it."""
    row: dict[str, Any] = {name: cells.get(name, "") for name in ROW}
    row["activities"] = [_parts(cells, f"act{n}", ACTIVITY) for n in range(1, MAX_ACTIVITIES + 1)]
    row["diagnoses"] = [_parts(cells, f"dx{n}", DIAGNOSIS) for n in range(1, MAX_DIAGNOSES + 1)]
    return row


def _parts(cells: Mapping[str, str], prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: cells.get(f"{prefix}_{name}", "") for name in names}


def column_of(place: str) -> str:
    """The file's column of a problem's place: "rows.1.activities.2.code" → "act2_code"."""
    if match := _CHILD.search(place):
        return f"{'act' if match[1] == 'activities' else 'dx'}{match[2]}_{match[3]}"
    name = place.rsplit(".", 1)[-1]
    return {"activities": "act1_code", "diagnoses": "dx1_code"}.get(name, name)
