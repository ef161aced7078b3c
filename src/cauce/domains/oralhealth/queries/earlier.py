"""What the database already holds that a new row must be compared with (OH-39, OH-78). Every door asks here."""

from datetime import date

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
