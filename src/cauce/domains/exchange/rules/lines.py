"""What one row of the product grid may say (source 000, step 6; decisions M5, M6).

A row arrives as text, just as typed. It leaves as a `LineValues` with whole numbers and
None for "not reported", or as problems, each at its own cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cauce.core.errors import Problem

from .table import broken

MAX_MONTHLY = 9_999_999  # larger than any monthly figure of a unit; fits both databases' integers

CAUSES: dict[str, str] = {
    "service": "Carencia de servicio",
    "equipment": "Falta de equipo",
    "supplies": "Falta de insumos",
    "staff": "Falta de personal",
}
LABELS: dict[str, str] = {
    "surplus_events": "Eventos mensuales del excedente",
    "surplus_patients": "Pacientes mensuales del excedente",
    "shortage_events": "Eventos mensuales del faltante",
    "shortage_patients": "Pacientes mensuales del faltante",
    "shortage_cause": "Causa principal del faltante",
}
QUANTITIES = ("surplus_events", "surplus_patients", "shortage_events", "shortage_patients")
FIELDS = (*QUANTITIES, "shortage_cause")
_WHOLE = re.compile(r"[0-9]+")
_SIGNED_WHOLE = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class LineValues:
    """One product's row: monthly events and patients (whole numbers ≥ 1 or None) and the cause's key or ""."""

    surplus_events: int | None = None
    surplus_patients: int | None = None
    shortage_cause: str = ""
    shortage_events: int | None = None
    shortage_patients: int | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing reported: the product has neither surplus nor shortage."""
        return self == LineValues()

    @property
    def has_surplus(self) -> bool:
        """Any of the surplus cells is filled."""
        return self.surplus_events is not None or self.surplus_patients is not None

    @property
    def has_shortage(self) -> bool:
        """Any of the shortage quantities is filled."""
        return self.shortage_events is not None or self.shortage_patients is not None


def read_line(typed: Mapping[str, object], place: str) -> tuple[LineValues, list[Problem]]:
    """Read one row as typed. Returns its values and all its problems (errors first, then warnings).

    typed: field name → text (or int or None, from the API). place: prefix of each problem's place.
    With errors the values are not to be saved.
    """
    problems: list[Problem] = []
    numbers = {field: _quantity(field, typed.get(field), place, problems) for field in QUANTITIES}
    cause = str(typed.get("shortage_cause") or "").strip()
    if cause and cause not in CAUSES:
        problems.append(broken("EX-07", f"{place}.shortage_cause", value=cause))
    values = LineValues(shortage_cause=cause, **numbers)
    if not problems:
        problems = [*_missing(values, place), *_doubtful(values, place)]
    return values, problems


def _quantity(field: str, typed: object, place: str, problems: list[Problem]) -> int | None:
    """A whole number of at least 1, or None for an empty cell."""
    text = "" if typed is None else str(typed).strip()
    where, label = f"{place}.{field}", LABELS[field]
    if not text:
        return None
    if isinstance(typed, bool) or not _SIGNED_WHOLE.fullmatch(text):
        problems.append(broken("EX-02", where, label=label, value=text[:30]))
        return None
    if not _WHOLE.fullmatch(text) or not text.strip("0"):
        problems.append(broken("EX-01", where, label=label, value=text[:30]))
        return None
    if len(text.lstrip("0")) > len(str(MAX_MONTHLY)) or int(text) > MAX_MONTHLY:
        problems.append(broken("EX-10", where, label=label, value=text[:30], maximum=MAX_MONTHLY))
        return None
    return int(text)


def _missing(values: LineValues, place: str) -> list[Problem]:
    """Mandatory cells of a row that says something (step 6: patients; for a shortage also the cause)."""
    problems = []
    if values.has_surplus and values.surplus_patients is None:
        problems.append(broken("EX-03", f"{place}.surplus_patients"))
    if values.has_shortage or (values.shortage_cause and not values.has_surplus):
        if not values.shortage_cause:
            problems.append(broken("EX-04", f"{place}.shortage_cause"))
        if values.shortage_patients is None:
            problems.append(broken("EX-05", f"{place}.shortage_patients"))
    elif values.shortage_cause:
        problems.append(broken("EX-06", f"{place}.shortage_cause"))
    return problems


def _doubtful(values: LineValues, place: str) -> list[Problem]:
    """Warnings to confirm (spec 1, rule 5)."""
    warnings = []
    if values.surplus_patients is not None and values.shortage_patients is not None:
        warnings.append(broken("EX-08", place))
    for side, events, patients in (
        ("excedente", values.surplus_events, values.surplus_patients),
        ("faltante", values.shortage_events, values.shortage_patients),
    ):
        if events is not None and patients is not None and events < patients:
            field = "surplus_events" if side == "excedente" else "shortage_events"
            warnings.append(broken("EX-09", f"{place}.{field}", side=side, events=events, patients=patients))
    return warnings
