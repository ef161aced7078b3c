"""What the pages share: finding things within the person's reach, crumbs, and acts that may be refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import permissions_at, require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.storage import path_of
from cauce.core.errors import NotAllowed, NotFound, Refusal

from ..actions.reports import PARTIES
from ..country import quarter_name
from ..models import Evaluation, Hospital, Plan, PlanVersion, QuarterReport

page = login_required
Crumb = tuple[str, str]
UNIT = "plan__hospital__unit"


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Planes de riesgo"), reverse("riskplans:home") if more else ""), *more]


def hospital_crumbs(hospital: Hospital, *more: Crumb) -> list[Crumb]:
    """The way through a hospital's page."""
    return crumbs(
        (hospital.unit.name, reverse("riskplans:hospital", args=[hospital.code]) if more else ""), *more
    )


def report_crumbs(report: QuarterReport, *more: Crumb) -> list[Crumb]:
    """The way through a report's page."""
    name = quarter_name(report.period)
    here = (name, reverse("riskplans:report", args=[report.pk]) if more else "")
    return hospital_crumbs(report.plan.hospital, here, *more)


def _must(found: Any, what: str) -> Any:
    if found is None:
        raise NotFound(
            what, rule="RP-404", remedy=_("Vuelva al inicio de Planes de riesgo y elija de la lista.")
        )
    return found


def find_hospital(request: Any, code: str) -> Hospital:
    """The ESE, if the person may read it. Raises NotFound, NotAllowed."""
    found = Hospital.objects.select_related("unit__parent", "unit__area").filter(code=code).first()
    hospital: Hospital = _must(found, _("No existe esa ESE."))
    require(request.user, Permission.RISK_READ, hospital.unit, request.now)
    return hospital


def find_report(request: Any, pk: int) -> QuarterReport:
    """The report, if the person may read it. Raises NotFound, NotAllowed."""
    found = QuarterReport.objects.select_related(
        f"{UNIT}__parent", f"{UNIT}__area", "plan_version", "saved_by", "sent_by"
    )
    report: QuarterReport = _must(found.filter(pk=pk).first(), _("No existe ese informe."))
    require(request.user, Permission.RISK_READ, report.plan.hospital.unit, request.now)
    return report


def find_plan(request: Any, pk: int) -> Plan:
    """The plan, if the person may read it."""
    plan: Plan = _must(
        Plan.objects.select_related("hospital__unit__parent").filter(pk=pk).first(), _("No existe ese plan.")
    )
    require(request.user, Permission.RISK_READ, plan.hospital.unit, request.now)
    return plan


def find_version(request: Any, pk: int) -> PlanVersion:
    """The plan's version, if the person may read it."""
    found = PlanVersion.objects.select_related("plan__hospital__unit__parent", "requested_by", "decided_by")
    version: PlanVersion = _must(found.filter(pk=pk).first(), _("No existe esa versión del plan."))
    require(request.user, Permission.RISK_READ, version.plan.hospital.unit, request.now)
    return version


def find_evaluation(request: Any, pk: int) -> Evaluation:
    """The evaluation, if the person may read it."""
    found = Evaluation.objects.select_related(
        f"report__{UNIT}__parent", "report__plan_version", "opened_by", "closed_by", "uvr_table"
    )
    evaluation: Evaluation = _must(found.filter(pk=pk).first(), _("No existe esa evaluación."))
    require(request.user, Permission.RISK_READ, evaluation.report.plan.hospital.unit, request.now)
    return evaluation


def held(request: Any, place: Any) -> frozenset[Permission]:
    """All that the person may do at a place."""
    return permissions_at(request.user, place, request.now)


def may_comment(permissions: frozenset[Permission]) -> bool:
    """Whether who holds them has a part in the report: ESE, territory or Superintendencia."""
    return any(permission in permissions for permission in PARTIES)


def by_now(request: Any) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": request.user, "at": request.now}


def try_act(request: Any, act: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not. NotAllowed goes on to its page."""
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
        return False
    messages.success(request, done)
    return True


def act_and_go(request: Any, act: Callable[[], object], done: str, *where: Any) -> HttpResponse:
    """`try_act`, then redirect to a named page."""
    try_act(request, act, done)
    return redirect(*where)


def version_of(request: Any) -> int | None:
    """The version that the form read, or None."""
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 9 else None


def stored_file(digest: str, name: str) -> FileResponse:
    """A kept file as a download, never opened in the page."""
    response = FileResponse(path_of(digest).open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["Cache-Control"] = "private, no-store"
    return response
