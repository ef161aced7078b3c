"""A document of a request, for who may see whose it is; each opening is a reading, kept in the log."""

import uuid
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cauce.core.documents import storage
from cauce.core.documents.views.downloads import pdf_response
from cauce.core.errors import NotFound

from .. import actions
from ..policies import not_allowed
from .reviewing_common import find_request, page


@page
@require_safe
def evidence(request: Any, uid: uuid.UUID, pk: int) -> FileResponse:
    """The file in the browser. Refused to who reads without identity: documents name the patient."""
    reading = actions.read_request(by=request.user, at=request.now, request=find_request(uid))
    if not reading.identity:
        raise not_allowed("AP-97")
    found = reading.request.evidence.filter(pk=pk, removed_at__isnull=True).first()
    path = storage.path_of(found.sha256) if found else None
    if found is None or path is None or not path.exists():
        remedy = _("Vuelva a la solicitud y elija de la lista; si falta el archivo, avise a la coordinación.")
        raise NotFound(_("No existe ese documento."), rule="AP-404", remedy=remedy)
    return pdf_response(path, found.original_name, inline=True)
