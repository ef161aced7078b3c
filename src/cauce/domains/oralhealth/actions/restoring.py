"""Putting back what was taken off by mistake (undo)."""

import uuid
from datetime import datetime

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record

from ..models import Removed, Sheet
from ..policies import check_can_save, check_writer
from .common import locked_sheet, mark_outdated
from .lines import restore_line
from .rows import row_of_uid, write_row


@action("oralhealth.removed.restore")
def restore_removed(*, by: User, at: datetime, sheet: Sheet, uid: uuid.UUID) -> int:
    """Put back what one removal took; how many rows came back (0: it was already undone, or the sheet sent).

    The rows return to their places if these are still free, else to the end. The rules are asked again, as of
    today: a patient recorded as terminado elsewhere in the meantime is refused (OH-39).
    """
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    removed = sheet.removed.filter(uid=uid).first()
    if removed is None:
        return 0
    if removed.kind == "patient":
        _restore_patient(by, at, sheet, removed)
    else:
        restore_line(by, at, sheet, removed)
    rows = len(removed.rows)
    removed.delete()
    mark_outdated(month)
    record(
        action="oralhealth.removed.restore",
        by=by,
        at=at,
        subject=sheet,
        place=sheet.facility,
        data={"kind": removed.kind, "rows": rows, "date": sheet.date},
    )
    return rows


def _restore_patient(by: User, at: datetime, sheet: Sheet, removed: Removed) -> None:
    places = [position for position, _uid, _typed in removed.rows]
    free = not sheet.rows.filter(position__in=places).exists()
    for position, uid, typed in removed.rows:
        row = row_of_uid(sheet, uuid.UUID(uid))
        if free:
            row.position = position
        write_row(by, at, sheet, row, typed, 0, confirmed=True)
