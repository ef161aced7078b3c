"""Reading what was typed (a form, a paper, a package, a FHIR bundle) into values, with a problem per wrong thing.

Blanks are not problems here: a draft may be half written. What is missing, completeness.py says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cauce.core.errors import Problem

from .codes import Priority, Setting, Sex, Side
from .identity import tidy
from .table import broken
from .values import (
    MAX_ITEMS,
    MAX_QUANTITY,
    ItemValues,
    OncologyValues,
    PatientValues,
    ProstheticsValues,
    RequestValues,
)

# field → what people call it
LABELS = {
    "patient.curp": "CURP",
    "patient.nss": "Número de seguridad social",
    "patient.given_name": "Nombre del paciente",
    "patient.first_surname": "Primer apellido",
    "patient.second_surname": "Segundo apellido",
    "patient.birth_date": "Fecha de nacimiento",
    "patient.sex": "Sexo",
    "physician.name": "Nombre del médico solicitante",
    "physician.licence": "Cédula profesional",
    "setting": "Ámbito",
    "priority": "Prioridad",
    "emergency": "Urgencia ya atendida",
    "attended_at": "Fecha y hora de la atención",
    "desired_date": "Fecha deseada",
    "diagnosis": "Diagnóstico CIE-10",
    "diagnosis_text": "Descripción del diagnóstico",
    "justification": "Justificación clínica",
    "items": "Servicios solicitados",
    "extra": "Datos propios de la región o del hospital",
    "service": "Servicio",
    "quantity": "Cantidad",
    "side": "Lado",
    "place": "Centro propuesto",
    "note": "Nota",
    "oncology.stage": "Etapa clínica",
    "oncology.prior_treatment": "Tratamiento previo",
    "oncology.scheme": "Esquema",
    "oncology.cycles": "Número de ciclos",
    "prosthetics.device": "Dispositivo",
    "prosthetics.side": "Lado",
    "prosthetics.material": "Material",
}
TOP = frozenset(
    {
        "patient",
        "physician",
        "setting",
        "priority",
        "emergency",
        "attended_at",
        "desired_date",
        "diagnosis",
        "diagnosis_text",
        "justification",
        "items",
        "extra",
    }
)
_TRUE = frozenset({"1", "true", "on", "si", "sí", "yes"})


def says_emergency(typed: Mapping[str, Any]) -> bool:
    """Whether what was typed is of an emergency already attended."""
    return _plain(typed.get("emergency")).strip().lower() in _TRUE


_LONG = {"justification": 20_000, "oncology.prior_treatment": 4_000}
_WIDTH = {"diagnosis_text": 200, "note": 300, "oncology.scheme": 200, "oncology.stage": 20}
_WIDTHS = _LONG | _WIDTH | {"prosthetics.device": 160, "prosthetics.material": 120, "physician.licence": 12}


class Reader:
    """Collects problems while it reads; `zone` is that of times typed without one."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.problems: list[Problem] = []

    def text(self, source: Mapping[str, Any], name: str, label: str, limit: int = 80) -> str:
        """One text, spaces trimmed, cut at what the column holds."""
        return _plain(source.get(name)).strip()[: _WIDTHS.get(label, limit)]

    def number(self, source: Mapping[str, Any], name: str, place: str, most: int) -> int | None:
        """A whole number from 1 to `most`; None when blank or wrong."""
        typed = _plain(source.get(name)).strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:9]) <= most:
            return int(typed)
        label = LABELS.get(name, name).lower()
        self.problems.append(broken("AP-03", place, value=typed[:40], field=label, least=1, most=most))
        return None

    def day(self, source: Mapping[str, Any], name: str, place: str) -> date | None:
        """An ISO date; None when blank or wrong."""
        typed = _plain(source.get(name)).strip()
        if not typed:
            return None
        try:
            return date.fromisoformat(typed[:40])
        except ValueError:
            self.problems.append(broken("AP-02", place, value=typed[:40]))
            return None

    def instant(self, source: Mapping[str, Any], name: str, place: str) -> datetime | None:
        """An ISO date and time, aware; None when blank or wrong."""
        typed = _plain(source.get(name)).strip()
        if not typed:
            return None
        try:
            found = datetime.fromisoformat(typed[:40])
        except ValueError:
            self.problems.append(broken("AP-34", place, value=typed[:40]))
            return None
        return found if found.tzinfo else found.replace(tzinfo=self.zone)

    def choice(self, source: Mapping[str, Any], name: str, place: str, among: Iterable[str]) -> str:
        """One of a closed list; "" when blank or wrong."""
        typed = _plain(source.get(name)).strip()
        if typed in {str(value) for value in among} or not typed:
            return typed
        label = LABELS.get(place, LABELS.get(name, name))
        self.problems.append(broken("AP-04", place, value=typed[:40], field=label))
        return ""


def read(typed: Mapping[str, Any], zone: ZoneInfo) -> tuple[RequestValues, list[Problem]]:
    """Values and problems of a typed request (its shape: /docs/manual and the API's schema)."""
    reader = Reader(zone)
    reader.problems += [
        broken("AP-35", str(name)[:60], field=str(name)[:60]) for name in sorted(set(typed) - TOP, key=str)
    ]
    physician = _mapping(typed.get("physician"))
    values = RequestValues(
        patient=_patient(reader, _mapping(typed.get("patient"))),
        physician_name=reader.text(physician, "name", "physician.name", 160),
        physician_licence=reader.text(physician, "licence", "physician.licence"),
        setting=reader.choice(typed, "setting", "setting", Setting),
        priority=reader.choice(typed, "priority", "priority", Priority),
        emergency=says_emergency(typed),
        attended_at=reader.instant(typed, "attended_at", "attended_at"),
        desired_date=reader.day(typed, "desired_date", "desired_date"),
        diagnosis=reader.text(typed, "diagnosis", "diagnosis", 12),
        diagnosis_text=reader.text(typed, "diagnosis_text", "diagnosis_text"),
        justification=reader.text(typed, "justification", "justification"),
        items=_items(reader, typed.get("items")),
        extra=dict(_mapping(typed.get("extra"))),
    )
    return values, reader.problems


def _patient(reader: Reader, typed: Mapping[str, Any]) -> PatientValues:
    return PatientValues(
        curp=tidy(reader.text(typed, "curp", "patient.curp", 40)),
        nss=tidy(reader.text(typed, "nss", "patient.nss", 40)),
        given_name=reader.text(typed, "given_name", "patient.given_name"),
        first_surname=reader.text(typed, "first_surname", "patient.first_surname"),
        second_surname=reader.text(typed, "second_surname", "patient.second_surname"),
        birth_date=reader.day(typed, "birth_date", "patient.birth_date"),
        sex=reader.choice(typed, "sex", "patient.sex", Sex),
    )


def _items(reader: Reader, typed: Any) -> tuple[ItemValues, ...]:
    """Rows with nothing in them are left out, the others keep their place as sequence."""
    rows = list(typed) if isinstance(typed, list | tuple) else []
    if len(rows) > MAX_ITEMS:
        message = {"value": len(rows), "field": LABELS["items"].lower(), "least": 1, "most": MAX_ITEMS}
        reader.problems.append(broken("AP-03", "items", **message))
        rows = rows[:MAX_ITEMS]
    found = [_item(reader, number, _mapping(row)) for number, row in enumerate(rows, start=1)]
    return tuple(item for item in found if not _is_blank(item))


def _item(reader: Reader, number: int, typed: Mapping[str, Any]) -> ItemValues:
    place = f"items.{number}"
    return ItemValues(
        sequence=number,
        service=reader.text(typed, "service", "service", 60),
        quantity=reader.number(typed, "quantity", f"{place}.quantity", MAX_QUANTITY),
        side=reader.choice(typed, "side", f"{place}.side", Side),
        place=reader.text(typed, "place", "place", 40),
        note=reader.text(typed, "note", "note"),
        oncology=_oncology(reader, _mapping(typed.get("oncology")), place),
        prosthetics=_prosthetics(reader, _mapping(typed.get("prosthetics")), place),
    )


def _oncology(reader: Reader, typed: Mapping[str, Any], place: str) -> OncologyValues | None:
    found = OncologyValues(
        stage=reader.text(typed, "stage", "oncology.stage"),
        prior_treatment=reader.text(typed, "prior_treatment", "oncology.prior_treatment"),
        scheme=reader.text(typed, "scheme", "oncology.scheme"),
        cycles=reader.number(typed, "cycles", f"{place}.oncology.cycles", 99),
    )
    return None if found == OncologyValues() else found


def _prosthetics(reader: Reader, typed: Mapping[str, Any], place: str) -> ProstheticsValues | None:
    found = ProstheticsValues(
        device=reader.text(typed, "device", "prosthetics.device"),
        side=reader.choice(typed, "side", f"{place}.prosthetics.side", Side),
        material=reader.text(typed, "material", "prosthetics.material"),
    )
    return None if found == ProstheticsValues() else found


def _is_blank(item: ItemValues) -> bool:
    return all(not getattr(item, f.name) for f in fields(item) if f.name != "sequence")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(value: Any) -> str:
    """What a person would have typed for a JSON value; lists and objects say nothing where a text is asked."""
    if value is None or isinstance(value, list | tuple | dict):
        return ""
    return ("true" if value else "") if isinstance(value, bool) else str(value).replace("\x00", "")
