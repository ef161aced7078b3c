"""Roles given and taken at a place of the tree; history stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import is_in_tree

from ..access import require
from ..models import Grant, User
from ..permissions import Permission
from ..reach import require_reach
from ..roles import ROLES
from ..rules import broken


@action("accounts.grant.give")
def grant_role(
    *,
    by: User,
    at: datetime,
    person: User,
    role: str,
    place: OrgUnit,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give `person` a role at `place`, from `starts_at` (now) until before `ends_at` (no end).

    Raises Invalid (PE-05, PE-10 to PE-13, PE-15, PE-18), NotAllowed.
    """
    require(by, Permission.PEOPLE_MANAGE, place, at)
    starts_at = starts_at or at
    if problems := _problems(by, person, role, place, starts_at, ends_at):
        raise Invalid(problems)
    grant = Grant.objects.create(user=person, role=role, place=place, starts_at=starts_at, ends_at=ends_at)
    data = {"person": person.display_name, "role": role, "starts_at": starts_at, "ends_at": ends_at}
    record(action="accounts.grant.give", by=by, at=at, subject=person, place=place, data=data)
    return grant


def _problems(
    by: User, person: User, role: str, place: OrgUnit, starts_at: datetime, ends_at: datetime | None
) -> list[Problem]:
    if role not in ROLES:
        return [broken("PE-10", "role", value=role[:40])]
    problems, kinds = [], ROLES[role].place_kinds
    if place.kind not in kinds:
        names = ", ".join(str(OrgUnit.Kind(kind).label) for kind in sorted(kinds))
        problems.append(broken("PE-11", "place", role=ROLES[role].name, unit=place.name, kinds=names))
    if ROLES[role].module != "core" and not is_in_tree(place, ROLES[role].module):
        problems.append(broken("PE-18", "role", role=ROLES[role].name, unit=place.name))
    if person.shared and (place.kind != OrgUnit.Kind.ENTITY or not settings.CAUCE_SHARED_ENTITY_ACCOUNTS):
        problems.append(broken("PE-05", "place"))
    if ends_at is not None and ends_at <= starts_at:
        problems.append(broken("PE-12", "ends_at"))
    if person.pk == by.pk:
        problems.append(broken("PE-15"))
    if _overlaps(person, role, place, starts_at):
        problems.append(broken("PE-13", "role"))
    return problems


def _overlaps(person: User, role: str, place: OrgUnit, starts_at: datetime) -> bool:
    held = Grant.objects.filter(user=person, role=role, place=place)
    return held.filter(ends_at__isnull=True).exists() or held.filter(ends_at__gt=starts_at).exists()


@action("accounts.grant.revoke")
def revoke_grant(*, by: User, at: datetime, grant: Grant, reason: str = "") -> Grant:
    """End a grant now; it stays as history. Raises Invalid (PE-14, PE-15), NotAllowed."""
    require(by, Permission.PEOPLE_MANAGE, grant.place, at)
    require_reach(by, grant.user, at)
    grant = Grant.objects.select_for_update(of=("self",)).select_related("place", "user").get(pk=grant.pk)
    if grant.user_id == by.pk:
        raise Invalid([broken("PE-15")])
    if grant.ends_at is not None and grant.ends_at <= at:
        raise Invalid([broken("PE-14", date=f"{timezone.localtime(grant.ends_at):%d/%m/%Y}")])
    # One that has not begun ends a microsecond after its beginning: rows must end after they begin.
    grant.ends_at = max(at, grant.starts_at + timedelta(microseconds=1))
    grant.save(update_fields=["ends_at"])
    data = {"person": grant.user.display_name, "role": grant.role}
    record(
        action="accounts.grant.revoke",
        by=by,
        at=at,
        subject=grant.user,
        place=grant.place,
        data=data,
        reason=reason.strip(),
    )
    return grant
