"""Population by place, kind and year: each load replaces the one before and is kept as a version (spec 4, D)."""

import csv
import io
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Problem
from cauce.core.organisations.models import OrgUnit

from ..models import Population, PopulationLoad
from ..rules.population import LABELS, PLACES, PopulationRow, check_rows
from ..rules.registers import broken
from .common import conflict, settle

COLUMNS = ("province", "district", "corregimiento", "sex", "age", "persons")


@action("oralhealth.population.load")
def load_population(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    kind: str,
    year: int,
    source: str,
    rows: Iterable[Mapping[str, Any] | PopulationRow],
    version: int | None = None,
) -> int:
    """Replace a place's population of a kind and year; one audit event for all. Returns how many rows.

    rows: persons and any of province, district, corregimiento, sex, age (completed years, the lowest of its group).
    version: the one that the person saw (0 before the first); None does not look at it. Earlier versions are kept.
    """
    require(by, Permission.ORAL_REGISTER, place, at)
    new = [row if isinstance(row, PopulationRow) else _row(row) for row in rows]
    settle(_check(kind, place, year, source, new), confirmed=False)
    last = latest(kind, year, place, lock=True)
    if version is not None and (last.version if last else 0) != version:
        who = last.loaded_by.display_name if last else "—"
        raise conflict(who, last.loaded_at if last else at, last)
    Population.objects.filter(kind=kind, year=year, place=place).delete()
    Population.objects.bulk_create(
        [Population(kind=kind, year=year, place=place, source=source.strip(), **row.fields()) for row in new],
        batch_size=2_000,
    )
    made = PopulationLoad.objects.create(
        kind=kind, year=year, place=place, version=(last.version if last else 0) + 1, source=source.strip(),
        rows=len(new), persons=sum(row.persons for row in new), content=pack(new), loaded_at=at, loaded_by=by,
    )  # fmt: skip
    data = {
        "kind": kind, "year": year, "rows": made.rows, "persons": made.persons, "source": made.source,
        "version": made.version,
    }  # fmt: skip
    record(action="oralhealth.population.load", by=by, at=at, subject=place, place=place, data=data)
    return len(new)


def latest(kind: str, year: int, place: OrgUnit, *, lock: bool = False) -> PopulationLoad | None:
    """The version in force."""
    found = PopulationLoad.objects.filter(kind=kind, year=year, place=place).select_related("loaded_by")
    return (found.select_for_update(of=("self",)) if lock else found).first()


def pack(rows: Iterable[PopulationRow]) -> bytes:
    """The rows as compressed CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for row in rows:
        fields = row.fields()
        writer.writerow([fields[name] for name in COLUMNS])
    return zlib.compress(buffer.getvalue().encode())


def unpack(content: bytes) -> list[PopulationRow]:
    """The rows of a version."""
    text = zlib.decompress(bytes(content)).decode()
    return [
        PopulationRow(
            int(r["persons"]), r["province"], r["district"], r["corregimiento"], r["sex"], int(r["age"])
        )
        for r in csv.DictReader(io.StringIO(text))
    ]


def _row(fields: Mapping[str, Any]) -> PopulationRow:
    known = {name: fields[name] for name in COLUMNS if name in fields}
    return PopulationRow(**known)


def _check(kind: str, place: OrgUnit, year: int, source: str, rows: list[PopulationRow]) -> list[Problem]:
    if kind not in LABELS:
        return [broken("OD-10", "population.kind", value=str(kind)[:20])]
    # Projections of the coming years are published ahead: only an impossible year is refused.
    problems = [] if 2000 <= year <= 2100 else [broken("OD-06", "population.year", value=year)]
    if place.kind not in PLACES[kind]:
        problems.append(broken("OD-11", "population.place", kind=LABELS[kind], where=place.name))
    if not source.strip():
        problems.append(broken("OD-12", "population.source"))
    return problems + check_rows(rows, "population.rows")
