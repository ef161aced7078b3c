"""Values that leave (papers, comparisons, messages) are kept with the versions that they were made from."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.types import Period

from .answer import definition_version
from .model import Indicator
from .models import StoredResult
from .values import Value


def keep(
    indicator: Indicator,
    period: Period,
    place: OrgUnit | None,
    value: Value,
    *,
    data_version: str,
    at: datetime,
    cut: Mapping[str, str | None] | None = None,
    factor: Decimal | None = None,
) -> StoredResult:
    """Keep one value; call inside the transaction of what shows it."""
    return StoredResult.objects.create(
        module=indicator.module,
        indicator=indicator.code,
        period=period.id,
        place=place,
        cut=dict(cut or {}),
        factor=factor or indicator.factor,
        first_month=_month(period.start),
        last_month=_month(period.end),
        numerator=value.numerator,
        denominator=value.denominator,
        value="" if value.value is None else str(value.value),
        reason=value.reason,
        definition_version=definition_version(indicator),
        data_version=data_version,
        stored_at=at,
    )


def mark_stale(module: str, first_month: int, last_month: int, *places: OrgUnit) -> int:
    """Something of those months changed at some places: what counted it, there or above, is stale. Returns how many."""
    above = {pk for place in places for pk in (*place.ancestor_ids(), place.pk)}
    reach = Q(place__isnull=True) | Q(place__in=above)
    counted = StoredResult.objects.filter(reach, module=module, stale=False, first_month__lte=last_month)
    return counted.filter(last_month__gte=first_month).update(stale=True)


def _month(day: object) -> int:
    return int(f"{day:%Y%m}")
