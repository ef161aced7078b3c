"""Between stored rows and the rules' values: one mapping, both ways."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from .codebook import codebook
from .models import Activity, Diagnosis, PatientRow
from .rules.patient import BOXES
from .rules.values import Activity as ActivityValues
from .rules.values import DiagnosisLine
from .rules.values import PatientRow as RowValues

_CHILDREN = ("activities", "diagnoses", "continuation")
MARKS = frozenset({"over_100", "surco", "completed", "violence"})
COLUMNS = tuple(f.name for f in fields(RowValues) if f.name not in _CHILDREN)


def values_of(row: PatientRow) -> RowValues:
    """A stored row (with its children) as the rules read it."""
    labels = codebook().diagnoses
    return RowValues(
        continuation=row.continues_id is not None,
        activities=tuple(ActivityValues(a.code, a.number, a.klass) for a in row.activities.all()),
        diagnoses=tuple(
            DiagnosisLine(d.text or (labels[d.code].label if d.code in labels else ""), d.code, d.klass)
            for d in row.diagnoses.all()
        ),
        **{name: getattr(row, name) for name in COLUMNS},
    )


def store(row: PatientRow, values: RowValues) -> None:
    """Write the values into the row and replace its children; the caller set everything else."""
    for name in COLUMNS:
        setattr(row, name, getattr(values, name))
    row.save()
    row.activities.all().delete()
    row.diagnoses.all().delete()
    Activity.objects.bulk_create(activities_of(row, values.activities))
    Diagnosis.objects.bulk_create(diagnoses_of(row, values.diagnoses))


def activities_of(row: PatientRow, lines: Iterable[ActivityValues]) -> list[Activity]:
    """Unsaved children of the row."""
    return [
        Activity(row=row, position=n, code=a.code, number=a.number, klass=a.klass)
        for n, a in enumerate(lines, 1)
    ]


def diagnoses_of(row: PatientRow, lines: Iterable[DiagnosisLine]) -> list[Diagnosis]:
    """Unsaved children of the row; words equal to the code's label are not repeated in every row."""
    labels = codebook().diagnoses
    return [
        Diagnosis(
            row=row,
            position=n,
            code=d.code,
            klass=d.klass,
            text="" if d.code in labels and d.text == labels[d.code].label else d.text,
        )
        for n, d in enumerate(lines, 1)
    ]


def typed_of(row: RowValues) -> dict[str, Any]:
    """A row as it would be typed again: the fields of BOXES, `continuation`, and both lists of lines."""
    typed: dict[str, Any] = {name: getattr(row, name) for name in BOXES}
    typed |= {name: "1" if getattr(row, name) else "" for name in MARKS}
    typed["ethnic"] = f"{row.ethnic}{'D' if row.disabled else ''}"
    typed["age"] = "" if row.age is None else f"{row.age:02d}"
    typed["continuation"] = "1" if row.continuation else ""
    typed["activities"] = [{"code": a.code, "number": a.number, "class": a.klass} for a in row.activities]
    typed["diagnoses"] = [{"text": d.text, "code": d.code, "class": d.klass} for d in row.diagnoses]
    return typed


def changes(before: RowValues, after: RowValues) -> dict[str, list[object]]:
    """Field → [before, after] of what differs, JSON-able; the patient's identity masked."""
    found: dict[str, list[object]] = {}
    for field in fields(RowValues):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            found[field.name] = [_plain(field.name, old), _plain(field.name, new)]
    return found


def mask(identity: str) -> str:
    """The last three signs only: enough to recognise, not to identify."""
    return f"•••{identity[-3:]}" if identity else ""


def _plain(name: str, value: object) -> object:
    if name == "identity":
        return mask(str(value))
    if isinstance(value, tuple):
        return [" ".join(str(getattr(v, s)) for s in v.__slots__) for v in value]
    return value
