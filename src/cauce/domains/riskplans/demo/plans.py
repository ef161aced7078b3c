"""The plans of the demonstration: viable originals programmed to their end, and their one modification."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from cauce.core.accounts.models import User
from cauce.core.bulk import insert
from cauce.core.periods.types import Period, PeriodType, containing

from .. import actions
from ..actions.common import decimal_of
from ..country import ZONE, number_of
from ..models import Activity, Hospital, Plan, PlannedFigure, PlanVersion
from ..rules.amounts import plain
from ..rules.cuadros import CUADROS, Kind
from ..rules.figures import Cell
from ..rules.states import VersionState
from .figures import Character, Quarter, up_to
from .measures import MEASURES
from .people import People
from .texts import said

LESS = Fraction(9, 10)  # what a modification leaves of the programmed figures
REPROGRAMMED = "produccion", "flujo", "eficiencia"
PUT_OFF = timedelta(days=90)
FROM_ACTIVITY = 7  # the activities that a modification puts off: this one and those after it


@dataclass(frozen=True, slots=True)
class Calendar:
    """spans: the quarters reported, oldest first; the plan goes on to the end of the year after the last."""

    spans: list[Period]

    @property
    def first_year(self) -> int:
        """Of the plans."""
        return self.spans[0].start.year

    @property
    def last_year(self) -> int:
        """Of the plans."""
        return self.spans[-1].start.year + 1

    @property
    def programmed(self) -> list[Period]:
        """Every quarter that the plans programme."""
        found = [self.spans[0]]
        while found[-1].end < date(self.last_year, 12, 31):
            found.append(containing(found[-1].end + timedelta(days=1), PeriodType.QUARTER))
        return found


def original_plan(
    people: People, hospital: Hospital, who: Character, base: dict[str, int], calendar: Calendar
) -> PlanVersion:
    """A viable plan that governs from the first quarter reported, programmed to its end."""
    first = calendar.first_year
    at = instant(date(first, 1, 10))
    plan = Plan.objects.create(
        hospital=hospital,
        first_year=first,
        last_year=calendar.last_year,
        remitted_on=date(first - 1, 6, 1),
        presented_on=date(first - 1, 9, 1),
        viable_on=date(first - 1, 12, 1),
        cause="Categorizada en riesgo medio o alto (dato sintético)",
        created_at=at,
    )
    version = PlanVersion.objects.create(
        plan=plan,
        kind="original",
        state=VersionState.VIABILISED,
        effective_from=calendar.spans[0].id,
        created_at=at,
        requested_at=at,
        decided_at=at,
        decided_by=people.evaluator,
        requested_by=people.territory(hospital),
    )
    _programme(version, who, base, calendar)
    _measures(version, calendar.spans[0].start)
    return version


def modify(people: People, plan: Plan, at: datetime, reason: str) -> PlanVersion:
    """Ask for the plan's modification and for its viability, through the actions: less is programmed from then on."""
    by, asked = people.territory(plan.hospital), at - timedelta(hours=2)
    version = actions.ask_modification(by=by, at=asked, plan=plan, reason=said(reason))
    after = version.figures.filter(period__gt=version.cutoff, cuadro__in=REPROGRAMMED)
    typed: dict[str, dict[Cell, str]] = {}
    for figure in after:
        cell = figure.cuadro, figure.row, figure.column
        typed.setdefault(figure.period, {})[cell] = _less(cell, Fraction(figure.value))
    rows = [_put_off(activity) for activity in version.activities.all()]
    for period, cells in sorted(typed.items()):
        actions.programme(by=by, at=asked, version=version, period=period, typed=cells, activities=rows)
        rows = None  # the matrix is written once
    return actions.request_viability(by=by, at=at, version=version)


def viabilise(evaluator: User, version: PlanVersion, at: datetime) -> PlanVersion:
    """The Superintendencia finds it viable."""
    return actions.viabilise(
        by=evaluator, at=at, version=version, note=said("Sustentada en el informe de monitoreo.")
    )


def instant(day: date) -> datetime:
    """Nine in the morning of a day, in Colombia."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)


def _programme(version: PlanVersion, who: Character, base: dict[str, int], calendar: Calendar) -> None:
    """What is programmed does not depend on chance nor on the year: the half-yearly Cuadros and what accumulates do."""
    kinds = {
        number: up_to(Quarter(random.Random(0), who, base, 0, number).planned, number)  # noqa: S311
        for number in (1, 2, 3, 4)
    }
    insert(
        PlannedFigure,
        ("period", "cuadro", "row", "column", "value"),
        (
            (span.id, *cell, decimal_of(value))
            for span in calendar.programmed
            for cell, value in kinds[number_of(span)].items()
        ),
        version_id=version.pk,
    )


def _measures(version: PlanVersion, start: date) -> None:
    Activity.objects.bulk_create(
        Activity(
            version=version,
            number=number,
            category=category,
            measure=measure,
            name=name,
            responsible=responsible,
            starts_on=start,
            due_on=start + timedelta(days=60 * number),
            amount=number * 12_000_000,
        )
        for number, (category, measure, name, responsible) in enumerate(MEASURES, start=1)
    )


def _less(cell: Cell, value: Fraction) -> str:
    kind = CUADROS[cell[0]].row(cell[1]).kind
    step = 1 if kind == Kind.COUNT else 100
    return plain(Fraction(int(value * LESS * step), step))


def _put_off(row: Activity) -> actions.ActivityValues:
    late = PUT_OFF if row.number >= FROM_ACTIVITY else timedelta(0)
    return actions.ActivityValues(
        row.number,
        row.category,
        row.measure,
        row.name,
        row.responsible,
        row.starts_on,
        row.due_on + late,
        row.amount,
    )
