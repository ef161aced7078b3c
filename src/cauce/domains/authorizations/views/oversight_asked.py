"""What the oversight pages are asked: the place (within the person's reach) and the period."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing, parse
from cauce.indicators import choosing
from cauce.indicators.choosing import chosen_place
from cauce.indicators.model import Indicator

from ..models import Request
from ..places import zone_at
from ..queries.oversight import choices, reach_of
from ..source import documents


@dataclass(frozen=True, slots=True)
class Asked(choosing.Asked):
    """The question, with the places of this module to choose from."""

    @property
    def places(self) -> list[OrgUnit]:
        """The places to choose from."""
        return choices(self.roots, self.place)


def asked(request: Any) -> Asked:
    """Read the question. Raises NotAllowed for somebody who oversees nothing.

    A place out of reach gives way to the person's first; what is no period, to the year with the latest request.
    """
    roots = reach_of(request.user, request.now)
    if not roots:
        require(request.user, Permission.AUTH_OVERSIGHT, None, request.now)
    place = chosen_place(roots, request.GET.get("lugar", ""))
    return Asked(roots, place, asked_period(request, place))


def find_indicator(code: str) -> Indicator:
    """The document of a code. Raises NotFound (AP-404)."""
    found = documents().get(code)
    if found is None:
        remedy = _("Elija uno de la lista de indicadores.")
        raise NotFound(_("No existe ese indicador."), rule="AP-404", remedy=remedy)
    return found


def asked_period(request: Any, place: OrgUnit) -> Period:
    """The period of `periodo`; the year of the latest request for what is none."""
    kinds = next(iter(documents().values())).period_types
    try:
        wanted = parse(request.GET.get("periodo", ""))
    except ValueError:
        return _latest(request, place)
    return wanted if wanted.type in kinds else containing(wanted.end, PeriodType.YEAR)


def _latest(request: Any, place: OrgUnit) -> Period:
    """The year of the latest request anywhere; this one while there are none."""
    day = Request.objects.filter(day__isnull=False).order_by("-day").values_list("day", flat=True).first()
    today = request.now.astimezone(zone_at(place)).date()
    return parse(str((day or today.year * 10_000) // 10_000))
