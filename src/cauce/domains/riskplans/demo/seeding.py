"""Seed the risk plans: places, people, plans, eight quarters in every state. Repeating it adds nothing."""

import random
from datetime import date, datetime, timedelta

from django.db import transaction

from cauce.core.accounts.models import User
from cauce.core.audit.log import record
from cauce.core.bulk import insert
from cauce.core.demo.scene import Scene
from cauce.core.documents.storage import store_bytes
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.core.statistics import refresh_statistics

from .. import actions
from ..country import ZONE, end_of_day, number_of, previous, today
from ..models import (
    Activity,
    ActivityProgress,
    Evidence,
    Figure,
    Hospital,
    Plan,
    PlannedFigure,
    PlanVersion,
    QuarterReport,
    Section,
)
from ..rules.aspects import ASPECTS
from ..rules.cuadros import CUADROS, due_in
from ..rules.deadlines import Terms
from ..rules.figures import Cell
from ..rules.states import ReportState, SectionState, VersionState
from .figures import WEIGHTS, Character, Quarter, base_production, character
from .history import seed_history
from .measures import MEASURES
from .places import ORIGIN, SEED, seed_categories, seed_people, seed_tree

QUARTERS = 8
S = ReportState
# The last quarter shows every state; the hospital of the demo's account is the first and still writes.
LAST = (S.DRAFT, S.IN_REVIEW, S.SENT, S.RECEIVED, S.ACCEPTED, S.RETURNED, None)
DONE = {S.SENT, S.IN_REVIEW, S.RETURNED, S.ACCEPTED, S.RECEIVED, S.EVALUATED}


def seed(scene: Scene, *, quarters: int = QUARTERS, hospitals: int | None = None) -> None:
    """Everything of the risk plans; `quarters`, `hospitals`: less, for tests."""
    with transaction.atomic():
        places = seed_tree()
        people = seed_people(places[0])
    if QuarterReport.objects.exists():
        return
    spans = _spans(scene.at, quarters)
    years = (spans[0].start.year, spans[-1].start.year + 1)
    with transaction.atomic():
        seed_categories(places, *years)
        actions.publish_uvr(
            by=people["co.catalogos"],
            at=_at(spans[0].start),
            name="Pesos UVR sintéticos de la demostración",
            valid_from=date(years[0], 1, 1),
            origin=ORIGIN,
            weights=WEIGHTS,
            synthetic=True,
        )
        base, rng = base_production(), random.Random(SEED)  # noqa: S311
        made = 0
        for number, hospital in enumerate(places[:hospitals]):
            made += _hospital(rng, people, hospital, number, spans, base)
        refresh_statistics()
    seed_history(people["co.catalogos"], places[:hospitals], spans[0].start.year)
    _evaluate(people["co.evaluacion"], spans)
    scene.say(f"{made} informes trimestrales sintéticos de {len(places[:hospitals])} ESE en Colombia")


def _spans(at: datetime, quarters: int) -> list[Period]:
    """The last `quarters` quarters that have ended, oldest first."""
    span = previous(containing(today(at), PeriodType.QUARTER))
    found = [span]
    while len(found) < quarters:
        found.append(previous(found[-1]))
    return found[::-1]


def _hospital(
    rng: random.Random,
    people: dict[str, User],
    hospital: Hospital,
    number: int,
    spans: list[Period],
    base: dict[str, int],
) -> int:
    who = character(rng, hospital.level)
    version = _plan(people, hospital, spans)
    made = 0
    for step, span in enumerate(spans):
        quarter = Quarter(rng, who, base, step, number_of(span))
        insert(
            PlannedFigure,
            ("cuadro", "row", "column", "value"),
            ((*cell, _decimal(value)) for cell, value in quarter.planned.items()),
            version_id=version.pk,
            period=span.id,
        )
        last = step == len(spans) - 1
        state = LAST[number % len(LAST)] if last else S.RECEIVED
        if state is None:
            continue
        _report(people, rng, who, version, span, state, quarter.executed)
        made += 1
    return made


def _plan(people: dict[str, User], hospital: Hospital, spans: list[Period]) -> PlanVersion:
    first, last = spans[0].start.year, spans[-1].start.year + 1
    at = _at(date(first, 1, 10))
    plan = Plan.objects.create(
        hospital=hospital,
        first_year=first,
        last_year=last,
        remitted_on=date(first - 1, 6, 1),
        presented_on=date(first - 1, 9, 1),
        viable_on=date(first - 1, 12, 1),
        cause="Categorizada en riesgo medio o alto (dato sintético)",
        created_at=at,
    )
    version = PlanVersion.objects.create(
        plan=plan,
        kind="original",
        state=VersionState.VIABILISED,
        effective_from=f"{first}Q1",
        created_at=at,
        requested_at=at,
        decided_at=at,
        decided_by=people["co.evaluacion"],
        requested_by=people["co.territorio"],
    )
    start = spans[0].start
    Activity.objects.bulk_create(
        Activity(
            version=version,
            number=number,
            category=category,
            measure=measure,
            name=name,
            responsible=responsible,
            starts_on=start,
            due_on=start + timedelta(days=60 * number),
            amount=number * 12_000_000,
        )
        for number, (category, measure, name, responsible) in enumerate(MEASURES, start=1)
    )
    return version


def _report(
    people: dict[str, User],
    rng: random.Random,
    who: Character,
    version: PlanVersion,
    span: Period,
    state: ReportState,
    executed: dict[Cell, object],
) -> None:
    writer, due = people["co.financiera"], Terms().due(span.end)
    sent = end_of_day(due["ese"]) - timedelta(days=rng.randrange(0, 12), hours=rng.randrange(5, 14))
    done = state in DONE
    report = QuarterReport.objects.create(
        plan=version.plan,
        plan_version=version,
        period=span.id,
        state=state,
        due_at=end_of_day(due["ese"]),
        sent_at=sent if done else None,
        sent_by=writer if done else None,
        accepted_at=sent + timedelta(days=9) if state in (S.ACCEPTED, S.RECEIVED) else None,
        received_at=sent + timedelta(days=12) if state == S.RECEIVED else None,
        saved_at=sent,
        saved_by=writer,
    )
    accepted = SectionState.ACCEPTED if state in (S.ACCEPTED, S.RECEIVED) else SectionState.PENDING
    keys = ["medidas", *(key for key, cuadro in CUADROS.items() if due_in(cuadro, number_of(span)))]
    Section.objects.bulk_create(
        Section(
            report=report,
            cuadro=key,
            state=SectionState.RETURNED if state == S.RETURNED and key == "flujo" else accepted,
            reason="El rezago de cartera no coincide con el presupuesto."
            if state == S.RETURNED and key == "flujo"
            else "",
        )
        for key in keys
    )
    kept = executed if done else {cell: value for cell, value in executed.items() if cell[0] != "pasivos"}
    insert(
        Figure,
        ("cuadro", "row", "column", "value"),
        ((*cell, _decimal(value)) for cell, value in kept.items()),
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
        record(
            action="riskplans.report.send",
            by=writer,
            at=sent,
            subject=report,
            place=version.plan.hospital.unit,
            data={"period": span.id, "cells": len(kept), "digest": "demo", "warnings": []},
        )


def _matrix(
    rng: random.Random, who: Character, report: QuarterReport, span: Period, at: datetime, writer: User
) -> None:
    digest = store_bytes(b"Soporte sintetico de la demostracion de Cauce.\n")
    for activity in report.plan_version.activities.filter(due_on__lte=span.end):
        if activity.number * 17 % 10 >= who.effort * 10:
            continue
        ActivityProgress.objects.create(
            report=report, activity=activity, done=True, done_on=activity.due_on, amount=activity.amount
        )
        if rng.randrange(12):
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


def _evaluate(evaluator: User, spans: list[Period]) -> None:
    """Every quarter but the last is evaluated and closed, through the actions."""
    texts = dict.fromkeys(ASPECTS, "Texto sintético de la demostración.")
    for report in QuarterReport.objects.filter(state=S.RECEIVED, period__lt=spans[-1].id).order_by(
        "period", "pk"
    ):
        at = report.received_at + timedelta(days=10)
        with transaction.atomic():
            evaluation = actions.open_evaluation(by=evaluator, at=at, report=report)
            actions.save_evaluation(by=evaluator, at=at, evaluation=evaluation, aspects=texts)
            actions.close_evaluation(by=evaluator, at=at, evaluation=evaluation)


def _decimal(value: object) -> object:
    from ..actions.common import decimal_of

    return decimal_of(value)  # type: ignore[arg-type]


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
