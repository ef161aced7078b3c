"""The consolidated as files: the aggregate, the rows, and very large workbooks made by a job."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.accounts.models import User
from cauce.core.exports import SheetData, csv_response, file_response, write_xlsx
from cauce.core.jobs.models import Job
from cauce.core.jobs.schedule import every
from cauce.core.periods.models import Round

from .aggregate import Table
from .cut import DIMENSIONS, MEASURES, read_cut
from .detail import detail_header, detail_lines, detail_rows

KIND = "exchange.consolidated"
ROWS_AT_ONCE = 50_000  # about 4 s of XLSX; more is made by a job
STEP = 10_000
KEPT = timedelta(days=7)


def aggregate_header(table: Table) -> list[str]:
    """The headings of the aggregate."""
    header = [_(DIMENSIONS[d].label) for d in table.cut.by] + [_(MEASURES[m][0]) for m in table.cut.measures]
    return [*header, _("Renglones de registros abiertos")] if table.cut.include_open else header


def aggregate_rows(table: Table) -> Iterator[list[Any]]:
    """Every group as cells, and the total last."""
    for row in table.rows:
        opened = [row.open_lines] if table.cut.include_open else []
        yield [*row.labels.values(), *row.values.values(), *opened]
    opened = [table.total.open_lines] if table.cut.include_open else []
    blanks = [""] * (len(table.cut.by) - 1)
    yield [_("Total"), *blanks, *table.total.values.values(), *opened]


def aggregate_file(table: Table, round_: Round, file_format: str) -> HttpResponseBase:
    """The aggregate as CSV or XLSX."""
    name = f"consolidado-{round_.code}"
    header, rows = aggregate_header(table), aggregate_rows(table)
    if file_format == "csv":
        return csv_response(f"{name}.csv", header, rows)
    return workbook(f"{name}.xlsx", [SheetData(_("Consolidado"), header, rows)])


def workbook(filename: str, sheets: list[SheetData]) -> FileResponse:
    """A workbook made now: written to a temporary file that is gone once it is sent."""
    folder = tempfile.mkdtemp(dir=_folder())
    path = Path(folder) / "libro.xlsx"
    try:
        write_xlsx(path, sheets)
        return file_response(path, filename)
    finally:
        # The open file stays readable until it is sent; its name is already gone.
        path.unlink(missing_ok=True)
        Path(folder).rmdir()


def start_workbook(round_: Round, by: User, at: datetime, params: dict[str, str]) -> Job:
    """Ask a job for the rows as XLSX; the person is told when it is ready."""
    return jobs.start(
        KIND,
        by=by,
        at=at,
        title=_("Renglones del consolidado «%(round)s» en Excel") % {"round": round_.name},
        params={"round": round_.pk, "cut": params},
    )


@jobs.register(KIND, idempotent=True)
def make_workbook(job: jobs.JobHandle) -> dict[str, Any]:
    """Write the rows that the person may consolidate at the moment of the run."""
    round_ = Round.objects.get(pk=job.params["round"])
    cut = read_cut(job.params["cut"])
    total = detail_lines(round_, job.by, job.at, cut).count()
    rows = _told(detail_rows(round_, job.by, job.at, cut), job, total)
    part = path_of(job.id).with_suffix(".part")
    written = write_xlsx(part, [SheetData(_("Renglones"), detail_header(), rows)])
    part.replace(path_of(job.id))
    return {
        "url": reverse("exchange:consolidated_made", args=[job.id]),
        "rows": total,
        "sheets": len(written.sheets),
        "notes": written.notes,
    }


def _told(rows: Iterator[list[Any]], job: jobs.JobHandle, total: int) -> Iterator[list[Any]]:
    """The rows, saying every STEP how far it is (and stopping when the person asked to)."""
    for number, row in enumerate(rows):
        if number % STEP == 0:
            job.progress(number, total, _("Escribiendo renglones"))
        yield row


def path_of(job_id: int) -> Path:
    """Where the file of a job is."""
    return _folder() / f"{job_id}.xlsx"


def _folder() -> Path:
    folder = Path(settings.VAR_DIR) / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@every("exchange.consolidated.sweep", timedelta(hours=6))
def sweep(at: datetime) -> int:
    """Remove files older than KEPT (they can be made again); returns how many."""
    old = [p for p in _folder().glob("*.*") if p.stat().st_mtime < (at - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
