"""Pages of the consolidated: the table of a cut with its chart and map, the rows behind each number, files."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import places, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound
from cauce.core.exports import SheetData, csv_response, workbook_response
from cauce.core.jobs import files
from cauce.core.periods.models import Round

from ..consolidated import (
    Cut,
    consolidate,
    detail_header,
    detail_lines,
    detail_rows,
    map_points,
    progress_note,
    read_cut,
)
from ..consolidated.detail import COLUMNS
from ..consolidated.downloads import KIND, ROWS_AT_ONCE, aggregate_file, start_workbook
from ..consolidated.figures import chart_of, map_of
from ..consolidated.presenting import active_filters, filter_options, shown_rows, table_rows
from ..queries import current_round, rounds

PAGE = 100


@login_required
def now(request: HttpRequest) -> HttpResponse:
    """The consolidated of the current round."""
    _require(request)
    round_ = current_round(request.now)
    if round_ is None:
        raise _missing()
    return redirect("exchange:consolidated_round", round_.code)


@login_required
def table(request: HttpRequest, code: str) -> HttpResponseBase:
    """The table of a cut, with its chart and its map."""
    _require(request)
    round_ = _round(code)
    cut, problems = _cut(request)
    found = consolidate(round_, request.user, request.now, cut)
    if (file_format := request.GET.get("formato", "")) in ("csv", "xlsx"):
        return aggregate_file(found, round_, file_format)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("pagina"))
    finalised, whole = progress_note(round_, request.user, request.now)
    points = map_points(round_, request.user, request.now, cut)
    rows_url = reverse("exchange:consolidated_rows", args=[round_.code])
    context = {
        "round": round_,
        "rounds": rounds(),
        "cut": cut,
        "problems": problems,
        "page": page,
        "table": table_rows(found, list(page), rows_url),
        "chart": chart_of(found),
        "map": map_of(points, _map_title(cut)),
        "options": filter_options(round_, request.user, request.now, cut),
        "filters": active_filters(cut),
        "finalised": finalised,
        "whole": whole,
        "csv": _query(request, formato="csv"),
        "xlsx": _query(request, formato="xlsx"),
        "rows_url": f"{rows_url}?{urlencode(cut.params())}",
    }
    return render(request, "exchange/consolidated/table.html", context, status=422 if problems else 200)


@login_required
def rows(request: HttpRequest, code: str) -> HttpResponseBase:
    """The rows behind a number, one page at a time."""
    _require(request)
    round_ = _round(code)
    cut, problems = _cut(request)
    lines = detail_lines(round_, request.user, request.now, cut)
    page = Paginator(lines.values_list(*COLUMNS.values()), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "round": round_,
        "cut": cut,
        "problems": problems,
        "page": page,
        "rows": shown_rows(page),
        "filters": active_filters(cut),
        "csv": f"{reverse('exchange:consolidated_csv', args=[code])}?{urlencode(cut.params())}",
        "xlsx": f"{reverse('exchange:consolidated_xlsx', args=[code])}?{urlencode(cut.params())}",
        "back": f"{reverse('exchange:consolidated_round', args=[code])}?{urlencode(cut.params())}",
        "by_job": page.paginator.count > ROWS_AT_ONCE,
    }
    return render(request, "exchange/consolidated/rows.html", context, status=422 if problems else 200)


@login_required
def rows_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """All the rows of a cut as CSV, streamed, without limit."""
    _require(request)
    found = detail_rows(_round(code), request.user, request.now, read_cut(request.GET))
    return csv_response(f"renglones-{code}.csv", detail_header(), found)


@login_required
def rows_xlsx(request: HttpRequest, code: str) -> HttpResponseBase:
    """All the rows of a cut as XLSX: at once up to ROWS_AT_ONCE; more, by a job that tells when it is ready."""
    _require(request)
    round_, cut = _round(code), read_cut(request.GET)
    count = detail_lines(round_, request.user, request.now, cut).count()
    if count <= ROWS_AT_ONCE:
        found = detail_rows(round_, request.user, request.now, cut)
        return workbook_response(
            f"renglones-{code}.xlsx", [SheetData(_("Renglones"), detail_header(), found)]
        )
    job = start_workbook(round_, request.user, request.now, cut.params())
    messages.info(request, _("El archivo es grande: se prepara aparte y aquí mismo podrá descargarlo."))
    return redirect("jobs:detail", job.pk)


@login_required
def made(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that a job made, for whom asked for it (or reads jobs there)."""
    _require(request)
    return files.hand_over(request, pk, KIND, "xlsx", f"renglones-{pk}")


def _require(request: HttpRequest) -> None:
    if not places(request.user, Permission.EXCHANGE_CONSOLIDATED, request.now).exists():
        require(request.user, Permission.EXCHANGE_CONSOLIDATED, None, request.now)


def _round(code: str) -> Round:
    found = rounds().filter(code=code).first()
    if found is None:
        raise _missing()
    return found


def _missing() -> NotFound:
    return NotFound(_("No existe ese periodo."), rule="EX-404", remedy=_("Elija un periodo de la lista."))


def _cut(request: HttpRequest) -> tuple[Cut, tuple]:
    """The cut in the address (two selects, or one `by`), or the default one with the problems to show."""
    given: dict[str, Any] = request.GET.dict()
    given["by"] = ",".join(dict.fromkeys(p for p in (given.get("by"), given.get("by2")) if p))
    given["sort"] = given.get("orden", given.get("sort", ""))
    if given["sort"].removeprefix("-") not in {*given["by"].split(",")} | set(_MEASURES):
        given["sort"] = ""  # the column of another cut
    try:
        return read_cut(given), ()
    except Invalid as refusal:
        return Cut(), refusal.problems


_MEASURES = tuple(Cut().measures)


def _query(request: HttpRequest, **more: str) -> str:
    query = request.GET.copy()
    query.pop("pagina", None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _map_title(cut: Cut) -> str:
    if cut.state:
        return _("Dónde prevalece el excedente o el faltante: unidades del estado elegido")
    return _("Dónde prevalece el excedente o el faltante")
