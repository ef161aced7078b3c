"""What the search box finds in the exchange: units, entities' declarations, products."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import permissions_at, within
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues import queries as catalogues
from cauce.core.catalogues.text import normalise
from cauce.core.errors import NotFound
from cauce.core.folding import folds, holds
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address
from cauce.web.search import Hit, hint, is_folio, register

from .models import Declaration
from .queries import CATALOGUE, current_round, visible_entities

LIMIT = 200


def units(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Medical units within the person's reach, by CLUES or name; leads to the unit's sheet of the round."""
    mine = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.UNIT), user, Permission.EXCHANGE_READ, at)
    found = list(_named(mine, text).select_related("parent")[:LIMIT])
    declared = _declarations([unit.parent_id for unit in found], at)
    for unit in found:
        pk = declared.get(unit.parent_id)
        url = address("exchange:groups", pk, unit.code) if pk else ""
        yield Hit(f"{unit.code} · {unit.name}", f"{unit.parent} · {unit.locality}".strip(" ·"), url)


def declarations(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Declarations of the current round of the entities the person may see, by the entity's name."""
    round_ = current_round(at)
    mine = _named(visible_entities(user, at), text)
    found = Declaration.objects.filter(round=round_, entity__in=mine).select_related("entity", "round")
    for declaration in found.order_by("entity__name")[:LIMIT]:
        url = address("exchange:units", declaration.pk)
        yield Hit(declaration.entity.name, str(declaration.round), url)


def products(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Products of the catalogue in force, typo-tolerant; for whoever reads declarations."""
    if Permission.EXCHANGE_READ not in permissions_at(user, None, at) or is_folio(text):
        return
    try:
        catalogue = catalogues.catalogue_by_code(CATALOGUE)
        found = catalogues.search(catalogue, text, kinds=["product"], limit=13)
    except NotFound:
        return
    for product in found:
        yield Hit(product.label, str(product.parent or ""))


def _named(units: QuerySet[OrgUnit], text: str) -> QuerySet[OrgUnit]:
    """Those whose code begins with the text, or whose name or locality holds each word, accents aside."""
    words = normalise(text).split()
    found = Q(code__istartswith=text) | Q(codes__value__istartswith=text)
    if words:
        found |= holds(words, "name", "locality")
    return units.alias(**folds("name", "locality")).filter(found).distinct()


def _declarations(entities: list[int | None], at: datetime) -> dict[int, int]:
    found = Declaration.objects.filter(round=current_round(at), entity__in=entities)
    return dict(found.values_list("entity", "pk"))


def install() -> None:
    """Add them to the search box."""
    hint("exchange", gettext_lazy("CLUES, unidad, folio, producto…"))
    register("exchange.units", gettext_lazy("Unidades médicas"), units)
    register("exchange.declarations", gettext_lazy("Registros de la ronda"), declarations)
    register("exchange.products", gettext_lazy("Productos del catálogo"), products)
