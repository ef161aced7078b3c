"""What the actions share: locking, the month of a sheet, what depends on it, refusing with all problems."""

from collections.abc import Iterable
from datetime import datetime

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..country import local
from ..freshness import changed, writing
from ..models import Comparison, Consolidation, FacilityMonth, Sheet
from ..models.months import Analysis
from ..rules.flow import broken


def locked_month(facility: OrgUnit, month: int, *, writes: bool = True) -> FacilityMonth:
    """The facility's month, made if missing, locked until the transaction ends: writers of a month queue up.

    writes: rows are about to be written, so that the month's snapshot no longer holds.
    """
    if writes:
        writing(month)
    found, _created = FacilityMonth.objects.get_or_create(facility=facility, month=month)
    return FacilityMonth.objects.select_for_update().get(pk=found.pk)


def locked_sheet(sheet: Sheet) -> tuple[Sheet, FacilityMonth]:
    """The sheet as it is now, with its month; both locked, the month first (so that no two acts can cross)."""
    month = locked_month(sheet.facility, sheet.month)
    found = Sheet.objects.select_for_update(of=("self",)).select_related("facility", "user", "saved_by")
    return found.get(pk=sheet.pk), month


def settle(problems: Iterable[Problem], *, confirmed: bool) -> list[Problem]:
    """Raise Invalid for any error and ConfirmationNeeded for unconfirmed warnings; returns the warnings."""
    found = sorted(problems, key=lambda p: p.level)
    if any(p.level == "error" for p in found):
        raise Invalid(found)
    if found and not confirmed:
        raise ConfirmationNeeded(found)
    return found


def conflict(who: str, at: datetime, theirs: object) -> Conflict:
    """Somebody saved the same thing first (OH-108)."""
    problem = broken("OH-108", who=who, at=local(at))
    return Conflict(problem.message, rule=problem.rule, remedy=problem.remedy, theirs=theirs)


def mark_outdated(month: FacilityMonth) -> None:
    """Something of the month changed: its consolidation, analysis and comparisons no longer tell the whole, nor do
    the values kept from it."""
    mark_all_outdated([month])


def mark_all_outdated(months: Iterable[FacilityMonth]) -> None:
    """The same for very many months: one look at the kept values for each month of the year."""
    places: dict[int, list[OrgUnit]] = {}
    for month in months:
        places.setdefault(month.month, []).append(month.facility)
        _mark_outdated(month)
    for number, units in places.items():
        changed(number, *units)


def _mark_outdated(month: FacilityMonth) -> None:
    if not month.version or month.outdated:
        return
    month.outdated = True
    month.save(update_fields=["outdated"])
    withdraw(month)


def withdraw(month: FacilityMonth) -> None:
    """Mark what depends on the month's figures as outdated."""
    Consolidation.objects.filter(month=month, outdated=False).update(outdated=True)
    Analysis.objects.filter(consolidation__month=month).update(outdated=True)
    Comparison.objects.filter(consolidation__month=month).update(outdated=True)
