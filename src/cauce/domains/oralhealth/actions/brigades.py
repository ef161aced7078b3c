"""School brigades: open, change, close and reopen (spec 4, C)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, NotNow, Problem
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..country import month_of, period_of, today
from ..models import Brigade, Exam, Study
from ..policies import admits, check_brigade_open
from ..rules.epidemiology import broken
from ..rules.reading import cell, day, whole
from ..rules.table import broken as rda_broken
from .common import conflict, settle
from .exams import locked_brigade, where_of

TEXTS = {"school": 120, "group": 40}
MAX_PUPILS = 2_000
MIN_REASON = 10


@action("oralhealth.brigade.save")
def save_brigade(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    typed: Mapping[str, Any],
    uid: uuid.UUID,
    version: int = 0,
    study: Study | None = None,
) -> Brigade:
    """Open a brigade, or change its head; its exams follow the day, school, residence and study.

    typed: date, school, group, population_group, area, province, district, corregimiento, pupils.
    Raises Invalid with places `brigade.<field>`.
    """
    require(by, Permission.ORAL_EXAMINE, facility, at)
    values, problems = _read(typed, at)
    found = Brigade.objects.select_for_update(of=("self",)).filter(uid=uid, facility=facility).first()
    if found is not None:
        check_brigade_open(found)
        if found.version != version:
            raise conflict(found.saved_by.display_name, found.saved_at, found)
    study = Study.objects.select_related("place").get(pk=study.pk) if study else None
    if study is not None and values["date"] and not admits(study, facility, values["date"]):
        problems.append(broken("OE-34", "brigade.study", study=study.name))
    if not problems and _same(values, facility, found):
        problems.append(broken("OE-32", "brigade.group"))
    settle(problems, confirmed=False)
    made = found is None
    found = found or Brigade(uid=uid, facility=facility, version=0)
    for name, value in values.items():
        setattr(found, name, value)
    found.study = study
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    if not made:
        _follow(found)
    data = {"date": found.date, "school": found.school, "group": found.group, "version": found.version}
    record(action="oralhealth.brigade.save", by=by, at=at, subject=found, place=facility, data=data)
    return found


@action("oralhealth.brigade.close")
def close_brigade(*, by: User, at: datetime, brigade: Brigade, confirmed: bool = False) -> Brigade:
    """Close the brigade: nothing in it changes any more. Fewer exams than pupils ask to be confirmed."""
    found = locked_brigade(brigade)
    require(by, Permission.ORAL_EXAMINE, found.facility, at)
    check_brigade_open(found)
    seen = found.exams.count()
    if not seen:
        raise Invalid([broken("OE-37", "brigade")])
    if found.pupils is not None and seen < found.pupils:
        settle([broken("OE-36", "brigade", seen=seen, pupils=found.pupils)], confirmed=confirmed)
    found.closed_at, found.closed_by = at, by
    found.version += 1
    found.save()
    data = {"date": found.date, "school": found.school, "exams": seen}
    record(action="oralhealth.brigade.close", by=by, at=at, subject=found, place=found.facility, data=data)
    return found


@action("oralhealth.brigade.reopen")
def reopen_brigade(*, by: User, at: datetime, brigade: Brigade, reason: str) -> Brigade:
    """Open a closed brigade again, with a reason."""
    found = locked_brigade(brigade)
    require(by, Permission.ORAL_STUDY, found.facility, at)
    if found.closed_at is None:
        problem = broken("OE-38")
        raise NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)
    if len(reason.strip()) < MIN_REASON:
        raise Invalid([broken("OE-39", "reason")])
    found.closed_at = found.closed_by = None
    found.version += 1
    found.save()
    data = {"date": found.date, "school": found.school}
    record(
        action="oralhealth.brigade.reopen",
        by=by,
        at=at,
        subject=found,
        place=found.facility,
        data=data,
        reason=reason.strip(),
    )
    return found


def _read(typed: Mapping[str, Any], at: datetime) -> tuple[dict[str, Any], list[Problem]]:
    problems: list[Problem] = []
    values: dict[str, Any] = {name: cell(typed, name)[:most] for name, most in TEXTS.items()}
    if not values["school"]:
        problems.append(broken("OE-30", "brigade.school"))
    values["date"] = day(cell(typed, "date"))
    if values["date"] is None or values["date"] > today(at):
        problems.append(broken("OE-31", "brigade.date", value=cell(typed, "date")[:20]))
    values["population_group"] = cell(typed, "population_group")
    if values["population_group"] and values["population_group"] not in codebook().lists["population_group"]:
        problems.append(
            broken("OE-49", "brigade.population_group", value=values["population_group"][:20], field="grupos")
        )
    values["area"] = cell(typed, "area")
    if values["area"] not in {"", *Brigade.Area.values}:
        problems.append(broken("OE-49", "brigade.area", value=values["area"][:20], field="áreas"))
    for name in ("province", "district", "corregimiento"):
        values[name] = cell(typed, name)
        if values[name] and not (values[name].isdigit() and len(values[name]) == 2):
            problems.append(rda_broken("OH-22", f"brigade.{name}", value=values[name][:10], part=name))
    values["pupils"] = _pupils(typed, problems)
    return values, problems


def _pupils(typed: Mapping[str, Any], problems: list[Problem]) -> int | None:
    text = cell(typed, "pupils")
    pupils = whole(text, MAX_PUPILS) if text else None
    if text and not pupils:
        problems.append(broken("OE-35", "brigade.pupils", value=text[:20]))
    return pupils


def _same(values: Mapping[str, Any], facility: OrgUnit, own: Brigade | None) -> bool:
    key = {name: values[name] for name in ("date", "school", "group")}
    return Brigade.objects.filter(facility=facility, **key).exclude(pk=own.pk if own else None).exists()


def _follow(brigade: Brigade) -> None:
    """The exams already there are of the brigade's day, school, residence and study."""
    Exam.objects.filter(brigade=brigade).update(
        **where_of(brigade),
        date=brigade.date,
        month=month_of(brigade.date),
        period=period_of(brigade.date),
        study=brigade.study,
    )
