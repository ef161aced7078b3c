"""Printed papers: the authorisation, the decision, the patient's slip, and the blank form."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cauce.core.accounts.access import require, roots, within
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.views.downloads import pdf_response
from cauce.core.errors import NotAllowed
from cauce.core.organisations.models import OrgUnit

from .. import actions
from ..models import Request
from ..places import UNIT_KINDS
from ..policies import not_allowed
from ..reports.authorisation import authorisation_paper
from ..reports.blank import blank_form
from ..reports.decision import decision_paper
from ..reports.slip import patient_slip
from ..rules.privacy import Basis
from .using_common import find_number, find_request, no_such_number, page, pdf

# Who hands the secret to the patient: where the request was written, nobody else.
GIVES_THE_SECRET = frozenset({Basis.REQUESTER, Basis.UNIT})


@page
@require_safe
def paper_authorisation(request: Any, number: str) -> HttpResponseBase:
    """The number with its QR, for the patient to carry."""
    authorisation = find_number(number)
    try:
        _read(request, authorisation.item.request)
    except NotAllowed:
        raise no_such_number() from None  # nobody learns which numbers exist
    document = authorisation_paper(by=request.user, at=request.now, authorisation=authorisation)
    return pdf_response(document.path, f"{authorisation.number}.pdf", inline=True)


@page
@require_safe
def paper_decision(request: Any, uid: uuid.UUID) -> HttpResponseBase:
    """The decision on each service."""
    found = find_request(uid)
    _read(request, found)
    document = decision_paper(by=request.user, at=request.now, request=found)
    return pdf_response(document.path, f"{document.folio}.pdf", inline=True)


@page
@require_safe
def paper_slip(request: Any, uid: uuid.UUID) -> HttpResponse:
    """The patient's slip with the secret: only where the request was written."""
    found = find_request(uid)
    reading = _read(request, found)
    if reading.basis not in GIVES_THE_SECRET:
        raise not_allowed("AP-97")
    return pdf(patient_slip(reading.request, request.now), f"{reading.request.folio}-comprobante.pdf")


@page
@require_safe
def paper_blank(request: Any) -> HttpResponse:
    """The form to write by hand; with the own fields of the person's unit when there is one."""
    require(request.user, Permission.AUTH_READ, None, request.now)
    at_hand = roots(request.user, Permission.AUTH_READ, request.now)
    asked = OrgUnit.objects.filter(kind__in=UNIT_KINDS, code=request.GET.get("unidad", ""))
    unit = within(asked, request.user, Permission.AUTH_READ, request.now).first()
    if unit is None and len(at_hand) == 1 and at_hand[0].kind in UNIT_KINDS:
        unit = at_hand[0]
    return pdf(blank_form(request.now, unit), "formato-st2-en-blanco.pdf")


def _read(request: Any, found: Request) -> actions.Reading:
    """Open the request through its one door; a paper names the patient, so it needs a basis that may."""
    why = request.GET.get("motivo", "")
    reading = actions.read_request(by=request.user, at=request.now, request=found, why=why)
    if not reading.identity:
        raise not_allowed("AP-97")
    return reading
