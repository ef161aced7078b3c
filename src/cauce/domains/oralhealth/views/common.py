"""What the pages share: finding a sheet for this person, crumbs, and the facilities one may write at."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cauce.core.accounts.access import require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit

from ..models import Sheet

page = login_required
Crumb = tuple[str, str]


def find_sheet(request: Any, uid: uuid.UUID) -> Sheet:
    """The sheet, if the person may read it. Raises NotFound, NotAllowed."""
    sheet = Sheet.objects.select_related("facility__parent", "user", "saved_by").filter(uid=uid).first()
    if sheet is None:
        raise NotFound(
            _("No existe esa hoja."), rule="OH-404", remedy=_("Vuelva a sus hojas y elija de la lista.")
        )
    require(request.user, Permission.ORAL_READ, sheet.facility, request.now)
    return sheet


def writable(request: Any) -> Any:
    """Facilities where the person writes sheets, by name."""
    facilities = OrgUnit.objects.filter(oralhealth__isnull=False).order_by("name")
    return within(facilities, request.user, Permission.ORAL_WRITE, request.now)


def crumbs(*more: Crumb) -> list[Crumb]:
    """The way from the module's first page; the last one has no address."""
    return [(_("Salud bucal"), reverse("oralhealth:home") if more else ""), *more]


def fresh_key() -> uuid.UUID:
    """A new record's name, chosen when its form is drawn, so that sending it twice makes it once."""
    return uuid.uuid4()


def key_of(request: HttpRequest, name: str = "uid") -> uuid.UUID | None:
    """A record's name as sent; None for anything else."""
    try:
        return uuid.UUID(request.POST.get(name, "") or request.GET.get(name, ""))
    except ValueError:
        return None
