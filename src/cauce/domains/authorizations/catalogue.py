"""The services catalogue with its policies, as the rules want them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import inf

from django.db.models import Q

from cauce.core.catalogues.models import Entry
from cauce.core.organisations.models import OrgUnit

from .models import ServiceCentre, ServicePolicy, UnitExemption
from .places import region_of
from .rules.nearness import distance_km
from .rules.values import Policy

CATALOGUE = "authorizations-services"  # entries of kinds category, speciality and service


@dataclass(frozen=True, slots=True)
class Service:
    """A service in force on a day: its row of policy, and what the rules need of it."""

    row: ServicePolicy
    policy: Policy


def in_force(day: date) -> Q:
    """Rows with `since` and `until` that hold on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def services(codes: Iterable[str], unit: OrgUnit, day: date) -> dict[str, Service]:
    """code → service, for those with a policy on that day; three queries whatever their number."""
    wanted = set(codes)
    rows: dict[str, ServicePolicy] = {}
    found = ServicePolicy.objects.filter(code__in=wanted, valid_from__lte=day).select_related("entry")
    for row in found.order_by("valid_from"):
        rows[row.code] = row
    exempt = dict(
        UnitExemption.objects.filter(in_force(day), unit=unit, service_code__in=rows).values_list(
            "service_code", "reason"
        )
    )
    centres: dict[str, set[str]] = {code: set() for code in rows}
    for code, where in ServiceCentre.objects.filter(in_force(day), service_code__in=rows).values_list(
        "service_code", "unit__code"
    ):
        centres[code].add(where)
    return {
        code: Service(row, _policy(row, exempt.get(code, ""), centres[code])) for code, row in rows.items()
    }


def _policy(row: ServicePolicy, exempt: str, centres: set[str]) -> Policy:
    return Policy(
        code=row.code,
        label=row.entry.label,
        category=row.category,
        speciality=row.speciality,
        in_basic_catalogue=row.in_basic_catalogue,
        validity_days=row.validity_days,
        max_units=row.max_units,
        sided=row.sided,
        exempt=exempt,
        centres=frozenset(centres),
    )


def is_centre(unit: OrgUnit, service_code: str, day: date) -> bool:
    """Whether the unit may do the service on that day."""
    return ServiceCentre.objects.filter(in_force(day), unit=unit, service_code=service_code).exists()


def centres_of(service_code: str, day: date, near: OrgUnit | None = None) -> list[OrgUnit]:
    """Units that may do the service on that day, by name; with `near`, those of its region first, nearest first."""
    rows = ServiceCentre.objects.filter(in_force(day), service_code=service_code)
    found = list(OrgUnit.objects.filter(pk__in=rows.values("unit")).order_by("name"))
    if near is None:
        return found
    home = region_of(near).path
    return sorted(found, key=lambda unit: (not unit.path.startswith(home), _km(near, unit)))


def _km(one: OrgUnit, other: OrgUnit) -> float:
    """How far, or infinitely when one of both has no coordinates."""
    ends = (one.latitude, one.longitude, other.latitude, other.longitude)
    known = [end for end in ends if end is not None]
    return distance_km(*known) if len(known) == len(ends) else inf


def speciality_labels() -> dict[str, str]:
    """code → label of every speciality of the catalogue in force."""
    found = Entry.objects.filter(catalogue__code=CATALOGUE, kind="speciality", until__isnull=True)
    return dict(found.values_list("code", "label"))
