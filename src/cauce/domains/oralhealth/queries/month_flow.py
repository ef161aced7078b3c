"""How far a facility's month is along the way of the data (004, p. 77-78), and its comparison with the standards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cauce.core.accounts.access import within
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators.answer import answer
from cauce.indicators.model import Indicator
from cauce.indicators.query import Query
from cauce.indicators.values import Value

from ..facts_engine import FACTS, VIEWS
from ..models import (
    PARTIES,
    Analysis,
    Comparison,
    Consolidation,
    FacilityMonth,
    Feedback,
    Sheet,
    Standard,
)
from ..rules.states import MonthState, SheetState
from .indicators import documents, where_of
from .reading import is_of_the_year, meets
from .standards import standards_for


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: done or not, with what is missing or when it was done."""

    name: str
    done: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator of a month: its value now, the standard in force, and what was concluded, if anything."""

    indicator: Indicator
    value: Value
    standard: Standard | None
    meets: bool | None
    comparison: Comparison | None
    data_version: str

    of_the_year: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was recorded for it and nothing concluded: a clinic without beds has no discharges."""
        return self.comparison is None and self.value.numerator is None and self.value.denominator is None

    @property
    def moved(self) -> bool:
        """Whether the value is no longer the one that was concluded on."""
        return self.comparison is not None and self.comparison.value != self.value.value


@dataclass(frozen=True, slots=True)
class FacilityComparison:
    """A facility's Formulario 4 as the region sees it; counts of its concluded comparisons."""

    facility: OrgUnit
    state: MonthState
    concluded: int
    met: int
    below: int
    outdated: bool
    sent: int
    answered: int


def period_of_month(month: int) -> Period:
    """202603 as a period."""
    return containing(date(month // 100, month % 100, 1), PeriodType.MONTH)


def measured(
    place: OrgUnit, month: int, at: datetime, consolidation: Consolidation | None = None
) -> list[Measured]:
    """The monthly indicators that are told apart by the place, computed now, with the consolidation's conclusions."""
    period = period_of_month(month)
    own = [
        i for i in documents().values() if where_of(place, i) is not None and period.type in i.period_types
    ]
    if not own:
        return []
    found = answer(Query(tuple(own), (period,), where=where_of(place, own[0])), FACTS, VIEWS, at)
    values = {cell.indicator: cell.value(documents()[cell.indicator]) for cell in found.cells}
    standards = standards_for(place, month // 100)
    written = (
        {c.indicator: c for c in consolidation.comparisons.select_related("by")} if consolidation else {}
    )
    return [
        Measured(
            i,
            values[i.code],
            standards.get(i.code),
            meets(i, values[i.code], standards.get(i.code), period),
            written.get(i.code),
            found.data_version,
            is_of_the_year(i, period),
        )
        for i in own
    ]


def steps(facility: OrgUnit, month: int) -> list[Step]:
    """The seven steps of annex 1 for a facility's month."""
    sheets = Sheet.objects.filter(facility=facility, month=month)
    total, reviewed = sheets.count(), sheets.filter(state=SheetState.REVIEWED).count()
    row = FacilityMonth.objects.filter(facility=facility, month=month).first()
    last = Consolidation.objects.filter(month=row).first() if row else None
    current = last if last and not last.outdated else None
    agreed = current.agreements.count() if current else 0
    analysis = Analysis.objects.filter(consolidation=current, outdated=False).exists() if current else False
    compared = current.comparisons.filter(outdated=False).count() if current else 0
    feedback = list(Feedback.objects.filter(consolidation=current)) if current else []
    answered = [one for one in feedback if one.answered_at]
    return [
        Step(_("Registro diario"), total > 0, _("%(n)s hojas") % {"n": total}),
        Step(_("Revisión"), 0 < total == reviewed, _("%(a)s de %(b)s") % {"a": reviewed, "b": total}),
        Step(
            _("Consolidado (Formulario 2)"),
            current is not None,
            _("Desactualizado") if last and not current else "",
        ),
        Step(_("Acuerdos"), agreed == len(PARTIES), _("%(a)s de %(b)s") % {"a": agreed, "b": len(PARTIES)}),
        Step(_("Análisis (Formulario 3)"), analysis),
        Step(_("Comparación (Formulario 4)"), compared > 0, _("%(n)s indicadores") % {"n": compared}),
        Step(
            _("Retroalimentación respondida"),
            bool(feedback) and len(answered) == len(feedback),
            _("%(a)s de %(b)s") % {"a": len(answered), "b": len(feedback)},
        ),
    ]


def facility_comparisons(facilities: Iterable[OrgUnit], month: int) -> list[FacilityComparison]:
    """Each facility's Formulario 4 in a month; a fixed number of queries."""
    units = list(facilities)
    rows = {row.facility_id: row for row in FacilityMonth.objects.filter(month=month, facility__in=units)}
    last = {
        c.month_id: c
        for c in Consolidation.objects.filter(month__in=rows.values()).order_by("version").defer("figures")
    }
    written: dict[int, list[Comparison]] = {}
    for comparison in Comparison.objects.filter(consolidation__in=last.values()):
        written.setdefault(comparison.consolidation_id, []).append(comparison)
    sent: dict[int, list[Feedback]] = {}
    for feedback in Feedback.objects.filter(consolidation__in=last.values()):
        sent.setdefault(feedback.consolidation_id, []).append(feedback)
    return [_facility(unit, rows.get(unit.pk), last, written, sent) for unit in units]


def feedback_to_answer(user: User, at: datetime) -> QuerySet[Feedback]:
    """What was sent to the person's facilities and nobody has answered, oldest first."""
    places = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.FACILITY), user, Permission.ORAL_ANALYSE, at)
    above = within(OrgUnit.objects.filter(kind=OrgUnit.Kind.FACILITY), user, Permission.ORAL_FEEDBACK, at)
    waiting = Feedback.objects.filter(answered_at__isnull=True, consolidation__month__facility__in=places)
    waiting = waiting.exclude(consolidation__month__facility__in=above)
    return waiting.select_related("consolidation__month__facility", "place").order_by("sent_at")


def _facility(
    unit: OrgUnit,
    row: FacilityMonth | None,
    last: dict[int, Consolidation],
    written: dict[int, list[Comparison]],
    sent: dict[int, list[Feedback]],
) -> FacilityComparison:
    consolidation = last.get(row.pk) if row else None
    own = written.get(consolidation.pk, []) if consolidation else []
    told = sent.get(consolidation.pk, []) if consolidation else []
    return FacilityComparison(
        unit,
        MonthState(row.state) if row else MonthState.OPEN,
        len(own),
        sum(c.meets is True for c in own),
        sum(c.meets is False for c in own),
        bool(consolidation and consolidation.outdated),
        len(told),
        sum(one.answered_at is not None for one in told),
    )
