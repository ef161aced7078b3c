"""The standard in force for an indicator at a place: the nearest one going up, the latest year up to the one asked."""

from collections.abc import Iterable, Sequence

from cauce.core.organisations.models import OrgUnit

from ..models import Standard


def standard_for(indicator: str, place: OrgUnit, year: int) -> Standard | None:
    """The nearest place's standard (the facility's, else its region's, else the nation's), latest year up to `year`."""
    return standards_for(place, year).get(indicator)


def standards_for(place: OrgUnit, year: int) -> dict[str, Standard]:
    """Indicator → the standard in force at the place. One query."""
    by_code: dict[str, list[Standard]] = {}
    for standard in Standard.objects.filter(place__in=_reach(place), year__lte=year):
        by_code.setdefault(standard.indicator, []).append(standard)
    return {code: _nearest(found, place) for code, found in by_code.items()}


def standards_at(places: Sequence[OrgUnit], indicator: str, year: int) -> dict[int, Standard]:
    """Place's id → the standard of one indicator in force there. One query."""
    ids = {pk for place in places for pk in _reach(place)}
    found = list(Standard.objects.filter(indicator=indicator, place__in=ids, year__lte=year))
    near = {place.pk: [s for s in found if s.place_id in _reach(place)] for place in places}
    return {place.pk: _nearest(near[place.pk], place) for place in places if near[place.pk]}


def _reach(place: OrgUnit) -> list[int]:
    return [*place.ancestor_ids(), place.pk]


def _nearest(found: Iterable[Standard], place: OrgUnit) -> Standard:
    reach = _reach(place)
    return max(found, key=lambda s: (reach.index(s.place_id), s.year))
