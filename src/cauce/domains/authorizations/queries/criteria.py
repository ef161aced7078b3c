"""Criteria as people read them, and what a change of them would have done to past requests."""

from collections.abc import Iterator
from datetime import date, datetime

from cauce.core.organisations.models import OrgUnit

from ..criteria_store import applying, in_force
from ..models import CriteriaVersion, Item
from ..rules.criteria import Criteria
from ..rules.criteria.dry_run import DryRun, Past, compare
from ..rules.states import DECIDED_ITEM
from ..stored import facts_of


def dry_run(criteria: Criteria, place: OrgUnit, since: datetime, until: datetime, day: date) -> DryRun:
    """What `criteria` in place of its version in force on `day` would have answered to requests of [since, until).

    Facts are those of each request's own day. Nothing is written and nobody is told.
    """
    now = [one.criteria for one in in_force(place, day)]
    new = [one for one in now if one.code != criteria.code] + [criteria]
    return compare(_past(criteria, place, since, until), now, new)


def _past(criteria: Criteria, place: OrgUnit, since: datetime, until: datetime) -> Iterator[Past]:
    rows = (
        Item.objects.filter(
            request__submitted_at__gte=since,
            request__submitted_at__lt=until,
            request__unit__path__startswith=place.path,
        )
        .exclude(state="not_required")
        .select_related("request__unit__area", "patient", "oncology", "prosthetics")
        .order_by("request__submitted_at", "pk")
    )
    for item in rows.iterator(chunk_size=1000):
        if not criteria.applies_to(item.service_code, item.category):
            continue
        yield Past(
            folio=item.request.folio or "",
            sequence=item.sequence,
            service=item.service_code,
            category=item.category,
            facts=facts_of(item),
            decided=item.state if item.state in DECIDED_ITEM else "",
        )


def versions(code: str) -> list[CriteriaVersion]:
    """Every version of a document, newest first."""
    return list(CriteriaVersion.objects.filter(code=code).select_related("place", "published_by"))


__all__ = ["applying", "dry_run", "in_force", "versions"]
