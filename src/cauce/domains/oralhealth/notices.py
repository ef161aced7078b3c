"""Who is told when something of theirs was asked, answered, given back, or is late."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.notifications import notify
from cauce.core.organisations.models import OrgUnit

from .models import Claim, Feedback, Sheet


def people_at(place: OrgUnit, permission: Permission, at: datetime) -> list[User]:
    """Active people who hold the permission at the place itself (not above it)."""
    roles = [role.key for role in roles_with(permission)]
    in_force = Q(grants__starts_at__lte=at) & (Q(grants__ends_at__isnull=True) | Q(grants__ends_at__gt=at))
    found = User.objects.filter(in_force, is_active=True, grants__place=place, grants__role__in=roles)
    return list(found.distinct())


def writers_of(sheet: Sheet) -> list[User]:
    """Who answers for a sheet: the professional's account, else who entered it."""
    return [sheet.user or sheet.saved_by]


def claim_raised(claim: Claim) -> None:
    """The writer learns of the question."""
    _about(claim, writers_of(claim.sheet), _("Reclamo sobre %(sheet)s"), claim.question, claim.raised_at)


def claim_answered(claim: Claim, at: datetime) -> None:
    """Who asked learns that it was answered or corrected."""
    _about(claim, [claim.raised_by], _("Respondieron su reclamo sobre %(sheet)s"), claim.answer, at)


def claim_closed(claim: Claim, at: datetime) -> None:
    """The writer learns that nothing more is asked."""
    _about(claim, writers_of(claim.sheet), _("Se cerró el reclamo sobre %(sheet)s"), claim.question, at)


def sheet_sent(sheet: Sheet, at: datetime) -> None:
    """The heads of clinic of the facility have a day to review."""
    heads = [p for p in people_at(sheet.facility, Permission.ORAL_REVIEW, at) if p.pk != sheet.sent_by_id]
    _of(sheet, heads, "oralhealth.review", _("Hoja por revisar: %(sheet)s"), sheet.professional, at)


def sheet_returned(sheet: Sheet, at: datetime) -> None:
    """The writer learns that the head of clinic gave the day back, and why."""
    _of(sheet, writers_of(sheet), "oralhealth.returned", _("Le devolvieron %(sheet)s"), sheet.return_note, at)


def feedback_sent(feedback: Feedback, at: datetime) -> None:
    """Who analyses at the facility learns what is expected of it."""
    facility = feedback.consolidation.month.facility
    people = [
        person
        for person in people_at(facility, Permission.ORAL_ANALYSE, at)
        if not can(person, Permission.ORAL_FEEDBACK, facility, at)
    ]
    _on_month(feedback, people, _("Retroalimentación del mes %(month)s de %(place)s"), feedback.text, at)


def feedback_answered(feedback: Feedback, at: datetime) -> None:
    """Who sent it learns what will be done."""
    title = _("Respondieron la retroalimentación del mes %(month)s a %(place)s")
    _on_month(feedback, [feedback.sent_by], title, feedback.answer, at)


def _on_month(feedback: Feedback, people: Iterable[User], title: str, body: str, at: datetime) -> None:
    month = feedback.consolidation.month
    facts = {"month": f"{month.month % 100:02d}/{month.month // 100}", "place": feedback.place.name}
    url = reverse("oralhealth:month_comparison", args=[month.facility.code, month.month])
    notify(people, kind="oralhealth.feedback", title=title % facts, body=body, url=url, at=at)


def _about(claim: Claim, people: Iterable[User], title: str, body: str, at: datetime) -> None:
    notify(
        people,
        kind="oralhealth.claim",
        title=title % {"sheet": name_of(claim.sheet)},
        body=body,
        url=reverse("oralhealth:claim", args=[claim.uid]),
        at=at,
    )


def _of(sheet: Sheet, people: Iterable[User], kind: str, title: str, body: str, at: datetime) -> None:
    url = reverse("oralhealth:sheet", args=[sheet.uid])
    notify(people, kind=kind, title=title % {"sheet": name_of(sheet)}, body=body, url=url, at=at)


def name_of(sheet: Sheet) -> str:
    """ "la hoja del 14/03/2026, Centro de Salud de Pedregal"."""
    day = date_format(sheet.date, "SHORT_DATE_FORMAT")
    return _("la hoja del %(day)s, %(place)s") % {"day": day, "place": sheet.facility.name}
