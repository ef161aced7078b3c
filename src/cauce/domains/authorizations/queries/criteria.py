"""Criteria as people read them, and what a change of them would have done to past requests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from cauce.core.organisations.models import OrgUnit

from ..criteria_store import applying, in_force
from ..models import CriteriaVersion, Item
from ..rules.criteria import Criteria
from ..rules.criteria.dry_run import SHOWN, DryRun, Past, compare
from ..rules.states import DECIDED_ITEM
from ..stored import facts_of_many

EACH = 500  # items read, judged and told about at once
Progress = Callable[[int, int], None]


def dry_run(
    criteria: Criteria,
    place: OrgUnit,
    since: datetime,
    until: datetime,
    day: date,
    *,
    kept: int = SHOWN,
    progress: Progress | None = None,
) -> DryRun:
    """What `criteria` in place of its version in force on `day` would have answered to requests of [since, until).

    Facts are those of each request's own day. Nothing is written and nobody is told. progress(done, total) is called
    now and then, and may raise to stop.
    """
    now = [one.criteria for one in in_force(place, day)]
    new = [one for one in now if one.code != criteria.code] + [criteria]
    replaced = [one for one in now if one.code == criteria.code]
    rows = _items([criteria, *replaced], place, since, until)
    return compare(_past(rows, progress), now, new, kept)


def _items(documents: list[Criteria], place: OrgUnit, since: datetime, until: datetime) -> QuerySet[Item]:
    """Items of which the new document or the one it replaces speaks: a service left out changes too."""
    services = {code for one in documents for code in one.services}
    categories = {code for one in documents for code in one.categories}
    return (
        Item.objects.filter(
            Q(service_code__in=services) | Q(category__in=categories),
            request__submitted_at__gte=since,
            request__submitted_at__lt=until,
            request__unit__path__startswith=place.path,
        )
        .exclude(state="not_required")
        .select_related("request__unit__area", "patient", "oncology", "prosthetics")
        .order_by("request__submitted_at", "pk")
    )


def _past(rows: QuerySet[Item], progress: Progress | None) -> Iterator[Past]:
    total = rows.count() if progress else 0
    done, left = 0, rows.iterator(chunk_size=EACH)
    while batch := list(islice(left, EACH)):
        if progress:
            progress(done, total)
        for item, facts in zip(batch, facts_of_many(batch), strict=True):
            yield Past(
                folio=item.request.folio or "",
                sequence=item.sequence,
                service=item.service_code,
                category=item.category,
                facts=facts,
                decided=item.state if item.state in DECIDED_ITEM else "",
            )
        done += len(batch)


def versions(code: str) -> list[CriteriaVersion]:
    """Every version of a document, newest first."""
    return list(CriteriaVersion.objects.filter(code=code).select_related("place", "published_by"))


def in_force_of(code: str, day: date) -> CriteriaVersion | None:
    """The version of a document that holds on a day; None before the first and after the last."""
    found = CriteriaVersion.objects.filter(code=code, valid_from__lte=day).order_by("-number").first()
    return None if found is None or found.withdrawn else found


@dataclass(frozen=True, slots=True)
class Document:
    """A document with the version that holds, the one to come, and the last."""

    code: str
    last: CriteriaVersion
    current: CriteriaVersion | None
    coming: CriteriaVersion | None

    @property
    def shown(self) -> CriteriaVersion:
        """The version that its line of the list is about."""
        return self.current or self.coming or self.last


def documents(day: date, scope: Any = None) -> list[Document]:
    """Every document, by title. scope: only those of these places (a queryset)."""
    found = CriteriaVersion.objects.select_related("place", "published_by").order_by("code", "number")
    if scope is not None:
        found = found.filter(place__in=scope)
    by_code: dict[str, list[CriteriaVersion]] = {}
    for version in found:
        by_code.setdefault(version.code, []).append(version)
    read = []
    for code, rows in by_code.items():
        held = [v for v in rows if v.valid_from <= day]
        current = held[-1] if held and not held[-1].withdrawn else None
        coming = next((v for v in rows if v.valid_from > day), None)
        read.append(Document(code, rows[-1], current, coming))
    return sorted(read, key=lambda one: one.shown.title.casefold())


__all__ = ["Document", "applying", "documents", "dry_run", "in_force", "in_force_of", "versions"]
