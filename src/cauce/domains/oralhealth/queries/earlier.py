"""What the database already holds that a new row must be compared with (OH-39, OH-78). Every door asks here."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Min

from cauce.core.organisations.models import OrgUnit

from ..models import PatientRow


def completed_in_year(identity: str, year: int, besides: int | None = None) -> date | None:
    """The day when the patient was recorded as terminado (box 23) that year, anywhere; None if not yet."""
    rows = PatientRow.objects.filter(identity=identity, year=year, completed=True).exclude(pk=besides)
    return rows.order_by("sheet__date").values_list("sheet__date", flat=True).first() if identity else None


def seen_that_day(
    facility: OrgUnit, day: date, registration: str, besides: int | None = None
) -> frozenset[str]:
    """Identities already recorded by the dentist that day at the facility, whatever the schedule."""
    rows = PatientRow.objects.filter(
        sheet__facility=facility,
        sheet__date=day,
        sheet__registration=registration,
        continues__isnull=True,
    ).exclude(pk=besides)
    return frozenset(rows.values_list("identity", flat=True))


def completed_in_years(
    wanted: Collection[tuple[int, str]], besides_sheets: Collection[int] = ()
) -> Iterator[tuple[int, str, date]]:
    """The same for many (year, identity) at once: year, identity and first day of those already terminados.

    besides_sheets: keys of sheets that do not count.
    """
    for year in {year for year, _identity in wanted}:
        names = [identity for y, identity in wanted if y == year and identity]
        rows = PatientRow.objects.filter(identity__in=names, year=year, completed=True)
        if besides_sheets:
            rows = rows.exclude(sheet__in=besides_sheets)
        found = rows.order_by("identity").values_list("identity").annotate(first=Min("sheet__date"))
        for identity, day in found:
            yield year, identity, day


def patients_of_sheets(sheets: Collection[int]) -> Iterator[tuple[int, str]]:
    """(sheet's key, identity) of every patient of some sheets."""
    rows = PatientRow.objects.filter(sheet__in=sheets, continues__isnull=True).order_by()
    return rows.values_list("sheet_id", "identity").iterator()
