"""Education, promotion and administrative rows of a sheet (source 004, p. 38-44)."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, replace
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
from ..models import AdminRow, PromotionRow, Removed, Sheet
from ..policies import check_can_save, check_writer
from ..rules.promotion import check_admin, read_admin, read_promotion
from ..rules.sheet import check_hours
from ..rules.values import AdminRow as AdminValues
from ..rules.values import Header
from .common import conflict, locked_sheet, mark_outdated, settle
from .removed import remember

Line = PromotionRow | AdminRow
KINDS: dict[str, type[Any]] = {"promotion": PromotionRow, "admin": AdminRow}
TYPED: dict[type[Any], tuple[str, ...]] = {
    AdminRow: ("code",),
    PromotionRow: (
        "technique",
        "other_code",
        "promotion_type",
        "topic",
        "programme",
        "men",
        "women",
        "place",
        "invited",
        "beneficiaries",
    ),
}


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
    values, problems = examine_line(sheet, line, typed)
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
    values, problems = examine_line(sheet, line, typed)
    return _save(by, at, line, values, problems, version, confirmed=confirmed)


@action("oralhealth.line.remove")
def remove_line(*, by: User, at: datetime, sheet: Sheet, kind: str, uid: uuid.UUID, version: int) -> bool:
    """Take a row off; kind: "promotion" or "admin". Returns whether there was one."""
    sheet, line = _line(by, at, sheet, KINDS[kind], uid)
    if line.pk is None:
        return False
    if line.version != version:
        raise conflict(line.saved_by.display_name, line.saved_at, line)
    remember(by, at, sheet, kind, [(line.position, line.uid, typed_line(line))])
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


def examine_line(sheet: Sheet, line: Line, typed: Mapping[str, Any]) -> tuple[Any, list[Problem]]:
    """The line as the rules read it, and every problem, also against the sheet's other lines; nothing is written."""
    if isinstance(line, PromotionRow):
        return read_promotion(typed, f"promotion.{line.position}", codebook())
    place = f"admin.{line.position}"
    values, problems = read_admin(typed, place, codebook())
    if values is not None:
        others = [AdminValues(o.code, o.minutes) for o in sheet.admin.exclude(uid=line.uid)]
        found = check_admin([*(("above", o) for o in others), (place, values)])
        problems += [p for p in found if p.place != "above.code"]
        problems += [
            replace(p, place=f"{place}.time") for p in check_hours(_header(sheet), [*others, values])
        ]
    return values, problems


def check_line(
    *, by: User, at: datetime, sheet: Sheet, kind: str, typed: Mapping[str, Any], uid: uuid.UUID | None
) -> list[Problem]:
    """What saving the line would say, without saving it: the page asks this while a person types."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    rows = KINDS[kind].objects.filter(sheet=sheet)
    line = rows.filter(uid=uid).first() or _new_line(sheet, KINDS[kind], uid or uuid.uuid4())
    return examine_line(sheet, line, typed)[1]


def typed_line(line: Line) -> dict[str, Any]:
    """A stored line as it would be typed again."""
    names = TYPED[type(line)]
    typed = {name: getattr(line, name) for name in names}
    return {name: "" if value is None else str(value) for name, value in typed.items()} | {
        "time": str(line.minutes)
    }


def restore_line(by: User, at: datetime, sheet: Sheet, removed: Removed) -> None:
    """Put back the one line that a removal took, through the same rules."""
    [[position, uid, typed]] = removed.rows
    line = _new_line(sheet, KINDS[removed.kind], uuid.UUID(uid))
    if not type(line).objects.filter(sheet=sheet, position=position).exists():
        line.position = position
    values, problems = examine_line(sheet, line, typed)
    _save(by, at, line, values, problems, 0, confirmed=True)


def _new_line(sheet: Sheet, model: type[Any], uid: uuid.UUID) -> Any:
    last = model.objects.filter(sheet=sheet).aggregate(last=Max("position"))["last"] or 0
    return model(sheet=sheet, uid=uid, position=last + 1)


def _line(by: User, at: datetime, sheet: Sheet, model: type[Any], uid: uuid.UUID) -> tuple[Sheet, Any]:
    """The locked sheet and its row of that uid, or a new one at the end."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    mark_outdated(month)
    found = model.objects.filter(sheet=sheet, uid=uid).first()
    return sheet, found or _new_line(sheet, model, uid)


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
