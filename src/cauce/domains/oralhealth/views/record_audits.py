"""The yearly audit of clinical records: draw the sample, look at each record, close with the result."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotFound, Problem

from .. import actions
from ..country import today
from ..models import AuditedRecord, RecordAudit
from ..queries.epidemiology import facilities_where
from ..queries.surveillance import audits_in_reach
from ..rules.record_audit import ANSWERS, CRITERIA, DEFAULT_SAMPLE, by_criterion, share
from .common import page
from .record_forms import version_of
from .studies import surveillance_crumbs, surveillance_tabs


@page
def listing(request: Any) -> HttpResponse:
    """The audits within reach, and the form that draws a new sample."""
    facilities = list(facilities_where(request.user, Permission.ORAL_RECORD_AUDIT, request.now))
    typed = {"year": str(today(request.now).year), "size": str(DEFAULT_SAMPLE), "seed": ""}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed |= {name: request.POST.get(name, "") for name in typed}
        try:
            made = _open(request, facilities, typed)
            messages.success(request, _("Muestra sorteada: %(n)s expedientes.") % {"n": made.size})
            return redirect("oralhealth:record_audit", made.pk)
        except Invalid as refused:
            problems = refused.problems
    context = {
        "crumbs": surveillance_crumbs((_("Auditoría de expedientes"), "")),
        "tabs": surveillance_tabs(),
        "current": reverse("oralhealth:record_audits"),
        "audits": [(a, share(a.complying, a.seen)) for a in audits_in_reach(request.user, request.now)],
        "facilities": facilities,
        "chosen": request.POST.get("facility", ""),
        "typed": typed,
        "problems": problems,
    }
    return render(
        request, "oralhealth/surveillance/record_audits.html", context, status=422 if problems else 200
    )


def _open(request: Any, facilities: list[Any], typed: dict[str, str]) -> RecordAudit:
    facility = next((f for f in facilities if str(f.pk) == request.POST.get("facility")), None)
    if facility is None:
        raise Invalid([Problem("OH-104", "audit.facility", _("Elija la instalación."))])
    return actions.open_record_audit(by=request.user, at=request.now, facility=facility, **typed)


def find_audit(request: Any, pk: int) -> RecordAudit:
    """The audit, if the person may read it. Raises NotFound, NotAllowed."""
    found = RecordAudit.objects.select_related("facility", "saved_by", "closed_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("No existe esa auditoría."), rule="OH-404", remedy=_("Elija de la lista."))
    require(request.user, Permission.ORAL_READ, found.facility, request.now)
    return found


@page
def audit(request: Any, pk: int) -> HttpResponse:
    """The sample with what was found; with POST, close it."""
    found = find_audit(request, pk)
    typed = {"findings": found.findings, "result": found.result}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            actions.close_record_audit(
                by=request.user, at=request.now, audit=found, **typed, version=version_of(request)
            )
            messages.success(request, _("Auditoría cerrada."))
            return redirect("oralhealth:record_audit", pk)
        except (Invalid, Conflict) as refused:
            problems = refused.problems
    records = list(found.records.select_related("row__sheet", "looked_by"))
    looked = [record.answers for record in records if record.complies is not None]
    context = {
        "crumbs": surveillance_crumbs(
            (_("Auditoría de expedientes"), reverse("oralhealth:record_audits")), (str(found.year), "")
        ),
        "audit": found,
        "unit": found.facility,
        "share": share(found.complying, found.seen),
        "records": records,
        "criteria": [(*row, share(row[1], row[1] + row[2])) for row in by_criterion(looked)]
        if looked
        else [],
        "typed": typed,
        "problems": problems,
        "may_write": found.closed_at is None
        and can(request.user, Permission.ORAL_RECORD_AUDIT, found.facility, request.now),
        "events": history(found)[:20],
    }
    return render(
        request, "oralhealth/surveillance/record_audit.html", context, status=422 if problems else 200
    )


@page
def record(request: Any, pk: int, position: int) -> HttpResponse:
    """One record of the sample; with POST, write what was found and go to the next that waits."""
    found = find_audit(request, pk)
    require(request.user, Permission.ORAL_RECORD_AUDIT, found.facility, request.now)
    one = found.records.select_related("row__sheet", "looked_by").filter(position=position).first()
    if one is None:
        raise NotFound(_("No existe ese expediente."), rule="OH-404", remedy=_("Elija de la lista."))
    typed = {**one.answers, "finding": one.finding}
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in (*CRITERIA, "finding")}
        try:
            actions.look_at_record(
                by=request.user, at=request.now, audited=one, typed=typed, version=version_of(request)
            )
            messages.success(request, _("Expediente %(n)s revisado.") % {"n": position})
            return _onward(found, position)
        except (Invalid, Conflict, NotAllowed) as refused:
            problems = refused.problems
    context = {
        "crumbs": surveillance_crumbs(
            (f"{_('Auditoría')} {found.year}", reverse("oralhealth:record_audit", args=[pk])),
            (str(position), ""),
        ),
        "audit": found,
        "unit": found.facility,
        "record": one,
        "criteria": [(key, label, typed.get(key, ""), f"record.{key}") for key, label in CRITERIA.items()],
        "answers": ANSWERS.items(),
        "typed": typed,
        "version": version_of(request) or one.version,
        "problems": problems,
        "may_write": found.closed_at is None,
    }
    return render(
        request, "oralhealth/surveillance/audited_record.html", context, status=422 if problems else 200
    )


def _onward(audit: RecordAudit, position: int) -> HttpResponse:
    waiting = AuditedRecord.objects.filter(audit=audit, complies=None)
    following = waiting.filter(position__gt=position).first() or waiting.first()
    if following is None:
        return redirect("oralhealth:record_audit", audit.pk)
    return redirect("oralhealth:audited_record", audit.pk, following.position)
