"""What the reviewers' pages share: crumbs, finding what an address names, words of a term."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _

from cauce.core.errors import NotFound
from cauce.web.navigation import address

from ..models import Request
from ..rules.states import RequestState
from ..rules.waiting import Waiting, waiting

page = login_required
Crumb = tuple[str, str]


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Autorización previa"), address("authorizations:home")), *more]


def find_request(uid: Any) -> Request:
    """The request of an address; reading it is `actions.read_request`. Raises NotFound."""
    found = Request.objects.select_related("unit__area", "region", "requester").filter(uid=uid).first()
    if found is None:
        raise NotFound(
            _("No existe esa solicitud."), rule="AP-404", remedy=_("Vuelva a la bandeja y elija de la lista.")
        )
    return found


def term_of(request: Request, now: datetime) -> Waiting | None:
    """Where an open request's term stands; None once it is settled."""
    if not request.is_open:
        return None
    return waiting(request.due_at, now, request.state == RequestState.INFO_REQUESTED)
