"""The daily record as the pages draw it: boxes with their numbers, lists and lengths, in the paper's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .codebook import codebook
from .rules.patient import BOXES
from .rules.values import MAX_ACTIVITIES, MAX_DIAGNOSES
from .rules.values import PatientRow as RowValues
from .stored import typed_of

# field → (label, most signs, list of the codebook or "")
FIELDS: dict[str, tuple[str, int, str]] = {
    "insured": ("Asegurado", 1, "insured"),
    "ethnic": ("Etnia", 2, "ethnic"),
    "identity": ("Identificación", 20, ""),
    "age_unit": ("Unidad de edad", 1, "age_unit"),
    "age": ("Edad", 2, ""),
    "over_100": ("100 o más", 1, ""),
    "sex": ("Sexo", 1, "sex"),
    "new_in_institution": ("En la institución", 1, "attendance"),
    "new_in_service": ("En el servicio", 1, "attendance"),
    "province": ("Provincia", 2, ""),
    "district": ("Distrito", 2, ""),
    "corregimiento": ("Corregimiento", 2, ""),
    "locality": ("Poblado", 80, ""),
    "care_type": ("Tipo de atención", 1, "care_type"),
    "care_frequency": ("Frecuencia", 1, "care_frequency"),
    "programme": ("Programa", 1, "programme"),
    "school_programme": ("Programa escolar", 1, "school_programme"),
    "school": ("Escuela", 1, ""),
    "adult_service": ("Manipulador o higiene", 1, "adult_service"),
    "referral": ("Referido", 4, "referral"),
    "surco": ("SURCO", 1, ""),
    "referred_service": ("Servicio", 20, ""),
    "completed": ("Terminado", 1, "completed"),
    "violence": ("Violencia", 1, "violence"),
}
# The last column has no number on the paper.
NUMBERS = {"violence": "Últ."}
WIDE = frozenset({"identity", "locality"})
# Box 2 takes one sign or two.
FULL = {"ethnic": 0}
# What the next patient usually shares with the one above.
CARRIED = (
    "insured",
    "ethnic",
    "age_unit",
    "province",
    "district",
    "corregimiento",
    "care_type",
    "school_programme",
    "school",
)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form. `help` lists its codes; `place` is where its problems are."""

    name: str
    number: str
    label: str
    value: str
    most: int
    help: str
    place: str
    wide: bool
    full: int  # typing this many signs moves on; 0: never (the length of what is typed varies)


def boxes(typed: Mapping[str, Any], place: str) -> list[Box]:
    """All boxes of a patient, in the paper's order."""
    return [
        Box(
            name,
            NUMBERS.get(name, BOXES[name]),
            label,
            str(typed.get(name) or ""),
            most,
            _codes(listed),
            f"{place}.{name}",
            name in WIDE,
            FULL.get(name, most if most <= 2 else 0),
        )
        for name, (label, most, listed) in FIELDS.items()
    ]


def _codes(listed: str) -> str:
    if not listed:
        return ""
    return " · ".join(f"{c.code} {c.label}" for c in codebook().lists[listed].values() if c.applies)


def lines(typed: Mapping[str, Any], kind: str, place: str) -> list[dict[str, Any]]:
    """The form's six lines of activities or diagnoses, each with its cells' names, values and places."""
    parts, most, prefix = {
        "activities": (("code", "number", "class"), MAX_ACTIVITIES, "act"),
        "diagnoses": (("code", "class", "text"), MAX_DIAGNOSES, "dx"),
    }[kind]
    held: Sequence[Mapping[str, Any]] = typed.get(kind) or ()
    return [
        {
            "n": n,
            "cells": [
                {
                    "part": part,
                    "name": f"{prefix}{n}_{part}",
                    "value": str((held[n - 1] if n <= len(held) else {}).get(part) or ""),
                    "place": f"{place}.{kind}.{n}.{part}",
                }
                for part in parts
            ],
        }
        for n in range(1, most + 1)
    ]


def next_row(last: RowValues | None) -> dict[str, Any]:
    """An empty row with what it usually shares with the row above."""
    if last is None:
        return {"age_unit": "3"}
    typed = typed_of(last)
    return {name: typed[name] for name in CARRIED}
