"""Answering, correcting and closing a claim, from the sheet it is about."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.errors import Invalid, NotFound

from .. import actions
from ..models import Claim
from .common import find_sheet, page


@page
@require_POST
def act(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Answer or close (`accion`); a correction goes through the row's form (sheets.save_row)."""
    claim = Claim.objects.select_related("sheet__facility").filter(uid=uid).first()
    if claim is None:
        raise NotFound(_("No existe ese reclamo."), rule="OH-404", remedy=_("Vuelva a la hoja."))
    find_sheet(request, claim.sheet.uid)
    who = {"by": request.user, "at": request.now, "claim": claim}
    try:
        if request.POST.get("accion") == "cerrar":
            actions.close_claim(**who)
            messages.success(request, _("Reclamo cerrado."))
        else:
            actions.answer_claim(**who, answer=request.POST.get("respuesta", ""))
            messages.success(request, _("Reclamo respondido."))
    except Invalid as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
    return redirect("oralhealth:sheet", claim.sheet.uid)
