"""Numbers as lists and one by one: what is in a person's reach, and by what right one is shown."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from cauce.core.accounts.access import can, roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission as P
from cauce.core.organisations.models import OrgUnit

from ..models import Authorisation, LookUp, Use
from ..places import UNIT_KINDS, local
from ..rules.states import USABLE, AuthorisationState

WATCHES = (P.AUTH_SUSPEND, P.AUTH_READ_LOG)  # coordination, audit: numbers without whose they are
NEAR_DAYS = 10
MOST_LOOK_UPS = 30
ANSWERS = {"found": "Se mostró", "not_here": "No era de su centro"}


class Which(StrEnum):
    """Ready-made selections."""

    ALL = ""
    UNUSED = "sin-usar"
    NEAR = "por-vencer"
    STOPPED = "detenidas"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    which: Which = Which.ALL
    state: str = ""
    text: str = ""


def regions_watched(user: User, at: datetime) -> list[OrgUnit]:
    """Topmost places whose numbers the person coordinates or audits."""
    found = {place.pk: place for permission in WATCHES for place in roots(user, permission, at)}
    return list(found.values())


def may_watch(user: User, authorisation: Authorisation, at: datetime) -> bool:
    """Whether the person coordinates or audits where the number was asked for."""
    region = authorisation.item.request.region
    return any(can(user, permission, region, at) for permission in WATCHES)


def in_reach(user: User, at: datetime) -> QuerySet[Authorisation]:
    """Numbers of the regions watched; of a centre, those sent to it and those that it has used. Newest first."""
    # By lists of ids, few as they are: so each part of the question has its index.
    watched = OrgUnit.objects.filter(_below(regions_watched(user, at))).exclude(kind__in=UNIT_KINDS)
    scope = Q(item__request__region__in=list(watched.values_list("pk", flat=True)))
    centres = OrgUnit.objects.filter(_below(roots(user, P.AUTH_LOOK_UP, at)))
    if units := list(centres.values_list("pk", flat=True)):
        used = Use.objects.filter(unit__in=units).values("authorisation")
        scope |= Q(place__in=units) | Q(pk__in=used)
    related = ("service", "place", "item__request__unit", "item__request__region")
    return Authorisation.objects.filter(scope).select_related(*related).order_by("-pk")


def _below(places: list[OrgUnit]) -> Q:
    """Units of the tree at some places or under them; none for no place."""
    scope = Q(pk__in=[])
    for place in places:
        scope |= Q(path__startswith=place.path)
    return scope


def narrowed(rows: QuerySet[Authorisation], wanted: Wanted, today: date) -> QuerySet[Authorisation]:
    """The list by selection, state, and number or service."""
    usable = Q(state__in=USABLE, valid_until__gte=today)
    near = usable & Q(consumed__lt=F("units"), valid_until__lte=today + timedelta(days=NEAR_DAYS))
    chosen = {
        Which.ALL: Q(),
        Which.UNUSED: usable & Q(consumed=0),
        Which.NEAR: near,
        Which.STOPPED: Q(state__in=[AuthorisationState.SUSPENDED, AuthorisationState.REVOKED]),
    }[wanted.which]
    if wanted.state in set(AuthorisationState):
        chosen &= Q(state=wanted.state)
    if wanted.text:
        chosen &= Q(number__istartswith=wanted.text) | Q(service__label__icontains=wanted.text)
    return rows.filter(chosen)


def last_look_ups(authorisation: Authorisation) -> list[dict[str, str]]:
    """Who looked the number up, newest first: when (at the centre), where, who, and what was answered."""
    rows = LookUp.objects.filter(authorisation=authorisation).select_related("unit__area", "by")
    return [
        {
            "at": local(row.at, row.unit) if row.unit else "",
            "unit": row.unit.name if row.unit else "",
            "by": row.by.display_name,
            "answer": ANSWERS.get(row.answer, row.answer),
        }
        for row in rows[:MOST_LOOK_UPS]
    ]
