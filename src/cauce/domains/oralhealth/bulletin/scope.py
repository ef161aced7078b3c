"""Of where and of when a bulletin speaks: the part of the facts, the months, the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, parse

from ..country import today
from ..listings.reach import Where

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
KINDS = (PeriodType.MONTH, PeriodType.YEAR)
PLACES = (OrgUnit.Kind.SECTOR, OrgUnit.Kind.REGION, OrgUnit.Kind.FACILITY)


@dataclass(frozen=True, slots=True)
class Scope:
    """A place and a period."""

    place: OrgUnit
    period: Period

    @property
    def where(self) -> Where:
        """The filter of the facts that belong to the place."""
        if self.place.kind == OrgUnit.Kind.SECTOR:
            return {}
        return {"region" if self.place.kind == OrgUnit.Kind.REGION else "facility": (self.place.code,)}

    @property
    def below(self) -> str:
        """The dimension that tells apart the places under this one; "" for a facility."""
        return {OrgUnit.Kind.SECTOR: "region", OrgUnit.Kind.REGION: "facility"}.get(self.place.kind, "")  # type: ignore[call-overload]

    def months(self, at: datetime) -> list[int]:
        """The period's months up to the current one: 202601, 202602…"""
        last = min(self.period.end, max(today(at), self.period.start))
        found, month = [], self.period.start.year * 100 + self.period.start.month
        while month <= last.year * 100 + last.month:
            found.append(month)
            month = month + 1 if month % 100 < 12 else month + 89
        return found

    @property
    def words(self) -> str:
        """«marzo de 2026» or «año 2026»."""
        return period_words(self.period)


def period_words(period: Period) -> str:
    """A month or a year as people write it."""
    if period.type == PeriodType.MONTH:
        return _("%(month)s de %(year)s") % {
            "month": MONTHS[period.start.month - 1],
            "year": period.start.year,
        }
    return _("año %(year)s") % {"year": period.start.year}


def read_period(text: str) -> Period | None:
    """A month or a year; None for anything else."""
    try:
        found = parse(text.replace("-", ""))
    except ValueError:
        return None
    return found if found.type in KINDS else None


def choices_below(roots: Iterable[OrgUnit]) -> list[OrgUnit]:
    """The nation, regions and facilities within some places, in the order of the tree."""
    found: list[OrgUnit] = []
    for root in roots:
        found += OrgUnit.objects.below(root).filter(kind__in=PLACES).order_by("path")
    return list({unit.pk: unit for unit in found}.values())
