"""What coordination keeps: services and their policies, exemptions, centres, terms, teams; and declared interests."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Model

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.catalogues.models import Entry
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..catalogue import speciality_labels
from ..governors import require_policies, require_professional
from ..models import (
    CareTeam,
    CareTeamMember,
    ClockRule,
    DeclaredInterest,
    Patient,
    Professional,
    ReviewerSpeciality,
    ServiceCentre,
    ServicePolicy,
    UnitExemption,
)
from ..policies import check_reason, not_allowed
from ..rules.clocks import Kind, Unit
from ..rules.codes import Category, Priority
from ..rules.table import broken


@action("authorizations.service.set")
def set_service(
    *,
    by: User,
    at: datetime,
    entry: Entry,
    category: str,
    speciality: str,
    in_basic_catalogue: bool,
    valid_from: date,
    unit_label: str = "estudio",
    validity_days: int = 90,
    max_units: int | None = None,
    sided: bool = False,
    product_code: str = "",
) -> ServicePolicy:
    """Say how a service of the catalogue is authorised from a day on; a change is a new row, requests keep theirs.

    It holds for every institution of the country: who coordinates a part of it does not change it.
    """
    country = require_policies(by, at)
    _one_of(category, Category, "category", "categoría")
    if speciality not in speciality_labels():
        raise Invalid([broken("AP-38", "speciality", value=speciality[:60])])
    if validity_days < 1 or (max_units is not None and max_units < 1):
        values = {"value": validity_days, "field": "días", "least": 1, "most": 999}
        raise Invalid([broken("AP-03", "validity_days", **values)])
    policy, _created = ServicePolicy.objects.update_or_create(
        code=entry.code,
        valid_from=valid_from,
        defaults={
            "entry": entry,
            "category": category,
            "speciality": speciality,
            "in_basic_catalogue": in_basic_catalogue,
            "unit_label": unit_label,
            "validity_days": validity_days,
            "max_units": max_units,
            "sided": sided,
            "product_code": product_code,
            "set_at": at,
            "set_by": by,
        },
    )
    facts = {"code": entry.code, "basic": in_basic_catalogue, "from": valid_from}
    _record("service.set", by, at, policy, country, facts)
    return policy


@action("authorizations.exemption.set")
def exempt_service(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    service_code: str,
    since: date,
    reason: str,
    until: date | None = None,
) -> UnitExemption:
    """Let a unit do a service without authorisation (decision S7), or change until when."""
    require(by, Permission.AUTH_SERVICES, unit, at)
    _known(service_code)
    _in_order(since, until)
    defaults = {"until": until, "reason": check_reason(reason)[:300], "set_at": at, "set_by": by}
    exemption, _created = UnitExemption.objects.update_or_create(
        unit=unit, service_code=service_code, since=since, defaults=defaults
    )
    facts = {"service": service_code, "since": since, "until": until or ""}
    _record("exemption.set", by, at, exemption, unit, facts, reason)
    return exemption


@action("authorizations.centre.set")
def set_centre(
    *, by: User, at: datetime, unit: OrgUnit, service_code: str, since: date, until: date | None = None
) -> ServiceCentre:
    """Say that a unit does a service, or until when."""
    require(by, Permission.AUTH_SERVICES, unit, at)
    _known(service_code)
    _in_order(since, until)
    centre, _created = ServiceCentre.objects.update_or_create(
        unit=unit,
        service_code=service_code,
        since=since,
        defaults={"until": until, "set_at": at, "set_by": by},
    )
    facts = {"service": service_code, "since": since, "until": until or ""}
    _record("centre.set", by, at, centre, unit, facts)
    return centre


@action("authorizations.term.set")
def set_term(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    kind: str,
    amount: int,
    unit: str,
    valid_from: date,
    priority: str = "",
    pause_cap_hours: int = 0,
    origin: str = "",
) -> ClockRule:
    """Set a term for a place and below from a day on; requests already sent keep theirs."""
    require(by, Permission.AUTH_SERVICES, place, at)
    _one_of(kind, Kind, "kind", "plazo")
    _one_of(unit, Unit, "unit", "unidad del plazo")
    if priority:
        _one_of(priority, Priority, "priority", "prioridad")
    if not (1 <= amount <= 999 and 0 <= pause_cap_hours <= 9999):
        raise Invalid([broken("AP-03", "amount", value=amount, field="plazo", least=1, most=999)])
    rule, _created = ClockRule.objects.update_or_create(
        place=place,
        kind=kind,
        priority=priority,
        valid_from=valid_from,
        defaults={
            "amount": amount,
            "unit": unit,
            "pause_cap_hours": pause_cap_hours,
            "origin": origin[:200],
            "set_at": at,
            "set_by": by,
        },
    )
    facts = {"kind": kind, "priority": priority, "amount": amount, "unit": unit, "from": valid_from}
    _record("term.set", by, at, rule, place, facts)
    return rule


@action("authorizations.team.set")
def set_team_member(
    *, by: User, at: datetime, unit: OrgUnit, team: str, person: User, until_at: datetime | None = None
) -> CareTeamMember:
    """Put a person into a unit's care team from now on, or say until when they belong to it."""
    require(by, Permission.AUTH_SERVICES, unit, at)
    found, _created = CareTeam.objects.get_or_create(unit=unit, name=team.strip()[:120])
    member = found.members.filter(user=person, until_at__isnull=True).first()
    if member is None:
        member = CareTeamMember(team=found, user=person, since_at=at)
    if until_at and until_at < member.since_at:
        raise Invalid([broken("AP-95", "until_at")])
    member.until_at = until_at
    member.save()
    facts = {"team": found.name, "person": person.display_name, "until": until_at or ""}
    _record("team.set", by, at, member, unit, facts)
    return member


@action("authorizations.professional.set")
def set_professional(
    *,
    by: User,
    at: datetime,
    person: User,
    licence: str,
    speciality: str = "",
    reviews: Sequence[str] = (),
) -> Professional:
    """A person's licence, own speciality, and the specialities whose queues they serve, wherever they work."""
    place = require_professional(by, person, at)
    known = speciality_labels()
    unknown = [code for code in (*reviews, *filter(None, [speciality])) if code not in known]
    if unknown:
        raise Invalid([broken("AP-38", "speciality", value=unknown[0][:60])])
    if not licence.strip():
        raise Invalid([broken("AP-01", "licence", field="cédula profesional")])
    found, _created = Professional.objects.update_or_create(
        user=person, defaults={"licence": licence.strip()[:12], "speciality": speciality}
    )
    ReviewerSpeciality.objects.filter(user=person).exclude(speciality__in=reviews).delete()
    for code in reviews:
        ReviewerSpeciality.objects.get_or_create(user=person, speciality=code)
    facts = {"person": person.display_name, "reviews": list(reviews)}
    _record("professional.set", by, at, found, place, facts)
    return found


@action("authorizations.interest.declare")
def declare_interest(
    *,
    by: User,
    at: datetime,
    description: str,
    person: User | None = None,
    patient: Patient | None = None,
    unit: OrgUnit | None = None,
    service_code: str = "",
) -> DeclaredInterest:
    """Declare one's own interest: from now on what it touches is decided by others. Raises Invalid (AP-58, AP-94)."""
    require(by, Permission.AUTH_INTEREST, None, at)
    if not (person or patient or unit or service_code):
        raise Invalid([broken("AP-94", "interest")])
    interest = DeclaredInterest.objects.create(
        user=by,
        person=person,
        patient=patient,
        unit=unit,
        service_code=service_code,
        description=check_reason(description, "description")[:300],
        since_at=at,
        declared_at=at,
        declared_by=by,
    )
    _record("interest.declare", by, at, interest, unit, {"service": service_code}, interest.description)
    return interest


@action("authorizations.interest.end")
def end_interest(*, by: User, at: datetime, interest: DeclaredInterest, reason: str) -> DeclaredInterest:
    """Say that an own interest is over; what was decided meanwhile stays with who decided it."""
    require(by, Permission.AUTH_INTEREST, None, at)
    if interest.user_id != by.pk:
        raise not_allowed("AP-47", who=interest.user.display_name)
    reason = check_reason(reason)
    interest.until_at = at
    interest.save(update_fields=["until_at"])
    _record("interest.end", by, at, interest, interest.unit, {}, reason)
    return interest


def _one_of(value: str, among, place: str, label: str) -> None:
    if value not in {one.value for one in among}:
        raise Invalid([broken("AP-04", place, value=value[:40], field=label)])


def _known(service_code: str) -> None:
    if not ServicePolicy.objects.filter(code=service_code).exists():
        raise Invalid([broken("AP-16", "service_code", value=service_code[:60])])


def _in_order(since: date, until: date | None) -> None:
    if until and until < since:
        raise Invalid([broken("AP-95", "until")])


def _record(
    verb: str, by: User, at: datetime, subject: Model, place: OrgUnit | None, data: dict, reason: str = ""
) -> None:
    record(
        action=f"authorizations.{verb}", by=by, at=at, subject=subject, place=place, data=data, reason=reason
    )
