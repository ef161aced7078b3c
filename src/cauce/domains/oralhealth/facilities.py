"""Building facilities: the unit under its region, and its profile with the parts of its code. Import and demo share it.

Not an action: the caller is inside one and records one event for the whole batch.
"""

from collections.abc import Iterable
from typing import Any

from cauce.core.organisations.bulk import BATCH, place_many
from cauce.core.organisations.models import OrgUnit

from .freshness import moved
from .models import Facility
from .rules.header import facility_parts


def unit_of(code: str, name: str, region: OrgUnit, **more: Any) -> OrgUnit:
    """The facility's place in the tree, not saved."""
    return OrgUnit(kind=OrgUnit.Kind.FACILITY, code=code, name=name, parent=region, **more)


def profile_of(unit: OrgUnit, institution: str, **more: Any) -> Facility:
    """Its profile, not saved: province, district and corregimiento are read in its code (A1)."""
    province, district, corregimiento, *_rest = facility_parts(unit.code)
    return Facility(
        unit=unit,
        code=unit.code,
        institution=institution,
        province=province,
        district=district,
        corregimiento=corregimiento,
        **more,
    )


def add_facilities(profiles: Iterable[Facility]) -> list[Facility]:
    """Save new facilities with their units, whose regions are saved already."""
    profiles = list(profiles)
    place_many(profile.unit for profile in profiles)
    for profile in profiles:
        profile.unit_id = profile.unit.pk  # known only once the unit is saved
    Facility.objects.bulk_create(profiles, batch_size=BATCH)
    if profiles:
        moved()  # in bulk nothing is signalled
    return profiles
