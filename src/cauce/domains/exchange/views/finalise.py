"""Step 7: finalise. Shows the preliminary summary, asks SI and the password again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from cauce.core.accounts.permissions import Permission
from cauce.core.errors import ConfirmationNeeded, Refusal

from ..actions import finalise_declaration
from ..forms import FinaliseForm, add_problems
from ..models import Declaration
from ..policies import check_can_finalise
from ..presenting.totals import totals_of
from ..queries import units_of
from .common import find_declaration, page, step_context
from .refusals import why_not

TEMPLATE = "exchange/finalise.html"


@page
@sensitive_post_parameters("password")
def finalise(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask and finalise; afterwards the final version (step 8)."""
    declaration = find_declaration(request, pk)
    if request.method != "POST":
        return render(request, TEMPLATE, _context(request, declaration, FinaliseForm()))
    form = FinaliseForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    try:
        finalise_declaration(
            by=request.user,
            at=request.now,
            declaration=declaration,
            answer=said.get("answer") == "si",
            password=said.get("password", ""),
            confirmed=said.get("confirmed", False),
        )
    except Refusal as refusal:
        return _refused(request, declaration, form, refusal)
    messages.success(request, _("Registro finalizado. La versión final está lista para firmas."))
    return redirect("exchange:final", pk=pk)


def _refused(
    request: HttpRequest, declaration: Declaration, form: FinaliseForm, refusal: Refusal
) -> HttpResponse:
    """The same page with every sentence; the password is never sent back."""
    context = _context(request, declaration, form)
    if isinstance(refusal, ConfirmationNeeded):
        context["ask_confirmation"] = True
    add_problems(form, refusal)
    return render(request, TEMPLATE, context, status=refusal.status)


def _context(request: HttpRequest, declaration: Declaration, form: FinaliseForm) -> dict[str, Any]:
    totals = totals_of(declaration, units_of(declaration, request.now).count())
    return step_context(
        7,
        declaration,
        form=form,
        totals=totals,
        ask_confirmation=bool(declaration.answer) and not totals.rows,
        blocked=why_not(
            request, Permission.EXCHANGE_FINALISE, declaration.entity, check_can_finalise, declaration
        ),
    )
