"""Founding a country in an installation: what nobody could do from a page, because nobody has a role yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cauce.core.accounts.access import holders
from cauce.core.accounts.actions.people import new_person
from cauce.core.accounts.models import Grant, User
from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, NotNow, Problem
from cauce.core.organisations.models import OrgUnit

from .countries import HOMES, fill, root_for

ROLE = "administrator"
# What a programme adds that holds in every installation of its country: country → (what it loaded, for whom reads it).
Loader = Callable[[OrgUnit, datetime], str]
_LOADERS: dict[str, list[Loader]] = {}


@dataclass(frozen=True, slots=True)
class Founded:
    """root and its first administrator; password: the temporary one of a new account, "" of one that was there.

    places: how many were added; loaded: what the programmes added, in words.
    """

    root: OrgUnit
    person: User
    password: str
    places: int
    loaded: tuple[str, ...]


def also(country: str, load: Loader) -> None:
    """A programme adds what it needs in a country; `load` says what it did, "" when there was nothing to do."""
    _LOADERS.setdefault(country, []).append(load)


@transaction.atomic
def found(country: str, at: datetime, *, username: str, profile: dict[str, str]) -> Founded:
    """Load the country's places and make its first administrator; whoever is at the server's console may.

    profile: first_name, last_name, email of a new account; one that exists is taken as it is.
    Raises Invalid (FO-01, PE-01 to PE-03); NotNow FO-02 when somebody administers it already.
    """
    if country not in HOMES:
        known = ", ".join(HOMES)
        raise Invalid(
            [Problem("FO-01", "PAÍS", f"No se conoce el país «{country[:20]}».", f"Escriba uno de: {known}.")]
        )
    root = root_for(country)
    if there := holders(Permission.PEOPLE_MANAGE, root, at):
        raise NotNow(
            f"«{root.name}» ya tiene quien lo administra.",
            rule="FO-02",
            remedy="Pídale que dé de alta a las demás personas.",
            who=", ".join(person.display_name for person in there[:3]),
        )
    places = fill(country, root)
    person, password = _administrator(username, profile, at)
    Grant.objects.create(user=person, role=ROLE, place=root, starts_at=at)
    loaded = tuple(filter(None, (load(root, at) for load in _LOADERS.get(country, []))))
    facts = {"country": country, "places": places, "administrator": person.username, "loaded": list(loaded)}
    record(action="organisations.country.found", by=None, at=at, subject=root, place=root, data=facts)
    return Founded(root, person, password, places, loaded)


def _administrator(username: str, profile: dict[str, str], at: datetime) -> tuple[User, str]:
    there = User.objects.filter(username=username.strip(), is_active=True).first()
    if there:
        return there, ""
    return new_person(at, username, {**profile, "position": "Administración del sistema"}, shared=False)
