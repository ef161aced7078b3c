"""Importing a file of daily-record rows: every problem with its line and column, then all or nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Problem

from ..importing.checking import Checker
from ..importing.files import read_lines
from ..importing.loading import Loader
from ..models import Sheet
from .common import mark_outdated

EVERY = 10_000
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

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "problems": [p.as_dict() for p in self.problems]}


@action("oralhealth.rows.import")
def import_rows(
    *,
    by: User,
    at: datetime,
    path: Path,
    dry_run: bool = False,
    confirmed: bool = False,
    progress: Progress = lambda rows: None,
) -> ImportReport:
    """Import patient rows from a CSV or XLSX; the sheets arrive sent, for review.

    Nothing is stored when any line has an error, when there are unconfirmed warnings, or on a dry run: the report
    says so with `stored`. A person needs to write at every facility of the file, or to run imports there.
    Raises Invalid (OH-164) for a file that cannot be read.
    """
    if not can(by, Permission.ORAL_WRITE, None, at):
        require(by, Permission.IMPORT_RUN, None, at)
    checker, loader = Checker(by, at), Loader(by, at)
    sheets: dict[int, Sheet] = {}  # by the day as it was read
    for number, (day, values, warnings) in enumerate(checker.good(read_lines(path)), 1):
        if not checker.findings.errors:
            sheet = sheets.get(id(day)) or sheets.setdefault(
                id(day), loader.sheet(day.profile.unit, day.header)
            )
            loader.add(sheet, values, warnings)
        if number % EVERY == 0:
            progress(number)
    findings = checker.findings
    report = ImportReport(
        loader.sheets,
        loader.rows,
        loader.patients,
        findings.errors,
        dict(findings.warnings),
        tuple(findings.problems),
    )
    if dry_run or findings.errors or (findings.warnings and not confirmed):
        transaction.set_rollback(True)
        return report
    loader.flush()
    for month in checker.months.values():
        mark_outdated(month)
    facts = {"file": path.name, "sha256": _digest(path), "sheets": report.sheets, "rows": report.rows}
    record(action="oralhealth.rows.import", by=by, at=at, data={**facts, "warnings": report.warnings})
    return ImportReport(**{**{n: getattr(report, n) for n in report.__slots__}, "stored": True})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
