"""The signed report on paper: recording that it arrived (spec 1, rule 9)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal

from ..actions import record_paper_receipt
from ..forms import PaperForm, add_problems
from ..models import Declaration
from .common import find_declaration, may, page, posted, step_context


@page
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """All receipts, and the form for whoever may record one."""
    declaration = find_declaration(request, pk)
    form = PaperForm(posted(request))
    if request.method == "POST":
        if not form.is_valid():
            return _show(request, declaration, form, 422)
        try:
            record_paper_receipt(
                by=request.user, at=request.now, declaration=declaration, **form.cleaned_data
            )
        except Refusal as refusal:
            add_problems(form, refusal)
            return _show(request, declaration, form, refusal.status)
        messages.success(request, _("Recepción en papel registrada; el tablero ya la muestra."))
        return redirect("exchange:paper", pk=pk)
    return _show(request, declaration, form, 200)


def _show(request: HttpRequest, declaration: Declaration, form: PaperForm, status: int) -> HttpResponse:
    context = step_context(
        9,
        declaration,
        crumbs=[(_("Recepción en papel"), "")],
        form=form,
        help_key="papel",
        hide_todo=True,
        receipts=declaration.paper_receipts.select_related("recorded_by"),
        may_record=may(request, Permission.EXCHANGE_PAPER, declaration.entity) and not declaration.is_open,
    )
    return render(request, "exchange/paper.html", context, status=status)
