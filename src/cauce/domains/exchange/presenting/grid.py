"""Step 6: the grid's rows, cell by cell, with what is typed, what was shown and each cell's problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from cauce.core.errors import Problem

from ..models import Line
from ..rules.lines import CAUSES, FIELDS, LABELS, LineValues
from .products import Product
from .typed import EMPTY, ORDER, Row, as_texts, packed

SHORT = {
    "surplus_events": _("Excedente: eventos"),
    "surplus_patients": _("Excedente: pacientes"),
    "shortage_cause": _("Faltante: causa"),
    "shortage_events": _("Faltante: eventos"),
    "shortage_patients": _("Faltante: pacientes"),
}
COLUMNS = tuple((name, LABELS[name]) for name in ORDER)


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: its field, its text, what it held when shown, its problems."""

    field: str
    value: str
    was: str
    problems: tuple[Problem, ...] = ()

    @property
    def label(self) -> StrPromise:
        """The column's name, for narrow screens."""
        return SHORT[self.field]

    @property
    def shown(self) -> str:
        """The text as read: a cause by its name."""
        return CAUSES.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One product. `base` is packed for its hidden input; `dirty` when what is typed differs from it."""

    product: Product
    cells: list[Cell]
    base: str
    dirty: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Typing:
    """All that the form said: typed rows, rows as shown, and the problems found in them."""

    typed: Mapping[int, Row] = field(default_factory=dict)
    base: Mapping[int, Row] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def grid_rows(products: Iterable[Product], lines: Mapping[int, Line], typing: Typing) -> list[GridRow]:
    """Rows for `products`: typed texts where the form had the row, else the stored ones."""
    problems: dict[str, list[Problem]] = {}
    for problem in typing.problems:
        problems.setdefault(problem.place, []).append(problem)
    return [_row(product, lines.get(product.pk), typing, problems) for product in products]


def _row(
    product: Product, line: Line | None, typing: Typing, problems: Mapping[str, list[Problem]]
) -> GridRow:
    was_sent = product.pk in typing.typed
    stored = as_texts(values_of(line)) if line else EMPTY
    base = typing.base.get(product.pk, EMPTY) if was_sent else stored
    typed = typing.typed[product.pk] if was_sent else stored
    cells = [
        Cell(name, typed[name], base[name], tuple(problems.get(f"rows.{product.pk}.{name}", ())))
        for name in ORDER
    ]
    here = tuple(problems.get(f"rows.{product.pk}", ()))
    return GridRow(product, cells, packed(base), typed != base, here)


def values_of(line: Line) -> LineValues:
    """A stored row as values."""
    return LineValues(**{name: getattr(line, name) for name in FIELDS})
