"""Education, promotion and administrative rows as the pages draw them: cells in the paper's order (p. 38-44)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .codebook import codebook
from .presenting import Box, checked
from .rules.patterns import Pattern, admin_patterns, promotion_patterns

# field → (label, most signs, full, code list)
Cells = dict[str, tuple[str, int, int, str]]
PROMOTION: Cells = {
    "technique": ("Técnica educativa", 2, 2, "techniques"),
    "other_code": ("Otro código", 3, 3, "other_codes"),
    "promotion_type": ("Tipo de promoción", 1, 1, "promotion_types"),
    "topic": ("Tema", 200, 0, ""),
    "time": ("Tiempo de ejecución", 5, 0, ""),
    "programme": ("Programa", 200, 0, ""),
    "men": ("Hombres", 5, 0, ""),
    "women": ("Mujeres", 5, 0, ""),
    "place": ("Lugar de ejecución", 200, 0, ""),
    "invited": ("Invitados", 5, 0, ""),
    "beneficiaries": ("Beneficiarios", 5, 0, ""),
}
ADMIN: Cells = {
    "code": ("Actividad administrativa", 3, 0, "administrative"),
    "time": ("Tiempo utilizado", 5, 0, ""),
}
LONG = frozenset({"topic", "programme", "place"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: how actions call it, its tab in addresses and words, its cells, and what the next row carries."""

    key: str
    slug: str
    title: str
    cells: Cells
    carried: tuple[str, ...] = ()

    @property
    def patterns(self) -> dict[str, Pattern]:
        """What the browser may check by itself."""
        return (promotion_patterns if self.key == "promotion" else admin_patterns)(codebook())


KINDS = (
    Kind(
        "promotion",
        "educacion",
        "Educación y promoción",
        PROMOTION,
        ("promotion_type", "programme", "place"),
    ),
    Kind("admin", "administrativas", "Actividades administrativas", ADMIN),
)


def kind_of(slug: str) -> Kind | None:
    """The kind of an address."""
    return next((kind for kind in KINDS if kind.slug == slug), None)


def line_boxes(kind: Kind, typed: Mapping[str, Any], place: str) -> list[Box]:
    """The cells of one row of the kind, as typed."""
    patterns = kind.patterns
    return [
        Box(
            name,
            name,
            "",
            label,
            str(typed.get(name) if typed.get(name) is not None else ""),
            most,
            "",
            f"{place}.{name}",
            listed,
            name in LONG,
            full,
            **checked(patterns, name),
        )
        for name, (label, most, full, listed) in kind.cells.items()
    ]


def words_of(code: str, listed: str) -> str:
    """ "10 Exposición dialogada": a code with its words; the code alone when it is not in its list."""
    found = getattr(codebook(), listed).get(code)
    return f"{code} {found.label}" if found else code


def duration(minutes: int) -> str:
    """90 → "1:30"."""
    return f"{minutes // 60}:{minutes % 60:02d}"
