"""Step 2: SI or NO."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, Refusal

from ..actions import answer_declaration
from ..models import Declaration
from ..policies import check_can_write
from ..rules.table import broken
from .common import find_declaration, page, step_context
from .refusals import refused_page, why_not

ANSWERS = {"si": True, "no": False}
TEMPLATE = "exchange/answer.html"


@page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and record what was chosen; SI leads to step 3, NO to step 7."""
    declaration = find_declaration(request, pk)
    if request.method != "POST":
        return render(request, TEMPLATE, _context(request, declaration))
    chosen = ANSWERS.get(request.POST.get("answer", ""))
    try:
        if chosen is None:
            raise Invalid([broken("EX-21", "answer")])
        answer_declaration(by=request.user, at=request.now, declaration=declaration, answer=chosen)
    except Refusal as refusal:
        context = _context(request, declaration) | {"chosen": request.POST.get("answer", "")}
        return refused_page(request, TEMPLATE, context, refusal)
    if chosen:
        messages.success(request, _("Respuesta guardada: SI. Registre las unidades médicas que tienen."))
        return redirect("exchange:units", pk=pk)
    messages.success(request, _("Respuesta guardada: NO. Para concluir, finalice el registro."))
    return redirect("exchange:finalise", pk=pk)


def _context(request: HttpRequest, declaration: Declaration) -> dict:
    chosen = {True: "si", False: "no", None: ""}[declaration.answer]
    return step_context(
        2,
        declaration,
        chosen=chosen,
        blocked=why_not(
            request, Permission.EXCHANGE_ANSWER, declaration.entity, check_can_write, declaration
        ),
        rows=declaration.lines.count(),
        reopening=declaration.reopenings.select_related("by").order_by("-at").first(),
    )
