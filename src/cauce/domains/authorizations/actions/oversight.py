"""Blind second opinions and signals: both open questions, neither changes an answer (rule 12)."""

from collections.abc import Mapping
from datetime import datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from .. import notices
from ..models import Assignment, BlindReview, Decision, Request, Signal
from ..places import day_number, local
from ..policies import check_reason, conflict_of, not_allowed, not_now
from ..rules.signals import Finding
from ..rules.states import DECIDED_ITEM, RequestState
from ..rules.table import broken

REVIEWED = frozenset({RequestState.IN_REVIEW, RequestState.DECIDED})


@action("authorizations.double_review.assign")
def assign_double_review(*, by: User, at: datetime, request: Request, reviewer: User) -> BlindReview:
    """Ask a second reviewer, who has not had the request, for an answer given without seeing the first's."""
    require(by, Permission.AUTH_DOUBLE, request.region, at)
    may = can(reviewer, Permission.AUTH_REVIEW, request.region, at)
    had = Assignment.objects.filter(request=request, reviewer=reviewer).exists()
    seen = had or Decision.objects.filter(item__request=request, by=reviewer).exists()
    asked = request.blind_reviews.filter(reviewer=reviewer).exists()
    if request.state not in REVIEWED or not may or seen or asked or conflict_of(reviewer, request, at):
        raise Invalid([broken("AP-99", "reviewer", name=reviewer.display_name)])
    review = BlindReview.objects.create(request=request, reviewer=reviewer, assigned_at=at, assigned_by=by)
    _record("double_review.assign", by, at, review, request.unit, {"folio": request.folio})
    title = f"Segunda opinión de {request.folio}"
    notices.send_later([reviewer], "authorizations.double_review", title, request, at)
    return review


@action("authorizations.double_review.answer")
def answer_double_review(
    *, by: User, at: datetime, review: BlindReview, answers: Mapping[int, str], note: str = ""
) -> BlindReview:
    """The second answer, item by item: approved, modified or denied. It counts for the agreement and nothing else."""
    review = (
        BlindReview.objects.select_for_update(of=("self",)).select_related("request__unit").get(pk=review.pk)
    )
    require(by, Permission.AUTH_REVIEW, review.request.region, at)
    if review.reviewer_id != by.pk:
        raise not_allowed("AP-45")
    if review.answered_at is not None:
        raise not_now("AP-46", state="respondida", act="responder otra vez", who="nadie")
    asked = set(review.request.items.exclude(state="not_required").values_list("sequence", flat=True))
    given = {int(key): str(value) for key, value in answers.items()}
    if set(given) != asked:
        raise Invalid([broken("AP-50", "items")])
    wrong = [n for n, value in given.items() if value not in set(DECIDED_ITEM)]
    if wrong:
        values = [(n, given[n][:20]) for n in wrong]
        raise Invalid([broken("AP-04", f"items.{n}", value=v, field="resolución") for n, v in values])
    review.answers = {str(key): value for key, value in given.items()}
    review.note, review.answered_at = note.strip(), at
    review.save()
    facts = {"folio": review.request.folio}
    _record("double_review.answer", by, at, review, review.request.unit, facts)
    return review


@action("authorizations.signal.raise")
def raise_signal(*, by: User | None, at: datetime, place: OrgUnit, finding: Finding) -> Signal:
    """Keep a pattern for the auditor (by None: the schedule); one already kept stays as it is."""
    if by is not None:
        require(by, Permission.AUTH_SIGNALS, place, at)
    signal, created = Signal.objects.get_or_create(
        kind=finding.kind.value,
        key=f"{place.pk}:{finding.key}"[:160],
        defaults={
            "place": place,
            "facts": finding.facts,
            "requests": list(finding.requests)[:200],
            "raised_at": at,
            "day": day_number(place, at),
        },
    )
    if created:
        _record("signal.raise", by, at, signal, place, {"kind": signal.kind})
    return signal


@action("authorizations.signal.look")
def look_at_signal(*, by: User, at: datetime, signal: Signal, audit: bool, note: str) -> Signal:
    """Open an audit on a signal, or set it aside, with a note. The requests it names are not touched."""
    require(by, Permission.AUTH_SIGNALS, signal.place, at)
    signal = Signal.objects.select_for_update(of=("self",)).select_related("place").get(pk=signal.pk)
    if signal.looked_at is not None:
        raise not_now("AP-98", at=local(signal.looked_at, signal.place))
    signal.note = check_reason(note, "note")
    signal.state = Signal.State.AUDIT if audit else Signal.State.DISMISSED
    signal.looked_at, signal.looked_by = at, by
    signal.save()
    facts = {"kind": signal.kind, "state": signal.state}
    _record("signal.look", by, at, signal, signal.place, facts, signal.note)
    return signal


def _record(
    verb: str, by: User | None, at: datetime, subject, place: OrgUnit, data: dict, reason: str = ""
) -> None:
    record(
        action=f"authorizations.{verb}", by=by, at=at, subject=subject, place=place, data=data, reason=reason
    )
