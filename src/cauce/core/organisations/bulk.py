"""Many units at once: what imports and the demo need; one statement sets all paths.

Not actions: the caller is inside an action's transaction and records one event for the whole batch.
"""

from collections.abc import Iterable

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from .models import OrgUnit, UnitCode

_PENDING = "pending:"
BATCH = 500


def place_many(units: Iterable[OrgUnit]) -> list[OrgUnit]:
    """Insert `units` (their parents are saved already) and set their paths and countries. Returns them with ids."""
    units = list(units)
    for unit in units:
        unit.path = f"{_PENDING}{unit.code}"
        unit.country = unit.country or (unit.parent.country if unit.parent else "")
    saved = OrgUnit.objects.bulk_create(units, batch_size=BATCH)
    parent = OrgUnit.objects.filter(pk=OuterRef("parent_id")).values("path")[:1]
    own = Concat(Subquery(parent), Cast("pk", CharField()), Value("/"))
    OrgUnit.objects.filter(path__startswith=_PENDING).update(path=own)
    for unit in saved:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    return saved


def add_codes(codes: Iterable[tuple[OrgUnit, str, str]]) -> None:
    """Give units further codes: (unit, system, value); those that exist stay."""
    rows = [UnitCode(unit=unit, system=system, value=value) for unit, system, value in codes]
    UnitCode.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def codes_in_use(codes: Iterable[str]) -> set[str]:
    """Which of `codes` are some unit's main code."""
    codes = list(codes)
    found: set[str] = set()
    for start in range(0, len(codes), 10_000):  # SQLite's limit of parameters
        part = codes[start : start + 10_000]
        found.update(OrgUnit.objects.filter(code__in=part).values_list("code", flat=True))
    return found
