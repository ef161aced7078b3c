"""Saving and taking off epidemiological exams (spec 4, C). The counts are computed here, never typed."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Problem
from cauce.core.organisations.models import OrgUnit

from ..codebook import codebook
from ..country import month_of, period_of, today
from ..freshness import EXAMS, changed, writing
from ..models import Brigade, Exam, Study, Tooth
from ..policies import check_brigade_open, check_study_admits
from ..rules.dmft import Counts
from ..rules.epidemiology import broken
from ..rules.exam import ExamForm, read_exam
from ..rules.table import broken as rda_broken
from .common import conflict, settle

RESIDENCE = ("province", "district", "corregimiento", "school")
PERMANENT = ("decayed", "missing", "filled")
PRIMARY = ("primary_decayed", "primary_extracted", "primary_filled")


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
    brigade: Brigade | None = None,
    confirmed: bool = False,
) -> Exam:
    """Save one epidemiological exam with its tooth chart; the counts are computed here, never typed.

    uid and version as in save_row. brigade: its facility, day, school, residence and study are the exam's.
    Raises Invalid with places `exam.<field>` and `exam.teeth.<FDI>`.
    """
    if brigade is not None:
        brigade = locked_brigade(brigade)
        facility, day, study = brigade.facility, brigade.date, brigade.study
    require(by, Permission.ORAL_EXAMINE, facility, at)
    if brigade is not None:
        check_brigade_open(brigade)
    form, problems = read_exam(typed, "exam", codebook())
    if day > today(at):
        problems.append(rda_broken("OH-03", "exam.date", date=day.isoformat()))
    if study is not None:
        study = Study.objects.select_related("place").get(pk=study.pk)  # as it is now, not as it was shown
        check_study_admits(study, facility, day)
    exam = Exam.objects.select_for_update(of=("self",)).filter(uid=uid, facility=facility).first()
    if exam is not None and exam.version != version:
        raise conflict(exam.saved_by.display_name, exam.saved_at, exam)
    if form and _taken(form.exam.id, facility, day, brigade, exam):
        problems.append(broken("OE-03", "exam.person", value=form.exam.id))
    warned = settle(problems, confirmed=confirmed)
    assert form is not None  # noqa: S101  settle raised otherwise
    exam = exam or Exam(uid=uid, facility=facility, version=0)
    exam.study, exam.brigade = study, brigade
    fill(exam, form, day, _where(typed, brigade), warned)
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


@action("oralhealth.exam.remove")
def remove_exam(*, by: User, at: datetime, exam: Exam, version: int) -> None:
    """Take an exam off, with its teeth; the log keeps that it was there and what it counted."""
    found = Exam.objects.select_for_update(of=("self",)).select_related("facility", "brigade").get(pk=exam.pk)
    require(by, Permission.ORAL_EXAMINE, found.facility, at)
    if found.brigade is not None:
        check_brigade_open(locked_brigade(found.brigade))
    if found.version != version:
        raise conflict(found.saved_by.display_name, found.saved_at, found)
    counts = {name: getattr(found, name) for name in (*PERMANENT, *PRIMARY)}
    data = {"date": found.date, "person": found.person, "teeth": found.teeth.count(), **counts}
    record(
        action="oralhealth.exam.remove",
        by=by,
        at=at,
        subject=found.brigade or found,
        place=found.facility,
        data=data,
    )
    found.delete()


@dataclass(frozen=True, slots=True)
class NewExam:
    """A read exam that an import adds to a brigade."""

    form: ExamForm
    where: Mapping[str, str]
    warned: tuple[Problem, ...] = ()


@action("oralhealth.exam.import")
def add_exams(*, by: User, at: datetime, brigade: Brigade, exams: Iterable[NewExam], file: str) -> int:
    """Add many read exams to a brigade with one event; returns how many. The caller has read them by the rules."""
    brigade = locked_brigade(brigade)
    require(by, Permission.ORAL_EXAMINE, brigade.facility, at)
    check_brigade_open(brigade)
    if brigade.study is not None:
        check_study_admits(brigade.study, brigade.facility, brigade.date)
    new = list(exams)
    keys = [n.form.exam.id for n in new]
    taken = set(brigade.exams.filter(person__in=keys).values_list("person", flat=True))
    if taken:
        raise Invalid([broken("OE-03", "exam.person", value=key) for key in sorted(taken)])
    made = []
    for one in new:
        exam = Exam(facility=brigade.facility, study=brigade.study, brigade=brigade, saved_by=by, saved_at=at)
        fill(exam, one.form, brigade.date, one.where, one.warned)
        made.append(exam)
    writing(month_of(brigade.date), EXAMS)  # in bulk there is no signal
    changed(month_of(brigade.date), brigade.facility)
    Exam.objects.bulk_create(made)
    Tooth.objects.bulk_create(
        Tooth(exam=exam, tooth=t, crown=c)
        for exam, one in zip(made, new, strict=True)
        for t, c in sorted(one.form.teeth.items())
    )
    data = {"file": file, "exams": len(made), "date": brigade.date, "school": brigade.school}
    record(action="oralhealth.exam.import", by=by, at=at, subject=brigade, place=brigade.facility, data=data)
    return len(made)


def locked_brigade(brigade: Brigade) -> Brigade:
    """The brigade as it is now, locked until the transaction ends."""
    found = Brigade.objects.select_for_update(of=("self",)).select_related("facility", "study", "saved_by")
    return found.get(pk=brigade.pk)


def where_of(brigade: Brigade) -> dict[str, str]:
    """What every exam of the brigade shares."""
    return {name: getattr(brigade, name) for name in RESIDENCE}


def fill(exam: Exam, form: ExamForm, day: date, where: Mapping[str, str], warned: Iterable[Problem]) -> None:
    """Set an exam's fields from what was read; not its teeth."""
    exam.date, exam.month, exam.period = day, month_of(day), period_of(day)
    exam.person, exam.age, exam.sex = form.exam.id, form.exam.age, form.exam.sex
    exam.group, exam.note = form.exam.group[:40], form.note
    for name, value in where.items():
        setattr(exam, name, value)
    for name, code in form.findings.items():
        setattr(exam, name, code)
    exam.risk_situations = " ".join(form.risks)
    exam.warnings = " ".join(sorted({p.rule for p in warned}))
    _set_counts(exam, PERMANENT, form.exam.cpod)
    _set_counts(exam, PRIMARY, form.exam.ceod)


def _where(typed: Mapping[str, Any], brigade: Brigade | None) -> dict[str, str]:
    if brigade is not None:
        return where_of(brigade)
    return {name: str(typed.get(name) or "").strip() for name in RESIDENCE}


def _taken(person: str, facility: OrgUnit, day: date, brigade: Brigade | None, exam: Exam | None) -> bool:
    found = Exam.objects.filter(person=person, brigade=brigade)
    if brigade is None:
        found = found.filter(facility=facility, date=day)
    return found.exclude(pk=exam.pk if exam else None).exists()


def _set_counts(exam: Exam, names: tuple[str, ...], counts: Counts | None) -> None:
    parts = (counts.decayed, counts.missing, counts.filled) if counts else (None, None, None)
    for name, value in zip(names, parts, strict=True):
        setattr(exam, name, value)
