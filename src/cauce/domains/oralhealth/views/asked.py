"""What the indicator pages are asked: the place (within the person's reach), the period, and the factor."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing, parse
from cauce.indicators.model import Indicator

from ..queries.board import last_month_with_data
from ..queries.indicators import choices, documents, latest_period, reach_of
from ..queries.reading import period_words

SHOWN_YEARS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """roots: the person's topmost places; place and period: the chosen ones; factor: None is the indicator's own."""

    roots: list[OrgUnit]
    place: OrgUnit
    period: Period
    factor: Decimal | None = None

    @property
    def query(self) -> dict[str, str]:
        """The same question as a query string's pairs."""
        found = {"lugar": self.place.code, "periodo": self.period.id}
        return found | ({"factor": str(self.factor)} if self.factor is not None else {})

    def link(self, **more: str) -> str:
        """The question with something added or changed, as "?…"."""
        return f"?{urlencode(self.query | more)}"

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
    place = OrgUnit.objects.filter(code=request.GET.get("lugar", "")).first()
    if place is None or not any(place.is_within(root) for root in roots):
        place = roots[0]
    return Asked(roots, place, _period(request, place, indicator), _factor(request, indicator))


def find_indicator(code: str) -> Indicator:
    """The document of a code. Raises NotFound (OH-133)."""
    found = documents().get(code)
    if found is None:
        raise NotFound(_("No existe ese indicador."), rule="OH-133", remedy=_("Use I-1 a I-19."))
    return found


def period_choices(indicator: Indicator | None, period: Period) -> list[tuple[str, list[tuple[str, str]]]]:
    """(kind's name, [(id, words)]) of the periods of the last years, latest first; the asked one is always there."""
    names = {
        PeriodType.YEAR: _("Año"),
        PeriodType.SIX_MONTH: _("Semestre"),
        PeriodType.FOUR_MONTH: _("Cuatrimestre"),
        PeriodType.QUARTER: _("Trimestre"),
        PeriodType.MONTH: _("Mes"),
    }
    kinds = [kind for kind in names if indicator is None or kind in indicator.period_types]
    last = containing(period.end, PeriodType.YEAR).next()
    found = [
        (names[kind], [(p.id, period_words(p)) for p in _back(containing(last.start, kind), last.start.year)])
        for kind in kinds
    ]
    if not any(period.id == key for _name, options in found for key, _words in options):
        found.append((_("Otro"), [(period.id, period_words(period))]))
    return found


def _back(period: Period, year: int) -> Iterable[Period]:
    """From the last period of `year` back over SHOWN_YEARS years."""
    while period.next().start.year == year:
        period = period.next()
    while period.start.year > year - SHOWN_YEARS:
        yield period
        period = period.previous()


def _period(request: Any, place: OrgUnit, indicator: Indicator | None) -> Period:
    kinds = indicator.period_types if indicator else tuple(k for k in PeriodType if k != PeriodType.DAY)
    try:
        wanted = parse(request.GET.get("periodo", ""))
        if wanted.type in kinds:
            return wanted
        return containing(wanted.end, PeriodType.YEAR)
    except ValueError:
        return latest_period(last_month_with_data(place), PeriodType.YEAR, request.now)


def _factor(request: Any, indicator: Indicator | None) -> Decimal | None:
    try:
        wanted = Decimal(request.GET.get("factor", ""))
    except InvalidOperation:
        return None
    return (
        wanted if indicator and wanted in indicator.offered_factors and wanted != indicator.factor else None
    )
