"""The matrix of measures as the hospital reports it, with its evidence, and the explanations it owes."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents.storage import path_of, store_file
from cauce.core.documents.uploads import as_path, name_of
from cauce.core.errors import Invalid

from ..country import today
from ..models import Activity, ActivityProgress, Evidence, Explanation, QuarterReport
from ..policies import check_report
from ..rules.cells import progress_problems
from ..rules.table import RULES
from .common import exact, invalid, locked_report, needed
from .reports import touch


@dataclass(frozen=True, slots=True)
class ProgressValues:
    """What is reported of an activity."""

    done: bool
    done_on: date | None = None
    amount: Decimal | None = None
    note: str = ""


@action("riskplans.activity.save")
def save_activity(
    *, by: User, at: datetime, report: QuarterReport, activity: Activity, values: ProgressValues
) -> ActivityProgress:
    """Report an activity: done or not, when, for how much. Invalid: RP-65 to RP-67, RP-04, RP-46, RP-71."""
    report = _writable(by, at, report)
    place = f"medidas.{activity.number}"
    problems = []
    if activity.version_id != report.plan_version_id:
        problems.append(RULES["RP-65"].problem(place, value=activity.number))
    problems += progress_problems(
        activity.number, values.done, values.done_on, exact(values.amount), today(at)
    )
    if problems:
        raise Invalid(problems)
    facts = {
        "done": values.done,
        "done_on": values.done_on if values.done else None,
        "amount": values.amount,
        "note": values.note.strip(),
    }
    progress, _created = ActivityProgress.objects.update_or_create(
        report=report, activity=activity, defaults=facts
    )
    touch(report, by, at)
    data = {"number": activity.number, "done": values.done, "done_on": str(values.done_on or "")}
    _record("riskplans.activity.save", by, at, report, data)
    return progress


@action("riskplans.evidence.add")
def add_evidence(
    *,
    by: User,
    at: datetime,
    report: QuarterReport,
    upload: Any,
    activity: Activity | None = None,
    cuadro: str = "",
) -> Evidence:
    """Keep a file that supports an activity or a section; refused over the upload limit (DOC-02), kept by its digest."""
    report = _writable(by, at, report)
    with as_path(upload) as path:
        digest = store_file(path)
    evidence = Evidence.objects.create(
        report=report,
        activity=activity,
        cuadro=cuadro or ("medidas" if activity else ""),
        name=re.sub(r"[\x00-\x1f]", "", name_of(upload))[-200:],
        digest=digest,
        size=path_of(digest).stat().st_size,
        path=digest,
        at=at,
        by=by,
    )
    touch(report, by, at)
    data = {"name": evidence.name, "digest": digest, "number": activity.number if activity else 0}
    _record("riskplans.evidence.add", by, at, report, data)
    return evidence


@action("riskplans.evidence.withdraw")
def withdraw_evidence(*, by: User, at: datetime, evidence: Evidence, reason: str) -> Evidence:
    """Take a file back from a report that is still in the hospital's hands; the file itself is kept."""
    report = _writable(by, at, evidence.report)
    text = needed(reason, "por qué se retira", "reason")
    evidence.withdrawn_at, evidence.withdrawn_by = at, by
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by"])
    touch(report, by, at)
    _record(
        "riskplans.evidence.withdraw",
        by,
        at,
        report,
        {"name": evidence.name, "digest": evidence.digest},
        text,
    )
    return evidence


@action("riskplans.explanation.write")
def explain(*, by: User, at: datetime, report: QuarterReport, subject: str, text: str) -> Explanation:
    """Explain a large variation, a limit or an outlier: it then no longer asks to be confirmed."""
    report = _writable(by, at, report)
    if not re.fullmatch(r"[a-z0-9_.]{1,60}", subject):
        raise invalid("RP-44", "subject", cell=subject[:60])
    found, _created = Explanation.objects.update_or_create(
        report=report,
        subject=subject,
        defaults={"text": needed(text, "la explicación", "text"), "at": at, "by": by},
    )
    touch(report, by, at)
    _record("riskplans.explanation.write", by, at, report, {"subject": subject}, found.text)
    return found


def _writable(by: User, at: datetime, report: QuarterReport) -> QuarterReport:
    report = locked_report(report)
    require(by, Permission.RISK_WRITE, report.plan.hospital.unit, at)
    check_report("save", "escribir en él", report)
    return report


def _record(
    name: str, by: User, at: datetime, report: QuarterReport, data: dict[str, Any], reason: str = ""
) -> None:
    record(
        action=name,
        by=by,
        at=at,
        subject=report,
        place=report.plan.hospital.unit,
        data={"period": report.period} | data,
        reason=reason,
    )
