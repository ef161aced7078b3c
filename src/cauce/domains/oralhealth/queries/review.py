"""The head of clinic's queue: sent sheets, oldest day first, with what to look at before opening each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from cauce.core.accounts.models import User

from ..models import PatientRow, Sheet
from ..rules.states import ClaimState
from .sheets import sheets_to_review

PATIENTS = Count("rows", filter=Q(rows__continues__isnull=True), distinct=True)
OPEN_CLAIMS = Count("claims", filter=~Q(claims__state=ClaimState.CLOSED), distinct=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet to review: patients, warnings confirmed while writing, claims not closed, days since it was sent."""

    sheet: Sheet
    patients: int
    warnings: int
    claims: int
    days: int


def review_queue(user: User, at: datetime) -> dict[date, list[Waiting]]:
    """By day, oldest first; three queries whatever their number."""
    sheets = list(
        sheets_to_review(user, at)
        .annotate(patients=PATIENTS, open_claims=OPEN_CLAIMS)
        .order_by("date", "facility__name", "professional", "pk")
    )
    warnings = _warnings([sheet.pk for sheet in sheets])
    days: dict[date, list[Waiting]] = {}
    for sheet in sheets:
        sent = (at - sheet.sent_at).days if sheet.sent_at else 0
        waiting = Waiting(sheet, sheet.patients, warnings[sheet.pk], sheet.open_claims, sent)
        days.setdefault(sheet.date, []).append(waiting)
    return days


def next_to_review(user: User, at: datetime, after: Sheet) -> Sheet | None:
    """The sheet that follows in the queue; the first one again at its end; None when it is empty."""
    queue = sheets_to_review(user, at).exclude(pk=after.pk).order_by("date", "facility__name", "pk")
    return queue.filter(date__gte=after.date).first() or queue.first()


def _warnings(sheets: list[int]) -> Counter[int]:
    found: Counter[int] = Counter()
    rows = PatientRow.objects.filter(sheet__in=sheets).exclude(warnings="").order_by()
    for sheet, rules in rows.values_list("sheet_id", "warnings"):
        found[sheet] += len(rules.split())
    return found
