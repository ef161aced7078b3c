"""The Formularios 2, 3 and 4 on paper: the preliminary, issuing, and what was issued."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, NotFound, NotNow

from ..actions.papers import is_synthetic
from ..actions.printed_forms import issue_form, written
from ..models import Consolidation
from ..reports.kinds import FORMS
from ..reports.printing import preliminary
from .common import page


@page
def preview(request: Any, code: str, month: int, number: int) -> HttpResponseBase:
    """The preliminary PDF: watermarked, without folio."""
    consolidation = _find(request, code, month, number)
    written(number, consolidation)
    facility = consolidation.month.facility
    content = preliminary(number, consolidation, request.now, synthetic=is_synthetic(facility))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"formulario-{number}-{code}-{month}-preliminar.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@page
@require_POST
def issue(request: Any, code: str, month: int, number: int) -> HttpResponse:
    """Issue it with folio, and back to the month."""
    consolidation = _find(request, code, month, number)
    try:
        document = issue_form(by=request.user, at=request.now, consolidation=consolidation, number=number)
        messages.success(
            request, _("Formulario %(n)s emitido: %(folio)s.") % {"n": number, "folio": document.folio}
        )
    except (Invalid, NotNow) as refused:
        for said in refused.problems:
            messages.error(request, str(said))
    return redirect("oralhealth:consolidated", code, month)


def _find(request: Any, code: str, month: int, number: int) -> Consolidation:
    """The last consolidation of a facility's month that the person may read."""
    found = (
        Consolidation.objects.filter(month__facility__oralhealth__code=code, month__month=month)
        .select_related("month__facility", "by")
        .order_by("-version")
        .first()
    )
    if found is None or number not in FORMS:
        raise NotFound(
            _("Ese mes no está consolidado."), rule="OH-404", remedy=_("REGES lo consolida primero.")
        )
    require(request.user, Permission.ORAL_READ, found.month.facility, request.now)
    return found
