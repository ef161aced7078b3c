"""What the indicator pages are asked: the place (within the person's reach), the period, and the factor."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing, parse
from cauce.indicators import choosing
from cauce.indicators.choosing import chosen_factor, chosen_place, period_choices
from cauce.indicators.model import Indicator

from ..queries.board import last_month_with_data
from ..queries.indicators import choices, documents, latest_period, reach_of

__all__ = ["period_choices"]


@dataclass(frozen=True, slots=True)
class Asked(choosing.Asked):
    """The question, with the places of this module to choose from."""

    @property
    def places(self) -> list[OrgUnit]:
        """The places to choose from."""
        return choices(self.roots, self.place)


def asked(request: Any, indicator: Indicator | None = None) -> Asked:
    """Read the question. Raises NotAllowed for somebody who reads no indicators anywhere.

    A place out of reach, or a period that the indicator is not computed by, gives way to the first place and to
    the year with the latest data.
    """
    roots = reach_of(request.user, request.now)
    if not roots:
        require(request.user, Permission.ORAL_INDICATORS, None, request.now)
    place = chosen_place(roots, request.GET.get("lugar", ""))
    factor = chosen_factor(indicator, request.GET.get("factor", ""))
    return Asked(roots, place, _period(request, place, indicator), factor)


def find_indicator(code: str) -> Indicator:
    """The document of a code. Raises NotFound (OH-133)."""
    found = documents().get(code)
    if found is None:
        raise NotFound(_("No existe ese indicador."), rule="OH-133", remedy=_("Use I-1 a I-19."))
    return found


def _period(request: Any, place: OrgUnit, indicator: Indicator | None) -> Period:
    kinds = indicator.period_types if indicator else tuple(k for k in PeriodType if k != PeriodType.DAY)
    try:
        wanted = parse(request.GET.get("periodo", ""))
        if wanted.type in kinds:
            return wanted
        return containing(wanted.end, PeriodType.YEAR)
    except ValueError:
        return latest_period(last_month_with_data(place), PeriodType.YEAR, request.now)
