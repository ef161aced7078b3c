"""The sheets that a file speaks of: read once each, and looked up in the database many at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..codebook import codebook
from ..country import local, month_of, today
from ..freshness import writing
from ..models import Facility, FacilityMonth, Sheet
from ..policies import who_reopens
from ..queries.earlier import patients_of_sheets
from ..rules.flat import HEAD
from ..rules.flow import broken
from ..rules.header import read_header
from ..rules.states import MonthState
from ..rules.values import Context, Header
from .findings import Findings
from .loading import Place
from .seen import Seen

Who = tuple[int, date, str]  # facility, day, registration
Month = tuple[int, int]  # facility, 202603


@dataclass(slots=True)
class Day:
    """A sheet of the file: its head, first line, whose patients it shares, and the lines of its last patient."""

    header: Header
    line: int
    profile: Facility
    seen: Seen
    block: list[tuple[str, ...] | str] = field(default_factory=list)
    place: Place | None = None  # once its rows are being stored


class Days:
    """`by_head` has the `Day` of each head opened, None for one that is refused.

    lock: rows are about to be written; keep their months as they are until the transaction ends.
    """

    def __init__(self, by: User, at: datetime, findings: Findings, *, lock: bool) -> None:
        self.by, self.at, self.findings, self.lock = by, at, findings, lock
        self.months: dict[Month, FacilityMonth] = {}
        self._days: dict[str, Day | None] = {}
        self.by_head: dict[str, Day | None] = {}
        self._seen: dict[Who, Seen] = {}
        self._facilities = {f.code: f for f in Facility.objects.select_related("unit")}
        self._units = {f.unit_id: f.unit for f in self._facilities.values()}
        self._allowed: dict[int, bool] = {}

    def open(self, heads: Mapping[str, tuple[int, tuple[str, ...]]]) -> None:
        """Read the heads that are new. heads: key → (its first line, the head's cells)."""
        new = {key: found for key, found in heads.items() if key not in self.by_head}
        read = {key: self._read(line, cells) for key, (line, cells) in new.items()}
        known = [found for found in read.values() if found is not None]
        self._fetch_months({(p.unit_id, month_of(h.date)) for h, p in known})
        stored = _stored_sheets(known)
        self._fetch_seen(known, stored)
        for key, (line, _cells) in new.items():
            self.by_head[key] = self._open(line, read[key], stored)

    def _read(self, line: int, cells: Iterable[str]) -> tuple[Header, Facility] | None:
        typed = dict(zip(HEAD, cells, strict=True))
        header, problems = read_header(typed, Context(today=today(self.at)), codebook())
        self.findings.add_all(problems, line)
        if header is None:
            return None
        profile = self._facilities.get(header.facility)
        if profile is None:
            self.findings.add(broken("OH-104", facility=header.facility), line, "facility")
        elif not self._may(profile):
            self.findings.add(broken("OH-165", facility=header.facility), line, "facility")
        else:
            return header, profile
        return None

    def _may(self, profile: Facility) -> bool:
        if profile.pk not in self._allowed:
            verbs = (Permission.ORAL_WRITE, Permission.IMPORT_RUN)
            self._allowed[profile.pk] = any(can(self.by, verb, profile.unit, self.at) for verb in verbs)
        return self._allowed[profile.pk]

    def _fetch_months(self, wanted: set[Month]) -> None:
        wanted -= self.months.keys()
        if not wanted:
            return
        if self.lock:
            for month in sorted({month for _, month in wanted} - {month for _, month in self.months}):
                writing(month)
            fresh = [FacilityMonth(facility_id=unit, month=month) for unit, month in sorted(wanted)]
            FacilityMonth.objects.bulk_create(fresh, ignore_conflicts=True)
        found = FacilityMonth.objects.filter(
            facility__in={unit for unit, _ in wanted}, month__in={month for _, month in wanted}
        ).order_by("facility_id", "month")
        for one in found.select_for_update() if self.lock else found:
            if (key := (one.facility_id, one.month)) in wanted:
                one.facility = self._units[one.facility_id]
                self.months[key] = one

    def _fetch_seen(self, known: Iterable[tuple[Header, Facility]], stored: Mapping[Who, Any]) -> None:
        """The patients that the database already holds of the same dentist that day."""
        sheets: dict[int, Seen] = {}
        for header, profile in known:
            who = (profile.unit_id, header.date, header.registration)
            if who not in self._seen:
                self._seen[who] = Seen()
                sheets |= dict.fromkeys(stored.get(who, {}).values(), self._seen[who])
        if sheets:
            for sheet, identity in patients_of_sheets(sheets):
                sheets[sheet].add(identity)

    def _open(self, line: int, read: tuple[Header, Facility] | None, stored: Mapping[Who, Any]) -> Day | None:
        if read is None:
            return None
        header, profile = read
        who = (profile.unit_id, header.date, header.registration)
        key = f"{profile.unit_id} {header.date.toordinal()} {header.registration} {header.schedule}"
        if known := self._days.get(key):
            self.findings.add(broken("OH-160", line=known.line), line)
            return None
        month = self.months.get((profile.unit_id, month_of(header.date)))
        if month is not None and month.state == MonthState.LOCKED and month.locked_at:
            when = local(month.locked_at)
            problem = broken("OH-102", month=month.month, at=when, who=who_reopens())
            self.findings.add(problem, line, "date")
            return None
        if header.schedule in stored.get(who, {}):
            self.findings.add(broken("OH-103"), line, "date")
            return None
        self._days[key] = Day(header, line, profile, self._seen[who])
        return self._days[key]


def _stored_sheets(known: Iterable[tuple[Header, Facility]]) -> dict[Who, dict[str, int]]:
    """Sheets of the same dentists and days that the database already holds: schedule → key."""
    wanted = {(p.unit_id, h.date, h.registration) for h, p in known}
    if not wanted:
        return {}
    asked = Q(facility__in={unit for unit, _d, _r in wanted}, date__in={day for _u, day, _r in wanted})
    found: dict[Who, dict[str, int]] = {}
    rows = Sheet.objects.filter(asked).order_by()
    for unit, day, registration, schedule, pk in rows.values_list(
        "facility_id", "date", "registration", "schedule", "pk"
    ):
        if (unit, day, registration) in wanted:
            found.setdefault((unit, day, registration), {})[schedule] = pk
    return found
