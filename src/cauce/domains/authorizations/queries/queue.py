"""The reviewers' queue, page by page: by keys of its index, so that the last page costs what the first does.

Two steps: the keys of one page (narrow, from the partial index `request_queue`), then those rows with what a line of
the list shows. Never the patient: the queue does not say whose a request is (rule 13).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission

from ..models import Assignment, Item, Request
from ..rules.states import RequestState
from . import requests

PAGE = 50
COUNTED = 1000  # counts say "1,000+" beyond
HEAVY = ("draft", "justification", "extra", "clock", "variants")


class Which(StrEnum):
    """Which part of the work is looked at."""

    FREE = "libres"
    MINE = "mias"
    LATE = "vencidas"
    PAUSED = "pausa"


ORDERS = {"plazo": "due_at", "ingreso": "submitted_at"}
Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows, in which order (`ORDERS`), after which row. Blank: any."""

    which: Which = Which.FREE
    speciality: str = ""
    region: int | None = None
    priority: str = ""
    category: str = ""
    folio: str = ""
    emergency: bool = False
    order: str = "plazo"
    after: Key | None = None

    @property
    def column(self) -> str:
        """What the rows are ordered by."""
        return ORDERS.get(self.order, "due_at")


def work_of(user: User, at: datetime, which: Which) -> QuerySet[Request]:
    """One part of a reviewer's work, unordered filters apart."""
    if which == Which.MINE:
        return requests.held_by(user)
    if which == Which.PAUSED:
        return _paused(user, at)
    free = requests.queue(user, at)
    return free.filter(due_at__lt=at) if which == Which.LATE else free


def _paused(user: User, at: datetime) -> QuerySet[Request]:
    """Requests of the person's queues that wait for information, whoever holds them."""
    regions = list(requests.regions_of(user, Permission.AUTH_REVIEW, at).values_list("pk", flat=True))
    specialities = list(user.review_specialities.values_list("speciality", flat=True))
    found = Request.objects.filter(
        state=RequestState.INFO_REQUESTED, region__in=regions, speciality__in=specialities
    )
    return found.exclude(Q(requester=user) | Q(registered_by=user))


def matching(user: User, at: datetime, asked: Asked) -> QuerySet[Request]:
    """The rows asked for, in order, from the first."""
    found = work_of(user, at, asked.which)
    if asked.speciality:
        found = found.filter(speciality=asked.speciality)
    if asked.region:
        found = found.filter(region=asked.region)
    if asked.priority:
        found = found.filter(priority=asked.priority)
    if asked.category:
        items = Item.objects.filter(request=OuterRef("pk"), category=asked.category)
        found = found.filter(Exists(items))
    if asked.folio:
        found = found.filter(folio__istartswith=asked.folio)
    if asked.emergency:
        found = found.filter(emergency=True)
    return found.select_related(None).order_by(asked.column, "pk")


def page(user: User, at: datetime, asked: Asked) -> tuple[list[Request], Key | None]:
    """One page of rows, and the key after which the next one begins (None: there is none)."""
    found = matching(user, at, asked)
    if asked.after:
        value, pk = asked.after
        later = Q(**{f"{asked.column}__gt": value}) | Q(pk__gt=pk)
        found = found.filter(later, **{f"{asked.column}__gte": value})
    keys = list(found.values_list("pk", flat=True)[: PAGE + 1])
    rows = shown(keys[:PAGE])
    more = len(keys) > PAGE
    return rows, (getattr(rows[-1], asked.column), rows[-1].pk) if more and rows else None


def shown(keys: list[int]) -> list[Request]:
    """Rows of the list in the order of their keys: unit, region, services, and who holds each (`held`)."""
    items = Item.objects.select_related("service").order_by("sequence")
    held = Assignment.objects.filter(released_at__isnull=True).select_related("reviewer")
    rows = (
        Request.objects.filter(pk__in=keys)
        .select_related("unit", "region")
        .defer(*HEAVY)
        .prefetch_related(Prefetch("items", items), Prefetch("assignments", held, to_attr="held"))
    )
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


def each(user: User, at: datetime, asked: Asked, most: int) -> Iterator[Request]:
    """The rows asked for from the first, at most so many, in blocks: for a file."""
    keys = list(matching(user, at, asked).values_list("pk", flat=True)[:most])
    for start in range(0, len(keys), 500):
        yield from shown(keys[start : start + 500])


def counted(found: QuerySet[Request]) -> int:
    """How many rows, up to COUNTED + 1: a count that never reads a whole table."""
    return len(found.select_related(None).order_by().values_list("pk", flat=True)[: COUNTED + 1])
