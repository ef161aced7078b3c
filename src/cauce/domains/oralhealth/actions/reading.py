"""Reading who the patients are: allowed to few, and logged when the reader did not write the sheet."""

from dataclasses import dataclass
from datetime import datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from ..models import PatientRow, Sheet
from ..policies import is_writer
from ..rules.values import PatientRow as RowValues
from ..stored import mask, values_of


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A stored row, its values, and the identity as this reader may see it."""

    row: PatientRow
    values: RowValues
    identity: str


@action("oralhealth.patient.read")
def read_rows(*, by: User, at: datetime, sheet: Sheet) -> list[ReadRow]:
    """The sheet's rows in order; identities whole for who may see them, else their last three signs.

    One event is written when somebody other than the sheet's writer sees whole identities.
    """
    require(by, Permission.ORAL_READ, sheet.facility, at)
    whole = can(by, Permission.ORAL_IDENTITY, sheet.facility, at)
    rows = list(sheet.rows.select_related("saved_by").prefetch_related("activities", "diagnoses"))
    if whole and rows and not is_writer(by, sheet, at):
        record(
            action="oralhealth.patient.read",
            by=by,
            at=at,
            subject=sheet,
            place=sheet.facility,
            data={"date": sheet.date, "rows": len(rows)},
        )
    return [ReadRow(row, values_of(row), row.identity if whole else mask(row.identity)) for row in rows]
