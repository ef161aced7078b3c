"""What the search box finds in prior authorisation: requests and numbers as folios, own patients, services.

No hit names a patient, except to who asked for that patient. A centre does not find numbers: it looks them up, which
is logged and limited.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues import queries as catalogues
from cauce.core.catalogues.text import normalise
from cauce.core.errors import NotFound
from cauce.core.folding import folds, holds
from cauce.web.navigation import address
from cauce.web.search import Hit, hint, register

from .catalogue import CATALOGUE
from .menu import WORKS
from .models import Request, ServicePolicy
from .places import local
from .queries import finding
from .rules import number

LIMIT = 40
_NAMES = ("patient__given_name", "patient__first_surname", "patient__second_surname")


def requests(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Requests by folio, within what the person may open."""
    if Permission.AUTH_READ not in permissions_at(user, None, at):
        return
    for request in finding.requests_numbered(user, text, at)[:LIMIT]:
        detail = f"{request.get_state_display()} · {request.unit.name}"
        yield Hit(str(request.folio), detail, address("authorizations:request", request.uid))


def patients(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """What the person asked for, by the patient's name, CURP or NSS: only their own requests."""
    words = normalise(text).split()
    if not words or not permissions_at(user, None, at) & {Permission.AUTH_WRITE, Permission.AUTH_TRANSCRIBE}:
        return
    mine = Request.objects.filter(Q(requester=user) | Q(registered_by=user), patient__isnull=False)
    known = Q(patient__curp=text.upper()) | Q(patient__nss=text)
    named = mine.alias(**folds(*_NAMES)).filter(known | holds(words, *_NAMES))
    for request in named.select_related("patient", "unit").order_by("-submitted_at")[:LIMIT]:
        sent = local(request.submitted_at, request.unit)[:10] if request.submitted_at else ""
        detail = f"{request.patient.full_name} · {request.get_state_display()} · {sent}"
        yield Hit(str(request.folio), detail, address("authorizations:request", request.uid))


def numbers(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Authorisation numbers; a centre is led to the look-up, whatever the number."""
    held = permissions_at(user, None, at)
    if Permission.AUTH_READ in held:
        for one in finding.numbers(user, text, at)[:LIMIT]:
            detail = f"{one.get_state_display()} · {one.service.label}"
            yield Hit(one.number, detail, address("authorizations:request", one.item.request.uid))
    elif Permission.AUTH_LOOK_UP in held and number.is_valid(text):
        url = address("authorizations:look_up")
        typed = str(number.parse(text))
        yield Hit(typed, _("Consultar este número"), f"{url}?{urlencode({'numero': typed})}" if url else "")


def services_named(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Services by code or words, typo-tolerant, with whether they need authorisation."""
    if not permissions_at(user, None, at) & WORKS:
        return
    try:
        found = catalogues.search(
            catalogues.catalogue_by_code(CATALOGUE), text, kinds=["service"], limit=LIMIT
        )
    except NotFound:
        return
    policies = ServicePolicy.objects.filter(
        code__in=[entry.code for entry in found], valid_from__lte=at.date()
    )
    basics = dict(policies.order_by("valid_from").values_list("code", "in_basic_catalogue"))
    page = address("authorizations:catalogue")
    for entry in found:
        basic = basics.get(entry.code, False)
        words = _("Catálogo básico: no requiere autorización") if basic else _("Requiere autorización")
        yield Hit(entry.label, words, f"{page}?{urlencode({'q': entry.code})}" if page else "")


def install() -> None:
    """Add them to the search box."""
    hint("authorizations", gettext_lazy("Folio, número, servicio…"))
    register("authorizations.requests", gettext_lazy("Solicitudes de autorización"), requests)
    register("authorizations.patients", gettext_lazy("Sus solicitudes, por paciente"), patients)
    register("authorizations.numbers", gettext_lazy("Números de autorización"), numbers)
    register("authorizations.services", gettext_lazy("Servicios que se autorizan"), services_named)
