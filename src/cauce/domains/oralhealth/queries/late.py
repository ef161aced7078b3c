"""Who is late: timeliness and completeness by facility, by region and by month. "Enviado" is not "enviado con datos"."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from cauce.core.audit.models import Event
from cauce.core.organisations.models import OrgUnit

from ..country import today
from ..models import Consolidation, Facility, FacilityMonth
from .board import FacilityProgress, Timeliness, deadline, progress, timeliness

MONTHS = 12
_Sent = tuple[datetime, bool]  # when, and whether with patients


@dataclass(frozen=True, slots=True)
class Share:
    """Some facilities in some months, as counts and as whole percentages (None: nothing to divide by).

    timely: sent in time, of all. complete: sent with data, of all. reviewed: reviewed sheets, of the sheets written.
    """

    totals: Timeliness

    @property
    def timely(self) -> int | None:
        """Percentage of facilities that sent in time."""
        return _percent(self.totals.on_time, self.totals.facilities)

    @property
    def complete(self) -> int | None:
        """Percentage of facilities that sent with data."""
        return _percent(self.totals.with_data, self.totals.facilities)

    @property
    def reviewed(self) -> int | None:
        """Percentage of the sheets that were reviewed."""
        return _percent(self.totals.reviewed, self.totals.sheets)


def _percent(part: int, whole: int) -> int | None:
    return (200 * part + whole) // (2 * whole) if whole else None


def by_region(rows: Iterable[FacilityProgress]) -> list[tuple[OrgUnit | None, Share]]:
    """Each region with the shares of its facilities, in the order of the rows."""
    groups: dict[OrgUnit | None, list[FacilityProgress]] = defaultdict(list)
    for row in rows:
        groups[row.region].append(row)
    return [(region, Share(timeliness(found))) for region, found in groups.items()]


def by_month(places: list[OrgUnit], last: int, at: datetime) -> list[tuple[int, Share]]:
    """The shares of the twelve months that end with `last`, oldest first; from the months as sent."""
    units = Facility.objects.none()
    for place in places:
        units |= Facility.objects.filter(unit__path__startswith=place.path)
    facilities = units.count()
    months = [_back(last, n) for n in range(MONTHS - 1, -1, -1)]
    sent: dict[int, list[_Sent]] = defaultdict(list)
    found = FacilityMonth.objects.filter(month__in=months, facility__in=units.values("unit"))
    found = found.exclude(sent_at=None).order_by()
    # Only what is counted: the figures of a consolidation are long.
    held = dict(
        Consolidation.objects.filter(month__in=found, version=F("month__version"))
        .order_by()
        .values_list("month_id", "patients")
    )
    for pk, month, sent_at in found.values_list("pk", "month", "sent_at"):
        sent[month].append((sent_at, bool(held.get(pk))))
    return [(month, Share(_month_totals(facilities, month, sent[month]))) for month in months]


def _month_totals(facilities: int, month: int, sent: list[_Sent]) -> Timeliness:
    on_time = sum(today(sent_at) <= deadline(month) for sent_at, _data in sent)
    return Timeliness(facilities, len(sent), sum(data for _at, data in sent), on_time, 0, 0)


def _back(month: int, months: int) -> int:
    number = month // 100 * 12 + month % 100 - 1 - months
    return number // 12 * 100 + number % 12 + 1


def rows_of(places: Iterable[OrgUnit], month: int, at: datetime) -> list[FacilityProgress]:
    """Every facility of the places once, also when one place lies within another."""
    found = {row.facility.pk: row for place in places for row in progress(place, month, at)}
    return list(found.values())


def last_reminders(rows: Iterable[FacilityProgress], month: int) -> dict[int, Event]:
    """facility → the last reminder about the month."""
    units = [row.facility.pk for row in rows]
    events = Event.objects.filter(action="oralhealth.reminder.send", place__in=units).order_by("sequence")
    return {e.place_id: e for e in events if e.place_id and e.data.get("month") == month}
