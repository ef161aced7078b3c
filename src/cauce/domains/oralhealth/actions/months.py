"""A facility's month: consolidate, agree, lock, reopen (source 004, annex 1, p. 77-78)."""

from datetime import datetime

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..country import is_month, local, month_of, today
from ..freshness import changed
from ..models import PARTIES, Agreement, Claim, Consolidation, FacilityMonth, MonthReopening, Sheet
from ..policies import check_month_open, not_now
from ..queries.consolidated import month_figures
from ..rules.flow import broken
from ..rules.states import ClaimState, MonthState, SheetState
from ..source import close_if_whole
from .common import locked_month, settle, withdraw

MIN_REASON = 10
PARTY_PERMISSION = {
    "direccion-medica": Permission.ORAL_AGREE_DIRECTION,
    "planificacion": Permission.ORAL_AGREE_PLANNING,
    "reges": Permission.ORAL_AGREE_REGES,
    "jefe-clinica": Permission.ORAL_AGREE_HEAD,
}


@action("oralhealth.month.consolidate")
def consolidate_month(
    *, by: User, at: datetime, facility: OrgUnit, month: int, confirmed: bool = False
) -> Consolidation:
    """REGES consolidates the month (Formulario 2); earlier consolidations and their agreements are kept, outdated.

    Raises Invalid (OH-120 unreviewed sheets, OH-130), ConfirmationNeeded (OH-122 month not over, OH-123 no data).
    """
    require(by, Permission.ORAL_CONSOLIDATE, facility, at)
    _check_month(month)
    found = locked_month(facility, month, writes=False)
    check_month_open(found)
    figures = month_figures(facility, month)
    patients = figures["service"]["total"]["patients"]
    settle(_doubts(facility, month, patients, at), confirmed=confirmed)
    withdraw(found)
    found.version, found.outdated, found.state = found.version + 1, False, MonthState.CONSOLIDATED
    found.save()
    consolidation = Consolidation.objects.create(
        month=found,
        version=found.version,
        figures=figures,
        sheets=Sheet.objects.filter(facility=facility, month=month).count(),
        patients=patients,
        at=at,
        by=by,
    )
    _record(
        "oralhealth.month.consolidate", by, at, found, {"patients": patients, "sheets": consolidation.sheets}
    )
    return consolidation


@action("oralhealth.month.agree")
def agree_month(
    *, by: User, at: datetime, facility: OrgUnit, month: int, party: str, comment: str = ""
) -> Agreement:
    """One party agrees with the month's last consolidation. party: a key of PARTIES that the person may speak for."""
    require(by, Permission.ORAL_AGREE, facility, at)
    require(by, PARTY_PERMISSION[party], facility, at)
    found, consolidation = _current(facility, month)
    if earlier := consolidation.agreements.filter(party=party).first():
        raise not_now("OH-126", party=dict(PARTIES)[party], at=local(earlier.at))
    agreement = Agreement.objects.create(
        consolidation=consolidation, party=party, at=at, by=by, comment=comment.strip()[:300]
    )
    _record("oralhealth.month.agree", by, at, found, {"party": party}, agreement.comment)
    return agreement


@action("oralhealth.month.lock")
def lock_month(*, by: User, at: datetime, facility: OrgUnit, month: int) -> FacilityMonth:
    """Agreed by all parties: the month is closed and sent to the region. Claims must be closed (OH-121)."""
    require(by, Permission.ORAL_CONSOLIDATE, facility, at)
    found, consolidation = _current(facility, month)
    held = set(consolidation.agreements.values_list("party", flat=True))
    missing = [label for party, label in PARTIES if party not in held]
    if missing:
        raise not_now("OH-127", parties=", ".join(missing))
    claims = Claim.objects.filter(sheet__facility=facility, sheet__month=month)
    if waiting := claims.exclude(state=ClaimState.CLOSED).count():
        raise not_now("OH-121", count=waiting)
    found.state, found.locked_at, found.locked_by, found.sent_at = MonthState.LOCKED, at, by, at
    found.save()
    _record("oralhealth.month.lock", by, at, found, {"patients": consolidation.patients})
    close_if_whole(month, by=by, at=at)
    return found


@action("oralhealth.month.reopen")
def reopen_month(*, by: User, at: datetime, facility: OrgUnit, month: int, reason: str) -> MonthReopening:
    """Open a locked month again for a written reason; what depends on it is marked as outdated."""
    require(by, Permission.ORAL_REOPEN, facility, at)
    _check_month(month)
    found = locked_month(facility, month)
    if found.state != MonthState.LOCKED:
        raise not_now("OH-128")
    if len(reason.strip()) < MIN_REASON:
        raise Invalid([broken("OH-129", "reason")])
    reopening = MonthReopening.objects.create(
        month=found, version=found.version, reason=reason.strip(), at=at, by=by
    )
    withdraw(found)
    changed(month, facility)
    found.state, found.outdated = MonthState.OPEN, True
    found.locked_at = found.locked_by = found.sent_at = None
    found.save()
    _record("oralhealth.month.reopen", by, at, found, {"version": reopening.version}, reopening.reason)
    return reopening


def parties_of(user: User, facility: OrgUnit, at: datetime) -> list[str]:
    """The parties that the person may speak for at the facility."""
    return [party for party, _label in PARTIES if can(user, PARTY_PERMISSION[party], facility, at)]


def _check_month(month: int) -> None:
    if not is_month(month):
        raise Invalid([broken("OH-130", "month", value=month)])


def _doubts(facility: OrgUnit, month: int, patients: int, at: datetime) -> list[Problem]:
    sheets = Sheet.objects.filter(facility=facility, month=month)
    problems = []
    if unreviewed := sheets.exclude(state=SheetState.REVIEWED).count():
        problems.append(broken("OH-120", "month", count=unreviewed))
    if month >= month_of(today(at)):
        problems.append(broken("OH-122", "month", month=month))
    if not patients:
        problems.append(broken("OH-123", "month"))
    return problems


def _current(facility: OrgUnit, month: int) -> tuple[FacilityMonth, Consolidation]:
    """The locked row of the month and its consolidation in force; refuses OH-102, OH-124, OH-125."""
    _check_month(month)
    found = locked_month(facility, month, writes=False)
    check_month_open(found)
    consolidation = found.consolidations.filter(version=found.version).first()
    if consolidation is None or found.state != MonthState.CONSOLIDATED:
        raise not_now("OH-124")
    if found.outdated:
        raise not_now("OH-125")
    return found, consolidation


def _record(
    name: str, by: User, at: datetime, month: FacilityMonth, data: dict[str, object], reason: str = ""
) -> None:
    facts = {"month": month.month, "version": month.version, **data}
    record(action=name, by=by, at=at, subject=month, place=month.facility, data=facts, reason=reason)
