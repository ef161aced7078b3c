"""Finding things for the person who calls; what they may not see does not exist for them, or is refused."""

from typing import Any

from django.http import HttpRequest

from cauce.api.answers import not_found
from cauce.core.accounts.access import can, require, within
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from ..models import Declaration
from ..queries import entries, rounds, units_of


def a_round(code: str) -> Round:
    """The round with that code. Raises NotFound."""
    return _or_missing(rounds().filter(code=code).first())


def a_declaration(request: HttpRequest, pk: int) -> Declaration:
    """A declaration that the person may read, or of which it may read a unit. Raises NotFound, NotAllowed."""
    found = Declaration.objects.select_related(
        "round", "entity__parent", "entity__area", "finalised_by"
    ).filter(pk=pk)
    declaration = _or_missing(found.first())
    reads_all = can(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    if not reads_all and not readable_units(request, declaration).exists():
        require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    return declaration


def a_whole_declaration(request: HttpRequest, pk: int) -> Declaration:
    """A declaration that the person may read whole. Raises NotFound, NotAllowed."""
    declaration = a_declaration(request, pk)
    require(request.user, Permission.EXCHANGE_READ, declaration.entity, request.now)
    return declaration


def readable_units(request: HttpRequest, declaration: Declaration) -> Any:
    """Units of the declaration that the person may read."""
    units = units_of(declaration, request.now)
    return within(units, request.user, Permission.EXCHANGE_READ, request.now)


def a_unit(request: HttpRequest, declaration: Declaration, pk: int) -> OrgUnit:
    """A medical unit of the declaration's entity. Raises NotFound, NotAllowed."""
    unit = _or_missing(units_of(declaration, request.now).filter(pk=pk).first())
    require(request.user, Permission.EXCHANGE_READ, unit, request.now)
    return unit


def an_entry(kind: str, pk: int) -> Entry:
    """An entry of the published catalogue. Raises NotFound."""
    return _or_missing(entries(kind).filter(pk=pk).first())


def an_institution(pk: int) -> OrgUnit:
    """An institution. Raises NotFound."""
    return _or_missing(OrgUnit.objects.filter(kind=OrgUnit.Kind.INSTITUTION, pk=pk).first())


def _or_missing(found: Any) -> Any:
    if found is None:
        raise not_found()
    return found
