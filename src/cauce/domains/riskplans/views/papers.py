"""The reports as pages where the analyst writes in place, as PDF, as Word, and issued with folio."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can, require, require_at_root, roots
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import IssuedDocument
from cauce.core.errors import Conflict, NotFound
from cauce.core.exports import file_response
from cauce.core.jobs import files
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import PeriodType, containing, parse

from .. import actions
from ..country import previous, quarter, quarter_name, today
from ..models import Hospital, PeriodReport, QuarterReport
from ..papers.blocks import chapters
from ..papers.evaluation import compose_evaluation
from ..papers.ficha import compose_ficha
from ..papers.jobs import FILE, compose, start_file
from ..papers.printing import preliminary
from ..papers.word import write_docx
from .common import act_and_go, by_now, crumbs, find_evaluation, find_report, page

AT_ONCE = 12  # hospitals whose follow-up is written while the person waits (some 5 s); more is made by a job
YEARS = 3


@page
def ficha(request: Any, pk: int) -> HttpResponse:
    """The one-page summary of an ESE and quarter."""
    report = find_report(request, pk)
    content = preliminary(
        compose_ficha(report), request.now, synthetic=_synthetic(report.plan.hospital.unit), watermark=""
    )
    return _pdf(content, f"ficha-{report.plan.hospital.code}-{report.period}")


@page
def evaluation_pdf(request: Any, pk: int) -> HttpResponse:
    """The evaluation report to look at before it is issued."""
    stored = find_evaluation(request, pk)
    unit = stored.report.plan.hospital.unit
    content = preliminary(compose_evaluation(stored), request.now, synthetic=_synthetic(unit))
    return _pdf(content, f"evaluacion-{stored.report.plan.hospital.code}-{stored.report.period}")


@page
@require_POST
def issue_evaluation(request: Any, pk: int) -> HttpResponse:
    """Issue the report of a closed evaluation with its folio."""
    stored = find_evaluation(request, pk)
    return act_and_go(
        request,
        lambda: actions.issue_evaluation(evaluation=stored, **by_now(request)),
        _("Informe de evaluación emitido."),
        "riskplans:evaluation",
        pk,
    )


@page
def follow_ups(request: Any) -> HttpResponse:
    """Territories and quarters whose follow-up report the person may read."""
    places = _territories(request)
    periods = _quarters(request)
    issued = {(d.subject.place_id, d.subject.period): d for d in _issued("follow_up", places)}
    rows = [(place, [(p, quarter_name(p), issued.get((place.pk, p))) for p in periods]) for place in places]
    context = {"crumbs": crumbs((_("Informes de seguimiento"), "")), "rows": rows, "periods": periods}
    return render(request, "riskplans/papers/follow_ups.html", context)


@page
def follow_up(request: Any, code: str, period: str) -> HttpResponse:
    """The report of a territory and quarter; its comments are written in place."""
    place = _place(request, code, period)
    trail = crumbs((_("Informes de seguimiento"), reverse("riskplans:follow_ups")), (place.name, ""))
    return _show(request, "follow_up", place, period, Permission.RISK_TERRITORY, trail)


@page
def follow_up_file(request: Any, code: str, period: str, kind: str) -> HttpResponseBase:
    """The same as PDF (preliminary) or DOCX."""
    return _file(request, "follow_up", _place(request, code, period), period, kind)


@page
@require_POST
def follow_up_issue(request: Any, code: str, period: str) -> HttpResponse:
    """Ask for it to be issued."""
    return _request(request, "follow_up", _place(request, code, period), period)


@page
def annuals(request: Any) -> HttpResponse:
    """The annual reports: one for each year to 31 March."""
    root = _root(request)
    year = containing(today(request.now), PeriodType.YEAR_TO_MARCH)
    years = []
    while len(years) < YEARS:
        years.append(year)
        year = containing(date(year.start.year, 3, 1), PeriodType.YEAR_TO_MARCH)
    issued = {d.subject.period: d for d in _issued("annual", [root])}
    rows = [(one, issued.get(one.id), one.end >= today(request.now)) for one in years]
    context = {"crumbs": crumbs((_("Informe anual"), "")), "rows": rows}
    return render(request, "riskplans/papers/annuals.html", context)


@page
def annual(request: Any, period: str) -> HttpResponse:
    """The consolidated report to the Ministry of a year to 31 March."""
    root = _root(request, period)
    trail = crumbs((_("Informe anual"), reverse("riskplans:annuals")), (period[:4], ""))
    return _show(request, "annual", root, period, Permission.RISK_ANNUAL_WRITE, trail)


@page
def annual_file(request: Any, period: str, kind: str) -> HttpResponseBase:
    """The same as PDF (preliminary) or DOCX."""
    return _file(request, "annual", _root(request, period), period, kind)


@page
@require_POST
def annual_issue(request: Any, period: str) -> HttpResponse:
    """Ask for it to be issued."""
    return _request(request, "annual", _root(request, period), period)


def _show(
    request: Any, kind: str, place: OrgUnit, period: str, permission: Permission, trail: list
) -> HttpResponse:
    may_write = can(request.user, permission, place, request.now)
    theirs: Conflict | None = None
    sent = request.POST
    if request.method == "POST":
        try:
            actions.write_narrative(
                place=place, period=period, part=sent.get("parte", "")[:60], text=sent.get("texto", ""),
                version=int(sent["version"]) if sent.get("version", "").isdigit() else 0, **by_now(request),
            )  # fmt: skip
            messages.success(request, _("Texto guardado."))
            part = sent.get("parte", "")
            return redirect(f"{request.path}?{urlencode({'parte': part})}#parte-{part}")
        except Conflict as conflict:
            theirs = conflict
    paper = compose(kind, place, period, on=today(request.now))
    context = {
        "crumbs": trail,
        "paper": paper,
        "may_write": may_write,
        "gaps": len(paper.gaps),
        "chapters": chapters(paper, sent.get("parte", "") or request.GET.get("parte", "")),
        "files": _addresses(kind, place, period),
        "issued": next((d for d in _issued(kind, [place]) if d.subject.period == period), None),
        "conflict": theirs,
        "typed": sent.get("texto", ""),
        "typed_part": sent.get("parte", "") if theirs else "",
        "synthetic": _synthetic(place),
    }
    return render(request, "riskplans/papers/paper.html", context, status=409 if theirs else 200)


def _file(request: Any, kind: str, place: OrgUnit, period: str, file: str) -> HttpResponseBase:
    if file not in {"pdf", "docx"}:
        raise _missing()
    if kind == "follow_up" and Hospital.objects.filter(unit__path__startswith=place.path).count() > AT_ONCE:
        job = start_file(request.user, request.now, kind, place, period, file)
        messages.info(
            request, _("Son muchas ESE: el archivo se prepara aparte y aquí mismo podrá descargarlo.")
        )
        return redirect("jobs:detail", job.pk)
    paper = compose(kind, place, period, on=today(request.now))
    name = f"{kind.replace('_', '-')}-{place.code}-{period}"
    if file == "pdf":
        return _pdf(preliminary(paper, request.now, synthetic=_synthetic(place)), name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "informe.docx"
        write_docx(paper, path, synthetic=_synthetic(place))
        return file_response(path, f"{name}.docx", files.TYPES["docx"])


@page
def made(request: Any, pk: int, kind: str) -> HttpResponseBase:
    """The file that a job made, for whom asked for it (or reads jobs there)."""
    return files.hand_over(request, pk, FILE, kind, f"informe-de-seguimiento-{pk}")


def _request(request: Any, kind: str, place: OrgUnit, period: str) -> HttpResponse:
    job = actions.request_paper(kind=kind, place=place, period=period, **by_now(request))
    return redirect("jobs:detail", job.pk)


def _addresses(kind: str, place: OrgUnit, period: str) -> dict[str, str]:
    at = [place.code, period] if kind == "follow_up" else [period]
    return {
        "pdf": reverse(f"riskplans:{kind}_file", args=[*at, "pdf"]),
        "docx": reverse(f"riskplans:{kind}_file", args=[*at, "docx"]),
        "issue": reverse(f"riskplans:{kind}_issue", args=at),
    }


def _issued(kind: str, places: list[OrgUnit]) -> list[IssuedDocument]:
    subjects = {str(s.pk): s for s in PeriodReport.objects.filter(kind=kind, place__in=places)}
    found = IssuedDocument.objects.filter(kind=f"riskplans.{kind}", subject_id__in=subjects, state="current")
    rows = list(found)
    for one in rows:
        one.subject = subjects[one.subject_id]
    return rows


def _territories(request: Any) -> list[OrgUnit]:
    mine = roots(request.user, Permission.RISK_READ, request.now)
    if not mine:
        require(request.user, Permission.RISK_READ, None, request.now)
    parents = OrgUnit.objects.filter(pk__in=Hospital.objects.values("unit__parent")).order_by("name")
    return [place for place in parents if any(place.is_within(root) for root in mine)]


def _quarters(request: Any) -> list[str]:
    known = QuarterReport.objects.order_by("-period").values_list("period", flat=True).distinct()
    last = previous(containing(today(request.now), PeriodType.QUARTER)).id
    return list(dict.fromkeys([last, *known]))[:8]


def _place(request: Any, code: str, period: str) -> OrgUnit:
    """The territory, if the person may read all of it and the period is a quarter."""
    place = OrgUnit.objects.filter(code=code).first()
    if place is None or quarter(period) is None or not Hospital.objects.filter(unit__parent=place).exists():
        raise _missing()
    require(request.user, Permission.RISK_READ, place, request.now)
    return place


def _root(request: Any, period: str = "") -> OrgUnit:
    root = require_at_root(request.user, Permission.RISK_ANNUAL, "riskplans", request.now)
    if period:
        try:
            found = parse(period)
        except ValueError:
            raise _missing() from None
        if found.type != PeriodType.YEAR_TO_MARCH:
            raise _missing()
    return root


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _synthetic(place: OrgUnit) -> bool:
    return settings.CAUCE_ENV == "demo" or place.synthetic


def _missing() -> NotFound:
    return NotFound(_("No existe ese informe."), rule="RP-404", remedy=_("Elija uno de la lista."))
