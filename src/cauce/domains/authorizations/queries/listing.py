"""The list of requests: whose, narrowed, ordered. What it shows of a patient depends on whose request it is."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone

from cauce.core.accounts.access import roots
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit

from ..models import Item, Request
from ..rules.codes import Priority
from ..rules.identity import tidy
from ..rules.states import OPEN_REQUEST, RequestState
from .requests import regions_of

MINE, UNIT, REGION = "mias", "unidad", "region"
ORDERS = {
    "folio": "folio",
    "enviada": "submitted_at",
    "vence": "due_at",
    "estado": "state",
    "prioridad": "priority",
    "unidad": "unit__name",
    "medico": "physician_name",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. whose: mias | unidad | region."""

    whose: str = MINE
    state: str = ""
    priority: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    late: bool = False
    order: str = ""


def scopes(user: User, at: datetime) -> list[str]:
    """Whose requests the person may list, nearest first."""
    found = []
    if _asks_at(user, at):
        found += [MINE, UNIT]
    if roots(user, Permission.AUTH_OVERSIGHT, at):
        found.append(REGION)
    return found


def _asks_at(user: User, at: datetime) -> list[OrgUnit]:
    return [*roots(user, Permission.AUTH_WRITE, at), *roots(user, Permission.AUTH_TRANSCRIBE, at)]


def listed(user: User, at: datetime, asked: Asked) -> QuerySet[Request]:
    """The requests, in order. Somebody else's drafts are never among them."""
    found = _narrowed(_scope(user, at, asked.whose), asked, at, user)
    column = ORDERS.get(asked.order.removeprefix("-"))
    order = [f"{'-' if asked.order.startswith('-') else ''}{column}"] if column else ["-saved_at"]
    return found.select_related("unit__area", "patient", "requester").order_by(*order, "-pk")


def _scope(user: User, at: datetime, whose: str) -> QuerySet[Request]:
    mine = Q(requester=user) | Q(registered_by=user)
    if whose == MINE:
        return Request.objects.filter(mine)
    sent = Request.objects.exclude(folio__isnull=True)
    if whose == UNIT:
        reach = Q(pk__in=[])
        for place in _asks_at(user, at):
            reach |= Q(path__startswith=place.path)
        units = list(OrgUnit.objects.filter(reach).values_list("pk", flat=True))
        return sent.filter(unit__in=units)
    regions = list(regions_of(user, Permission.AUTH_OVERSIGHT, at).values_list("pk", flat=True))
    return sent.filter(region__in=regions)


def _narrowed(found: QuerySet[Request], asked: Asked, at: datetime, user: User) -> QuerySet[Request]:
    if asked.state in set(RequestState):
        found = found.filter(state=asked.state)
    elif asked.state == "abiertas":
        found = found.filter(state__in=[state.value for state in OPEN_REQUEST])
    if asked.priority in set(Priority):
        found = found.filter(priority=asked.priority)
    if asked.late:
        found = found.filter(state__in=[s.value for s in OPEN_REQUEST], due_at__lt=at)
    zone = get_current_timezone()
    if asked.since:
        found = found.filter(saved_at__gte=datetime.combine(asked.since, time.min, zone))
    if asked.until:
        found = found.filter(saved_at__lte=datetime.combine(asked.until, time.max, zone))
    return _matching(found, asked.text.strip()[:80], user) if asked.text.strip() else found


def _matching(found: QuerySet[Request], text: str, user: User) -> QuerySet[Request]:
    """By folio, service or physician; by who the patient is only among one's own."""
    service = Item.objects.filter(Q(service__label__icontains=text) | Q(service_code__iexact=text))
    words = Q(folio__icontains=text) | Q(physician_name__icontains=text) | Q(pk__in=service.values("request"))
    own = Q(requester=user) | Q(registered_by=user)
    named = Q(patient__curp=tidy(text)) | Q(patient__nss=tidy(text))
    for word in text.split()[:4]:
        one = Q(patient__given_name__icontains=word) | Q(patient__first_surname__icontains=word)
        named |= one | Q(patient__second_surname__icontains=word)
    return found.filter(words | (own & named))
