"""The reports that wait to be written: a territory's follow-up, the annual one; and the weights that nobody loaded."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.access import roots
from cauce.core.accounts.permissions import Permission
from cauce.core.documents.models import IssuedDocument
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of
from cauce.core.periods.types import PeriodType, containing
from cauce.core.todo import TodoItem
from cauce.web.navigation import address

from .country import quarter_name, today
from .models import PeriodReport, Plan, QuarterReport, UvrTable
from .queries.board import last_quarter, terms_of

MODULE = "riskplans"
OPEN = ("sent", "in_review", "draft", "returned")


def written(user: Any, now: datetime, held: frozenset[Permission]) -> Iterator[TodoItem]:
    """What the person has to write or load, by what they hold."""
    if Permission.RISK_TERRITORY in held:
        yield from _follow_ups(user, now)
    if Permission.RISK_ANNUAL_WRITE in held:
        yield from _annual(now)
    if Permission.RISK_CATALOGUE in held and not UvrTable.objects.filter(valid_from__lte=today(now)).exists():
        title = _("Cargar los pesos UVR")
        yield TodoItem(title, _("Sin ellos no se evalúa"), address("riskplans:new_uvr"), None, MODULE)


def _follow_ups(user: Any, now: datetime) -> Iterator[TodoItem]:
    """The follow-up of the last quarter, once the territory has accepted a report and has none left in its hands."""
    period = last_quarter(now).id
    for place in roots(user, Permission.RISK_TERRITORY, now):
        mine = QuarterReport.objects.filter(plan__hospital__unit__path__startswith=place.path, period=period)
        states = set(mine.values_list("state", flat=True))
        if not states or states & {"sent", "in_review"} or states <= set(OPEN):
            continue
        if _issued("follow_up", place, period):
            continue
        title = _("Escribir y emitir el informe de seguimiento")
        url = address("riskplans:follow_up", place.code, period)
        due = terms_of(period).get("superintendence")
        yield TodoItem(title, f"{place.name} · {quarter_name(period)}", url, due, MODULE)


def _annual(now: datetime) -> Iterator[TodoItem]:
    """The annual report of the last year to 31 March that has ended."""
    year = containing(today(now), PeriodType.YEAR_TO_MARCH)
    last = containing(date(year.start.year, 3, 1), PeriodType.YEAR_TO_MARCH)
    running = Plan.objects.filter(
        viable_on__isnull=False, first_year__lte=last.end.year, last_year__gte=last.start.year
    )
    if not running.exists() or _issued("annual", root_of(MODULE), last.id):
        return
    title = _("Escribir y emitir el informe anual al Ministerio")
    detail = _("Corte al 31 de marzo de %(year)s") % {"year": last.end.year}
    yield TodoItem(title, detail, address("riskplans:annual", last.id), None, MODULE)


def _issued(kind: str, place: OrgUnit, period: str) -> bool:
    subjects = PeriodReport.objects.filter(kind=kind, place=place, period=period).values_list("pk", flat=True)
    return IssuedDocument.objects.filter(
        kind=f"riskplans.{kind}", subject_id__in=[str(pk) for pk in subjects], state="current"
    ).exists()
