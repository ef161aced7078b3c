"""The sets of values that leave: consolidated months of facilities, and indicators of places."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit, UnitCode
from cauce.core.periods.types import Period
from cauce.interop.values import DataValue, DataValueSet

from ..country import today
from ..models import Consolidation, Facility
from ..queries.indicators import documents
from ..queries.leaving import leaving
from ..rules.flow import broken
from .codes import INDICATOR_SET, MONTH_SET, indicator_elements
from .mapping import values_of


def consolidations_of(units: Iterable[OrgUnit], month: int) -> list[Consolidation]:
    """The consolidation in force of each unit's month, by facility; units without one are left out."""
    found = Consolidation.objects.filter(month__facility__in=list(units), month__month=month)
    latest = {one.month_id: one for one in found.select_related("month__facility").order_by("version")}
    return sorted(latest.values(), key=lambda one: one.month.facility.code)


def month_sets(consolidations: Iterable[Consolidation], system: str = "") -> list[DataValueSet]:
    """One set per consolidated month; complete from the day it was sent. system: whose codes of units are used."""
    consolidations = list(consolidations)
    codes = unit_codes([one.month.facility for one in consolidations], system)
    return [
        DataValueSet(
            MONTH_SET,
            codes[one.month.facility_id],
            str(one.month.month),
            tuple(values_of(one.figures)),
            today(one.month.sent_at).isoformat() if one.month.sent_at else "",
        )
        for one in consolidations
    ]


def indicator_sets(place: OrgUnit, period: Period, at: datetime, system: str = "") -> list[DataValueSet]:
    """All indicators of a place in a period: value, numerator and denominator.

    What cannot be computed stays out, and so does what a small count of people would tell.
    """
    code = unit_codes([place], system)[place.pk]
    return [DataValueSet(INDICATOR_SET, code, period.id, tuple(_values(place, period, at)))]


def _values(place: OrgUnit, period: Period, at: datetime) -> Iterable[DataValue]:
    for code, indicator in documents().items():
        if period.type not in indicator.period_types:
            continue
        found = leaving(indicator, period, place, at)
        told = (found.value.value, found.value.numerator, found.value.denominator)
        for element, number in zip(indicator_elements(code), told, strict=True):
            if number is not None and not found.hidden:
                yield DataValue(element, Decimal(number))


def unit_codes(units: Iterable[OrgUnit], system: str = "") -> dict[int, str]:
    """Unit's key → its code in a system; without system, the facility's ten digits or the unit's own code.

    Raises Invalid (OH-168) naming the units that the system has no code for.
    """
    units = list(units)
    own = dict(Facility.objects.filter(unit__in=units).values_list("unit_id", "code"))
    if not system:
        return {unit.pk: own.get(unit.pk, unit.code) for unit in units}
    found = dict(UnitCode.objects.filter(unit__in=units, system=system).values_list("unit_id", "value"))
    if missing := [unit.name for unit in units if unit.pk not in found]:
        raise Invalid([broken("OH-168", "system", system=system, units=", ".join(missing[:5]))])
    return found
