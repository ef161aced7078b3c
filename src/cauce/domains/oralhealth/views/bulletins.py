"""The bulletins: the list of issued ones, asking for one, and one with its files."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require, roots
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.actions import verification_url
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.views.downloads import pdf_response
from cauce.core.errors import Invalid, NotFound
from cauce.core.exports import file_response, write_xlsx
from cauce.core.organisations.models import OrgUnit

from ..actions.papers import request_bulletin
from ..bulletin.scope import choices_below
from ..bulletin.workbook import sheets_of
from ..country import month_of, today
from ..queries.board import last_month_with_data
from ..queries.papers import bulletins_for
from .common import crumbs, page

PAGE = 50


@page
def index(request: Any, problems: tuple = ()) -> HttpResponse:
    """The issued bulletins within reach, and the form for whoever may issue one."""
    _require(request)
    found = bulletins_for(request.user, request.now)
    if place := request.GET.get("lugar"):
        found = found.filter(place__code=place)
    places = choices_below(roots(request.user, Permission.ORAL_PAPER, request.now))
    latest = max((last_month_with_data(p) or 0 for p in places[:1]), default=0) or month_of(
        today(request.now)
    )
    sent = request.POST
    context = {
        "crumbs": crumbs((_("Boletines"), "")),
        "page": Paginator(found, PAGE).get_page(request.GET.get("pagina")),
        "places": places,
        "filter_places": choices_below(roots(request.user, Permission.ORAL_INDICATORS, request.now)),
        "chosen": request.GET.get("lugar", ""),
        "problems": problems,
        "typed": {
            "place": sent.get("lugar", ""),
            "kind": sent.get("tipo", "mes"),
            "month": sent.get("mes") or f"{latest // 100}-{latest % 100:02d}",
            "year": sent.get("anio") or str(latest // 100),
        },
    }
    return render(request, "oralhealth/bulletins/index.html", context, status=422 if problems else 200)


@page
@require_POST
def ask(request: Any) -> HttpResponse:
    """Ask for a bulletin; the job's page shows how far it is."""
    sent = request.POST
    place = OrgUnit.objects.filter(code=sent.get("lugar", "")).first()
    if place is None:
        raise _missing()
    period = sent.get("mes", "") if sent.get("tipo") == "mes" else sent.get("anio", "")
    try:
        job = request_bulletin(by=request.user, at=request.now, place=place, period=period.replace("-", ""))
    except Invalid as refused:
        return index(request, refused.problems)
    return redirect("jobs:detail", job.pk)


@page
def show(request: Any, folio: str) -> HttpResponse:
    """One bulletin: its indicators on the page, its files, and how it is verified."""
    document = _find(request, folio)
    context = {
        "crumbs": crumbs((_("Boletines"), reverse("oralhealth:bulletins")), (document.folio, "")),
        "document": document,
        "data": document.data,
        "verify": verification_url(document.folio),
        "may_issue": can(request.user, Permission.ORAL_PAPER, document.place, request.now),
    }
    return render(request, "oralhealth/bulletins/show.html", context)


@page
def pdf(request: Any, folio: str) -> HttpResponseBase:
    """The issued PDF; also for whoever works below its place."""
    document = _find(request, folio)
    return pdf_response(document.path, document.filename, inline="ver" in request.GET)


@page
def workbook(request: Any, folio: str) -> HttpResponseBase:
    """The same tables as XLSX, from the sealed data."""
    document = _find(request, folio)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boletin.xlsx"
        write_xlsx(path, sheets_of(document.data, document.folio, synthetic=document.synthetic))
        return file_response(path, f"{document.folio}.xlsx")


def _find(request: Any, folio: str) -> IssuedDocument:
    _require(request)
    found = bulletins_for(request.user, request.now).filter(folio=folio).first()
    if found is None:
        raise _missing()
    return found


def _require(request: Any) -> None:
    require(request.user, Permission.ORAL_INDICATORS, None, request.now)


def _missing() -> NotFound:
    return NotFound(
        _("No existe ese boletín en sus lugares."), rule="OH-404", remedy=_("Elija uno de la lista.")
    )
