"""The nineteen documents, the places whose indicators a person reads, and the facts that belong to a place."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators.documents import load_all
from cauce.indicators.model import Indicator
from cauce.reference_data.files import ROOT

Where = Mapping[str, tuple[str | None, ...]]
PLACES = {OrgUnit.Kind.REGION: "region", OrgUnit.Kind.FACILITY: "facility"}


@cache
def documents() -> dict[str, Indicator]:
    """The nineteen documents by code, in order."""
    return load_all(ROOT / "indicators" / "oralhealth")


def reach_of(user: User, at: datetime) -> list[OrgUnit]:
    """The topmost places whose indicators the person reads."""
    return list(places(user, Permission.ORAL_INDICATORS, at).order_by("path"))


def where_of(place: OrgUnit, indicator: Indicator) -> Where | None:
    """The part of the facts that belongs to the place; None when the indicator is not told apart by it."""
    if place.kind == OrgUnit.Kind.SECTOR:
        return {}
    name = PLACES.get(OrgUnit.Kind(place.kind), "")
    return {name: (place.code,)} if name in indicator.dimensions else None


def choices(roots: list[OrgUnit], chosen: OrgUnit) -> list[OrgUnit]:
    """Places to choose from: the person's own, their regions, and the facilities of the chosen place's region."""
    kind = OrgUnit.Kind
    region = chosen.ancestor(kind.REGION) or chosen
    found: dict[int, OrgUnit] = {}
    for root in roots:
        below = OrgUnit.objects.below(root)
        wide = below.filter(kind__in=(kind.SECTOR, kind.REGION))
        near = below.filter(kind=kind.FACILITY, path__startswith=region.path)
        found |= {unit.pk: unit for unit in [root, *wide, *(near if region.kind != kind.SECTOR else [])]}
    return sorted(found.values(), key=lambda unit: unit.path)


def latest_period(month: int | None, kind: PeriodType, at: datetime) -> Period:
    """The period of a kind that holds the latest month with data (or this instant)."""
    day = at.date() if month is None else at.date().replace(year=month // 100, month=month % 100, day=1)
    return containing(day, kind)
