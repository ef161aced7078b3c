"""Export a package, send one in, and read what became of each record."""

import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cauce.core.accounts.access import can, require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound
from cauce.core.exports import csv_response

from .. import actions, queries
from ..container import MAX_BYTES, SUFFIX
from ..fates import LABELS, Outcome
from ..forms import ExportForm, ReceiveForm
from ..kinds import KINDS
from ..models import ReceivedPackage

PAGE = 50
TONES = {
    Outcome.TAKEN: "success",
    Outcome.REPLACED: "accent",
    Outcome.REFUSED: "error",
    Outcome.KEPT: "warning",
    Outcome.REMOVED: "warning",
    Outcome.UNCHANGED: "info",
}
PARTS = {
    "month": "Mes",
    "sheets": "Hoja",
    "rows": "Paciente",
    "promotion": "Promoción",
    "admin": "Administrativa",
    "requests": "Solicitud",
}


@login_required
@require_GET
def listing(request: Any) -> HttpResponse:
    """What came and what was made, with both forms for whoever may use them."""
    return _listing(request)


def _listing(request: Any, status: int = 200, **forms: Any) -> HttpResponse:
    user, at = request.user, request.now
    exports, imports = (
        can(user, p, None, at) for p in (Permission.PACKAGE_EXPORT, Permission.PACKAGE_IMPORT)
    )
    if not (exports or imports):
        require(user, Permission.PACKAGE_IMPORT, None, at)
    places = queries.places_for(user, Permission.PACKAGE_EXPORT, at)
    page = Paginator(queries.received_in_reach(user, at), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "export_form": forms.get("export_form") or (ExportForm(places=places) if exports else None),
        "receive_form": forms.get("receive_form") or (ReceiveForm() if imports else None),
        "limit": MAX_BYTES,
        "page": page,
        "issued": queries.issued_in_reach(user, at)[:PAGE] if exports else [],
        "kinds": KINDS,
        "may_trust": can(user, Permission.PACKAGE_TRUST, None, at),
    }
    return render(request, "packages/list.html", context, status=status)


@login_required
@require_POST
def export(request: Any) -> HttpResponse:
    """Make the package and send it."""
    places = queries.places_for(request.user, Permission.PACKAGE_EXPORT, request.now)
    form = ExportForm(request.POST, places=places)
    if not form.is_valid():
        return _listing(request, 422, export_form=form)
    chosen, made = form.cleaned_data, io.BytesIO()
    issued = actions.export_package(
        by=request.user,
        at=request.now,
        kind=chosen["kind"],
        place=chosen["place"],
        period=chosen["period"],
        target=made,
    )
    name = f"{issued.place.code}-{issued.period}-n{issued.number}{SUFFIX}"
    response = HttpResponse(made.getvalue(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def receive(request: Any) -> HttpResponse:
    """Take the file and import it in the background."""
    form = ReceiveForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            received = actions.receive_package(
                by=request.user, at=request.now, filename=upload.name, chunks=upload.chunks()
            )
            return redirect("packages:received", received.uid)
        except Invalid as refusal:
            form.add_error("file", str(refusal))
    return _listing(request, 422, receive_form=form)


def _find(request: Any, uid: Any) -> ReceivedPackage:
    found = queries.received_in_reach(request.user, request.now).defer(None).filter(uid=uid).first()
    if found is None:
        raise NotFound(
            _("No existe ese paquete, o su cuenta no puede verlo."),
            rule="PK-404",
            remedy=_("Vuelva a «Paquetes» y elija de la lista."),
        )
    return found


@login_required
@require_GET
def received(request: Any, uid: Any) -> HttpResponse:
    """The fate of each record; `?ver=` narrows to one outcome."""
    found = _find(request, uid)
    which = request.GET.get("ver", "")
    rows = [row for row in found.report if not which or row["outcome"] == which]
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "received": found,
        "kind": KINDS.get(found.kind),
        "which": which,
        "choices": [(o.value, LABELS[o], found.counts.get(o.value, 0)) for o in Outcome],
        "page": page,
        "rows": [(r, PARTS.get(r["part"], r["part"]), *_badge(r["outcome"])) for r in page],
        "waiting": found.state == ReceivedPackage.State.WAITING,
        "job": found.job,
    }
    return render(request, "packages/received.html", context)


def _badge(outcome: str) -> tuple[str, str]:
    return _(LABELS[Outcome(outcome)]), TONES[Outcome(outcome)]


@login_required
@require_GET
def report(request: Any, uid: Any) -> HttpResponse:
    """The same as a CSV."""
    found = _find(request, uid)
    header = [
        _("parte"),
        _("identificador"),
        _("registro"),
        _("versión"),
        _("resultado"),
        _("regla"),
        _("motivo"),
    ]
    rows = (
        [r["part"], r["uid"], r["label"], r["version"], LABELS[Outcome(r["outcome"])], r["rule"], r["why"]]
        for r in found.report
    )
    return csv_response(f"informe-{found.period or 'paquete'}-{found.uid}.csv", header, rows)
