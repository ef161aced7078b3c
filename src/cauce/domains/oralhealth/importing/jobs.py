"""The background work of an import: looking at the file, and storing it. Both may run again after a crash."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.errors import Invalid, Refusal
from cauce.core.exports import csv_lines
from cauce.interop import incoming

from ..actions.importing import ImportReport, check_rows, import_rows
from ..actions.transfers import CHECK, STORE
from ..models import RowsImport
from .files import count_lines

SHOWN = 200
State = RowsImport.State


@jobs.register(CHECK, idempotent=True)
def check(job: jobs.JobHandle) -> dict[str, Any]:
    """Look at the file; afterwards it waits for its person, with what was found."""
    found = RowsImport.objects.select_related("created_by").get(pk=job.params["import"])
    if found.state != State.CHECKING:
        return _result(found)
    path = incoming.path_of(found.uid)
    try:
        report = check_rows(by=found.created_by, at=job.at, path=path, progress=_teller(job, found))
    except Invalid as refusal:
        report = ImportReport(0, 0, 0, len(refusal.problems), problems=tuple(refusal.problems))
    except jobs.Cancelled:
        _settle(found, State.DISCARDED, job, decided=True)
        raise
    _note(found, report)
    _settle(found, State.REFUSED if report.errors else State.WAITING, job)
    return _result(found)


@jobs.register(STORE, idempotent=True)
def store(job: jobs.JobHandle) -> dict[str, Any]:
    """Store the file's rows: all of them together with the note that they are, or none."""
    found = RowsImport.objects.select_related("created_by").get(pk=job.params["import"])
    if found.state != State.STORING:
        return _result(found)
    path = incoming.path_of(found.uid)
    try:
        with transaction.atomic():
            report = import_rows(
                by=found.created_by,
                at=job.at,
                path=path,
                name=found.filename,
                confirmed=True,
                progress=_teller(job, found),
            )
            _note(found, report)
            _settle(found, State.STORED if report.stored else State.REFUSED, job)
    except (jobs.Cancelled, Refusal):
        _settle(found, State.WAITING, job)
        raise
    if report.stored:
        incoming.forget(found.uid)
    return _result(found)


def _teller(job: jobs.JobHandle, found: RowsImport) -> Callable[[int], None]:
    total = count_lines(incoming.path_of(found.uid))
    return lambda lines: job.progress(min(lines, total or lines), total, _("renglones leídos"))


def _note(found: RowsImport, report: ImportReport) -> None:
    found.counts = {
        "sheets": report.sheets,
        "rows": report.rows,
        "patients": report.patients,
        "errors": report.errors,
        "warnings": report.warnings,
        "left_out": report.left_out,
    }
    found.problems = [p.as_dict() for p in report.problems[:SHOWN]]
    header = [_("lugar"), _("regla"), _("nivel"), _("problema"), _("qué hacer")]
    level = {"error": _("error"), "warning": _("aviso")}
    rows = ([p.place, p.rule, level[p.level], p.message, p.remedy] for p in report.problems)
    found.keep_report(csv_lines(header, rows))


def _settle(found: RowsImport, state: str, job: jobs.JobHandle, *, decided: bool = False) -> None:
    found.state = state
    if decided:
        found.decided_at, found.decided_by = job.at, found.created_by
        incoming.forget(found.uid)
    found.save(update_fields=["state", "counts", "problems", "report", "decided_at", "decided_by"])


def _result(found: RowsImport) -> dict[str, Any]:
    return {"url": reverse("oralhealth:rows_import", args=[found.uid])}
