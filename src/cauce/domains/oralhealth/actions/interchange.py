"""Figures leaving for other systems: consolidated months and indicators."""

from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period

from ..country import is_month
from ..interchange.files import FORMATS, made
from ..interchange.sets import consolidations_of, indicator_sets, month_sets
from ..models import Facility
from ..policies import not_now
from ..rules.flow import broken


@action("oralhealth.month.export")
def export_month(*, by: User, at: datetime, place: OrgUnit, month: int, form: str, system: str = "") -> bytes:
    """The consolidated months of the facilities at a place, as one file.

    form: adx, dhis2, csv, xlsx; system: whose codes of units (UnitCode.system), ours if blank.
    Raises Invalid (OH-130, OH-168, OH-169), NotNow (OH-124) when none is consolidated, NotAllowed.
    """
    require(by, Permission.ORAL_READ, place, at)
    if not is_month(month):
        raise Invalid([broken("OH-130", "month", value=month)])
    _check_form(form)
    facilities = Facility.objects.filter(unit__path__startswith=place.path).values("unit")
    found = consolidations_of(OrgUnit.objects.filter(pk__in=facilities), month)
    if not found:
        raise not_now("OH-124")
    content = made(form, month_sets(found, system), at)
    facts = {"month": month, "form": form, "facilities": len(found)}
    record(action="oralhealth.month.export", by=by, at=at, subject=place, place=place, data=facts)
    return content


@action("oralhealth.indicators.export")
def export_indicators(
    *, by: User, at: datetime, place: OrgUnit, period: Period, form: str, system: str = ""
) -> bytes:
    """All indicators of a place in a period, as one file; small counts of people stay out (decision 0034).

    Raises Invalid (OH-168, OH-169), NotNow (OH-170), NotAllowed.
    """
    require(by, Permission.ORAL_INDICATORS, place, at)
    _check_form(form)
    sets = indicator_sets(place, period, at, system)
    if not any(one.values for one in sets):
        raise not_now("OH-170", period=period.id)
    content = made(form, sets, at)
    facts = {"period": period.id, "form": form}
    record(action="oralhealth.indicators.export", by=by, at=at, subject=place, place=place, data=facts)
    return content


def _check_form(form: str) -> None:
    if form not in FORMATS:
        raise Invalid([broken("OH-169", "form", value=form[:20], known=", ".join(FORMATS))])
