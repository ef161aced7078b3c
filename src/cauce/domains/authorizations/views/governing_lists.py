"""Suggestions of the typed fields: places, people, services; never more than a page can carry."""

from typing import Any

from django.db.models import Q

from cauce.core.accounts.models import User
from cauce.core.accounts.roles import ROLES
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from ..catalogue import CATALOGUE
from .governing_common import MODULE

MOST = 300


def place_list(places: Any) -> dict[str, Any]:
    """The first places of a reach, as a datalist."""
    options = places.values_list("code", "name")[:MOST]
    return {"id": "lugares", "options": list(options)}


def service_list() -> dict[str, Any]:
    """Every service of the catalogue in force."""
    found = Entry.objects.filter(catalogue__code=CATALOGUE, kind="service", until__isnull=True)
    return {"id": "servicios", "options": list(found.order_by("label").values_list("code", "label"))}


def people_of(places: Any, roles: tuple[str, ...] = ()) -> Any:
    """Active people with a role of the module at one of the places or above or below their tops."""
    keys = roles or tuple(key for key, role in ROLES.items() if role.module == MODULE)
    found = User.objects.filter(is_active=True, grants__role__in=keys, grants__place__in=places)
    return found.distinct().order_by("last_name", "first_name", "username")


def people_list(people: Any) -> dict[str, Any]:
    """People as a datalist: the account, then the name."""
    return {"id": "personas", "options": [(p.username, p.display_name) for p in people[:MOST]]}


def below(roots: list[OrgUnit]) -> Any:
    """Everything at or below some places."""
    scope = Q(pk__in=[])
    for place in roots:
        scope |= Q(path__startswith=place.path)
    return OrgUnit.objects.filter(scope)


__all__ = ["below", "people_list", "people_of", "place_list", "service_list"]
