"""Criteria in force at a place on a day, read from their versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cauce.core.organisations.models import OrgUnit

from .models import CriteriaVersion
from .places import above
from .rules.criteria import Criteria
from .rules.criteria.document import parse


@dataclass(frozen=True, slots=True)
class InForce:
    """A version and what it says."""

    version: CriteriaVersion
    criteria: Criteria


def in_force(place: OrgUnit, day: date) -> list[InForce]:
    """Of each document the latest version that applies there on that day, unless it ends the document."""
    latest: dict[str, CriteriaVersion] = {}
    found = CriteriaVersion.objects.filter(place__in=above(place), valid_from__lte=day)
    for version in found.order_by("number"):
        latest[version.code] = version
    kept = sorted((v for v in latest.values() if not v.withdrawn), key=lambda v: v.code)
    return [InForce(version, document_of(version)) for version in kept]


def applying(documents: Iterable[InForce], service: str, category: str) -> list[InForce]:
    """Those that speak of a service."""
    return [one for one in documents if one.criteria.applies_to(service, category)]


def document_of(version: CriteriaVersion) -> Criteria:
    """What a published version says; it never changes, so it is read once per process."""
    return _parsed(version.sha256, version.text)


@lru_cache(maxsize=256)
def _parsed(sha256: str, text: str) -> Criteria:
    return parse(text)
