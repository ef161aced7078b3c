"""The daily record as the pages draw it: boxes with their numbers, lists and lengths, in the paper's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .codebook import codebook
from .rules.patient import BOXES
from .rules.patterns import Pattern, patient_patterns
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
    """One cell of a form. `cell` names it in places and scripts; `place` is where its problems are.

    pattern, sentence: what the browser can check by itself, and what it says then (rules/patterns.py).
    listed: the code list that it takes its codes from; `codes`: these codes in words.
    full: typing this many signs moves on; 0: never (the length of what is typed varies).
    """

    name: str
    cell: str
    number: str
    label: str
    value: str
    most: int
    codes: str
    place: str
    listed: str = ""
    wide: bool = False
    full: int = 0
    pattern: str = ""
    sentence: str = ""
    remedy: str = ""


def boxes(typed: Mapping[str, Any], place: str) -> list[Box]:
    """All boxes of a patient, in the paper's order."""
    patterns = patient_patterns(codebook())
    return [
        Box(
            name,
            name,
            NUMBERS.get(name, BOXES[name]),
            label,
            str(typed.get(name) or ""),
            most,
            _codes(listed),
            f"{place}.{name}",
            listed,
            name in WIDE,
            FULL.get(name, most if most <= 2 else 0),
            **checked(patterns, name),
        )
        for name, (label, most, listed) in FIELDS.items()
    ]


def checked(patterns: Mapping[str, Pattern], name: str) -> dict[str, str]:
    """What the browser may check of a cell, as fields of its Box."""
    found = patterns.get(name)
    if found is None:
        return {}
    return {"pattern": found.expression, "sentence": found.sentence, "remedy": found.remedy}


def _codes(listed: str) -> str:
    if not listed:
        return ""
    return " · ".join(f"{c.code} {c.label}" for c in codebook().lists[listed].values() if c.applies)


# kind of line → (prefix of its columns, most lines, part → (label, most signs, full, code list))
LINES: dict[str, tuple[str, int, dict[str, tuple[str, int, int, str]]]] = {
    "activities": (
        "act",
        MAX_ACTIVITIES,
        {
            "code": ("Código de la actividad", 2, 2, "procedures"),
            "number": ("Número de la actividad", 2, 0, ""),
            "class": ("Clase de la actividad", 1, 1, ""),
        },
    ),
    "diagnoses": (
        "dx",
        MAX_DIAGNOSES,
        {
            "code": ("Código CIE-10", 8, 0, "diagnoses"),
            "class": ("Clase del diagnóstico", 1, 1, ""),
            "text": ("Diagnóstico en palabras", 200, 0, ""),
        },
    ),
}


def lines(typed: Mapping[str, Any], kind: str, place: str) -> list[dict[str, Any]]:
    """The form's six lines of activities or diagnoses: `n`, and its cells as boxes."""
    prefix, most, parts = LINES[kind]
    patterns = patient_patterns(codebook())
    held: Sequence[Mapping[str, Any]] = typed.get(kind) or ()
    return [
        {
            "n": n,
            "cells": [
                Box(
                    f"{prefix}{n}_{part}",
                    f"{kind}.{n}.{part}",
                    str(n),
                    f"{label} {n}",
                    str((held[n - 1] if n <= len(held) else {}).get(part) or ""),
                    signs,
                    "",
                    f"{place}.{kind}.{n}.{part}",
                    listed,
                    part == "text",
                    full,
                    **checked(patterns, f"{kind}.{part}"),
                )
                for part, (label, signs, full, listed) in parts.items()
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


def continuation_of(last: RowValues | None) -> dict[str, Any]:
    """An empty continuation of the patient above, with the identity that proves which one it continues."""
    return {"continuation": "1", "identity": last.identity if last else ""}
