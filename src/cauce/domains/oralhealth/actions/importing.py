"""Importing a file of daily-record rows: every problem with its line and column, then all or nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.behind import Behind
from cauce.core.bulk_writer import piecer
from cauce.core.collector import set_aside
from cauce.core.errors import Problem
from cauce.core.statistics import refresh_statistics

from ..importing.checking import Checked, Checker
from ..importing.files import read_lines
from ..importing.findings import Findings
from ..importing.loading import Loader
from ..models import Activity, Diagnosis, PatientRow, Sheet
from .common import mark_all_outdated

MANY = 20_000  # rows that make the planner's figures stale
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file holds or did: counts, warnings by rule, problems (bounded), and whether it was stored."""

    sheets: int
    rows: int
    patients: int
    errors: int
    warnings: dict[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    stored: bool = False
    left_out: int = 0  # problems counted, but not among `problems`

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "problems": [p.as_dict() for p in self.problems]}


def check_rows(*, by: User, at: datetime, path: Path, progress: Progress = lambda rows: None) -> ImportReport:
    """What importing the file would do now; writes nothing and holds nothing up.

    One pass in constant memory, about as fast as `import_rows` without the database's part.
    Raises Invalid (OH-164) for a file that cannot be read.
    """
    _may_import(by, at)
    checker, counts = Checker(by, at), _Counts()
    with set_aside():
        for batch in checker.batches(read_lines(path)):
            counts.take(batch)
            progress(checker.lines)
    return counts.report(checker.findings)


@action("oralhealth.rows.import")
def import_rows(
    *,
    by: User,
    at: datetime,
    path: Path,
    dry_run: bool = False,
    confirmed: bool = False,
    progress: Progress = lambda rows: None,
    name: str = "",
) -> ImportReport:
    """Import patient rows from a CSV or XLSX; the sheets arrive sent, for review.

    This is the way of a file of a million rows (benchmarks call it): batches of 5,000 lines, the rules by
    rules/shapes.py, the rows by COPY (executemany on SQLite), memory bounded, one transaction.

    Nothing is stored when any line has an error, when there are unconfirmed warnings, or on a dry run: the report
    says so with `stored`. A person needs to write at every facility of the file, or to run imports there.
    name: what the file was called, if not as its path. Raises Invalid (OH-164) for a file that cannot be read,
    and whatever `progress` raises (to cancel).
    """
    _may_import(by, at)
    with Behind() as behind, set_aside():
        loader, counts = Loader(by, at, behind.put), _Counts()
        checker = Checker(by, at, piecer(), lock=not dry_run, asking=_Asking(behind, loader))
        for batch in checker.batches(read_lines(path)):
            counts.take(batch)
            behind.wait()
            progress(checker.lines)
            if not dry_run and _may_be_stored(checker.findings, confirmed=confirmed):
                _load(loader, batch)
        loader.flush()
    report = counts.report(checker.findings)
    if dry_run or not _may_be_stored(checker.findings, confirmed=confirmed):
        transaction.set_rollback(True)
        return report
    mark_all_outdated(checker.days.months.values())
    if report.rows > MANY:
        refresh_statistics(Sheet, PatientRow, Activity, Diagnosis)
    facts = {"file": name or path.name, "sha256": _digest(path), "sheets": report.sheets, "rows": report.rows}
    record(action="oralhealth.rows.import", by=by, at=at, data={**facts, "warnings": report.warnings})
    return replace(report, stored=True)


def _may_import(by: User, at: datetime) -> None:
    if not can(by, Permission.ORAL_WRITE, None, at):
        require(by, Permission.IMPORT_RUN, None, at)


class _Asking:
    """Around what the checker asks of the database for a batch: nothing else is under way, and afterwards the
    batch before is written while the rules look at this one."""

    def __init__(self, behind: Behind, loader: Loader) -> None:
        self.behind, self.loader = behind, loader

    def before(self) -> None:
        self.behind.wait()

    def after(self, sheets: int, rows: int) -> None:
        self.loader.reserve(sheets, rows)
        self.behind.start()


class _Counts:
    """How many sheets, rows and patients the good lines have."""

    def __init__(self) -> None:
        self.sheets: set[int] = set()
        self.rows = self.patients = 0

    def take(self, batch: list[Checked]) -> None:
        self.sheets.update(id(checked.day) for checked in batch)
        self.rows += len(batch)
        self.patients += sum(not checked.read.continuation for checked in batch)

    def report(self, findings: Findings) -> ImportReport:
        return ImportReport(
            len(self.sheets),
            self.rows,
            self.patients,
            findings.errors,
            dict(findings.warnings),
            findings.problems,
            left_out=findings.left_out,
        )


def _may_be_stored(findings: Findings, *, confirmed: bool) -> bool:
    return not findings.errors and (confirmed or not findings.warnings)


def _load(loader: Loader, batch: list[Checked]) -> None:
    for checked in batch:
        day = checked.day
        if day.place is None:
            day.place = loader.sheet(day.profile.unit, day.header)
        loader.add(day.place, checked.read, checked.warnings)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
