"""Daily-record rows leaving as a table: the same columns that the import reads, in constant memory."""

from collections.abc import Iterator
from datetime import date, datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.organisations.models import OrgUnit

from ..models import PatientRow
from ..rules.flat import ACTIVITY, COLUMNS, DIAGNOSIS
from ..rules.values import MAX_ACTIVITIES, MAX_DIAGNOSES
from ..stored import mask, typed_of, values_of

CHUNK = 2_000


@action("oralhealth.rows.export")
def export_rows(*, by: User, at: datetime, place: OrgUnit, first: date, last: date) -> Iterator[list[str]]:
    """The rows of a place's sheets from one day to another (both inside), in the order of flat.COLUMNS.

    Who may not see identities gets their last three signs; such a file cannot be imported again.
    """
    require(by, Permission.ORAL_READ, place, at)
    whole = can(by, Permission.ORAL_IDENTITY, place, at)
    facts = {"first": first, "last": last, "identities": whole}
    record(action="oralhealth.rows.export", by=by, at=at, subject=place, place=place, data=facts)
    return _lines(place, first, last, whole=whole)


def _lines(place: OrgUnit, first: date, last: date, *, whole: bool) -> Iterator[list[str]]:
    rows = (
        PatientRow.objects.filter(
            sheet__facility__path__startswith=place.path,
            sheet__period__range=(int(f"{first:%Y%m%d}"), int(f"{last:%Y%m%d}")),
        )
        .select_related("sheet", "sheet__facility__oralhealth")
        .prefetch_related("activities", "diagnoses")
        .order_by("sheet__facility_id", "sheet__date", "sheet_id", "position")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        yield line_of(row, whole=whole)


def line_of(row: PatientRow, *, whole: bool = True) -> list[str]:
    """One stored row as the cells of a file."""
    sheet, typed = row.sheet, typed_of(values_of(row))
    cells = {name: str(value) for name, value in typed.items() if isinstance(value, str | int)}
    cells |= {
        "facility": sheet.facility.oralhealth.code,
        "date": sheet.date.isoformat(),
        "professional": sheet.professional,
        "registration": sheet.registration,
        "centre": sheet.centre,
        "schedule": sheet.schedule,
        "chair_hours": f"{sheet.chair_hours:.2f}",
    }
    if not whole:
        cells["identity"] = mask(row.identity)
    _spread(cells, "act", typed["activities"][:MAX_ACTIVITIES], ACTIVITY)
    _spread(cells, "dx", typed["diagnoses"][:MAX_DIAGNOSES], DIAGNOSIS)
    return [cells.get(name, "") for name in COLUMNS]


def _spread(
    cells: dict[str, str], prefix: str, lines: list[dict[str, object]], parts: tuple[str, ...]
) -> None:
    for n, line in enumerate(lines, 1):
        for part in parts:
            cells[f"{prefix}{n}_{part}"] = str(line[part])
