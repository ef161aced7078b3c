"""What the pages of numbers share: finding a number, crumbs, PDF answers."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address

from ..models import Authorisation, Request
from ..rules import number as numbers

page = login_required
Crumb = tuple[str, str]
RELATED = ("item__request__unit__area", "item__request__region", "item__patient", "service", "place")


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Autorización previa"), address("authorizations:home") if more else ""), *more]


def find_number(typed: str) -> Authorisation:
    """The authorisation with that number. Raises NotFound; who may see it is asked by the caller."""
    try:
        printed = str(numbers.parse(typed))
    except numbers.NumberError:
        printed = ""
    found = Authorisation.objects.filter(number=printed).select_related(*RELATED).first() if printed else None
    if found is None:
        raise no_such_number()
    return found


def no_such_number() -> NotFound:
    """The one answer for a number that is not there and for one that is not this person's."""
    sentence = _("No existe esa autorización, o no consta un motivo para que usted la vea.")
    return NotFound(sentence, rule="AP-72", remedy=_("Revise el número con el paciente."))


def find_request(uid: Any) -> Request:
    """The request with that uid. Raises NotFound; `actions.read_request` says who may see it."""
    found = Request.objects.select_related("unit").filter(uid=uid).first()
    if found is None:
        raise NotFound(_("No existe esa solicitud."), rule="AP-404", remedy=_("Elíjala de su lista."))
    return found


def centres_of_person(user: User, at: datetime) -> list[OrgUnit]:
    """Units where the person looks numbers up, by name."""
    units = OrgUnit.objects.filter(kind__in=[OrgUnit.Kind.UNIT, OrgUnit.Kind.FACILITY]).order_by("name")
    return list(within(units, user, Permission.AUTH_LOOK_UP, at))


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper without folio, shown in the browser and kept in no cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
