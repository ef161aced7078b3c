"""What an indicator's page is asked: the place, the period and the factor; and the periods to choose from."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing

from .model import Indicator
from .wording import period_words

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


def chosen_place(roots: list[OrgUnit], code: str) -> OrgUnit:
    """The place of that code within reach; the first of the roots otherwise."""
    place = OrgUnit.objects.filter(code=code).first()
    return place if place and any(place.is_within(root) for root in roots) else roots[0]


def chosen_factor(indicator: Indicator | None, written: str) -> Decimal | None:
    """Another factor than the indicator's own, if it offers it."""
    try:
        wanted = Decimal(written)
    except InvalidOperation:
        return None
    offered = indicator is not None and wanted in indicator.offered_factors and wanted != indicator.factor
    return wanted if offered else None


def period_choices(
    indicator: Indicator | None, period: Period, last_year: int | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """(kind's name, [(id, words)]) of the periods of the last years, latest first; the asked one is always there.

    last_year: None is the one after the period's.
    """
    names = {
        PeriodType.YEAR: _("Año"),
        PeriodType.SIX_MONTH: _("Semestre"),
        PeriodType.FOUR_MONTH: _("Cuatrimestre"),
        PeriodType.QUARTER: _("Trimestre"),
        PeriodType.MONTH: _("Mes"),
    }
    kinds = [kind for kind in names if indicator is None or kind in indicator.period_types]
    year = last_year or containing(period.end, PeriodType.YEAR).next().start.year
    first = period.start.replace(year=year, month=1, day=1)
    found = [
        (names[kind], [(p.id, period_words(p)) for p in _back(containing(first, kind), year)])
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
