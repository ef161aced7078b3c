"""One indicator's value as it may leave the institution: small counts of people are hidden."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period
from cauce.indicators.model import Indicator
from cauce.indicators.values import Value

from .reading import read
from .release import is_small


@dataclass(frozen=True, slots=True)
class Leaving:
    """A value; `hidden`: it is there, but a count is above zero and under the threshold."""

    value: Value
    hidden: bool


def leaving(indicator: Indicator, period: Period, place: OrgUnit, at: datetime) -> Leaving:
    """The total of a place and period."""
    value = read(indicator, period, place, at).value
    return Leaving(value, is_small(indicator, value, settings.CAUCE_DISCLOSURE_THRESHOLD))
