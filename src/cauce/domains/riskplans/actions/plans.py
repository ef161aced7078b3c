"""A plan's life: written, its viability asked for and decided, modified once. Document 003, "Modificación"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.periods.types import PeriodType, containing

from ..country import previous, quarter, today
from ..models import Activity, Hospital, Plan, PlannedFigure, PlanVersion
from ..policies import check_fresh, check_version, not_now
from ..queries.figures import planned
from ..rules.cells import read_cells, sum_problems
from ..rules.figures import Cell
from ..rules.states import VERSION_LABELS, ReportState, VersionState, may_modify
from ..rules.table import RULES
from ..telling import tell_version
from .carrying import adopt
from .common import decimal_of, digest_of, exact, invalid, locked_version, needed

SENT = [state.value for state in ReportState if state not in (ReportState.DRAFT, ReportState.RETURNED)]


@dataclass(frozen=True, slots=True)
class ActivityValues:
    """A row of the matrix of measures as it is written."""

    number: int
    category: str
    measure: str
    name: str
    responsible: str
    starts_on: date
    due_on: date
    amount: Decimal | None = None


@action("riskplans.plan.create")
def create_plan(
    *,
    by: User,
    at: datetime,
    hospital: Hospital,
    first_year: int,
    last_year: int,
    cause: str = "",
    remitted_on: date | None = None,
) -> PlanVersion:
    """Begin a hospital's plan: its original version, to be programmed. The territory asks (RISK_REQUEST)."""
    require(by, Permission.RISK_REQUEST, hospital.unit, at)
    if not 2000 <= first_year <= last_year <= first_year + 15:
        raise invalid("RP-36", "first_year", detail=f"{first_year} a {last_year}")
    if Plan.objects.filter(hospital=hospital, first_year=first_year).exists():
        raise invalid("RP-38", "first_year", year=first_year)
    plan = Plan.objects.create(
        hospital=hospital,
        first_year=first_year,
        last_year=last_year,
        cause=cause.strip()[:300],
        remitted_on=remitted_on,
        created_at=at,
    )
    version = PlanVersion.objects.create(plan=plan, kind="original", created_at=at)
    _record("riskplans.plan.create", by, at, version, {"years": f"{first_year}-{last_year}"})
    return version


@action("riskplans.plan.programme")
def programme(
    *,
    by: User,
    at: datetime,
    version: PlanVersion,
    period: str,
    typed: Mapping[Cell, object],
    activities: Sequence[ActivityValues] | None = None,
    seen: int | None = None,
) -> int:
    """Write what a version programmes for a quarter; blank text empties a cell. Returns how many cells changed.

    activities: the whole matrix of measures, when it is given; seen: the number of the
    matrix as the person read it, so that nobody else's is overwritten (RP-43).
    Raises Invalid with every problem; RP-39 up to a modification's cut-off.
    """
    version = locked_version(version)
    require(by, Permission.RISK_REQUEST, version.plan.hospital.unit, at)
    if version.state != VersionState.DRAFT:
        check_version("request", "programar", version)
    check_fresh(version, seen)
    span = quarter(period)
    if span is None:
        raise invalid("RP-49", "period", value=period)
    if not version.plan.first_year <= span.start.year <= version.plan.last_year:
        raise invalid("RP-36", "period", detail=period)
    if typed and version.cutoff and period <= version.cutoff:
        raise invalid("RP-39", "period", period=period, cutoff=version.cutoff)
    read, problems = read_cells(typed, planned=True)
    problems += [p for row in activities or () for p in _activity_problems(row)]
    if problems:
        raise Invalid(problems)
    changed = _write(version, period, read)
    if activities is not None:
        version.version += 1
        version.save(update_fields=["version"])
        version.activities.all().delete()
        Activity.objects.bulk_create(
            Activity(version=version, **{f: getattr(row, f) for f in ActivityValues.__slots__})
            for row in activities
        )
    _record("riskplans.plan.programme", by, at, version, {"period": period, "cells": changed})
    return changed


@action("riskplans.plan.request")
def request_viability(*, by: User, at: datetime, version: PlanVersion) -> PlanVersion:
    """The territory presents the version to the Superintendencia.

    A modification is cut at the quarter before it is presented, whenever its writing began.
    """
    version = locked_version(version)
    require(by, Permission.RISK_REQUEST, version.plan.hospital.unit, at)
    target = check_version("request", "solicitar su viabilidad", version)
    if not version.figures.exists() or not version.activities.exists():
        what = "matriz de medidas" if version.figures.exists() else "cifras programadas"
        raise invalid("RP-37", what=what, period="ningún trimestre")
    version.state, version.requested_at, version.requested_by = target, at, by
    if version.kind == "original":
        version.plan.presented_on = today(at)
        version.plan.save(update_fields=["presented_on"])
    else:
        version.cutoff = _quarter_before(at)
    version.save()
    figures = PlannedFigure.objects.filter(version=version).values_list("period", flat=True).distinct()
    digests = {period: digest_of(planned(version, period)) for period in sorted(figures)}
    _record("riskplans.plan.request", by, at, version, {"digests": digests, "cutoff": version.cutoff})
    tell_version("requested", version, at)
    return version


@action("riskplans.plan.viabilise")
def viabilise(*, by: User, at: datetime, version: PlanVersion, note: str = "") -> PlanVersion:
    """The Superintendencia finds the version viable: it governs from the quarter after its cut-off.

    A report of such a quarter that is still being written goes over to it; one already sent keeps its own.
    """
    version = locked_version(version)
    require(by, Permission.RISK_VIABILISE, version.plan.hospital.unit, at)
    version.state = check_version("viabilise", "viabilizar", version)
    version.decided_at, version.decided_by, version.decision_note = at, by, note.strip()
    version.effective_from = _effective(version)
    version.save()
    if version.kind == "original":
        version.plan.viable_on = today(at)
        version.plan.save(update_fields=["viable_on"])
    moved = adopt(version) if version.kind == "modification" else []
    data = {"from": version.effective_from, "reports": moved}
    _record("riskplans.plan.viabilise", by, at, version, data, version.decision_note)
    tell_version("viabilised", version, at)
    return version


@action("riskplans.plan.refuse")
def refuse_viability(*, by: User, at: datetime, version: PlanVersion, note: str) -> PlanVersion:
    """The Superintendencia does not find it viable, and says why."""
    version = locked_version(version)
    require(by, Permission.RISK_VIABILISE, version.plan.hospital.unit, at)
    version.state = check_version("refuse", "negar su viabilidad", version)
    version.decided_at, version.decided_by = at, by
    version.decision_note = needed(note, "el motivo", "note")
    version.save()
    _record("riskplans.plan.refuse", by, at, version, {}, version.decision_note)
    tell_version("refused", version, at)
    return version


@action("riskplans.plan.rework")
def rework_plan(*, by: User, at: datetime, version: PlanVersion) -> PlanVersion:
    """The territory takes a refused original up again, to correct it and present it once more (same procedure).

    A refused modification stays as it was: another one may be asked for.
    """
    version = locked_version(version)
    require(by, Permission.RISK_REQUEST, version.plan.hospital.unit, at)
    target = check_version("rework", "corregirla", version)
    if version.kind != "original":
        raise not_now("RP-34", state=VERSION_LABELS[VersionState.REFUSED].lower(), act="corregirla")
    version.state = target
    version.save(update_fields=["state"])
    _record("riskplans.plan.rework", by, at, version, {})
    return version


@action("riskplans.plan.modify")
def ask_modification(*, by: User, at: datetime, plan: Plan, reason: str) -> PlanVersion:
    """Begin the plan's one modification: a copy of the original to be reprogrammed, cut at the quarter before.

    Raises NotNow RP-30 to RP-33: the original is not viable, there was one, one is on its way, nothing reported yet.
    """
    require(by, Permission.RISK_REQUEST, plan.hospital.unit, at)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    versions = [(v.kind, VersionState(v.state)) for v in plan.versions.all()]
    rule = may_modify(versions, plan.reports.filter(state__in=SENT).count())
    if rule:
        raise not_now(rule)
    text = needed(reason, "por qué se modifica el plan", "reason")
    original = plan.versions.get(kind="original")
    cutoff = _quarter_before(at)
    version = PlanVersion.objects.create(
        plan=plan, kind="modification", cutoff=cutoff, reason=text, created_at=at
    )
    _copy(original, version)
    _record("riskplans.plan.modify", by, at, version, {"cutoff": cutoff}, text)
    return version


def _quarter_before(at: datetime) -> str:
    """The quarter before the day's, as an id."""
    return previous(containing(today(at), PeriodType.QUARTER)).id


def _copy(original: PlanVersion, version: PlanVersion) -> None:
    """Both versions are kept whole: the modification starts as what the original said."""
    PlannedFigure.objects.bulk_create(
        PlannedFigure(
            version=version, period=f.period, cuadro=f.cuadro, row=f.row, column=f.column, value=f.value
        )
        for f in original.figures.all()
    )
    Activity.objects.bulk_create(
        Activity(version=version, **{f: getattr(row, f) for f in ActivityValues.__slots__})
        for row in original.activities.all()
    )


def _effective(version: PlanVersion) -> str:
    """The first quarter a version governs: the plan's first, or the one after the cut-off."""
    if version.kind == "original":
        return f"{version.plan.first_year}Q1"
    year, number = int(version.cutoff[:4]), int(version.cutoff[-1])
    return f"{year}Q{number + 1}" if number < 4 else f"{year + 1}Q1"


def _write(version: PlanVersion, period: str, read: Mapping[Cell, object]) -> int:
    stored = planned(version, period)
    changes = {cell: value for cell, value in read.items() if stored.get(cell) != value}
    for cell in changes:
        PlannedFigure.objects.filter(
            version=version, period=period, cuadro=cell[0], row=cell[1], column=cell[2]
        ).delete()
    PlannedFigure.objects.bulk_create(
        PlannedFigure(
            version=version,
            period=period,
            cuadro=cell[0],
            row=cell[1],
            column=cell[2],
            value=decimal_of(value),
        )
        for cell, value in changes.items()
        if value is not None
    )
    return len(changes)


def _activity_problems(row: ActivityValues) -> list:
    place = f"medidas.{row.number}"
    found = [
        RULES["RP-35"].problem(f"{place}.{key}", what=what)
        for key, what in (
            ("name", "la actividad"),
            ("measure", "la medida"),
            ("responsible", "el responsable"),
        )
        if not getattr(row, key).strip()
    ]
    found += sum_problems(f"{place}.amount", f"El valor de la actividad {row.number}", exact(row.amount))
    if row.due_on < row.starts_on:
        found.append(RULES["RP-36"].problem(f"{place}.due_on", detail=f"{row.starts_on} a {row.due_on}"))
    return found


def _record(name: str, by: User, at: datetime, version: PlanVersion, data: dict, reason: str = "") -> None:
    record(
        action=name,
        by=by,
        at=at,
        subject=version,
        place=version.plan.hospital.unit,
        data={"kind": version.kind, "plan": str(version.plan)} | data,
        reason=reason,
    )
