"""Import a hospital's workbook into its report: all of it or nothing."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents.storage import store_file
from cauce.core.documents.uploads import as_path, name_of
from cauce.core.errors import Invalid

from ..country import today
from ..models import QuarterReport
from ..policies import check_fresh, check_report
from ..queries.workbook import Preview, preview_workbook
from .activities import ProgressValues, save_activity
from .common import decimal_of, locked_report
from .reports import save_figures


@action("riskplans.workbook.import")
def import_workbook(
    *, by: User, at: datetime, report: QuarterReport, upload: Any, version: int | None = None
) -> Preview:
    """Take a filled workbook into the report. Each figure keeps the file and the cell that it came from.

    Raises Invalid with every problem by sheet and cell; then nothing was saved. The file itself is kept.
    """
    report = locked_report(report)
    require(by, Permission.RISK_WRITE, report.plan.hospital.unit, at)
    check_report("save", "escribir en él", report)
    check_fresh(report, version)
    with as_path(upload) as path:
        preview = preview_workbook(report, path, today(at))
        if preview.problems:
            raise Invalid(preview.problems)
        digest = store_file(path)
    name = name_of(upload)
    save_figures(
        by=by,
        at=at,
        report=report,
        typed=preview.filled.figures,
        source="file",
        origin=f"{name[-120:]} · {digest[:16]}",
        cells=preview.filled.places,
    )
    _save_matrix(by, at, report, preview)
    record(
        action="riskplans.workbook.import",
        by=by,
        at=at,
        subject=report,
        place=report.plan.hospital.unit,
        data={"period": report.period, "file": name, "digest": digest, "changes": len(preview.changes)},
    )
    return preview


def _save_matrix(by: User, at: datetime, report: QuarterReport, preview: Preview) -> None:
    held = {p.activity.number: p for p in report.progress.select_related("activity")}
    activities = {a.number: a for a in report.plan_version.activities.all()}
    for number, fields in preview.filled.activities.items():
        amount = fields.get("amount")
        values = ProgressValues(
            bool(fields.get("done")),
            fields.get("done_on"),  # type: ignore[arg-type]
            None if amount is None else decimal_of(amount),  # type: ignore[arg-type]
            str(fields.get("note") or ""),
        )
        before = held.get(number)
        same = before and ProgressValues(before.done, before.done_on, before.amount, before.note) == values
        if not same and (before or values != ProgressValues(False)):
            save_activity(by=by, at=at, report=report, activity=activities[number], values=values)
