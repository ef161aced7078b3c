"""The quarterly reports of the demonstration, in every state, and the evaluations of those that were received."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from cauce.core.accounts.models import User
from cauce.core.audit.log import record
from cauce.core.bulk import insert
from cauce.core.documents.storage import store_bytes
from cauce.core.periods.types import Period

from .. import actions
from ..actions.common import decimal_of
from ..country import end_of_day, number_of
from ..models import ActivityProgress, Evaluation, Evidence, Figure, PlanVersion, QuarterReport, Section
from ..rules.cuadros import CUADROS, due_in
from ..rules.deadlines import Terms
from ..rules.figures import Cell
from ..rules.states import ReportState, SectionState
from .figures import Character
from .places import ORIGIN
from .texts import ASPECTS, said

S = ReportState
DONE = {S.SENT, S.IN_REVIEW, S.RETURNED, S.ACCEPTED, S.RECEIVED, S.EVALUATED}
LACKING = "pasivos"  # the Cuadro that a report still being written does not have
RETURNED = "flujo", "El rezago de cartera no coincide con el presupuesto."


def seed_report(
    writer: User,
    rng: random.Random,
    who: Character,
    version: PlanVersion,
    span: Period,
    state: ReportState,
    executed: dict[Cell, object],
) -> QuarterReport:
    """A report of a quarter in a state, with figures, activities done and evidence."""
    due = end_of_day(Terms().due(span.end)["ese"])
    sent = due - timedelta(days=rng.randrange(0, 12), hours=rng.randrange(5, 14))
    done = state in DONE
    report = QuarterReport.objects.create(
        plan=version.plan,
        plan_version=version,
        period=span.id,
        state=state,
        due_at=due,
        sent_at=sent if done else None,
        sent_by=writer if done else None,
        accepted_at=sent + timedelta(days=9) if state in (S.ACCEPTED, S.RECEIVED) else None,
        received_at=sent + timedelta(days=12) if state == S.RECEIVED else None,
        saved_at=sent,
        saved_by=writer,
    )
    _sections(report, span)
    kept = executed if done else {cell: value for cell, value in executed.items() if cell[0] != LACKING}
    insert(
        Figure,
        ("cuadro", "row", "column", "value"),
        ((*cell, decimal_of(value)) for cell, value in kept.items()),
        report_id=report.pk,
        source="file",
        origin=ORIGIN,
        cell="",
        version=1,
        saved_at=sent,
        saved_by_id=writer.pk,
    )
    _matrix(rng, who, report, span, sent, writer)
    if done:
        _sent(report, writer, len(kept))
    return report


def evaluate(evaluator: User, before: str) -> None:
    """Every received report of a quarter before that one is evaluated and closed, through the actions."""
    texts = {key: said(text) for key, text in ASPECTS.items()}
    received = QuarterReport.objects.filter(state=S.RECEIVED, period__lt=before)
    for report in received.order_by("period", "pk"):
        at = report.received_at + timedelta(days=10)
        with transaction.atomic():
            evaluation = actions.open_evaluation(by=evaluator, at=at, report=report)
            # Written as if in the form: saving through the action would score everything a third time.
            Evaluation.objects.filter(pk=evaluation.pk).update(aspects=texts)
            actions.close_evaluation(by=evaluator, at=at, evaluation=evaluation)


def _sections(report: QuarterReport, span: Period) -> None:
    accepted = SectionState.ACCEPTED if report.state in (S.ACCEPTED, S.RECEIVED) else SectionState.PENDING
    keys = ["medidas", *(key for key, cuadro in CUADROS.items() if due_in(cuadro, number_of(span)))]
    back = RETURNED if report.state == S.RETURNED else ("", "")
    Section.objects.bulk_create(
        Section(
            report=report,
            cuadro=key,
            state=SectionState.RETURNED if key == back[0] else accepted,
            reason=back[1] if key == back[0] else "",
        )
        for key in keys
    )


def _sent(report: QuarterReport, writer: User, cells: int) -> None:
    record(
        action="riskplans.report.send",
        by=writer,
        at=report.sent_at,
        subject=report,
        place=report.plan.hospital.unit,
        data={"period": report.period, "cells": cells, "digest": "demo", "warnings": []},
    )


def _matrix(
    rng: random.Random, who: Character, report: QuarterReport, span: Period, at: datetime, writer: User
) -> None:
    """Most activities done by then, nearly all with evidence; the draft's own waits for its evidence."""
    digest = store_bytes(b"Soporte sintetico de la demostracion de Cauce.\n")
    rows = list(report.plan_version.activities.all())
    done = [a for a in rows if a.due_on <= span.end and a.number * 17 % 10 < who.effort * 10]
    waiting = None
    if report.state == S.DRAFT:  # one done before its date, so that no earlier report supports it
        waiting = next((a for a in rows if a.due_on > span.end), rows[-1])
        done = [*(a for a in done if a != waiting), waiting]
    for activity in done:
        ActivityProgress.objects.create(
            report=report,
            activity=activity,
            done=True,
            done_on=min(activity.due_on, span.end),
            amount=activity.amount,
        )
        if rng.randrange(12) and activity != waiting:
            Evidence.objects.create(
                report=report,
                activity=activity,
                cuadro="medidas",
                name=f"soporte-sintetico-{activity.number}.txt",
                digest=digest,
                size=47,
                path=digest,
                at=at,
                by=writer,
            )
