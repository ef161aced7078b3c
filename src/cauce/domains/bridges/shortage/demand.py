"""Demand of prior authorisation that found no capacity, by unit and exchange product. Counts only: no patient leaves.

It counts what a reviewer denied for lack of capacity, and what was authorised but waits for it and nobody has used
yet. Services speak of products by `ServicePolicy.product_code`.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime

from cauce.core.organisations.models import OrgUnit
from cauce.domains.authorizations.models import Item, ServicePolicy

MONTH = 30
SPANS = (30, 90, 180, 365)
USUAL = 90
_ASKED = ("denied", "approved", "modified")


@dataclass(frozen=True, slots=True)
class Span:
    """The days looked at, both inclusive."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.since).days + 1


def span_of(days: int, at: datetime) -> Span:
    """The last days up to today; a number that is not offered is the usual one."""
    today = localtime(at).date()
    return Span(today - timedelta(days=(days if days in SPANS else USUAL) - 1), today)


@dataclass(slots=True)
class Demand:
    """Who found no capacity: patients (ids, never shown), and units of service asked for."""

    denied: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    quantity: int = 0

    @property
    def patients(self) -> int:
        """Different people."""
        return len(self.denied | self.waiting)

    @property
    def least(self) -> int:
        """How many people there must be for their number to be told."""
        return settings.CAUCE_DISCLOSURE_THRESHOLD

    @property
    def is_small(self) -> bool:
        """Whether so few people must not be told."""
        return self.patients < self.least

    @property
    def parts(self) -> tuple[int, int] | None:
        """(denied, waiting) people, when neither count tells of few of them."""
        both = len(self.denied), len(self.waiting)
        apart = [*both, self.patients - both[0], self.patients - both[1]]
        return both if all(count == 0 or count >= self.least for count in apart) else None

    def monthly(self, span: Span) -> int | None:
        """Patients a month, rounded up; None when they are too few to be told."""
        return None if self.is_small else -(-self.patients * MONTH // span.days)


def demand_of(entity: OrgUnit, span: Span, unit: OrgUnit | None = None) -> dict[tuple[int, str], Demand]:
    """(unit id, product code) → its demand, of the requests that the entity's units sent in the span."""
    products = _products()
    items = Item.objects.filter(
        request__day__range=(int(f"{span.since:%Y%m%d}"), int(f"{span.until:%Y%m%d}")),
        request__region=entity,
        waits_for_capacity=True,
        state__in=_ASKED,
        service_code__in=products,
    ).exclude(authorisations__consumed__gt=0)
    found: dict[tuple[int, str], Demand] = defaultdict(Demand)
    rows = (items.filter(request__unit=unit) if unit else items).values_list(
        "request__unit_id", "service_code", "patient_id", "state", "quantity", "quantity_granted"
    )
    for where, service, patient, state, asked, granted in rows.iterator():
        one = found[where, products[service]]
        (one.denied if state == "denied" else one.waiting).add(patient)
        one.quantity += asked if state == "denied" else granted or 0
    return dict(found)


def _products() -> dict[str, str]:
    """Service → the exchange product that its latest policy names."""
    latest = dict(ServicePolicy.objects.order_by("valid_from").values_list("code", "product_code"))
    return {service: product for service, product in latest.items() if product}
