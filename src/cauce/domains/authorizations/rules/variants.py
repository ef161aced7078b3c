"""A region's or hospital's own fields, typed and versioned, without code (rule 10). The core cannot be touched. Pure.

A variant only adds under `extra`: no key of it can name, hide or loosen a field of the core.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cauce.core.errors import Problem

from .reading import LABELS, TOP
from .table import broken

MAX_FIELDS, MAX_OPTIONS, MAX_TEXT = 30, 60, 2_000
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
CORE = frozenset({part for name in LABELS for part in (name, name.rpartition(".")[2])} | TOP)


class FieldType(StrEnum):
    """Of a variant's own field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


HINTS = {
    FieldType.TEXT: f"Escriba un texto de hasta {MAX_TEXT} letras.",
    FieldType.NUMBER: "Escriba un número entero.",
    FieldType.DATE: "Escríbala como 2026-03-14.",
    FieldType.YES_NO: "Elija sí o no.",
    FieldType.CHOICE: "Elija una de las opciones.",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One own field. `place`: who asks for it, for the sentence; `help`: shown beside it."""

    key: str
    label: str
    type: FieldType
    required: bool = False
    options: tuple[str, ...] = ()
    help: str = ""
    place: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the version keeps it."""
        return {
            "key": self.key,
            "label": self.label,
            "type": self.type.value,
            "required": self.required,
            "options": list(self.options),
            "help": self.help,
        }


def read_fields(raw: Any, place: str = "") -> tuple[list[Field], list[Problem]]:
    """The fields of a variant as published or proposed, and what is wrong with them."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_FIELDS:
        return [], [broken("AP-92", "fields", where="—", message=f"debe haber de 1 a {MAX_FIELDS} campos")]
    problems: list[Problem] = []
    found = [_field(row, n, place, problems) for n, row in enumerate(raw, start=1)]
    keys = [field.key for field in found if field]
    problems += [
        broken("AP-92", "fields", where=key, message="aparece dos veces")
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    return [field for field in found if field], problems


def _field(raw: Any, number: int, place: str, problems: list[Problem]) -> Field | None:
    row: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    path, key = f"fields.{number}", str(row.get("key", ""))
    if key in CORE:
        problems.append(broken("AP-93", f"{path}.key", value=key))
    elif not _KEY.fullmatch(key):
        problems.append(_wrong(path, key, "la clave se escribe con minúsculas, cifras y guion bajo"))
    label, kind = str(row.get("label") or "").strip(), row.get("type")
    if not 1 <= len(label) <= 120:
        problems.append(_wrong(path, key, "falta su nombre"))
    if kind not in {t.value for t in FieldType}:
        problems.append(_wrong(path, key, f"el tipo es uno de: {', '.join(FieldType)}"))
        return None
    options = tuple(str(option).strip() for option in row.get("options") or ())
    _check_options(FieldType(kind), options, path, key, problems)
    required, text = bool(row.get("required")), str(row.get("help") or "")[:300]
    return Field(key, label[:120], FieldType(kind), required, options, text, place)


def _check_options(
    kind: FieldType, options: tuple[str, ...], path: str, key: str, problems: list[Problem]
) -> None:
    if kind == FieldType.CHOICE:
        if not 2 <= len(set(options)) == len(options) <= MAX_OPTIONS or "" in options:
            problems.append(_wrong(path, key, f"necesita de 2 a {MAX_OPTIONS} opciones distintas"))
    elif options:
        problems.append(_wrong(path, key, "solo un campo de opciones las tiene"))


def _wrong(path: str, key: str, message: str) -> Problem:
    return broken("AP-92", path, where=f"«{key[:40]}»", message=message)


def check_extra(typed: Mapping[str, Any], fields: Iterable[Field]) -> tuple[dict[str, Any], list[Problem]]:
    """Values of the own fields in force, read and checked; what no field asks for is a problem."""
    known = {field.key: field for field in fields}
    problems = [
        broken("AP-35", f"extra.{key}", field=str(key)[:60])
        for key in sorted(set(typed) - set(known), key=str)
    ]
    values: dict[str, Any] = {}
    for key, field in known.items():
        text = "" if typed.get(key) is None else str(typed[key]).strip()
        if not text:
            if field.required:
                problems.append(broken("AP-29", f"extra.{key}", field=field.label, who=field.place))
            continue
        value = _value(field, text)
        if value is None:
            hint = {"value": text[:60], "field": field.label, "hint": HINTS[field.type]}
            problems.append(broken("AP-30", f"extra.{key}", **hint))
        else:
            values[key] = value
    return values, problems


def _value(field: Field, text: str) -> Any:
    """The value, JSON-able; None when it is none of the field's type."""
    if field.type == FieldType.TEXT:
        return text if len(text) <= MAX_TEXT else None
    if field.type == FieldType.CHOICE:
        return text if text in field.options else None
    if field.type == FieldType.YES_NO:
        return {"true": True, "1": True, "sí": True, "si": True, "false": False, "0": False, "no": False}.get(
            text.lower()
        )
    if field.type == FieldType.NUMBER:
        fine = text.lstrip("-").isdigit() and text.isascii() and len(text) <= 12
        return int(text) if fine and text.count("-") <= 1 else None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None
