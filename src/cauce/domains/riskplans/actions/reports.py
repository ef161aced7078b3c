"""A hospital's quarterly report: opened, filled, sent; reviewed by the territory; received by the Superintendencia."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem

from ..country import end_of_day, number_of, quarter, quarter_name, today
from ..models import Comment, Figure, FigureChange, Plan, PlanVersion, QuarterReport, Section
from ..policies import check_fresh, check_report, check_section, not_now
from ..queries.check_levels import InForce, of_period
from ..queries.checks import problems_of
from ..queries.figures import definition_on, executed
from ..rules.cells import blanks, labels, read_cells
from ..rules.cuadros import CUADROS, due_in
from ..rules.deadlines import Terms
from ..rules.figures import Cell
from ..rules.states import ReportState, SectionState, VersionState
from ..rules.table import RULES
from ..telling import tell
from .carrying import carry_over
from .common import decimal_of, digest_of, invalid, locked_report, needed, settle

PARTIES = (Permission.RISK_WRITE, Permission.RISK_REVIEW, Permission.RISK_EVALUATE)


@action("riskplans.report.open")
def open_report(*, by: User, at: datetime, plan: Plan, period: str) -> QuarterReport:
    """The report of a quarter that has ended, with a section for each Cuadro that is due in it. Opened once.

    Raises Invalid RP-49, NotNow RP-40 (no version governs) and RP-41 (the quarter has not ended).
    """
    require(by, Permission.RISK_WRITE, plan.hospital.unit, at)
    span = quarter(period)
    if span is None:
        raise invalid("RP-49", "period", value=period)
    if span.end >= today(at):
        raise not_now("RP-41", period=quarter_name(period))
    version = governing(plan, period)
    if version is None:
        raise not_now("RP-40", period=quarter_name(period))
    _definition, terms = definition_on(span.end)
    report, created = QuarterReport.objects.get_or_create(
        plan=plan,
        period=period,
        defaults={
            "plan_version": version,
            "due_at": end_of_day(Terms.from_dict(terms).due(span.end)["ese"]),
            "saved_at": at,
            "saved_by": by,
        },
    )
    if created:
        keys = ["medidas", *(key for key, cuadro in CUADROS.items() if due_in(cuadro, number_of(span)))]
        Section.objects.bulk_create(Section(report=report, cuadro=key) for key in keys)
        carry_over(report)
        _record("riskplans.report.open", by, at, report)
    return report


def governing(plan: Plan, period: str) -> PlanVersion | None:
    """The viabilised version in force for a quarter within the plan's years: the latest that has begun."""
    span = quarter(period)
    if span is None or not plan.first_year <= span.start.year <= plan.last_year:
        return None
    found = plan.versions.filter(state=VersionState.VIABILISED, effective_from__lte=period)
    return found.order_by("-effective_from", "-pk").first()


@action("riskplans.report.save")
def save_figures(
    *,
    by: User,
    at: datetime,
    report: QuarterReport,
    typed: Mapping[Cell, object],
    version: int | None = None,
    source: str = "typed",
    origin: str = "",
    cells: Mapping[Cell, str] | None = None,
) -> int:
    """Save executed figures as typed or imported; blank text empties a cell. Returns how many changed.

    All or nothing: Invalid carries every problem (RP-03, RP-44 to RP-48). version: the report's, for the optimistic
    lock; cells: where in the file each figure stood. What a figure was before is kept.
    """
    report = locked_report(report)
    require(by, Permission.RISK_WRITE, report.plan.hospital.unit, at)
    check_report("save", "escribir en él", report)
    check_fresh(report, version)
    read, problems = read_cells(typed, planned=False)
    if problems:
        raise Invalid(problems)
    stored = executed(report)
    changes = {cell: value for cell, value in read.items() if stored.get(cell) != value}
    if changes:
        _keep(report, stored, changes, by, at, source, origin, cells or {})
        touch(report, by, at)
    return len(changes)


def _keep(
    report: QuarterReport,
    stored: Mapping[Cell, Fraction],
    changes: Mapping[Cell, Fraction | None],
    by: User,
    at: datetime,
    source: str,
    origin: str,
    places: Mapping[Cell, str],
) -> None:
    def amount(value: Fraction | None) -> Decimal | None:
        return None if value is None else decimal_of(value)

    existing = {(f.cuadro, f.row, f.column): f for f in report.figures.all()}
    new, old, gone = [], [], []
    for cell, value in changes.items():
        figure = existing.get(cell)
        if value is None:
            gone += [figure.pk] if figure else []
            continue
        facts = {
            "value": amount(value),
            "source": source,
            "origin": origin[:200],
            "cell": places.get(cell, "")[:40],
        }
        if figure is None:
            new.append(_figure(report, cell, at, by, facts))
            continue
        for name, fact in facts.items():
            setattr(figure, name, fact)
        figure.version, figure.saved_at, figure.saved_by = figure.version + 1, at, by
        old.append(figure)
    Figure.objects.filter(pk__in=gone).delete()
    Figure.objects.bulk_create(new)
    Figure.objects.bulk_update(old, ["value", "source", "origin", "cell", "version", "saved_at", "saved_by"])
    FigureChange.objects.bulk_create(
        FigureChange(
            report=report,
            cuadro=cell[0],
            row=cell[1],
            column=cell[2],
            before=amount(stored.get(cell)),
            after=amount(value),
            source=source,
            origin=origin[:200],
            at=at,
            by=by,
        )
        for cell, value in changes.items()
    )


def _figure(report: QuarterReport, cell: Cell, at: datetime, by: User, facts: Mapping[str, object]) -> Figure:
    return Figure(
        report=report, cuadro=cell[0], row=cell[1], column=cell[2], saved_at=at, saved_by=by, **facts
    )


def touch(report: QuarterReport, by: User, at: datetime) -> None:
    """The report was saved: its version grows, and whoever read the earlier one is told."""
    report.version, report.saved_at, report.saved_by = report.version + 1, at, by
    report.save(update_fields=["version", "saved_at", "saved_by"])


@action("riskplans.report.send")
def send_report(
    *, by: User, at: datetime, report: QuarterReport, version: int | None = None, confirmed: bool = False
) -> QuarterReport:
    """The hospital sends the report to its territory. Blank cells are refused (RP-50).

    The checks (RP-51 limits, RP-52 activities without evidence, RP-53 unexplained variations, RP-54 and RP-72
    outliers) refuse it or are confirmed, as configured for its quarter; the report keeps which configuration that was.
    """
    report = locked_report(report)
    require(by, Permission.RISK_SEND, report.plan.hospital.unit, at)
    target = check_report("send", "enviarlo", report)
    check_fresh(report, version)
    figures = executed(report)
    checks = of_period(report.period)
    warnings = settle(_doubts(report, figures, checks), confirmed=confirmed)
    report.state, report.sent_at, report.sent_by, report.checked_with = target, at, by, checks.version
    report.save()
    report.sections.update(state=SectionState.PENDING, reason="")
    data = {
        "digest": digest_of(figures),
        "cells": len(figures),
        "warnings": sorted({w.rule for w in warnings}),
        "checks": checks.number,
    }
    _record("riskplans.report.send", by, at, report, data)
    tell("sent", report, at)
    return report


def _doubts(report: QuarterReport, figures: Mapping[Cell, Fraction], checks: InForce) -> Iterable[Problem]:
    span = quarter(report.period)
    lacking = blanks(figures, number_of(span)) if span else {}
    for key, cells in lacking.items():
        yield RULES["RP-50"].problem(key, count=len(cells), cuadro=CUADROS[key].name)
    if not lacking:
        yield from problems_of(report, figures, checks)


@action("riskplans.report.review")
def start_review(*, by: User, at: datetime, report: QuarterReport) -> QuarterReport:
    """The territory takes the report up."""
    return _move(by, at, report, Permission.RISK_REVIEW, "review", "revisarlo")


@action("riskplans.section.accept")
def accept_section(*, by: User, at: datetime, report: QuarterReport, cuadro: str) -> Section:
    """The territory accepts one section."""
    return _judge(by, at, report, cuadro, "accept", "aceptarla")


@action("riskplans.section.return")
def return_section(*, by: User, at: datetime, report: QuarterReport, cuadro: str, reason: str) -> Section:
    """The territory marks one section to be corrected, with its reason (RP-55)."""
    if not reason.strip():
        raise invalid("RP-55", cuadro, cuadro=labels([cuadro]))
    return _judge(by, at, report, cuadro, "return", "devolverla", reason.strip())


@action("riskplans.section.undo")
def undo_section(*, by: User, at: datetime, report: QuarterReport, cuadro: str) -> Section:
    """The territory takes its judgement of a section back, before the report leaves its hands."""
    return _judge(by, at, report, cuadro, "undo", "deshacer su revisión")


def _judge(
    by: User, at: datetime, report: QuarterReport, cuadro: str, act: str, words: str, reason: str = ""
) -> Section:
    report = locked_report(report)
    require(by, Permission.RISK_REVIEW, report.plan.hospital.unit, at)
    if report.state != ReportState.IN_REVIEW:
        check_report("accept", "juzgar sus secciones", report)
    section = report.sections.filter(cuadro=cuadro).first()
    if section is None:
        raise invalid("RP-44", "cuadro", cell=cuadro)
    section.state, section.reason = check_section(act, words, section), reason
    section.version += 1
    section.save()
    _record(f"riskplans.section.{act}", by, at, report, {"cuadro": cuadro}, reason)
    return section


@action("riskplans.report.return")
def return_report(*, by: User, at: datetime, report: QuarterReport, note: str = "") -> QuarterReport:
    """Send the report back to the hospital with the sections to correct (RP-58 when none is marked).

    The Superintendencia may also return one that it has received, saying why.
    """
    report = locked_report(report)
    received = report.state == ReportState.RECEIVED
    permission = Permission.RISK_EVALUATE if received else Permission.RISK_REVIEW
    require(by, permission, report.plan.hospital.unit, at)
    target = check_report("return", "devolverlo", report)
    reasons = dict(report.sections.filter(state=SectionState.RETURNED).values_list("cuadro", "reason"))
    returned = list(reasons)
    if received:
        needed(note, "el motivo", "note")
    elif not returned:
        raise not_now("RP-58")
    report.state, report.accepted_at, report.received_at = target, None, None
    report.save(update_fields=["state", "accepted_at", "received_at"])
    _record("riskplans.report.return", by, at, report, {"cuadros": returned}, note.strip())
    why = [f"{labels([cuadro])}: {reason}" for cuadro, reason in reasons.items()]
    tell("returned", report, at, "\n".join(filter(None, [note.strip(), *why])))
    return report


@action("riskplans.report.accept")
def accept_report(*, by: User, at: datetime, report: QuarterReport) -> QuarterReport:
    """The territory accepts the whole report once each section is accepted (RP-56, RP-57)."""
    report = locked_report(report)
    require(by, Permission.RISK_REVIEW, report.plan.hospital.unit, at)
    target = check_report("accept", "aceptarlo", report)
    states = dict(report.sections.values_list("cuadro", "state"))
    for state, rule in ((SectionState.PENDING, "RP-56"), (SectionState.RETURNED, "RP-57")):
        keys = [key for key, found in states.items() if found == state]
        if keys:
            raise not_now(rule, cuadros=labels(keys))
    report.state, report.accepted_at = target, at
    report.save(update_fields=["state", "accepted_at"])
    _record("riskplans.report.accept", by, at, report)
    tell("accepted", report, at)
    return report


@action("riskplans.report.receive")
def receive_report(*, by: User, at: datetime, report: QuarterReport) -> QuarterReport:
    """The Superintendencia receives an accepted report."""
    found = _move(by, at, report, Permission.RISK_EVALUATE, "receive", "recibirlo")
    found.received_at = at
    found.save(update_fields=["received_at"])
    return found


@action("riskplans.comment.write")
def write_comment(*, by: User, at: datetime, report: QuarterReport, text: str, cuadro: str = "") -> Comment:
    """A comment on the report or one of its sections (RP-44), by who has a part in it: ESE, territory, Superintendencia."""
    unit = report.plan.hospital.unit
    if not any(can(by, permission, unit, at) for permission in PARTIES):
        require(by, Permission.RISK_REVIEW, unit, at)  # raises, and says who can lift it
    if cuadro and not report.sections.filter(cuadro=cuadro).exists():
        raise invalid("RP-44", "cuadro", cell=cuadro[:60])
    comment = Comment.objects.create(
        report=report, cuadro=cuadro, text=needed(text, "el comentario", "text"), at=at, by=by
    )
    _record("riskplans.comment.write", by, at, report, {"cuadro": cuadro}, comment.text)
    return comment


def _move(
    by: User, at: datetime, report: QuarterReport, permission: Permission, act: str, words: str
) -> QuarterReport:
    report = locked_report(report)
    require(by, permission, report.plan.hospital.unit, at)
    report.state = check_report(act, words, report)
    report.save(update_fields=["state"])
    _record(f"riskplans.report.{act}", by, at, report)
    tell({"review": "reviewing", "receive": "received"}[act], report, at)
    return report


def _record(
    name: str,
    by: User,
    at: datetime,
    report: QuarterReport,
    data: Mapping[str, object | Sequence[object]] | None = None,
    reason: str = "",
) -> None:
    record(
        action=name,
        by=by,
        at=at,
        subject=report,
        place=report.plan.hospital.unit,
        data={"period": report.period} | dict(data or {}),
        reason=reason,
    )
