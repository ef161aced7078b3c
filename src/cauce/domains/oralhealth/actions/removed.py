"""Undoing: what was taken off an open sheet is remembered as typed, and put back through the same rules."""

import uuid
from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User

from ..models import Removed, Sheet

Kept = tuple[int, uuid.UUID, dict[str, Any]]


def remember(by: User, at: datetime, sheet: Sheet, kind: str, rows: list[Kept]) -> Removed:
    """Keep rows (position, uid, as typed) that leave the sheet; inside the action that removes them."""
    kept = [[position, str(uid), typed] for position, uid, typed in rows]
    return Removed.objects.create(sheet=sheet, kind=kind, rows=kept, at=at, by=by)


def forget(sheet: Sheet) -> None:
    """The sheet is sent: nothing is left to undo, and no patient's data stays behind."""
    sheet.removed.all().delete()
