"""What the search box finds in the risk plans: an ESE by code, name or municipality."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from cauce.core.accounts.access import permissions_at
from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.folding import folds, holds
from cauce.web.navigation import address
from cauce.web.search import Hit, hint, register

from .queries.reach import hospitals

LIMIT = 40


def find_hospitals(user: Any, text: str, at: datetime) -> Iterator[Hit]:
    """The ESE within reach; leads to their pages."""
    if Permission.RISK_READ not in permissions_at(user, None, at):
        return
    words = normalise(text).split()
    fields = ("unit__name", "unit__area__name", "unit__area__parent__name")
    found = hospitals(user, at).alias(**folds(*fields))
    by_words = holds(words, *fields) if words else Q(pk__in=[])
    for hospital in found.filter(Q(code__startswith=text) | by_words)[:LIMIT]:
        area = hospital.unit.area
        where = " · ".join(filter(None, (area.name if area else "", hospital.unit.parent.name)))
        yield Hit(
            f"{hospital.code} · {hospital.unit.name}", where, address("riskplans:hospital", hospital.code)
        )


def install() -> None:
    """Add them to the search box."""
    hint("riskplans", gettext_lazy("ESE, código, municipio…"))
    register("riskplans.hospitals", gettext_lazy("ESE con plan de riesgo"), find_hospitals)
