"""Education, promotion and administrative rows of a sheet (source 004, p. 38-44)."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Max

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Problem

from ..codebook import codebook
from ..models import AdminRow, PromotionRow, Sheet
from ..policies import check_can_save, check_writer
from ..rules.promotion import check_admin, read_admin, read_promotion
from ..rules.sheet import check_hours
from ..rules.values import AdminRow as AdminValues
from ..rules.values import Header
from .common import conflict, locked_sheet, mark_outdated, settle

Line = PromotionRow | AdminRow


@action("oralhealth.promotion.save")
def save_promotion(
    *,
    by: User,
    at: datetime,
    sheet: Sheet,
    typed: Mapping[str, Any],
    uid: uuid.UUID,
    version: int = 0,
    confirmed: bool = False,
) -> PromotionRow:
    """Save one education or promotion row as typed; same rules of uid and version as patient rows."""
    sheet, line = _line(by, at, sheet, PromotionRow, uid)
    values, problems = read_promotion(typed, f"promotion.{line.position}", codebook())
    return _save(by, at, line, values, problems, version, confirmed=confirmed)


@action("oralhealth.admin.save")
def save_admin(
    *,
    by: User,
    at: datetime,
    sheet: Sheet,
    typed: Mapping[str, Any],
    uid: uuid.UUID,
    version: int = 0,
    confirmed: bool = False,
) -> AdminRow:
    """Save one administrative row as typed; the day's hours and the sheet's other codes are looked at too."""
    sheet, line = _line(by, at, sheet, AdminRow, uid)
    place = f"admin.{line.position}"
    values, problems = read_admin(typed, place, codebook())
    if values is not None:
        others = [AdminValues(o.code, o.minutes) for o in sheet.admin.exclude(uid=uid)]
        problems += [
            p
            for p in check_admin([*(("above", o) for o in others), (place, values)])
            if p.place != "above.code"
        ]
        problems += check_hours(_header(sheet), [*others, values])
    return _save(by, at, line, values, problems, version, confirmed=confirmed)


@action("oralhealth.line.remove")
def remove_line(*, by: User, at: datetime, sheet: Sheet, kind: str, uid: uuid.UUID, version: int) -> bool:
    """Take a row off; kind: "promotion" or "admin". Returns whether there was one."""
    model: type[Line] = {"promotion": PromotionRow, "admin": AdminRow}[kind]
    sheet, line = _line(by, at, sheet, model, uid)
    if line.pk is None:
        return False
    if line.version != version:
        raise conflict(line.saved_by.display_name, line.saved_at, line)
    line.delete()
    record(
        action="oralhealth.line.remove",
        by=by,
        at=at,
        subject=sheet,
        place=sheet.facility,
        data={"kind": kind, "row": uid},
    )
    return True


def _line(
    by: User, at: datetime, sheet: Sheet, model: Callable[..., Any], uid: uuid.UUID
) -> tuple[Sheet, Any]:
    """The locked sheet and its row of that uid, or a new one at the end."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    mark_outdated(month)
    rows = model.objects.filter(sheet=sheet)  # type: ignore[attr-defined]
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return sheet, rows.filter(uid=uid).first() or model(sheet=sheet, uid=uid, position=last + 1)


def _save(
    by: User, at: datetime, line: Any, values: Any, problems: list[Problem], version: int, *, confirmed: bool
) -> Any:
    settle(problems, confirmed=confirmed)
    new = asdict(values)
    same = line.pk is not None and all(getattr(line, name) == value for name, value in new.items())
    if same:
        return line
    if line.pk is not None and line.version != version:
        raise conflict(line.saved_by.display_name, line.saved_at, line)
    line.version = line.version + 1 if line.pk else 1
    for name, value in new.items():
        setattr(line, name, value)
    line.saved_by, line.saved_at = by, at
    line.save()
    return line


def _header(sheet: Sheet) -> Header:
    return Header(
        "",
        sheet.centre,
        sheet.date,
        sheet.professional,
        sheet.registration,
        sheet.chair_hours,
        sheet.schedule,
    )
