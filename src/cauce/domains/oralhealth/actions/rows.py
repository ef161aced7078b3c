"""Patient rows, saved one by one while the sheet is open (source 004, p. 19-23).

Rows are many (two million a year), so each saving keeps who, when and version in the row itself; the chained
audit log gets one event when the sheet is sent, with the digest of all its rows, and one for every correction.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
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
from ..country import today
from ..models import Facility, PatientRow, Sheet
from ..policies import check_can_save, check_writer
from ..queries.earlier import completed_in_year, seen_that_day
from ..rules.patient import check_sequence, read_patient
from ..rules.values import Context
from ..rules.values import PatientRow as RowValues
from ..stored import mask, store, typed_of, values_of
from .common import conflict, locked_sheet, mark_outdated, settle
from .removed import remember


@dataclass(frozen=True, slots=True)
class SavedRow:
    """What a saving did: the row, the warnings that were confirmed, and whether anything changed."""

    row: PatientRow
    warnings: tuple[Problem, ...]
    changed: bool


@action("oralhealth.row.save")
def save_row(
    *,
    by: User,
    at: datetime,
    sheet: Sheet,
    typed: Mapping[str, Any],
    uid: uuid.UUID,
    version: int = 0,
    confirmed: bool = False,
) -> SavedRow:
    """Save one row as typed. uid: the row's own, chosen by the page; version: 0 for a new one.

    The same row sent again changes nothing (a lost answer is harmless). Raises Invalid with places
    `rows.<position>.<field>`, ConfirmationNeeded, Conflict (`theirs` is the stored row), NotNow, NotAllowed.
    """
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    row = sheet.rows.filter(uid=uid).first() or row_of_uid(sheet, uid)
    saved = write_row(by, at, sheet, row, typed, version, confirmed=confirmed)
    if saved.changed:
        mark_outdated(month)
    return saved


@action("oralhealth.row.remove")
def remove_row(*, by: User, at: datetime, sheet: Sheet, uid: uuid.UUID, version: int) -> int:
    """Take a row, and its continuations, off an open sheet; returns how many went."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    sheet, month = locked_sheet(sheet)
    check_writer(by, sheet, at)
    check_can_save(sheet, month)
    row = sheet.rows.filter(uid=uid).first()
    if row is None:
        return 0
    if row.version != version:
        raise conflict(row.saved_by.display_name, row.saved_at, row)
    gone = [*row.continuations.order_by("-position"), row]
    remember(
        by, at, sheet, "patient", [(one.position, one.uid, typed_of(values_of(one))) for one in gone[::-1]]
    )
    for one in gone:
        one.claims.update(row=None)  # a claim outlives the row that it asked about
        one.delete()
    mark_outdated(month)
    record(
        action="oralhealth.row.remove",
        by=by,
        at=at,
        subject=sheet,
        place=sheet.facility,
        data={"row": uid, "identity": mask(row.identity), "rows": len(gone)},
    )
    return len(gone)


def write_row(
    by: User,
    at: datetime,
    sheet: Sheet,
    row: PatientRow,
    typed: Mapping[str, Any],
    version: int,
    *,
    confirmed: bool,
) -> SavedRow:
    """Read, check and store; the caller locked the sheet and checked permission and state."""
    values, problems = examine(sheet, row, typed, at)
    stored = values_of(row) if row.pk else None
    if stored is not None and row.version != version:
        if stored == values:
            return SavedRow(row, (), changed=False)
        raise conflict(row.saved_by.display_name, row.saved_at, row)
    warnings = settle(problems, confirmed=confirmed)
    if stored == values:
        return SavedRow(row, tuple(warnings), changed=False)
    row.continues = _patient_above(sheet, row) if values.continuation else None
    row.warnings = " ".join(sorted({w.rule for w in warnings}))[:120]
    row.version, row.saved_by, row.saved_at = (row.version + 1 if row.pk else 1), by, at
    store(row, values)
    return SavedRow(row, tuple(warnings), changed=True)


def examine(
    sheet: Sheet, row: PatientRow, typed: Mapping[str, Any], at: datetime
) -> tuple[RowValues, list[Problem]]:
    """The row as the rules read it and every problem, also against the sheet and the database; nothing is written."""
    place = f"rows.{row.position}"
    context = context_for(sheet, at, row)
    values, problems = read_patient(typed, place, codebook(), context)
    before = _before(sheet, row) if values.continuation else []
    problems += [
        p
        for p in check_sequence([*_placed(before), (place, values)], codebook(), context)
        if p.place.startswith(f"{place}.")
    ]
    return values, problems


def check_row(
    *, by: User, at: datetime, sheet: Sheet, typed: Mapping[str, Any], uid: uuid.UUID | None
) -> list[Problem]:
    """What saving the row would say, without saving it: the page asks this while a person types."""
    require(by, Permission.ORAL_WRITE, sheet.facility, at)
    row = sheet.rows.filter(uid=uid).first() or row_of_uid(sheet, uid or uuid.uuid4())
    return examine(sheet, row, typed, at)[1]


def context_for(sheet: Sheet, at: datetime, row: PatientRow | None) -> Context:
    """What the rules must be told about this sheet: the facility, and the patients already recorded."""
    profile = Facility.objects.filter(unit=sheet.facility).first()
    besides = row.pk if row else None
    return Context(
        today=today(at),
        hospital=profile.is_hospital if profile else None,
        equipped=profile.can_sedate if profile else None,
        completed=_CompletedLookup(sheet.date.year, besides),
        seen=seen_that_day(sheet.facility, sheet.date, sheet.registration, besides),
    )


class _CompletedLookup(dict):
    """identity → day of completion, asked of the database only when box 23 is checked."""

    def __init__(self, year: int, besides: int | None) -> None:
        super().__init__()
        self._where = (year, besides)

    def get(self, identity: Any, default: Any = None) -> Any:
        return completed_in_year(identity, *self._where) or default


def row_of_uid(sheet: Sheet, uid: uuid.UUID) -> PatientRow:
    """A new row at the end of the sheet, not saved."""
    last = sheet.rows.aggregate(last=Max("position"))["last"] or 0
    return PatientRow(sheet=sheet, uid=uid, position=last + 1, year=sheet.date.year)


def _before(sheet: Sheet, row: PatientRow) -> list[PatientRow]:
    """The patient above a continuation, with the continuations in between, in order."""
    above = list(sheet.rows.filter(position__lt=row.position).prefetch_related("activities", "diagnoses"))
    start = max((n for n, r in enumerate(above) if r.continues_id is None), default=len(above))
    return above[start:]


def _placed(rows: list[PatientRow]) -> list[tuple[str, RowValues]]:
    return [(f"above.{row.position}", values_of(row)) for row in rows]


def _patient_above(sheet: Sheet, row: PatientRow) -> PatientRow:
    found = sheet.rows.filter(position__lt=row.position, continues__isnull=True).last()
    assert found is not None  # noqa: S101  OH-75 refused it otherwise
    return found
