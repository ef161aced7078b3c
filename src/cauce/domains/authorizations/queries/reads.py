"""Who looked at which request, when, through which door and why (rule 13); and which readings led to nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..models import Appeal, Assignment, BlindReview, Decision, Evidence, InfoRequest, ReadLog
from ..rules.privacy import Basis

# Whose readings are looked at for a later act: the author's own need none; coordination and audit wrote their reason.
EXPECTS_ACT = (Basis.UNIT, Basis.REVIEWER, Basis.APPEAL, Basis.DECIDED)
SETTLES = timedelta(days=7)  # how long one may take to act before a reading stands out


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """What the readings are narrowed by; None or "" does not. Days are local, both inclusive."""

    person: str = ""  # part of the name or the account
    folio: str = ""
    unit: str = ""  # code or part of the name
    since: date | None = None
    until: date | None = None
    basis: str = ""
    door: str = ""
    idle: bool = False  # only those without a later act


def reads_in_reach(user: User, at: datetime) -> QuerySet[ReadLog]:
    """Readings of requests of units where the person audits, newest first; each says whether an act followed."""
    scope = Q(pk__in=[])
    for place in roots(user, Permission.AUTH_READ_LOG, at):
        scope |= Q(request__unit__path__startswith=place.path)
    found = ReadLog.objects.filter(scope).select_related("by", "request__unit")
    return found.annotate(acted=_acted()).order_by("-at", "-pk")


def _acted() -> ExpressionWrapper:
    """Whether the reader did something with the request from then on."""
    own, later = OuterRef("request"), OuterRef("at")
    who = OuterRef("by")
    acts = (
        Assignment.objects.filter(request=own, reviewer=who).filter(
            Q(claimed_at__gte=later) | Q(released_at__gte=later)
        ),
        Decision.objects.filter(item__request=own, by=who, at__gte=later),
        InfoRequest.objects.filter(request=own).filter(
            Q(asked_by=who, asked_at__gte=later) | Q(answered_by=who, answered_at__gte=later)
        ),
        Appeal.objects.filter(request=own, filed_by=who, filed_at__gte=later),
        BlindReview.objects.filter(request=own).filter(
            Q(reviewer=who, answered_at__gte=later) | Q(assigned_by=who, assigned_at__gte=later)
        ),
        Evidence.objects.filter(request=own, added_by=who, added_at__gte=later),
    )
    found = Q(Exists(acts[0]))
    for one in acts[1:]:
        found |= Q(Exists(one))
    return ExpressionWrapper(found, BooleanField())


def stands_out(read: ReadLog, at: datetime) -> bool:
    """Whether a reading with the patient's identity led to nothing after the time there was."""
    expected = read.identity and read.basis in EXPECTS_ACT
    return expected and not read.acted and read.at < at - SETTLES  # type: ignore[attr-defined]


def filtered(reads: QuerySet[ReadLog], wanted: ReadFilter, at: datetime) -> QuerySet[ReadLog]:
    """The readings that match every filter given."""
    if wanted.person:
        name = Q(by__username__icontains=wanted.person)
        for word in wanted.person.split():
            name |= Q(by__first_name__icontains=word) | Q(by__last_name__icontains=word)
        reads = reads.filter(name)
    if wanted.folio:
        reads = reads.filter(request__folio__icontains=wanted.folio)
    if wanted.unit:
        reads = reads.filter(
            Q(request__unit__code=wanted.unit) | Q(request__unit__name__icontains=wanted.unit)
        )
    if wanted.since:
        reads = reads.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        reads = reads.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.basis:
        reads = reads.filter(basis=wanted.basis)
    if wanted.door:
        reads = reads.filter(door=wanted.door)
    if wanted.idle:
        reads = reads.filter(acted=False, identity=True, basis__in=EXPECTS_ACT, at__lt=at - SETTLES)
    return reads


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
