"""Blind second opinions as the coordination follows them: asked, answered, and how far both answers agree."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..models import BlindReview, Decision, Request
from ..rules.states import RequestState
from .requests import regions_of

RECENT = timedelta(days=30)
DRAWN_FROM = 500


@dataclass(frozen=True, slots=True)
class Agreement:
    """A second opinion; same, of: items with the same answer, of those that the review has decided too."""

    review: BlindReview
    same: int = 0
    of: int = 0


def asked_in(user: User, at: datetime) -> QuerySet[BlindReview]:
    """Second opinions asked where a person assigns them, latest first."""
    regions = list(regions_of(user, Permission.AUTH_DOUBLE, at).values_list("pk", flat=True))
    found = BlindReview.objects.filter(request__region__in=regions)
    return found.select_related("request__unit", "reviewer").order_by("-assigned_at", "-pk")


def with_agreement(reviews: list[BlindReview]) -> list[Agreement]:
    """Each with how far it agrees with the first review; two queries whatever their number."""
    firsts: dict[tuple[int, int], str] = {}
    rows = Decision.objects.filter(
        item__request__in=[one.request_id for one in reviews], level=Decision.Level.REVIEW
    ).order_by("pk")
    for request, sequence, outcome in rows.values_list("item__request", "item__sequence", "outcome"):
        firsts[request, sequence] = outcome
    return [_agreement(one, firsts) for one in reviews]


def _agreement(review: BlindReview, firsts: dict[tuple[int, int], str]) -> Agreement:
    both = [
        firsts[review.request_id, int(sequence)] == answer
        for sequence, answer in review.answers.items()
        if (review.request_id, int(sequence)) in firsts
    ]
    return Agreement(review, sum(both), len(both))


def drawn(user: User, at: datetime) -> Request | None:
    """One request decided by a person in the last month, at random, without a second opinion yet; None: there is none."""
    regions = list(regions_of(user, Permission.AUTH_DOUBLE, at).values_list("pk", flat=True))
    found = Request.objects.filter(
        state=RequestState.DECIDED,
        region__in=regions,
        submitted_at__gte=at - RECENT,
        items__decisions__level=Decision.Level.REVIEW,
    ).exclude(pk__in=BlindReview.objects.values("request"))
    keys = list(found.order_by("-submitted_at").values_list("pk", flat=True).distinct()[:DRAWN_FROM])
    return Request.objects.get(pk=random.choice(keys)) if keys else None  # noqa: S311  a sample, not a secret


def find(user: User, at: datetime, folio: str) -> Request | None:
    """A request by its folio, where the person assigns second opinions."""
    regions = list(regions_of(user, Permission.AUTH_DOUBLE, at).values_list("pk", flat=True))
    found = Request.objects.filter(folio=folio.strip().upper(), region__in=regions)
    return found.select_related("unit", "region", "requester").first()
