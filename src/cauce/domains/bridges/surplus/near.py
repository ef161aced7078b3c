"""Units with surplus of a product in the current round: finalised declarations only, less what was already promised.

A unit's declared room is said to the sector so that others send their patients there: the reviewer reads which unit,
how far, and how much is left. The declaration itself opens only for who may read the exchange.
"""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localtime

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round
from cauce.domains.authorizations.hooks import Surplus
from cauce.domains.exchange.models import Line, Proposal
from cauce.domains.exchange.queries import CATALOGUE, current_round
from cauce.domains.exchange.rules.matching.geo import distance_km
from cauce.domains.exchange.rules.proposals import COMMITTED
from cauce.domains.exchange.rules.states import State

SHOWN = 5
Point = tuple[float, float]


def surplus_near(user: User, unit: OrgUnit, product_code: str, at: datetime) -> list[Surplus]:
    """The nearest SHOWN units, other than the patient's, with something left of the product; unknown places last."""
    round_ = current_round(at)
    if round_ is None:
        return []
    promised = _promised(round_, product_code)
    found = [
        _surplus(user, unit, line, left, round_, at)
        for line in _lines(round_, unit, product_code, at)
        if (left := line.surplus_patients - promised.get(line.unit_id, 0)) > 0
    ]
    found.sort(key=lambda one: (one.km is None, one.km or 0.0, one.unit.name))
    return found[:SHOWN]


def _lines(round_: Round, unit: OrgUnit, product_code: str, at: datetime) -> Iterable[Line]:
    open_units = OrgUnit.objects.valid_on(localtime(at).date())
    return (
        Line.objects.filter(
            declaration__round=round_,
            product__catalogue__code=CATALOGUE,
            product__code=product_code,
            surplus_patients__isnull=False,
            unit__in=open_units,
        )
        .exclude(declaration__state=State.OPEN)
        .exclude(unit=unit)
        .select_related("unit__area", "unit__parent", "declaration", "product")
    )


def _promised(round_: Round, product_code: str) -> dict[int, int]:
    """unit id → patients a month that both sides already agreed on."""
    kept = Proposal.objects.filter(run__round=round_, state__in=COMMITTED, product__code=product_code)
    return dict(kept.order_by().values_list("supply_unit").annotate(total=Sum("patients")))


def _surplus(user: User, unit: OrgUnit, line: Line, left: int, round_: Round, at: datetime) -> Surplus:
    km, approximate = distance(unit, line.unit)
    return Surplus(
        line.unit,
        km,
        approximate,
        left,
        localtime(line.declaration.finalised_at).date(),
        _address(user, line, round_, at),
    )


def distance(one: OrgUnit, other: OrgUnit) -> tuple[float | None, bool]:
    """Straight-line km between two units, and whether one is placed at its municipality's centre."""
    (here, rough), (there, rough_too) = _point(one), _point(other)
    if here is None or there is None:
        return None, True
    return float(distance_km(*here, *there)), rough or rough_too


def _point(unit: OrgUnit) -> tuple[Point | None, bool]:
    for place, approximate in ((unit, False), (unit.area, True)):
        if place is not None and place.latitude is not None and place.longitude is not None:
            return (place.latitude, place.longitude), approximate
    return None, True


def _address(user: User, line: Line, round_: Round, at: datetime) -> str:
    """The rows of that unit and product in the consolidated, for who may read it there."""
    if not can(user, Permission.EXCHANGE_CONSOLIDATED, line.unit, at):
        return ""
    cut = {"unit": line.unit_id, "product": line.product_id, "kind": "surplus", "by": "institution"}
    return f"{reverse('exchange:consolidated_rows', args=[round_.code])}?{urlencode(cut)}"
