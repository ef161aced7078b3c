"""Where a request belongs: its region, and the clock of that place."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cauce.core.countries import country
from cauce.core.organisations.models import OrgUnit

from .rules.zones import zone_of

UNIT_KINDS = frozenset({OrgUnit.Kind.UNIT, OrgUnit.Kind.FACILITY})


def region_of(unit: OrgUnit) -> OrgUnit:
    """The entity (institution × state) of a unit; its parent, or itself, where there is none."""
    return unit.ancestor(OrgUnit.Kind.ENTITY) or unit.parent or unit


def institution_of(unit: OrgUnit) -> OrgUnit:
    """The institution of a unit; the unit itself where there is none."""
    return unit.ancestor(OrgUnit.Kind.INSTITUTION) or unit


def zone_at(place: OrgUnit) -> ZoneInfo:
    """The clock of a place: its state's in Mexico, else its country's."""
    area = place.area
    if area is not None and area.system == "INEGI":
        return zone_of(area.code[:2])
    return country(place.country).zone


def today_at(place: OrgUnit, at: datetime) -> date:
    """The day at a place."""
    return at.astimezone(zone_at(place)).date()


def day_number(place: OrgUnit, at: datetime) -> int:
    """The day at a place as facts hold it: 20260314."""
    return int(f"{today_at(place, at):%Y%m%d}")


def local(at: datetime, place: OrgUnit) -> str:
    """An instant as people read it there."""
    return at.astimezone(zone_at(place)).strftime("%d/%m/%Y %H:%M")


def above(place: OrgUnit) -> list[int]:
    """Ids of a place and all above it."""
    return [*place.ancestor_ids(), place.pk]
