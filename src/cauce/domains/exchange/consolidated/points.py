"""Where the surplus and the shortage are: a point per state, or per unit when one state is chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from cauce.core.accounts.models import User
from cauce.core.organisations.models import Area
from cauce.core.periods.models import Round

from ..models import Declaration
from .aggregate import lines_in
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
    sums = _by_state(round_, user, at, cut)
    placed = Area.objects.filter(pk__in=list(sums), latitude__isnull=False, longitude__isnull=False)
    return [Point(a.pk, a.name, a.latitude, a.longitude, *sums[a.pk]) for a in placed.order_by("name")]


def _by_state(round_: Round, user: User, at: datetime, cut: Cut) -> dict[int, tuple[int, int]]:
    """area id → (surplus, shortage) patients: by declaration in SQL (an index has that order), then added up."""
    groups = (
        lines_in(round_, user, at, cut)
        .order_by()
        .values_list("declaration_id")
        .annotate(surplus=Sum("surplus_patients"), shortage=Sum("shortage_patients"))
    )
    area_of = dict(Declaration.objects.filter(round=round_).values_list("pk", "entity__area"))
    sums: dict[int, tuple[int, int]] = {}
    for declaration, surplus, shortage in groups:
        before = sums.get(area_of[declaration], (0, 0))
        sums[area_of[declaration]] = (before[0] + (surplus or 0), before[1] + (shortage or 0))
    sums.pop(None, None)  # type: ignore[call-overload]  an entity without a state has no place
    return sums


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
