"""A day's sheet: open it, change its head, send it, review it, give it back (source 004, p. 16-19 and 77)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from .. import notices
from ..codebook import codebook
from ..country import month_of, period_of, today
from ..models import Facility, Sheet
from ..policies import check_can_save, check_month_open, check_sheet, check_writer
from ..queries.digests import sheet_digest
from ..rules.flow import broken
from ..rules.header import read_header
from ..rules.states import SheetState
from ..rules.values import Context, Header
from .common import conflict, locked_month, locked_sheet, mark_outdated, settle
from .removed import forget

HEAD = ("centre", "date", "professional", "registration", "chair_hours", "schedule")


@action("oralhealth.sheet.open")
def open_sheet(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    typed: Mapping[str, Any],
    confirmed: bool = False,
    uid: uuid.UUID | None = None,
) -> Sheet:
    """Start a sheet at the facility. typed: the head's boxes as text (its facility code is taken from the place).

    uid: chosen by the sender, so that a sheet sent twice is made once. Raises Invalid (also OH-103 and OH-104),
    ConfirmationNeeded, NotNow (OH-102), NotAllowed.
    """
    require(by, Permission.ORAL_WRITE, facility, at)
    if uid and (sent := Sheet.objects.filter(uid=uid, facility=facility).first()):
        return sent
    header = _read(facility, typed, at, confirmed=confirmed)
    month = locked_month(facility, month_of(header.date))
    check_month_open(month)
    _check_new(facility, header, None)
    sheet = Sheet(facility=facility, user=by, saved_by=by, saved_at=at)
    if uid:
        sheet.uid = uid
    _write(sheet, header)
    mark_outdated(month)
    _record("oralhealth.sheet.open", by, at, sheet)
    return sheet


@action("oralhealth.sheet.head")
def save_head(
    *, by: User, at: datetime, sheet: Sheet, typed: Mapping[str, Any], version: int, confirmed: bool = False
) -> Sheet:
    """Change the head of an open sheet; `version` is the one that the person was looking at.

    A day of another month moves the sheet there, if neither month is locked.
    """
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    if sheet.version != version:
        raise conflict(sheet.saved_by.display_name, sheet.saved_at, sheet)
    header = _read(sheet.facility, typed, at, confirmed=confirmed)
    if month_of(header.date) != sheet.month:
        other = locked_month(sheet.facility, month_of(header.date))
        check_month_open(other)
        mark_outdated(other)
    _check_new(sheet.facility, header, sheet)
    before = {name: getattr(sheet, name) for name in HEAD}
    sheet.version, sheet.saved_by, sheet.saved_at = sheet.version + 1, by, at
    _write(sheet, header)
    sheet.rows.update(year=header.date.year)
    mark_outdated(month)
    after = {name: getattr(sheet, name) for name in HEAD}
    _record(
        "oralhealth.sheet.head",
        by,
        at,
        sheet,
        {k: [before[k], after[k]] for k in HEAD if before[k] != after[k]},
    )
    return sheet


@action("oralhealth.sheet.send")
def send_sheet(*, by: User, at: datetime, sheet: Sheet, confirmed: bool = False) -> Sheet:
    """The dentist closes the day and sends it for review. One audit event carries the digest of all its rows."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_sheet("send", "enviar", sheet, month)
    empty = not (sheet.rows.exists() or sheet.promotion.exists() or sheet.admin.exists())
    settle([broken("OH-105", "rows")] if empty else [], confirmed=confirmed)
    sheet.state, sheet.sent_at, sheet.sent_by, sheet.return_note = SheetState.SENT, at, by, ""
    sheet.save(update_fields=["state", "sent_at", "sent_by", "return_note"])
    forget(sheet)
    _record("oralhealth.sheet.send", by, at, sheet, sheet_digest(sheet))
    notices.sheet_sent(sheet, at)
    return sheet


@action("oralhealth.sheet.review")
def review_sheet(*, by: User, at: datetime, sheet: Sheet) -> Sheet:
    """The head of clinic or a delegate finds the sheet right."""
    require(by, Permission.ORAL_REVIEW, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_sheet("review", "revisar", sheet, month)
    sheet.state, sheet.reviewed_at, sheet.reviewed_by = SheetState.REVIEWED, at, by
    sheet.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    _record("oralhealth.sheet.review", by, at, sheet)
    return sheet


@action("oralhealth.sheet.return")
def return_sheet(*, by: User, at: datetime, sheet: Sheet, note: str) -> Sheet:
    """The head of clinic gives a sheet back to who wrote it, saying why (OH-107)."""
    require(by, Permission.ORAL_REVIEW, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_sheet("return", "devolver", sheet, month)
    if not note.strip():
        raise Invalid([broken("OH-107", "note")])
    sheet.state, sheet.return_note = SheetState.OPEN, note.strip()[:300]
    sheet.reviewed_at = sheet.reviewed_by = None
    sheet.save(update_fields=["state", "return_note", "reviewed_at", "reviewed_by"])
    mark_outdated(month)
    _record("oralhealth.sheet.return", by, at, sheet, reason=sheet.return_note)
    notices.sheet_returned(sheet, at)
    return sheet


def _read(facility: OrgUnit, typed: Mapping[str, Any], at: datetime, *, confirmed: bool) -> Header:
    profile = Facility.objects.filter(unit=facility).first()
    if profile is None or not OrgUnit.objects.filter(pk=facility.pk).valid_on(today(at)).exists():
        raise Invalid([broken("OH-104", "header.facility", facility=facility.name)])
    header, problems = read_header({**typed, "facility": profile.code}, Context(today=today(at)), codebook())
    settle(problems, confirmed=confirmed)
    assert header is not None  # noqa: S101  settle raised otherwise
    return header


def _check_new(facility: OrgUnit, header: Header, sheet: Sheet | None) -> None:
    same = Sheet.objects.filter(
        facility=facility,
        date=header.date,
        registration=header.registration,
        schedule=header.schedule,
    )
    if same.exclude(pk=sheet.pk if sheet else None).exists():
        raise Invalid([broken("OH-103", "header.date")])


def _write(sheet: Sheet, header: Header) -> None:
    for name in HEAD:
        setattr(sheet, name, getattr(header, name))
    sheet.month, sheet.period = month_of(header.date), period_of(header.date)
    sheet.save()


def _record(
    name: str, by: User, at: datetime, sheet: Sheet, data: Mapping[str, Any] | None = None, reason: str = ""
) -> None:
    facts = {"date": sheet.date, "registration": sheet.registration, "version": sheet.version, **(data or {})}
    record(action=name, by=by, at=at, subject=sheet, place=sheet.facility, data=facts, reason=reason)
