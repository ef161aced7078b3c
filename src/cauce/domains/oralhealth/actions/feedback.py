"""Conclusion and feedback of the month (004, p. 78): sent from above to a facility, and answered by it."""

import uuid
from datetime import datetime

from cauce.core.accounts.access import can, require, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.organisations.models import OrgUnit

from .. import notices
from ..country import local
from ..models import Consolidation, Feedback
from ..policies import not_now
from ..rules.flow import broken


@action("oralhealth.feedback.send")
def send_feedback(
    *, by: User, at: datetime, consolidation: Consolidation, text: str, uid: uuid.UUID
) -> Feedback:
    """The region or the nation tells the facility what its month shows and what is expected.

    uid: chosen when the form was drawn; sent twice, it is made once. Raises NotNow (OH-125 outdated, OH-137 nothing
    compared yet) and Invalid (OH-138).
    """
    facility = consolidation.month.facility
    require(by, Permission.ORAL_FEEDBACK, facility, at)
    found = Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation.pk)
    if known := Feedback.objects.filter(uid=uid, consolidation=found).first():
        return known
    if found.outdated:
        raise not_now("OH-125")
    if not found.comparisons.exists():
        raise not_now("OH-137")
    if not text.strip():
        raise Invalid([broken("OH-138", "text")])
    feedback = Feedback.objects.create(
        uid=uid,
        consolidation=found,
        place=_sender(by, facility, at),
        text=text.strip(),
        sent_at=at,
        sent_by=by,
    )
    _record("oralhealth.feedback.send", by, at, feedback, feedback.text)
    notices.feedback_sent(feedback, at)
    return feedback


@action("oralhealth.feedback.answer")
def answer_feedback(*, by: User, at: datetime, feedback: Feedback, text: str) -> Feedback:
    """Who analyses at the facility says what will be done; not who sends feedback to it (OH-145), and once (OH-139)."""
    facility = feedback.consolidation.month.facility
    require(by, Permission.ORAL_ANALYSE, facility, at)
    if can(by, Permission.ORAL_FEEDBACK, facility, at):
        problem = broken("OH-145")
        raise NotAllowed(problem.message, rule=problem.rule, remedy=problem.remedy, who=facility.name)
    found = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if found.answered_at is not None:
        raise not_now("OH-139", at=local(found.answered_at))
    if not text.strip():
        raise Invalid([broken("OH-146", "text")])
    found.answer, found.answered_at, found.answered_by = text.strip(), at, by
    found.save()
    _record("oralhealth.feedback.answer", by, at, found, found.answer)
    notices.feedback_answered(found, at)
    return found


def _sender(by: User, facility: OrgUnit, at: datetime) -> OrgUnit:
    """The nearest place above the facility for which the person speaks."""
    above = [place for place in roots(by, Permission.ORAL_FEEDBACK, at) if facility.is_within(place)]
    return max(above, key=lambda place: len(place.path))


def _record(name: str, by: User, at: datetime, feedback: Feedback, reason: str) -> None:
    month = feedback.consolidation.month
    facts = {"month": month.month, "place": feedback.place.name}
    record(action=name, by=by, at=at, subject=feedback, place=month.facility, data=facts, reason=reason)
