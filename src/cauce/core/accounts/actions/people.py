"""Accounts of people: made by the administration, deactivated when they leave, never deleted."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem

from ..access import require
from ..models import User
from ..permissions import Permission
from ..reach import require_reach
from ..rules import broken

PROFILE = ("first_name", "last_name", "email", "position")


@action("accounts.person.create")
def create_person(
    *,
    by: User,
    at: datetime,
    username: str,
    first_name: str,
    last_name: str,
    email: str,
    position: str = "",
    shared: bool = False,
) -> tuple[User, str]:
    """A new account with a temporary password, returned once and to be changed at the first entry.

    Raises Invalid (PE-01 to PE-04), NotAllowed.
    """
    require(by, Permission.PEOPLE_MANAGE, None, at)
    profile = {"first_name": first_name, "last_name": last_name, "email": email, "position": position}
    person, password = new_person(at, username, profile, shared=shared)
    _record("create", by, at, person, {"username": person.username, "shared": shared})
    return person, password


def new_person(at: datetime, username: str, profile: Mapping[str, str], *, shared: bool) -> tuple[User, str]:
    """Check and save the account and its temporary password; who calls it records it. Raises Invalid (PE-01 to PE-04)."""
    profile = _clean(profile)
    problems = [*_username_problems(username.strip()), *_profile_problems(profile, None)]
    if shared and not settings.CAUCE_SHARED_ENTITY_ACCOUNTS:
        problems.append(broken("PE-04", "shared"))
    if problems:
        raise Invalid(problems)
    password = temporary_password()
    person = User(username=username.strip(), shared=shared, must_change_password=True, **profile)
    person.set_password(password)
    person.date_joined = at
    person.save()
    return person, password


@action("accounts.person.update")
def update_person(*, by: User, at: datetime, person: User, **fields: str) -> User:
    """Change name, e-mail or position. fields: those of PROFILE. Raises Invalid (PE-02, PE-03)."""
    require_reach(by, person, at)
    person = _locked(person)
    profile = _clean({name: fields.get(name, getattr(person, name)) for name in PROFILE})
    if problems := _profile_problems(profile, person):
        raise Invalid(problems)
    before = {name: getattr(person, name) for name in PROFILE if getattr(person, name) != profile[name]}
    for name, value in profile.items():
        setattr(person, name, value)
    person.save(update_fields=list(PROFILE))
    _record("update", by, at, person, {"before": before, "after": {n: profile[n] for n in before}})
    return person


@action("accounts.person.deactivate")
def deactivate_person(*, by: User, at: datetime, person: User, reason: str) -> User:
    """Close the account: sessions end, tokens stop, grants stay as history. Raises Invalid (PE-16, PE-17)."""
    require_reach(by, person, at)
    if person.pk == by.pk:
        raise Invalid([broken("PE-16")])
    return _set_active(by, at, person, False, reason)


@action("accounts.person.reactivate")
def reactivate_person(*, by: User, at: datetime, person: User, reason: str) -> User:
    """Open a deactivated account again, with its grants as they were. Raises Invalid (PE-17)."""
    require_reach(by, person, at)
    return _set_active(by, at, person, True, reason)


@action("accounts.person.password")
def reset_password(*, by: User, at: datetime, person: User) -> str:
    """A new temporary password, returned once; the person changes it at the next entry."""
    require_reach(by, person, at)
    person, password = _locked(person), temporary_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    _record("password", by, at, person, {})
    return password


@action("accounts.person.unlock")
def unlock_person(*, by: User, at: datetime, person: User) -> int:
    """Lift the lock that failed entries left (axes); returns how many records it lifted."""
    require_reach(by, person, at)
    from axes.utils import reset

    lifted = reset(username=person.username)
    _record("unlock", by, at, person, {"attempts": lifted})
    return lifted


@action("accounts.person.second_factor")
def reset_second_factor(*, by: User, at: datetime, person: User) -> int:
    """Remove the second factor of who lost it; returns how many devices were removed."""
    require_reach(by, person, at)
    from allauth.mfa.models import Authenticator

    removed, _by_model = Authenticator.objects.filter(user=person).delete()
    _record("second_factor", by, at, person, {"removed": removed})
    return removed


def temporary_password() -> str:
    """Four groups of four letters and digits without look-alikes: about 78 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def _set_active(by: User, at: datetime, person: User, active: bool, reason: str) -> User:
    if not reason.strip():
        raise Invalid([broken("PE-17", "reason")])
    person = _locked(person)
    person.is_active = active
    person.save(update_fields=["is_active"])
    _record("reactivate" if active else "deactivate", by, at, person, {}, reason.strip())
    return person


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _clean(profile: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(str(value).split()) for name, value in profile.items()}


def _username_problems(username: str) -> list[Problem]:
    try:
        User.username_validator(username)  # type: ignore[misc]
        fine = 3 <= len(username) <= 150 and not User.objects.filter(username__iexact=username).exists()
    except ValidationError:
        fine = False
    return [] if fine else [broken("PE-01", "username", value=username[:60])]


def _profile_problems(profile: Mapping[str, str], person: User | None) -> list[Problem]:
    problems = []
    if not (profile["first_name"] and profile["last_name"]) or max(map(len, profile.values())) > 150:
        problems.append(broken("PE-03", "first_name"))
    taken = User.objects.filter(email__iexact=profile["email"]).exclude(pk=person.pk if person else -1)
    try:
        validate_email(profile["email"])
        fine = not taken.exists()
    except ValidationError:
        fine = False
    return problems if fine else [*problems, broken("PE-02", "email", value=profile["email"][:80])]


def _record(what: str, by: User, at: datetime, person: User, data: dict, reason: str = "") -> None:
    data = {"person": person.display_name, **data}
    record(action=f"accounts.person.{what}", by=by, at=at, subject=person, data=data, reason=reason)
