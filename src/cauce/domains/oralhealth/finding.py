"""What the search box finds in oral health: facilities, codes of the daily record, indicators."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import permissions_at, within
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.search import SearchIndex
from cauce.core.catalogues.text import normalise
from cauce.core.folding import folds, holds
from cauce.core.organisations.models import OrgUnit
from cauce.web.navigation import address
from cauce.web.search import Hit, hint, is_folio, register

from .codebook import codebook
from .queries.board import last_month_with_data
from .queries.indicators import documents

LIMIT = 40
# set of the codebook → what people call it
SETS = {
    "procedures": gettext_lazy("Actividad"),
    "diagnoses": gettext_lazy("Diagnóstico"),
    "techniques": gettext_lazy("Técnica educativa"),
    "administrative": gettext_lazy("Actividad administrativa"),
    "other_codes": gettext_lazy("Otro código"),
}


def facilities(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Facilities within the person's reach, by code or name; leads to their last month with data."""
    units = OrgUnit.objects.filter(oralhealth__isnull=False)
    mine = within(units, user, Permission.ORAL_READ, at).select_related("parent")
    named = (
        mine.alias(**folds("name")).filter(holds(normalise(text).split(), "name"))
        if normalise(text)
        else mine.none()
    )
    for unit in (mine.filter(code__istartswith=text) | mine.filter(pk__in=named.values("pk")))[:LIMIT]:
        month = last_month_with_data(unit)
        url = address("oralhealth:consolidated", unit.code, month) if month else address("oralhealth:months")
        yield Hit(f"{unit.code} · {unit.name}", str(unit.parent or ""), url)


def codes(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """Codes of the daily record by code or by words, typo-tolerant; the definition beside."""
    if Permission.ORAL_READ not in permissions_at(user, None, at):
        return
    exact = [key for key in _labels() if key[1].lower() == text.lower()]
    found = [] if is_folio(text) else [hit.key for hit in _index().search(text, limit=LIMIT)]
    lists = address("oralhealth:codes")
    for name, code in dict.fromkeys([*exact, *found]):
        url = f"{lists}?{urlencode({'lista': name, 'q': code})}" if lists else ""
        yield Hit(f"{code} · {_labels()[name, code]}", str(SETS[name]), url)


def indicators(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """The indicators, by code (I-4) or words of their name."""
    if Permission.ORAL_INDICATORS not in permissions_at(user, None, at):
        return
    words = normalise(text).split()
    for code, document in documents().items():
        if code.lower() == text.lower() or all(word in normalise(document.title) for word in words):
            yield Hit(f"{code} · {document.title}", "", address("oralhealth:indicator", code))


@cache
def _labels() -> dict[tuple[str, str], str]:
    """(set, code) → label, of every set."""
    return {(name, code): entry.label for name in SETS for code, entry in getattr(codebook(), name).items()}


@cache
def _index() -> SearchIndex:
    return SearchIndex((key, label, [key[1]]) for key, label in _labels().items())


def install() -> None:
    """Add them to the search box."""
    hint("oralhealth", gettext_lazy("Instalación, código, indicador…"))
    register("oralhealth.facilities", gettext_lazy("Instalaciones de Salud Bucal"), facilities)
    register("oralhealth.indicators", gettext_lazy("Indicadores"), indicators)
    register("oralhealth.codes", gettext_lazy("Códigos del registro diario"), codes)
