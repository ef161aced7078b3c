"""Finding a patient who is known already, so that nobody types a person twice."""

from datetime import datetime, timedelta

from django.db.models import Q

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.audit.models import Event
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import Entitlement, Patient, Request
from ..places import institution_of, today_at
from ..rules.identity import check_curp, check_nss, tidy
from ..rules.table import broken

NAME = "authorizations.patient.find"
A_MINUTE = 20  # more than anybody at a window can attend


@action("authorizations.patient.find")
def find_patient(*, by: User, at: datetime, unit: OrgUnit, curp: str = "", nss: str = "") -> Patient | None:
    """The patient with exactly that CURP or NSS, for whom somebody may ask at the unit; None when not known here.

    Only who writes or transcribes requests at the unit may ask, with the whole identifier, and only patients of the
    unit's institution are found, a few a minute (AP-89): there is no walking through people. Each search is an event,
    without the identifier. Raises NotAllowed, Invalid (AP-05 to AP-09, AP-89).
    """
    if not can(by, Permission.AUTH_TRANSCRIBE, unit, at):
        require(by, Permission.AUTH_WRITE, unit, at)
    curp, nss = tidy(curp), tidy(nss)
    _check(curp, nss)
    _check_pace(by, at)
    found = Patient.objects.filter(curp=curp).first() if curp else Patient.objects.filter(nss=nss).first()
    if found and not _is_of(found, unit, at):
        found = None
    data = {"by": "CURP" if curp else "NSS", "found": found is not None}
    record(action=NAME, by=by, at=at, subject=found or unit, place=unit, data=data)
    return found


def _check_pace(by: User, at: datetime) -> None:
    recent = Event.objects.filter(action=NAME, by=by, at__gt=at - timedelta(minutes=1))
    if recent[:A_MINUTE].count() >= A_MINUTE:
        raise Invalid([broken("AP-89", "patient.curp")])


def _check(curp: str, nss: str) -> None:
    if not (curp or nss):
        raise Invalid([broken("AP-09", "patient.curp")])
    if curp and (rule := check_curp(curp)):
        raise Invalid([broken(rule, "patient.curp", value=curp[:20])])
    if nss and (rule := check_nss(nss)):
        raise Invalid([broken(rule, "patient.nss", value=nss[:20])])


def _is_of(patient: Patient, unit: OrgUnit, at: datetime) -> bool:
    """Entitled at the unit's institution today, or asked for at the unit before."""
    day = today_at(unit, at)
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    entitled = Entitlement.objects.filter(
        in_force, patient=patient, institution=institution_of(unit), valid_from__lte=day
    )
    return entitled.exists() or Request.objects.filter(patient=patient, unit=unit).exists()
