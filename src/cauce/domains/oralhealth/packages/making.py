"""What a facility's month holds, as records: sheets, patient rows, education and promotion, administrative rows."""

from datetime import datetime
from typing import Any

from cauce.core.organisations.models import OrgUnit

from ..actions.lines import typed_line
from ..codebook import RELEASE
from ..models import AdminRow, PatientRow, PromotionRow, Sheet
from ..stored import typed_of, values_of
from .closing import Record, month_record


def export(place: OrgUnit, period: str) -> tuple[dict[str, list[Record]], dict[str, Any]]:
    """Every record of the month whatever its state, in an order that does not depend on the database."""
    sheets = Sheet.objects.filter(facility=place, month=int(period))
    mine = {"sheet__in": sheets.values("pk")}
    rows = PatientRow.objects.filter(**mine).select_related("sheet", "continues")
    parts = {
        "sheets": [_sheet(one) for one in sheets.order_by("date", "registration", "schedule")],
        "rows": [_row(one) for one in rows.prefetch_related("activities", "diagnoses").order_by(*_ORDER)],
        "promotion": [_line(one) for one in PromotionRow.objects.filter(**mine).order_by(*_ORDER)],
        "admin": [_line(one) for one in AdminRow.objects.filter(**mine).order_by(*_ORDER)],
    }
    return {"month": [month_record(place, period)], **parts}, {"release": RELEASE}


_ORDER = ("sheet__date", "sheet__registration", "sheet__schedule", "position")


def _sheet(sheet: Sheet) -> Record:
    return {
        "uid": str(sheet.uid),
        "version": sheet.version,
        "head": {
            "date": sheet.date.isoformat(),
            "professional": sheet.professional,
            "registration": sheet.registration,
            "centre": sheet.centre,
            "schedule": sheet.schedule,
            "chair_hours": f"{sheet.chair_hours:.2f}",
        },
        "state": str(sheet.state),
        "sent_at": _moment(sheet.sent_at),
        "reviewed_at": _moment(sheet.reviewed_at),
        "return_note": sheet.return_note,
    }


def _row(row: PatientRow) -> Record:
    values = values_of(row)
    typed = {name: _plain(value) for name, value in typed_of(values).items()}
    return {
        "uid": str(row.uid),
        "version": row.version,
        "sheet": str(row.sheet.uid),
        "position": row.position,
        "typed": typed,
        "warnings": row.warnings,
    }


def _line(line: PromotionRow | AdminRow) -> Record:
    return {
        "uid": str(line.uid),
        "version": line.version,
        "sheet": str(line.sheet.uid),
        "position": line.position,
        "typed": typed_line(line),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [{k: str(v) for k, v in one.items()} for one in value]
    return "" if value is None else str(value)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
