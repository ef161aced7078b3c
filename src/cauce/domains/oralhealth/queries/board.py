"""Who is late and who is whole: facilities of a place in a month. "Sent" and "sent with data" are two figures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import PeriodType, containing

from ..country import today
from ..models import PARTIES, Agreement, Consolidation, Facility, FacilityMonth, Sheet
from ..rules.states import MonthState, SheetState

DEADLINE_DAY = 10  # of the following month; the source sets none (docs/decisions/0030)


@dataclass(frozen=True, slots=True)
class FacilityProgress:
    """One facility's month. `late`: not sent by the deadline, or sent after it; `missing`: parties yet to agree."""

    facility: OrgUnit
    region: OrgUnit | None
    state: MonthState
    sheets: int
    reviewed: int
    patients: int | None  # of the consolidation in force; None before it
    sent_at: datetime | None
    late: bool
    outdated: bool
    missing: tuple[str, ...]

    @property
    def sent(self) -> bool:
        """Handed to the region."""
        return self.sent_at is not None

    @property
    def with_data(self) -> bool:
        """Handed to the region with at least one patient."""
        return self.sent and bool(self.patients)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Totals over facilities."""

    facilities: int
    sent: int
    with_data: int
    on_time: int
    sheets: int
    reviewed: int


def deadline(month: int) -> date:
    """The last day on which a month is sent in time."""
    following = containing(date(month // 100, month % 100, 1), PeriodType.MONTH).next()
    return following.start.replace(day=DEADLINE_DAY)


def progress(place: OrgUnit, month: int, at: datetime) -> list[FacilityProgress]:
    """Every facility of oral health at the place and below, by region and name; four queries whatever their number."""
    facilities = list(
        Facility.objects.filter(unit__path__startswith=place.path)
        .select_related("unit__parent")
        .order_by("unit__parent__name", "unit__name")
    )
    units = [f.unit_id for f in facilities]
    months = {m.facility_id: m for m in FacilityMonth.objects.filter(month=month, facility__in=units)}
    sheets = {
        row["facility"]: row
        for row in Sheet.objects.filter(month=month, facility__in=units)
        .order_by()
        .values("facility")
        .annotate(sheets=Count("pk"), reviewed=Count("pk", filter=Q(state=SheetState.REVIEWED)))
    }
    latest = {
        c.month_id: c
        for c in Consolidation.objects.filter(month__in=months.values())
        .order_by("version")
        .only("month_id", "version", "patients", "outdated")
    }
    agreed = _agreed(latest.values())
    return [
        _progress(f, months.get(f.unit_id), sheets.get(f.unit_id, {}), latest, agreed, deadline(month), at)
        for f in facilities
    ]


def _agreed(consolidations) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for pk, party in Agreement.objects.filter(consolidation__in=consolidations).values_list(
        "consolidation_id", "party"
    ):
        found.setdefault(pk, set()).add(party)
    return found


def _progress(facility, month, sheets, latest, agreed, until: date, at: datetime) -> FacilityProgress:
    consolidation = latest.get(month.pk) if month else None
    sent_at = month.sent_at if month else None
    held = agreed.get(consolidation.pk, set()) if consolidation else set()
    return FacilityProgress(
        facility=facility.unit,
        region=facility.unit.parent,
        state=MonthState(month.state) if month else MonthState.OPEN,
        sheets=sheets.get("sheets", 0),
        reviewed=sheets.get("reviewed", 0),
        patients=consolidation.patients if consolidation else None,
        sent_at=sent_at,
        late=(today(sent_at) if sent_at else today(at)) > until,
        outdated=bool(month and month.outdated),
        missing=tuple(label for party, label in PARTIES if party not in held),
    )


def timeliness(rows: list[FacilityProgress]) -> Timeliness:
    """The totals of some facilities' progress."""
    return Timeliness(
        facilities=len(rows),
        sent=sum(row.sent for row in rows),
        with_data=sum(row.with_data for row in rows),
        on_time=sum(row.sent and not row.late for row in rows),
        sheets=sum(row.sheets for row in rows),
        reviewed=sum(row.reviewed for row in rows),
    )


def last_month_with_data(place: OrgUnit) -> int | None:
    """The latest month in which a facility of the place has a sheet."""
    return Sheet.objects.filter(facility__path__startswith=place.path).aggregate(last=Max("month"))["last"]
