"""Step 9: upload the signed PDF; and the coordination's look at what a machine cannot judge."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.documents.intake import judge_scan
from cauce.core.documents.models import SignedCopy
from cauce.core.documents.queries import documents_of
from cauce.core.errors import Invalid, Refusal

from ..actions.uploading import upload_signed_copy
from ..forms import ReasonForm, UploadForm, add_problems
from ..models import Declaration
from ..pending import copies_to_judge
from ..policies import check_can_upload
from ..reports.issuing import final_version
from ..reports.kinds import FINAL
from ..rules.table import broken
from .common import contact_for, find_declaration, missing, page, posted, step_context, trail
from .refusals import why_not

TEMPLATE = "exchange/upload.html"


@page
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the file, send it, and read what it was taken for."""
    declaration = find_declaration(request, pk)
    form = UploadForm(posted(request), request.FILES)
    if request.method != "POST":
        return _show(request, declaration, form)
    form.is_valid()
    try:
        copy = _receive(request, declaration, form)
    except Refusal as refusal:
        add_problems(form, refusal)
        return _show(request, declaration, form, refusal.status)
    say = messages.warning if copy.needs_look else messages.success
    say(request, _("Reporte firmado recibido. %(why)s") % {"why": copy.explanation})
    return redirect("exchange:upload", pk=pk)


def _receive(request: HttpRequest, declaration: Declaration, form: UploadForm) -> SignedCopy:
    file = form.cleaned_data.get("file")
    if not file:
        raise Invalid([broken("EX-72", "file")])
    return upload_signed_copy(by=request.user, at=request.now, declaration=declaration, upload=file)


def _show(
    request: HttpRequest, declaration: Declaration, form: UploadForm, status: int = 200
) -> HttpResponse:
    copies = SignedCopy.objects.filter(document__in=documents_of(declaration, FINAL.code))
    context = step_context(
        9,
        declaration,
        form=form,
        limit=MAX_BYTES,
        document=final_version(declaration),
        copies=copies.select_related("document", "received_by", "looked_by").order_by("-received_at"),
        blocked=why_not(
            request, Permission.EXCHANGE_UPLOAD, declaration.entity, check_can_upload, declaration
        ),
        contact=contact_for(declaration.entity),
    )
    return render(request, TEMPLATE, context, status=status)


@page
def scans(request: HttpRequest) -> HttpResponse:
    """Signed copies that wait for a person's look."""
    require(request.user, Permission.EXCHANGE_PAPER, None, request.now)
    copies = copies_to_judge(request.user, request.now).select_related("received_by")
    context = step_context(0, crumbs=[(_("Reportes por cotejar"), "")], copies=copies)
    return render(request, "exchange/scans.html", context)


@page
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Both papers side by side, and the decision: it is the signed paper, or it is not (with why)."""
    copy = copies_to_judge(request.user, request.now).filter(pk=pk).first()
    if copy is None:
        raise missing(_("esa copia entre las que esperan su cotejo"))
    form = ReasonForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        genuine = request.POST.get("decision") == "si"
        try:
            judge_scan(
                by=request.user, at=request.now, copy=copy, genuine=genuine, note=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            _at_reason(form, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Cotejo registrado."))
            return redirect("exchange:scans")
    context: dict[str, Any] = step_context(
        0,
        copy=copy,
        form=form,
    )
    context["crumbs"] = [
        *trail(None),
        (_("Reportes por cotejar"), reverse("exchange:scans")),
        (str(copy), ""),
    ]
    return render(request, "exchange/judge.html", context, status=status)


def _at_reason(form: ReasonForm, refusal: Refusal) -> None:
    """DOC-22 asks for the note; the form calls it the reason."""
    for problem in refusal.problems:
        form.add_error("reason" if problem.place == "note" else None, str(problem))
