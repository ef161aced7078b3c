"""The authorisation on paper: its number in large type, the signed QR for the centre, and what each one does with it.

It carries no diagnosis. It is issued once and served again; stopping or revoking the number withdraws it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from cauce.core.accounts.models import User
from cauce.core.documents import qr
from cauce.core.documents.actions import issue_document, supersede_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import current_document

from ..models import Authorisation, Request
from ..policies import not_now
from ..rules.number import groups
from ..rules.states import AuthorisationState
from ..rules.words import AUTHORISATION_LABELS
from . import common
from .kinds import AUTHORISATION, TEMPLATES

TEMPLATE = TEMPLATES / "authorisation.typ"
STOPPED = frozenset({AuthorisationState.SUSPENDED, AuthorisationState.REVOKED})
RELATED = ("item__request__unit__area", "item__patient", "service", "place")


def authorisation_paper(*, by: User, at: datetime, authorisation: Authorisation) -> IssuedDocument:
    """The paper in force, issued the first time. Raises NotNow (AP-77) for a suspended or revoked number."""
    with transaction.atomic():
        rows = Authorisation.objects.select_for_update(of=("self",)).select_related(*RELATED)
        authorisation = rows.get(pk=authorisation.pk)  # two people who print at once get the same paper
        if authorisation.state in STOPPED:
            state = AUTHORISATION_LABELS[AuthorisationState(authorisation.state)].lower()
            raise not_now("AP-77", state=state, act="imprimir", why=authorisation.state_reason)
        if found := current_document(AUTHORISATION.code, authorisation):
            return found
        request = authorisation.item.request
        return issue_document(
            by=by,
            at=at,
            kind=AUTHORISATION.code,
            subject=authorisation,
            place=request.unit,
            data=authorisation_data(authorisation, at),
            template=TEMPLATE,
            synthetic=common.is_synthetic(request),
            pictures={"authorisation.svg": qr.svg(authorisation.qr)},
        )


def withdraw_stopped_papers(*, by: User, at: datetime, request: Request) -> None:
    """Mark the issued papers of suspended and revoked numbers as withdrawn, so that /verificar/ says so too."""
    stopped = Authorisation.objects.filter(item__request=request, state__in=STOPPED)
    for authorisation in stopped.order_by("pk"):
        if document := current_document(AUTHORISATION.code, authorisation):
            reason = authorisation.state_reason
            supersede_document(by=by, at=at, document=document, reason=reason)


def authorisation_data(authorisation: Authorisation, at: datetime) -> dict[str, Any]:
    """What the paper says."""
    item, request = authorisation.item, authorisation.item.request
    return {
        "schema": "cauce/authorization/1",
        "issuer": common.issuer(request),
        "number": authorisation.number,
        "groups": list(groups(authorisation.number)),
        "folio": request.folio or "",
        "unit": request.unit.name,
        "patient": common.patient_of(item.patient),
        "service": {"code": authorisation.service_code, "label": authorisation.service.label},
        "side": common.side(item.side),
        "units": authorisation.units,
        "since": authorisation.valid_from.isoformat(),
        "until": authorisation.valid_until.isoformat(),
        "anywhere": authorisation.place is None and not authorisation.regularises,
        "where": common.where_of(authorisation, at),
        "regularises": authorisation.regularises,
    }
