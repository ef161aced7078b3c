"""Saving the supporting forms: exams, hospital months, school rinses, resources, population (spec 4, C and D)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..country import is_month, month_of, period_of, today
from ..models import Exam, HospitalMonth, Population, Resource, RinseRegister, Study, Tooth
from ..rules.dmft import Counts
from ..rules.flow import broken
from ..rules.forms import read_exam, read_hospital, read_rinses
from ..rules.table import broken as rda_broken
from .common import conflict, settle

RESIDENCE = ("province", "district", "corregimiento", "school")


@action("oralhealth.exam.save")
def save_exam(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    day: date,
    typed: Mapping[str, Any],
    uid: uuid.UUID,
    version: int = 0,
    study: Study | None = None,
    confirmed: bool = False,
) -> Exam:
    """Save one epidemiological exam with its tooth chart; the counts are computed here, never typed.

    uid and version as in save_row. Raises Invalid with places `exam.<field>` and `exam.teeth.<FDI>`.
    """
    require(by, Permission.ORAL_EXAMINE, facility, at)
    form, problems = read_exam(typed, "exam", codebook())
    if day > today(at):
        problems.append(rda_broken("OH-03", "exam.date", date=day.isoformat()))
    settle(problems, confirmed=confirmed)
    assert form is not None  # noqa: S101  settle raised otherwise
    exam = Exam.objects.select_for_update(of=("self",)).filter(uid=uid, facility=facility).first()
    if exam is not None and exam.version != version:
        raise conflict(exam.saved_by.display_name, exam.saved_at, exam)
    exam = exam or Exam(uid=uid, facility=facility, version=0)
    exam.study, exam.date = study, day
    exam.month, exam.period = month_of(day), period_of(day)
    exam.person, exam.age, exam.sex = form.exam.id[:40], form.exam.age, form.exam.sex
    for name in RESIDENCE:
        setattr(exam, name, str(typed.get(name) or "").strip())
    for name, code in form.findings.items():
        setattr(exam, name, code)
    _set_counts(exam, ("decayed", "missing", "filled"), form.exam.cpod)
    _set_counts(exam, ("primary_decayed", "primary_extracted", "primary_filled"), form.exam.ceod)
    exam.version, exam.saved_by, exam.saved_at = exam.version + 1, by, at
    exam.save()
    exam.teeth.all().delete()
    Tooth.objects.bulk_create(Tooth(exam=exam, tooth=t, crown=c) for t, c in sorted(form.teeth.items()))
    record(
        action="oralhealth.exam.save",
        by=by,
        at=at,
        subject=exam,
        place=facility,
        data={"date": day, "version": exam.version, "teeth": len(form.teeth)},
    )
    return exam


def _set_counts(exam: Exam, names: tuple[str, str, str], counts: Counts | None) -> None:
    parts = (counts.decayed, counts.missing, counts.filled) if counts else (None, None, None)
    for name, value in zip(names, parts, strict=True):
        setattr(exam, name, value)


@action("oralhealth.hospital.save")
def save_hospital_month(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    month: int,
    typed: Mapping[str, Any],
    version: int = 0,
    sex: str = "",
    age_group: str = "",
) -> HospitalMonth:
    """Save the hospital's monthly form, whole or for one sex and age group."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    if not is_month(month):
        raise Invalid([broken("OH-130", "month", value=month)])
    values, problems = read_hospital(typed, "hospital")
    settle(problems, confirmed=False)
    key = {"facility": facility, "month": month, "sex": sex, "age_group": age_group}
    return _keep(by, at, HospitalMonth, key, values, version, "oralhealth.hospital.save")


@action("oralhealth.rinse.save")
def save_rinses(
    *,
    by: User,
    at: datetime,
    facility: OrgUnit,
    school: str,
    year: int,
    typed: Mapping[str, Any],
    version: int = 0,
    sex: str = "",
    age_group: str = "",
) -> RinseRegister:
    """Save a school's rinse register of a year."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    values, problems = read_rinses(typed, "rinses")
    settle(problems, confirmed=False)
    key = {"facility": facility, "school": school.strip(), "year": year, "sex": sex, "age_group": age_group}
    return _keep(by, at, RinseRegister, key, values, version, "oralhealth.rinse.save")


@action("oralhealth.resource.save")
def save_resource(*, by: User, at: datetime, facility: OrgUnit, year: int, dentists: int) -> Resource:
    """Save how many dentists a facility has in a year."""
    require(by, Permission.ORAL_REGISTER, facility, at)
    if isinstance(dentists, bool) or not 0 <= dentists <= 9_999:
        raise Invalid([broken("OH-140", "dentists", value=dentists)])
    found, _created = Resource.objects.update_or_create(
        facility=facility, year=year, defaults={"dentists": dentists, "saved_at": at, "saved_by": by}
    )
    data = {"year": year, "dentists": dentists}
    record(action="oralhealth.resource.save", by=by, at=at, subject=found, place=facility, data=data)
    return found


@action("oralhealth.population.load")
def load_population(
    *,
    by: User,
    at: datetime,
    place: OrgUnit,
    kind: str,
    year: int,
    source: str,
    rows: Iterable[Mapping[str, Any]],
) -> int:
    """Replace a place's population of a kind and year; one audit event for all. Returns how many rows.

    rows: persons and any of province, district, corregimiento, comarca, sex, age (completed years).
    """
    require(by, Permission.ORAL_REGISTER, place, at)
    new = [Population(kind=kind, year=year, place=place, source=source, **row) for row in rows]
    Population.objects.filter(kind=kind, year=year, place=place).delete()
    Population.objects.bulk_create(new, batch_size=2_000)
    record(
        action="oralhealth.population.load",
        by=by,
        at=at,
        subject=place,
        place=place,
        data={
            "kind": kind,
            "year": year,
            "rows": len(new),
            "persons": sum(p.persons for p in new),
            "source": source,
        },
    )
    return len(new)


def _keep(
    by: User,
    at: datetime,
    model: type[models.Model],
    key: dict[str, Any],
    values: Mapping[str, int | None],
    version: int,
    name: str,
) -> Any:
    """Store values under a key with an optimistic version, and say so in the log."""
    rows: Any = model._default_manager
    found = rows.select_for_update(of=("self",)).filter(**key).first()
    if found is not None and found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    found = found or model(**key, version=0)  # type: ignore[call-arg]
    before = {field: getattr(found, field) for field in values}
    for field, value in values.items():
        setattr(found, field, value)
    found.version, found.saved_by, found.saved_at = found.version + 1, by, at
    found.save()
    plain = {k: v for k, v in key.items() if k != "facility"}
    changed = {k: [before[k], v] for k, v in values.items() if before[k] != v}
    record(
        action=name, by=by, at=at, subject=found, place=key["facility"], data={**plain, "changes": changed}
    )
    return found
