"""Analysis (Formulario 3), comparison with the standards (Formulario 4) and the standards (p. 78)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import Analysis, Comparison, Consolidation, Standard
from ..policies import not_now
from ..queries.standards import standard_for
from ..rules.flow import broken
from .common import conflict

INDICATORS = tuple(f"I-{n}" for n in range(1, 20))


@action("oralhealth.analysis.write")
def write_analysis(
    *, by: User, at: datetime, consolidation: Consolidation, text: str, version: int = 0
) -> Analysis:
    """Write or rewrite the month's analysis; `version` is the one that the person was looking at (0: none)."""
    consolidation = _current(by, at, consolidation)
    if not text.strip():
        raise Invalid([broken("OH-131", "text")])
    analysis = Analysis.objects.filter(consolidation=consolidation).first()
    if analysis is not None and analysis.version != version:
        raise conflict(analysis.by.display_name, analysis.at, analysis)
    if analysis is None:
        analysis = Analysis(consolidation=consolidation, version=0)
    analysis.text, analysis.version, analysis.outdated = text.strip(), analysis.version + 1, False
    analysis.at, analysis.by = at, by
    analysis.save()
    _record("oralhealth.analysis.write", by, at, consolidation, {"version": analysis.version})
    return analysis


@action("oralhealth.comparison.write")
def compare_month(
    *,
    by: User,
    at: datetime,
    consolidation: Consolidation,
    indicator: str,
    value: Decimal | None,
    direction: str,
    conclusion: str,
    feedback: str = "",
) -> Comparison:
    """Compare one indicator of the month with the standard in force there; conclusion and feedback are kept.

    value: as the indicator engine computed it, None when not computable.
    """
    consolidation = _current(by, at, consolidation)
    _check_indicator(indicator)
    if not conclusion.strip():
        raise Invalid([broken("OH-132", "conclusion")])
    month = consolidation.month
    standard = standard_for(indicator, month.facility, month.month // 100)
    comparison, _created = Comparison.objects.update_or_create(
        consolidation=consolidation,
        indicator=indicator,
        defaults={
            "value": value,
            "standard": standard.value if standard else None,
            "direction": direction,
            "conclusion": conclusion.strip(),
            "feedback": feedback.strip(),
            "outdated": False,
            "at": at,
            "by": by,
        },
    )
    facts = {
        "indicator": indicator,
        "value": value,
        "standard": comparison.standard,
        "meets": comparison.meets,
    }
    _record("oralhealth.comparison.write", by, at, consolidation, facts)
    return comparison


@action("oralhealth.standard.set")
def set_standard(
    *, by: User, at: datetime, indicator: str, place: OrgUnit, year: int, value: Decimal, source: str
) -> Standard:
    """Set what the norm asks of an indicator at a place and below, from a year on."""
    require(by, Permission.ORAL_STANDARD, place, at)
    _check_indicator(indicator)
    if not source.strip():
        raise Invalid([broken("OH-134", "source")])
    standard, _created = Standard.objects.update_or_create(
        indicator=indicator,
        place=place,
        year=year,
        defaults={"value": value, "source": source.strip(), "set_at": at, "set_by": by},
    )
    facts = {"indicator": indicator, "year": year, "value": value, "source": standard.source}
    record(action="oralhealth.standard.set", by=by, at=at, subject=standard, place=place, data=facts)
    return standard


def _check_indicator(indicator: str) -> None:
    if indicator not in INDICATORS:
        raise Invalid([broken("OH-133", "indicator", value=indicator)])


def _current(by: User, at: datetime, consolidation: Consolidation) -> Consolidation:
    """The consolidation locked for writing; one that is no longer current is not analysed (OH-125)."""
    require(by, Permission.ORAL_ANALYSE, consolidation.month.facility, at)
    found = (
        Consolidation.objects.select_for_update(of=("self",))
        .select_related("month__facility")
        .get(pk=consolidation.pk)
    )
    if found.outdated:
        raise not_now("OH-125")
    return found


def _record(
    name: str, by: User, at: datetime, consolidation: Consolidation, data: Mapping[str, object]
) -> None:
    month = consolidation.month
    facts = {"month": month.month, "consolidation": consolidation.version, **data}
    record(action=name, by=by, at=at, subject=consolidation, place=month.facility, data=facts)
