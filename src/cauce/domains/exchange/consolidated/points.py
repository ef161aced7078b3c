"""Where the surplus and the shortage are: a point per state, or per unit when one state is chosen."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, Sum

from cauce.core.accounts.models import User
from cauce.core.organisations.models import Area
from cauce.core.periods.models import Round

from .aggregate import consolidate, lines_in
from .cut import Cut

MAX_POINTS = 2000  # more points than this hide one another


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map. Patients are monthly; approximate: the centre of its municipality or state."""

    key: int
    label: str
    latitude: float
    longitude: float
    surplus_patients: int
    shortage_patients: int
    approximate: bool = False


def map_points(round_: Round, user: User, at: datetime, cut: Cut) -> list[Point]:
    """The points of a cut: units of the chosen state, else states. Places without coordinates are left out."""
    if cut.state:
        return _units(round_, user, at, cut)
    table = consolidate(round_, user, at, replace(cut, by=("state",), sort=""))
    areas = Area.objects.in_bulk([row.keys["state"] for row in table.rows if row.keys["state"]])
    found = []
    for row in table.rows:
        area = areas.get(row.keys["state"])
        if area and area.latitude is not None and area.longitude is not None:
            values = (row.values.get("surplus_patients") or 0, row.values.get("shortage_patients") or 0)
            found.append(Point(area.pk, area.name, area.latitude, area.longitude, *values))
    return found


def _units(round_: Round, user: User, at: datetime, cut: Cut) -> list[Point]:
    """Units with their own coordinates, or their area's centre (flagged)."""
    groups = (
        lines_in(round_, user, at, cut)
        .order_by()
        .values(
            "unit_id",
            name=F("unit__name"),
            lat=F("unit__latitude"),
            lon=F("unit__longitude"),
            area_lat=F("unit__area__latitude"),
            area_lon=F("unit__area__longitude"),
        )
        .annotate(surplus=Sum("surplus_patients"), shortage=Sum("shortage_patients"))
    )
    found = []
    for group in groups[:MAX_POINTS]:
        own = group["lat"] is not None and group["lon"] is not None
        latitude, longitude = (group["lat"], group["lon"]) if own else (group["area_lat"], group["area_lon"])
        if latitude is not None and longitude is not None:
            values = (group["surplus"] or 0, group["shortage"] or 0)
            found.append(Point(group["unit_id"], group["name"], latitude, longitude, *values, not own))
    return found
