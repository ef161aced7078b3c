"""Analysis (Formulario 3), comparison with the standards (Formulario 4) and the standards (p. 78)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.indicators import store
from cauce.indicators.models import StoredResult
from cauce.indicators.values import Value

from ..models import Analysis, Comparison, Consolidation, FacilityMonth, Standard
from ..policies import not_now
from ..queries.indicators import documents
from ..queries.reading import is_of_the_year
from ..queries.standards import standard_for
from ..rules.flow import broken
from .common import conflict

Measured = tuple[Value, str]  # the value with its counts, and the version of the data that it was made from
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
    version: int | None = None,
    measured: Measured | None = None,
) -> Comparison:
    """Compare one indicator of the month with the standard in force there; conclusion and feedback are kept.

    value: as the indicator engine computed it, None when not computable; version: the one that the person was
    looking at (0: none; None: whatever it is); measured: the value with its counts and the version of the data,
    kept with the versions.
    """
    consolidation = _current(by, at, consolidation)
    _check_indicator(indicator)
    if not conclusion.strip():
        raise Invalid([broken("OH-132", "conclusion")])
    month = consolidation.month
    standard = standard_for(indicator, month.facility, month.month // 100)
    if is_of_the_year(documents()[indicator], _period(month)):
        standard = None  # a month of a yearly coverage is not compared
    known = Comparison.objects.filter(consolidation=consolidation, indicator=indicator).first()
    held = known.version if known else 0
    if known is not None and version is not None and version != held:
        raise conflict(known.by.display_name, known.at, known)
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
            "version": held + 1,
            "result": _kept(month, indicator, measured, at) if measured else None,
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


def _kept(month: FacilityMonth, indicator: str, measured: Measured, at: datetime) -> StoredResult:
    value, data_version = measured
    return store.keep(
        documents()[indicator], _period(month), month.facility, value, data_version=data_version, at=at
    )


def _period(month: FacilityMonth) -> Period:
    return containing(date(month.month // 100, month.month % 100, 1), PeriodType.MONTH)


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
