"""Who may look at a request next, and who may not with the reason why: for an appeal, and for a second opinion."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from cauce.core.accounts.access import holders
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.translation import tr

from ..models import Appeal, Assignment, BlindReview, Decision, Request
from ..rules.states import AppealState
from ..rules.words import CONFLICT_LABELS
from .conflicts import conflicts_among


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person; rule: why they may not ("" when they may); serves: they review the request's speciality; busy: how much
    of the same kind they hold already."""

    user: User
    rule: str = ""
    serves: bool = False
    busy: int = 0

    @property
    def why(self) -> str:
        """Why they may not, said of them."""
        return tr(CONFLICT_LABELS.get(self.rule, ""))


def for_appeal(request: Request, at: datetime) -> list[Candidate]:
    """Who decides appeals in the region: of the speciality and least busy first, those with a conflict last."""
    people = holders(Permission.AUTH_APPEAL_DECIDE, request.region, at)
    busy = _counted(Appeal.objects.filter(state=AppealState.ASSIGNED, reviewer__in=people), people)
    return _ranked(request, people, at, Decision.Level.APPEAL, busy, set())


def for_double_review(request: Request, at: datetime) -> list[Candidate]:
    """Who reviews in the region and has not had the request; those who had it cannot answer blindly (AP-99)."""
    people = holders(Permission.AUTH_REVIEW, request.region, at)
    busy = _counted(BlindReview.objects.filter(answered_at__isnull=True, reviewer__in=people), people)
    had = set(Assignment.objects.filter(request=request).values_list("reviewer", flat=True))
    had |= set(Decision.objects.filter(item__request=request, by__isnull=False).values_list("by", flat=True))
    had |= set(request.blind_reviews.values_list("reviewer", flat=True))
    return _ranked(request, people, at, Decision.Level.REVIEW, busy, had)


def _counted(rows: QuerySet, people: list[User]) -> dict[int, int]:
    """person id → how many of these rows are theirs."""
    counts = dict(rows.order_by().values_list("reviewer").annotate(n=Count("pk")))
    return {person.pk: counts.get(person.pk, 0) for person in people}


def _ranked(
    request: Request, people: list[User], at: datetime, level: int, busy: dict[int, int], had: set[int]
) -> list[Candidate]:
    serving = set(
        User.objects.filter(
            pk__in=[person.pk for person in people], review_specialities__speciality=request.speciality
        ).values_list("pk", flat=True)
    )
    rules = conflicts_among(people, request, at, level) | dict.fromkeys(had, "AP-99")
    found = [
        Candidate(
            person,
            rules.get(person.pk, ""),
            person.pk in serving,
            busy[person.pk],
        )
        for person in people
    ]
    return sorted(found, key=lambda c: (bool(c.rule), not c.serves, c.busy, c.user.display_name))
