"""Every line of a file against every rule: its own, its sheet's, and what the database already holds."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Problem

from ..actions.common import locked_month
from ..codebook import codebook
from ..country import month_of, today
from ..models import Facility, FacilityMonth, Sheet
from ..queries.earlier import completed_in_year, seen_that_day
from ..rules.flat import check_columns, column_of, head_of, row_of
from ..rules.flow import broken
from ..rules.header import read_header
from ..rules.patient import check_sequence, read_patient
from ..rules.states import MonthState
from ..rules.table import broken as rda_broken
from ..rules.values import Context, Header
from ..rules.values import PatientRow as RowValues
from .files import Line

MAX_PROBLEMS = 20_000  # a file with more is wrong as a whole; the count goes on
SheetKey = tuple[str, date, str, str]


@dataclass(slots=True)
class Day:
    """A sheet of the file while it is being read: its head, first line, and the patient being continued."""

    header: Header
    line: int
    profile: Facility
    context: Context
    seen: set[str]
    block: list[tuple[str, RowValues]] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """What is wrong so far: problems with place "línea N, columna X", and how many of each level and rule."""

    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, problem: Problem, line: int, column: str = "") -> None:
        """Count the problem and keep it, at its line and column."""
        if problem.level == "error":
            self.errors += 1
        else:
            self.warnings[problem.rule] += 1
        if len(self.problems) < MAX_PROBLEMS:
            where = f"línea {line}" + (f", columna {column}" if column else "")
            self.problems.append(replace(problem, place=where))


class Checker:
    """Reads lines; `good()` yields (day, values, warnings) of every line without errors; `findings` grows."""

    def __init__(self, by: User, at: datetime) -> None:
        self.by, self.at, self.findings = by, at, Findings()
        self.months: dict[tuple[int, int], FacilityMonth] = {}
        self._days: dict[SheetKey, Day | None] = {}
        self._heads: dict[tuple[str, ...], Day | None] = {}
        self._facilities = {f.code: f for f in Facility.objects.select_related("unit")}
        self._allowed: dict[int, bool] = {}
        self._seen: dict[tuple[str, date, str], set[str]] = {}
        self._completed: dict[tuple[str, int], date] = {}

    def good(self, lines: Iterable[Line]) -> Iterator[tuple[Day, RowValues, list[str]]]:
        """The lines that may be stored, in order, with the rules of their warnings."""
        rows = iter(lines)
        number, header = next(rows, (1, [""]))
        columns = [name.strip().lower() for name in header]
        for problem in check_columns(columns):
            self.findings.add(problem, number)
        if self.findings.errors:
            return
        for line, cells in rows:
            if len(cells) != len(columns):
                problem = broken("OH-163", found=len(cells), expected=len(columns))
                self.findings.add(problem, line)
                continue
            found = self._line(line, dict(zip(columns, cells, strict=True)))
            if found:
                yield found

    def _line(self, line: int, cells: dict[str, str]) -> tuple[Day, RowValues, list[str]] | None:
        day = self._day(line, head_of(cells))
        if day is None:
            return None
        place = f"rows.{line}"
        values, problems = read_patient(row_of(cells), place, codebook(), day.context)
        before = day.block if values.continuation else []
        context = replace(
            day.context, seen=frozenset() if values.identity not in day.seen else frozenset({values.identity})
        )
        problems += [
            p
            for p in check_sequence([*before, (place, values)], codebook(), context)
            if p.place.startswith(place)
        ]
        problems += self._once_a_year(values, day, place)
        for problem in problems:
            self.findings.add(problem, line, column_of(problem.place))
        day.block = [*before, (place, values)]
        if values.identity:
            day.seen.add(values.identity)
        if any(p.level == "error" for p in problems):
            return None
        return day, values, sorted({p.rule for p in problems})

    def _once_a_year(self, values: RowValues, day: Day, place: str) -> list[Problem]:
        """Box 23 against the file's earlier lines and the database."""
        if not values.completed:
            return []
        key = (values.identity, day.header.date.year)
        before = self._completed.get(key) or completed_in_year(*key)
        self._completed.setdefault(key, day.header.date)
        return [rda_broken("OH-39", f"{place}.completed", date=before.isoformat())] if before else []

    def _day(self, line: int, head: dict[str, str]) -> Day | None:
        """The sheet of the line; a head that repeats is read once."""
        key = tuple(head.values())
        if key not in self._heads:
            self._heads[key] = self._new_day(line, head)
        return self._heads[key]

    def _new_day(self, line: int, head: dict[str, str]) -> Day | None:
        header, problems = read_header(head, Context(today=today(self.at)), codebook())
        for problem in problems:
            self.findings.add(problem, line, column_of(problem.place))
        if header is None:
            return None
        key = (header.facility, header.date, header.registration, header.schedule)
        if known := self._days.get(key):
            self.findings.add(broken("OH-160", line=known.line), line)
            return None
        profile = self._facility(line, header)
        if profile is None or not self._free(line, header, profile):
            return None
        seen = self._seen_by((header.facility, header.date, header.registration), profile)
        context = Context(today=today(self.at), hospital=profile.is_hospital, equipped=profile.can_sedate)
        self._days[key] = Day(header, line, profile, context, seen)
        return self._days[key]

    def _seen_by(self, dentist: tuple[str, date, str], profile: Facility) -> set[str]:
        """Patients of the dentist's day: those that the database holds, and the file's as they come."""
        if dentist not in self._seen:
            self._seen[dentist] = set(seen_that_day(profile.unit, *dentist[1:]))
        return self._seen[dentist]

    def _facility(self, line: int, header: Header) -> Facility | None:
        profile = self._facilities.get(header.facility)
        if profile is None:
            self.findings.add(broken("OH-104", facility=header.facility), line, "facility")
            return None
        if profile.pk not in self._allowed:
            verbs = (Permission.ORAL_WRITE, Permission.IMPORT_RUN)
            self._allowed[profile.pk] = any(can(self.by, verb, profile.unit, self.at) for verb in verbs)
        if not self._allowed[profile.pk]:
            self.findings.add(broken("OH-165", facility=header.facility), line, "facility")
            return None
        return profile

    def _free(self, line: int, header: Header, profile: Facility) -> bool:
        """The month is open and the sheet is not there yet."""
        key = (profile.unit_id, month_of(header.date))
        if key not in self.months:
            self.months[key] = locked_month(profile.unit, key[1])
        month = self.months[key]
        if month.state == MonthState.LOCKED:
            problem = broken("OH-102", month=key[1], at=month.locked_at, who="la región")
            self.findings.add(problem, line, "date")
            return False
        same = Sheet.objects.filter(
            facility=profile.unit,
            date=header.date,
            registration=header.registration,
            schedule=header.schedule,
        )
        if same.exists():
            self.findings.add(broken("OH-103"), line, "date")
            return False
        return True
