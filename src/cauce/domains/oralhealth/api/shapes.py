"""What goes in and comes out: sheets, rows, claims, months, indicators."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from cauce.api.shapes import Text

from ..actions import ReadRow
from ..models import Claim, Sheet
from ..stored import typed_of


class FacilityOut(Schema):
    """A facility of Salud Bucal."""

    code: str
    name: str
    region: str
    institution: str
    hospital: bool


class SheetIn(Schema):
    """The head of a day's sheet, as it is typed; uid: chosen by the sender, so that sending twice makes one."""

    facility: Text
    uid: UUID | None = None
    head: dict[str, Text] = Field(default_factory=dict)
    confirm: bool = False


class SheetOut(Schema):
    """A day's sheet of one professional."""

    uid: UUID
    facility: str
    date: date
    professional: str
    registration: str
    schedule: str
    chair_hours: Decimal
    state: str
    version: int
    sent_at: datetime | None
    reviewed_at: datetime | None


class RowIn(Schema):
    """A patient row as it is typed: boxes by name, `activities` and `diagnoses` as lists; version 0 is a new row."""

    typed: dict[str, Any]
    version: int = Field(0, ge=0, le=2**31 - 1)
    confirm: bool = False


class RowOut(Schema):
    """A stored row; identity as the reader may see it."""

    uid: UUID
    position: int
    version: int
    identity: str
    typed: dict[str, Any]


class SavedOut(Schema):
    """What a saving did: the row's version, whether anything changed, the confirmed warnings."""

    uid: UUID
    version: int
    changed: bool
    warnings: list[str]


class ClaimIn(Schema):
    """A question about a row (or the sheet) and one of its fields."""

    question: Text
    row: UUID | None = None
    field: Text = ""


class AnswerIn(Schema):
    """The answer to a claim."""

    answer: Text


class CorrectIn(RowIn):
    """A correction of the claimed row."""

    answer: Text = ""


class ClaimOut(Schema):
    """A claim with its state."""

    uid: UUID
    sheet: UUID
    row: UUID | None
    field: str
    question: str
    answer: str
    state: str
    raised_at: datetime


class MonthOut(Schema):
    """A facility's month as the board tells it; sent and sent with data are different things."""

    facility: str
    month: int
    state: str
    sheets: int
    reviewed: int
    patients: int | None
    sent: bool
    with_data: bool
    late: bool
    outdated: bool


class MonthActIn(Schema):
    """consolidate, agree (with its party), lock or reopen (with its reason)."""

    act: Text
    party: Text = ""
    reason: Text = ""
    confirm: bool = False


class IndicatorOut(Schema):
    """An indicator's document in short."""

    code: str
    title: str
    unit: str
    factor: Decimal
    dimensions: list[str]


class ValueOut(Schema):
    """A value with its counts; None with the reason when it cannot be computed, or `hidden` when it may not leave."""

    key: list[str | None]
    labels: list[str]
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    reason: str
    hidden: bool


class ReadingOut(Schema):
    """An indicator at a place and period, by one disaggregation."""

    code: str
    period: str
    place: str
    by: str
    unit: str
    data_at: datetime
    definition_version: str
    synthetic: bool
    values: list[ValueOut]


def sheet_out(sheet: Sheet) -> dict[str, Any]:
    """A sheet's shape."""
    names = ("uid", "date", "professional", "registration", "schedule", "chair_hours", "state", "version")
    names += ("sent_at", "reviewed_at")
    return {name: getattr(sheet, name) for name in names} | {"facility": sheet.facility.oralhealth.code}


def row_out(found: ReadRow) -> dict[str, Any]:
    """A row's shape; the identity inside `typed` is masked as outside."""
    return {
        "uid": found.row.uid,
        "position": found.row.position,
        "version": found.row.version,
        "identity": found.identity,
        "typed": typed_of(found.values) | {"identity": found.identity},
    }


def claim_out(claim: Claim) -> dict[str, Any]:
    """A claim's shape."""
    names = ("uid", "field", "question", "answer", "state", "raised_at")
    row = claim.row.uid if claim.row else None
    return {name: getattr(claim, name) for name in names} | {"sheet": claim.sheet.uid, "row": row}
