"""What the map of a run shows, for whom, and the same in words and numbers."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Q, QuerySet, Sum

from cauce.core.accounts.access import places
from cauce.core.accounts.models import User
from cauce.core.organisations.models import Area, OrgUnit
from cauce.reference_data.files import GEOGRAPHY, read_csv

from . import matching_map_geometry as geometry
from .matching_map_spec import svg
from .matching_queries import READ, proposals_of, unmet_of
from .models import MatchRun, Proposal, Unmet

MERGE_FROM = 40  # units; fewer are all told apart
CACHE_SECONDS = 3600
Point = tuple[float, float]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FlowMap:
    """What is drawn of a run. `patients`: a month, of all flows; `flows`: pairs of units."""

    spots: list[geometry.Spot]
    arrows: list[geometry.Arrow]
    patients: int
    unmet: int
    unlocated: int  # units without any place, not drawn

    @property
    def is_empty(self) -> bool:
        return not self.spots

    @property
    def frame(self) -> geometry.Frame:
        ends = [(a.lat, a.lon) for a in self.arrows] + [(a.to_lat, a.to_lon) for a in self.arrows]
        return geometry.frame_of([*ends, *((s.lat, s.lon) for s in self.spots)])


@dataclass(frozen=True, slots=True)
class MapFacts:
    """Pairs of units, patients a month served and unmet, units not drawn, and the picture's height (0: none)."""

    flows: int
    patients: int
    unmet: int
    unlocated: int
    height: int


def flow_map(run: MatchRun, user: User, at: datetime, state: Area | None = None) -> FlowMap:
    """The flows and the unmet shortage that the person may see; `state`: only what touches it."""
    proposals, unmet = proposals_of(run, user, at), unmet_of(run, user, at)
    if state is not None:
        proposals = proposals.filter(in_state(state, "supply_unit") | in_state(state, "demand_unit"))
        unmet = unmet.filter(in_state(state, "unit"))
    flows = _totals(proposals, "demand_unit", "supply_unit")
    left = _totals(unmet, "unit")
    where = _points({unit for key in (*flows, *left) for unit in key})
    return _drawn(flows, left, where)


def largest_flows(
    run: MatchRun, user: User, at: datetime, state: Area | None = None, most: int = 20
) -> list[dict[str, Any]]:
    """The pairs of units with most patients a month: the map's main lines as rows."""
    proposals = proposals_of(run, user, at)
    if state is not None:
        proposals = proposals.filter(in_state(state, "supply_unit") | in_state(state, "demand_unit"))
    names = [f"{side}_unit__{column}" for side in ("demand", "supply") for column in ("name", "code")]
    rows = proposals.order_by().values(*names, "decikm").annotate(total=Sum("patients"))
    return [{**row, "km": row["decikm"] / 10} for row in rows.order_by("-total", *names)[:most]]


def in_state(state: Area, unit: str) -> Q:
    """Units of that state (their area is the state or one of its municipalities)."""
    return Q(**{f"{unit}__area": state}) | Q(**{f"{unit}__area__parent": state})


def states_of(run: MatchRun) -> list[Area]:
    """The states that some proposal or unmet shortage of the run touches, by name."""
    found: set[int | None] = set()
    for rows, unit in (
        (run.proposals, "supply_unit"),
        (run.proposals, "demand_unit"),
        (run.unmet, "unit"),
    ):
        for area, parent in rows.order_by().values_list(f"{unit}__area", f"{unit}__area__parent").distinct():
            found |= {area, parent}
    return list(Area.objects.filter(pk__in=found - {None}, kind=Area.Kind.STATE).order_by("name"))


def picture(run: MatchRun, user: User, at: datetime, theme: str, state: Area | None = None) -> str:
    """The SVG; "" when there is nothing to draw. Kept for an hour: a finished run never changes."""
    return _kept(theme, run, user, at, state, lambda: _draw(flow_map(run, user, at, state), theme))


def map_facts(run: MatchRun, user: User, at: datetime, state: Area | None = None) -> MapFacts:
    """What the map shows, in numbers; kept like the picture."""
    return _kept("facts", run, user, at, state, lambda: _facts(flow_map(run, user, at, state)))


def _kept(what: str, run: MatchRun, user: User, at: datetime, state: Area | None, make: Callable[[], T]) -> T:
    scope = ",".join(sorted(place.path for place in places(user, READ, at)))
    key = f"exchange-map-3:{what}:{run.pk}:{state.pk if state else ''}:{digest_of(scope)}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, CACHE_SECONDS)
    return found


def digest_of(scope: str) -> str:
    """A short key for any number of places."""
    return hashlib.sha256(scope.encode()).hexdigest()[:16]


def _facts(found: FlowMap) -> MapFacts:
    height = 0 if found.is_empty else found.frame.height
    return MapFacts(len(found.arrows), found.patients, found.unmet, found.unlocated, height)


def outline() -> list[Point]:
    """The country's approximate outline."""
    return [(float(r["latitude"]), float(r["longitude"])) for r in read_csv(GEOGRAPHY / "contorno.csv")]


def _draw(found: FlowMap, theme: str) -> str:
    if found.is_empty:
        return ""
    frame, spots, arrows = found.frame, found.spots, found.arrows
    if len({(s.lat, s.lon) for s in spots}) > MERGE_FROM:
        spots, arrows, _within = geometry.merged(spots, arrows, frame)
    return svg(spots, arrows, _state_labels(), outline(), frame, theme)


def _totals(rows: QuerySet[Proposal] | QuerySet[Unmet], *units: str) -> dict[tuple[int, ...], int]:
    """Patients a month per unit or pair of units; the largest first, so that the small ones are drawn above them."""
    found = rows.order_by().values_list(*units).annotate(total=Sum("patients")).order_by("-total", *units)
    return {tuple(row[:-1]): row[-1] for row in found}


def _points(ids: set[int]) -> dict[int, Point]:
    """Each unit's place: its own, else its municipality's centre; units with neither are missing."""
    found: dict[int, Point] = {}
    wanted = sorted(ids)
    columns = "pk", "latitude", "longitude", "area__latitude", "area__longitude"
    for start in range(0, len(wanted), 900):  # SQLite's old limit of variables in a query
        batch = OrgUnit.objects.filter(pk__in=wanted[start : start + 900]).values_list(*columns)
        for pk, lat, lon, area_lat, area_lon in batch:
            point = (lat, lon) if None not in (lat, lon) else (area_lat, area_lon)
            if None not in point:
                found[pk] = point
    return found


def _drawn(flows: dict, left: dict, where: dict[int, Point]) -> FlowMap:
    offers: dict[int, int] = {}
    needs: dict[int, int] = {}
    arrows = []
    for (demand, supply), patients in flows.items():
        if demand in where and supply in where:
            arrows.append(geometry.Arrow(*where[demand], *where[supply], patients))
            offers[supply] = offers.get(supply, 0) + patients
            needs[demand] = needs.get(demand, 0) + patients
    unmet = {unit: patients for (unit,), patients in left.items()}
    spots = [
        geometry.Spot(role, *where[unit], patients)
        for role, units in ((geometry.UNMET, unmet), (geometry.OFFERS, offers), (geometry.NEEDS, needs))
        for unit, patients in units.items()
        if unit in where
    ]
    units = {unit for key in (*flows, *left) for unit in key}
    return FlowMap(spots, arrows, sum(flows.values()), sum(left.values()), len(units - where.keys()))


def _state_labels() -> Sequence[geometry.Label]:
    states = Area.objects.filter(kind=Area.Kind.STATE, latitude__isnull=False, longitude__isnull=False)
    return [geometry.Label(_short(a.name), a.latitude, a.longitude) for a in states]


def _short(name: str) -> str:
    """ "Veracruz de Ignacio de la Llave" is Veracruz on a map."""
    for tail in (" de Ignacio de la Llave", " de Ocampo", " de Zaragoza"):
        name = name.removesuffix(tail)
    return {"Ciudad de México": "CDMX", "Baja California Sur": "B. C. Sur"}.get(name, name)
