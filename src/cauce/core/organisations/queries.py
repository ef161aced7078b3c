"""Reading the tree of units."""

from datetime import date

from .models import Contact, OrgUnit, OrgUnitQuerySet


def descendants(place: OrgUnit) -> OrgUnitQuerySet:
    """`place` and all under it."""
    return OrgUnit.objects.below(place)


def medical_units(place: OrgUnit, day: date) -> OrgUnitQuerySet:
    """Medical units under `place` that exist on `day`, by care level and name."""
    return (
        descendants(place).filter(kind=OrgUnit.Kind.UNIT).valid_on(day).order_by("care_level", "name", "code")
    )


def contact_of(place: OrgUnit) -> Contact | None:
    """The nearest responsible department going up from `place`."""
    ids = [*place.ancestor_ids(), place.pk]
    return Contact.objects.filter(unit_id__in=ids).order_by("-unit__path").first()
