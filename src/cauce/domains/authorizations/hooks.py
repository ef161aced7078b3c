"""What a bridge may add to this module's pages. Nothing is registered when the other module is off.

A bridge knows a service by `ServicePolicy.product_code`: its code in the other module's catalogue ("" when it has none).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit


@dataclass(frozen=True, slots=True)
class Surplus:
    """A unit that declared room for a product. km: in a straight line, None when a place is not known;
    approximate: one of both is at its municipality's centre; left: patients a month that nobody else has been
    promised; declared_on: when it was finalised; url: its rows, "" when the reader may not open them."""

    unit: OrgUnit
    km: float | None
    approximate: bool
    left: int
    declared_on: date
    url: str = ""


# (reader, unit of the patient, product code, now) → units with room, nearest first
SurplusNear = Callable[[User, OrgUnit, str, datetime], list[Surplus]]
_SURPLUS: list[SurplusNear] = []


def offer_surplus(finder: SurplusNear) -> SurplusNear:
    """Register who knows of surplus; registering it twice changes nothing."""
    if finder not in _SURPLUS:
        _SURPLUS.append(finder)
    return finder


def surplus_near(user: User, unit: OrgUnit, product_code: str, at: datetime) -> list[Surplus]:
    """Units with declared surplus of a product, nearest first; nothing without a product or a bridge."""
    if not product_code:
        return []
    return [one for finder in _SURPLUS for one in finder(user, unit, product_code, at)]
