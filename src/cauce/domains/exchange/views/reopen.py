"""The coordination reopens a finalised or closed declaration, for a written reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Refusal

from ..actions import reopen_declaration
from ..forms import ReopenForm, add_problems
from ..policies import check_can_reopen
from .common import find_declaration, page, posted, step_context
from .refusals import why_not


@page
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason and the term; say what will be withdrawn."""
    declaration = find_declaration(request, pk)
    form = ReopenForm(posted(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                reopen_declaration(
                    by=request.user,
                    at=request.now,
                    declaration=declaration,
                    reason=form.cleaned_data["reason"],
                    until=form.cleaned_data["until"],
                )
            except Refusal as refusal:
                add_problems(form, refusal)
                status = refusal.status
            else:
                messages.success(
                    request, _("Registro reabierto. La versión final anterior quedó sustituida.")
                )
                return redirect("exchange:answer", pk=pk)
        else:
            status = 422
    context = step_context(
        8,
        declaration,
        crumbs=[(_("Reabrir"), "")],
        form=form,
        help_key="reapertura",
        hide_todo=True,
        blocked=why_not(
            request, Permission.EXCHANGE_REOPEN, declaration.entity, check_can_reopen, declaration
        ),
        previous=declaration.reopenings.select_related("by").order_by("-at"),
    )
    return render(request, "exchange/reopen.html", context, status=status)
