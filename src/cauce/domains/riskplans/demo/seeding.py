"""Seed the risk plans: places, people, plans, eight quarters in every state, and their stories. Repeating it adds nothing."""

import random
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction

from cauce.core.demo.scene import Scene
from cauce.core.notifications.models import Notification
from cauce.core.periods.types import Period, PeriodType, containing
from cauce.core.statistics import refresh_statistics

from .. import actions
from ..country import number_of, previous, today
from ..models import Hospital, QuarterReport
from ..rules.figures import Cell
from ..rules.states import ReportState
from .figures import WEIGHTS, Quarter, accumulate, base_production, character
from .history import seed_history
from .people import People
from .places import ORIGIN, SEED, seed_categories, seed_tree
from .plans import Calendar, instant, modify, original_plan, viabilise
from .reports import evaluate, seed_report
from .stories import seed_annual, seed_follow_up, seed_instruments, seed_words
from .texts import MODIFICATION, PENDING, REFUSAL, REFUSED, said

QUARTERS = 8
FRESH = timedelta(days=30)
S = ReportState
# The last quarter shows every state; the hospital of the demo's account is the first and still writes.
LAST = (S.DRAFT, S.IN_REVIEW, S.SENT, S.RECEIVED, S.ACCEPTED, S.RETURNED, None)
MODIFIED, ASKED, DENIED = 3, 2, 8  # hospitals' numbers: modification approved halfway, on its way, refused
SILENT = {5: (4,), 17: (4, 3), 29: (5,)}  # hospital's number → quarters from the end that it never delivered


def seed(
    scene: Scene, *, quarters: int = QUARTERS, hospitals: int | None = None, papers: bool = True
) -> None:
    """Everything of the risk plans. quarters, hospitals, papers (those issued as PDF): less, for tests."""
    with transaction.atomic():
        places = seed_tree()
        people = People(places)
    if QuarterReport.objects.exists():
        people.settle()
        return
    places = places[:hospitals]
    calendar = Calendar(_spans(scene.at, quarters))
    with transaction.atomic():
        seed_categories(places, calendar.first_year, calendar.last_year)
        _weights(people, calendar)
        base, rng = base_production(), random.Random(SEED)  # noqa: S311
        made = sum(
            _hospital(rng, people, hospital, number, calendar, base) for number, hospital in enumerate(places)
        )
        refresh_statistics()
    seed_history(people.catalogue, places, calendar.first_year)
    evaluate(people.evaluator, before=calendar.spans[-1].id)
    _read_long_ago(scene.at)
    people.settle()
    _stories(scene, people, places, calendar, papers)
    _checks(people, calendar, scene.at)
    scene.say(f"{made} informes trimestrales sintéticos de {len(places)} ESE en Colombia")


def _spans(at: datetime, quarters: int) -> list[Period]:
    """The last `quarters` quarters that have ended, oldest first."""
    span = previous(containing(today(at), PeriodType.QUARTER))
    found = [span]
    while len(found) < quarters:
        found.append(previous(found[-1]))
    return found[::-1]


def _weights(people: People, calendar: Calendar) -> None:
    actions.publish_uvr(
        by=people.catalogue,
        at=instant(calendar.spans[0].start),
        name="Pesos UVR sintéticos de la demostración",
        valid_from=date(calendar.first_year, 1, 1),
        origin=ORIGIN,
        weights=WEIGHTS,
        synthetic=True,
    )


def _checks(people: People, calendar: Calendar, at: datetime) -> None:
    """One change of a check's level: the last quarter's reports that are not sent yet meet it, the others keep theirs."""
    actions.publish_checks(
        by=people.catalogue,
        at=at,
        valid_from=calendar.spans[-1].start,
        levels={"obligaciones_compromisos": "block"},
        note="Sintético: el territorio encontró obligaciones sin su compromiso.",
    )


def _hospital(
    rng: random.Random,
    people: People,
    hospital: Hospital,
    number: int,
    calendar: Calendar,
    base: dict[str, int],
) -> int:
    """The hospital's plan and its reports; returns how many reports."""
    who, spans = character(rng, hospital.level), calendar.spans
    version = original_plan(people, hospital, who, base, calendar)
    made = 0
    year: dict[Cell, Fraction] = {}
    for step, span in enumerate(spans):
        if number == MODIFIED and step == len(spans) // 2:
            at = instant(span.start + timedelta(days=35))
            version = modify(people, version.plan, at, MODIFICATION)
            version = viabilise(people.evaluator, version, at + timedelta(days=20))
        quarter = Quarter(rng, who, base, step, number_of(span))
        accumulate(quarter.executed, year, first=number_of(span) == 1)
        last = step == len(spans) - 1
        state = LAST[number % len(LAST)] if last else S.RECEIVED
        if state is None or (not last and len(spans) - step in SILENT.get(number, ())):
            continue
        seed_report(people.officer(hospital), rng, who, version, span, state, quarter.executed)
        made += 1
    return made


def _read_long_ago(now: datetime) -> None:
    """What people were told of in earlier quarters they have read since."""
    for notice in Notification.objects.filter(
        kind__startswith="riskplans.", created_at__lt=now - FRESH, read_at=None
    ):
        notice.read_at = notice.created_at + timedelta(days=1)
        notice.save(update_fields=["read_at"])


def _stories(scene: Scene, people: People, places: list[Hospital], calendar: Calendar, papers: bool) -> None:
    """What happened beside the reports, each part whole."""
    last, before = calendar.spans[-1], calendar.spans[-2]
    with transaction.atomic():
        if len(places) > ASKED:
            modify(people, places[ASKED].plans.get(), scene.at, PENDING)
        if len(places) > DENIED:
            asked = instant(before.start + timedelta(days=35))
            version = modify(people, places[DENIED].plans.get(), asked, REFUSED)
            decided = asked + timedelta(days=20)
            actions.refuse_viability(by=people.evaluator, at=decided, version=version, note=said(REFUSAL))
        seed_instruments(people, places, calendar.spans[0].start)
        seed_words(people, places, last.id, scene.at)
    if papers:
        with transaction.atomic():
            seed_follow_up(people, places[0], before.id, last.id, scene.at)
            seed_annual(people, places[0].unit.parent.parent, scene.at)
