"""When an act is possible in the oral-health module: `check_*` raises with the sentence for the person."""

from datetime import date, datetime

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.errors import NotAllowed, NotNow, Problem
from cauce.core.organisations.models import OrgUnit

from .country import local
from .models import Brigade, Claim, FacilityMonth, RecordAudit, Sheet, Study
from .rules.epidemiology import broken as epi_broken
from .rules.flow import broken
from .rules.states import (
    CLAIM_LABELS,
    CLAIM_TRANSITIONS,
    SHEET_LABELS,
    SHEET_TRANSITIONS,
    ClaimState,
    MonthState,
    SheetState,
    target_of,
)


def not_now(rule: str, **params: object) -> NotNow:
    """The NotNow of a flow rule, ready to raise."""
    problem: Problem = broken(rule, **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy, who=str(params.get("who", "")))


def who_reopens() -> str:
    """The roles that can reopen a locked month."""
    return ", ".join(str(role.name) for role in roles_with(Permission.ORAL_REOPEN))


def check_month_open(month: FacilityMonth) -> None:
    """A locked month takes no change (OH-102)."""
    if month.state == MonthState.LOCKED and month.locked_at:
        raise not_now("OH-102", month=month.month, at=local(month.locked_at), who=who_reopens())


def check_can_save(sheet: Sheet, month: FacilityMonth) -> None:
    """Rows are written while the sheet is open and the month is not locked."""
    check_month_open(month)
    if target_of(SHEET_TRANSITIONS, "save", sheet.state) is None:
        when = sheet.reviewed_at or sheet.sent_at
        state = SHEET_LABELS[SheetState(sheet.state)].lower()
        raise not_now("OH-101", state=state, at=local(when) if when else "—")


def check_sheet(act: str, words: str, sheet: Sheet, month: FacilityMonth) -> None:
    """The transition table allows `act`; `words` is the act in Spanish, for the sentence."""
    check_month_open(month)
    if target_of(SHEET_TRANSITIONS, act, sheet.state) is None:
        raise not_now("OH-106", state=SHEET_LABELS[SheetState(sheet.state)].lower(), act=words)


def check_claim(act: str, words: str, claim: Claim) -> None:
    """The transition table allows `act` on the claim."""
    if target_of(CLAIM_TRANSITIONS, act, claim.state) is None:
        raise not_now("OH-111", state=CLAIM_LABELS[ClaimState(claim.state)].lower(), act=words)


def is_writer(user: User, sheet: Sheet, at: datetime) -> bool:
    """Who wrote the sheet, or the head of clinic of its facility."""
    return user.pk in {sheet.user_id, sheet.saved_by_id} or can(
        user, Permission.ORAL_REVIEW, sheet.facility, at
    )


def check_writer(user: User, sheet: Sheet, at: datetime) -> None:
    """Only who wrote the sheet (or the head of clinic) changes it or answers for it (OH-112)."""
    if not is_writer(user, sheet, at):
        problem = broken("OH-112", who=sheet.professional)
        raise NotAllowed(problem.message, rule=problem.rule, remedy=problem.remedy, who=sheet.professional)


def check_brigade_open(brigade: Brigade) -> None:
    """A closed brigade takes no change (OE-33)."""
    if brigade.closed_at:
        who = ", ".join(str(role.name) for role in roles_with(Permission.ORAL_STUDY))
        raise _no("OE-33", at=local(brigade.closed_at), who=who)


def check_study_open(study: Study) -> None:
    """A closed study is only read (OE-47)."""
    if study.closed_at:
        raise _no("OE-47", at=local(study.closed_at))


def admits(study: Study, facility: OrgUnit, day: date) -> bool:
    """Whether an exam of that facility and day may belong to the study."""
    in_time = study.starts_on <= day and (study.ends_on is None or day <= study.ends_on)
    return in_time and study.closed_at is None and facility.is_within(study.place)


def check_study_admits(study: Study, facility: OrgUnit, day: date) -> None:
    """The study takes exams of that facility and day (OE-34)."""
    if not admits(study, facility, day):
        raise _no("OE-34", study=study.name)


def check_audit_open(audit: RecordAudit) -> None:
    """A closed audit of records is only read (OE-76)."""
    if audit.closed_at:
        raise _no("OE-76", at=local(audit.closed_at))


def _no(rule: str, **params: object) -> NotNow:
    problem = epi_broken(rule, **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy, who=str(params.get("who", "")))
