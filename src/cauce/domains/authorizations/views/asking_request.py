"""One request, shown through the one door that logs who reads it; and its documents, as files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cauce.core.accounts.access import can
from cauce.core.accounts.permissions import Permission
from cauce.core.documents import storage
from cauce.core.documents.inspection_rules import MAX_BYTES
from cauce.core.errors import Invalid, NotAllowed, NotFound

from .. import actions
from ..asking.acts import acts_for, may_attach, may_withdraw_items
from ..asking.shown import appeal_term, shown
from ..models import Evidence
from ..policies import check_owner, check_reason
from ..queries.requests import reads_of
from ..rules.privacy import BASIS_LABELS, Basis
from ..rules.states import RequestState
from ..rules.table import broken
from .asking_common import (
    ITEM_TONES,
    OUTCOME_TONES,
    TONES,
    ask_why,
    crumbs_of,
    find_request,
    keep_why,
    open_request,
    page,
)

READS = 50
TOPICS = {"info_requested": "responder", "decided": "impugnar"}


@page
def request_page(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The request, as this person may see it. A POST brings the written reason of who needs one."""
    if request.method == "POST":
        try:
            keep_why(request, uid, check_reason(request.POST.get("why", ""), "why", "AP-96"))
        except Invalid as refused:
            return ask_why(request, uid, refused)
        return redirect("authorizations:request", uid)
    try:
        reading = open_request(request, uid)
    except Invalid:
        return ask_why(request, uid)
    if reading.request.state == RequestState.DRAFT:
        return redirect("authorizations:draft", uid)
    return show_request(request, reading)


def show_request(request: Any, reading: actions.Reading, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a reading. more: what an act refused."""
    found, user, at = reading.request, request.user, request.now
    may_log = can(user, Permission.AUTH_READ_LOG, found.region, at)
    context = shown(reading, at) | {
        "crumbs": crumbs_of(found),
        "acts": acts_for(user, found, at, reading.basis),
        "withdrawable": may_withdraw_items(user, found, at),
        "may_attach": may_attach(user, found, at),
        "appeal_until": appeal_term(found),
        "tone": OUTCOME_TONES.get(found.outcome, "")
        if found.outcome and not reading.blind
        else TONES[found.state],
        "item_tones": ITEM_TONES,
        "reads": [(one, BASIS_LABELS[Basis(one.basis)]) for one in reads_of(found)[:READS]]
        if may_log
        else None,
        "limit": MAX_BYTES,
        "topic": TOPICS.get(found.state, "seguimiento"),
    }
    return render(request, "authorizations/asking/request.html", context | more, status=status)


@page
@require_POST
def attach(request: Any, uid: uuid.UUID) -> HttpResponse:
    """Add a document to a request that was sent and is not decided."""
    found, upload = find_request(uid), request.FILES.get("documento")
    check_owner(request.user, found, request.now)
    try:
        if upload is None:
            raise Invalid([broken("AP-01", "evidence", field=_("archivo PDF"))])
        description = request.POST.get("documento_descripcion", "")
        actions.add_evidence(
            by=request.user, at=request.now, request=found, upload=upload, description=description
        )
    except Invalid as refused:
        return show_request(request, open_request(request, uid), refused.status, problems=refused.problems)
    messages.success(request, _("Documento adjuntado."))
    name = "answer" if request.POST.get("volver") == "responder" else "request"
    return redirect(f"authorizations:{name}", uid)


@page
def evidence(request: Any, uid: uuid.UUID, pk: int) -> FileResponse | HttpResponse:
    """A document of a request, to whoever may know whose it is: the file itself may say it. `?ver`: in the browser."""
    try:
        reading = open_request(request, uid)
    except Invalid:
        return ask_why(request, uid)
    if not reading.identity:
        raise NotAllowed(
            _("El documento puede llevar el nombre del paciente."),
            rule="AP-97",
            remedy=_("Se abre al tomar la solicitud de la bandeja."),
        )
    file = Evidence.objects.filter(request=reading.request, pk=pk, removed_at__isnull=True).first()
    path = storage.path_of(file.sha256) if file else None
    if file is None or path is None or not path.exists():
        raise NotFound(
            _("Ese documento no está."), rule="AP-404", remedy=_("Vuelva a la solicitud y elija de su lista.")
        )
    answer = FileResponse(path.open("rb"), content_type="application/pdf")
    name = f"{reading.request.folio or 'borrador'}-{slugify(file.description)[:60] or file.pk}.pdf"
    answer["Content-Disposition"] = content_disposition_header("ver" not in request.GET, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
