"""The code lists as people look them up: one name space each, searched without accents and with slips of the finger."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from cauce.core.catalogues.search import SearchIndex

from .codebook import codebook

# key → words; the lists of boxes follow, under the codebook's own names
TITLES = {
    "procedures": "Actividades y procedimientos",
    "diagnoses": "Diagnósticos CIE-10",
    "techniques": "Técnicas educativas",
    "promotion_types": "Tipos de promoción",
    "administrative": "Actividades administrativas",
    "other_codes": "Otros códigos",
    "insured": "Casilla 1. Asegurado",
    "ethnic": "Casilla 2. Etnia y discapacidad",
    "age_unit": "Casilla 4. Unidad de edad",
    "sex": "Casilla 7. Sexo",
    "attendance": "Casillas 8 y 9. Atención en el año",
    "care_type": "Casilla 11. Tipo de atención",
    "care_frequency": "Casilla 12. Frecuencia",
    "programme": "Casilla 13. Programas",
    "school_programme": "Casilla 15. Programa escolar o adolescentes",
    "adult_service": "Casilla 20. Manipulador de alimentos o higiene social",
    "referral": "Casilla 21. Referido",
    "schedule": "Horario o lugar",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One code in words. counted: what its number counts; note: what the manual leaves open or misprints."""

    code: str
    label: str
    definition: str
    page: str
    note: str
    counted: str


@cache
def listed(key: str) -> tuple[Listed, ...]:
    """The codes of a list that apply to oral health, in the manual's order. Raises KeyError."""
    book = codebook()
    items: Iterable[Any] = (getattr(book, key) if hasattr(book, key) else book.lists[key]).values()
    return tuple(
        Listed(
            item.code,
            item.label,
            getattr(item, "definition", ""),
            item.page,
            item.note,
            item.unit.label if key == "procedures" else "",
        )
        for item in items
        if getattr(item, "applies", True)
    )


def find(key: str, text: str, limit: int = 60) -> list[Listed]:
    """The codes of the list that begin as the text or whose words are like it; all of them for a blank text."""
    if not text.strip():
        return list(listed(key))
    by_code = [c for c in listed(key) if c.code.lower().startswith(text.strip().lower())]
    codes = {c.code: c for c in listed(key)}
    named = [codes[str(hit.key)] for hit in _index(key).search(text, limit=limit)]
    return list(dict.fromkeys([*by_code, *named]))[:limit]


@cache
def as_json() -> dict[str, list[list[str]]]:
    """Every list as [code, label, what its number counts]: what the cells and their look-up read."""
    return {key: [[c.code, c.label, c.counted] for c in listed(key)] for key in TITLES}


@cache
def _index(key: str) -> SearchIndex:
    return SearchIndex((c.code, c.label, [c.definition] if c.definition else []) for c in listed(key))
