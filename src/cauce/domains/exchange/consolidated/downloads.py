"""The consolidated as files: the aggregate, the rows, and very large workbooks made by a job."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.accounts.models import User
from cauce.core.exports import SheetData, csv_response, workbook_response, write_xlsx
from cauce.core.jobs import files
from cauce.core.jobs.models import Job
from cauce.core.periods.models import Round

from .aggregate import Table
from .cut import DIMENSIONS, MEASURES, read_cut
from .detail import detail_header, detail_lines, detail_rows

KIND = "exchange.consolidated"
ROWS_AT_ONCE = 50_000  # about 4 s of XLSX; more is made by a job
STEP = 10_000


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
    return workbook_response(f"{name}.xlsx", [SheetData(_("Consolidado"), header, rows)])


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
    sheets = [SheetData(_("Renglones"), detail_header(), rows)]
    written = files.write_whole(job.id, "xlsx", lambda path: write_xlsx(path, sheets))
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
