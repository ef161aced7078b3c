"""The ESE: the list, and the page of each one with its risk, plans, reports, evaluations and trends."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.catalogues.text import normalise
from cauce.core.folding import folds, holds

from ..importing.hospitals import may_register
from ..importing.kinds import KEY
from ..models import Evaluation, Hospital, QuarterReport
from ..papers.blocks import Block
from ..papers.trend_blocks import budget_trend, efficiency_tables, financial_trend, production_trend
from ..presenting.trends import score_history
from ..queries.board import TONES, last_quarter, quarters_back
from ..queries.reach import hospitals as hospitals_in_reach
from ..queries.trends import Trends, halves_of_many, trends_of
from ..rules.hospitals import CATEGORIES, LEVELS
from ..rules.states import ReportState
from .common import crumbs, find_hospital, held, hospital_crumbs, page

PER_PAGE = 50


@page
def hospitals(request: Any) -> HttpResponse:
    """`?q=` (name, code, municipality), `?nivel=`, `?riesgo=` (category of the year)."""
    asked = request.GET.get("q", "").strip()[:80]
    level, category = request.GET.get("nivel", ""), request.GET.get("riesgo", "")
    year = last_quarter(request.now).start.year
    found = hospitals_in_reach(request.user, request.now)
    if asked.isdigit():
        found = found.filter(code__startswith=asked)
    elif normalise(asked):
        fields = ("unit__name", "unit__area__name")
        found = found.alias(**folds(*fields)).filter(holds(normalise(asked).split(), *fields))
    if level in {"1", "2", "3"}:
        found = found.filter(level=int(level))
    if category in dict(CATEGORIES):
        found = found.filter(categories__year=year, categories__category=category)
    page_of = Paginator(found.prefetch_related("categories", "plans"), PER_PAGE).get_page(
        request.GET.get("pagina")
    )
    context = {
        "crumbs": crumbs((_("ESE"), "")),
        "page_of": page_of,
        "rows": [(hospital, _category(hospital, year), hospital.plans.all()) for hospital in page_of],
        "asked": asked,
        "level": level,
        "levels": LEVELS,
        "category": category,
        "categories": CATEGORIES,
        "year": year,
        "narrowed": bool(asked or level or category),
        "may_register": may_register(request.user, request.now),
        "kind": KEY,
    }
    return render(request, "riskplans/hospitals.html", context)


def _category(hospital: Hospital, year: int) -> str:
    return next((c.get_category_display() for c in hospital.categories.all() if c.year == year), "")


@page
def hospital(request: Any, code: str) -> HttpResponse:
    """The ESE: risk by year, plans, reports with their scores, seven years of efficiency, equilibrium."""
    found = find_hospital(request, code)
    permissions = held(request, found.unit)
    reports = list(
        QuarterReport.objects.filter(plan__hospital=found).select_related("plan_version").order_by("-period")
    )
    scores = _scores(found)
    trends = trends_of(found, last_quarter(request.now).start.year)
    history = [(period, e.total) for period, e in sorted(scores.items()) if e.total is not None]
    plans = list(found.plans.prefetch_related("versions"))
    held_periods = {report.period for report in reports}
    context = {
        "crumbs": hospital_crumbs(found),
        "hospital": found,
        "unit": found.unit,
        "categories": found.categories.order_by("-year"),
        "plans": plans,
        "reports": [(r, TONES[ReportState(r.state)], scores.get(r.period)) for r in reports],
        "scores": score_history(history),
        "trends": _trends(found, trends, last_quarter(request.now).id),
        "may_open": Permission.RISK_WRITE in permissions and any(plan.viable_on for plan in plans),
        "to_open": [p for p in quarters_back(request.now, 4) if p not in held_periods],
        "open_plan": next((plan for plan in plans if plan.viable_on), None),
        "may_plan": Permission.RISK_REQUEST in permissions,
        "may_categorise": Permission.RISK_CATALOGUE in permissions,
    }
    return render(request, "riskplans/hospital.html", context)


def _trends(hospital: Hospital, trends: Trends, last: str) -> list[Block]:
    """Budget and equilibria, efficiency, production and financial indicators, as on the papers; nothing without data."""
    if not trends.balances and not trends.executed:
        return []
    quarters = (*budget_trend(trends.balances), *production_trend(trends.balances)) if trends.balances else ()
    return [
        *quarters,
        *efficiency_tables(trends),
        *financial_trend(halves_of_many([hospital.pk], last, own=False).get(hospital.pk, {})),
    ]


def _scores(hospital: Hospital) -> dict[str, Evaluation]:
    """The latest evaluation of each quarter."""
    found = Evaluation.objects.filter(report__plan__hospital=hospital).select_related("report")
    return {e.report.period: e for e in found.order_by("number")}
