"""The preliminary report's summary: what a declaration says so far, by unit and in all."""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from cauce.web.ui.numbers import number

from ..models import Declaration


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """One unit's rows: how many, and the monthly patients of each side (None: nothing reported)."""

    code: str
    name: str
    rows: int
    surplus: int | None
    shortage: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The declaration in all; sums over nothing reported are None, never zero."""

    units: list[UnitTotals]
    units_total: int

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(unit.rows for unit in self.units)

    @property
    def surplus(self) -> int | None:
        """Monthly patients offered."""
        return _sum(unit.surplus for unit in self.units)

    @property
    def shortage(self) -> int | None:
        """Monthly patients needed."""
        return _sum(unit.shortage for unit in self.units)

    @property
    def tiles(self) -> list[tuple[str, str]]:
        """The four figures on top."""
        return [
            (_("Unidades con excedente y/o faltante"), number(len(self.units))),
            (_("Unidades sin excedente ni faltante"), number(self.units_total - len(self.units))),
            (_("Pacientes mensuales en excedente"), number(self.surplus)),
            (_("Pacientes mensuales en faltante"), number(self.shortage)),
        ]


def _sum(values: object) -> int | None:
    known = [value for value in values if value is not None]  # type: ignore[attr-defined]
    return sum(known) if known else None


def totals_of(declaration: Declaration, units_total: int) -> Totals:
    """One query. units_total: the entity's units."""
    found = (
        declaration.lines.order_by("unit__care_level", "unit__name", "unit__code")
        .values_list("unit__care_level", "unit__code", "unit__name")
        .annotate(rows=Count("pk"), surplus=Sum("surplus_patients"), shortage=Sum("shortage_patients"))
    )
    return Totals([UnitTotals(*row[1:]) for row in found], units_total)
