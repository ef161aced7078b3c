"""The standard in force for an indicator at a place."""

from cauce.core.organisations.models import OrgUnit

from ..models import Standard


def standard_for(indicator: str, place: OrgUnit, year: int) -> Standard | None:
    """The nearest place's standard (the facility's, else its region's, else the nation's), latest year up to `year`."""
    reach = [*place.ancestor_ids(), place.pk]
    found = Standard.objects.filter(indicator=indicator, place__in=reach, year__lte=year)
    return max(found, key=lambda s: (reach.index(s.place_id), s.year), default=None)
