"""Writing a sheet of a package with its rows, after they were judged."""

from datetime import datetime
from typing import Any

from django.db.models import F

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.fates import Fate, Outcome, fate
from cauce.interop.packages.rules import broken

from ..country import month_of, period_of
from ..models import AdminRow, PatientRow, PromotionRow, Sheet
from ..stored import store
from .judging import Judge, Judged
from .lines import judge_lines
from .proposals import Proposed
from .removing import delete_rows, removed

ASIDE = 10_000  # positions beyond any that a sheet has (proposals.MAX_POSITION)


def write_sheet(
    by: User,
    at: datetime,
    place: OrgUnit,
    number: int,
    proposed: Proposed,
    judge: Judge,
    outcome: Outcome,
) -> Sheet:
    """The sheet as the package says it; an unchanged one only notes the package."""
    sheet = judge.stored.get(proposed.uid)
    if sheet is not None and outcome == Outcome.UNCHANGED:
        Sheet.objects.filter(pk=sheet.pk).update(package=number)
        return sheet
    header, _problems = judge.header(proposed)
    assert header is not None  # noqa: S101  it was judged
    sheet = sheet or Sheet(uid=proposed.uid, facility=place)
    sheet.date, sheet.month, sheet.period = header.date, month_of(header.date), period_of(header.date)
    sheet.professional, sheet.registration = header.professional[:120], header.registration
    sheet.centre, sheet.schedule = header.centre[:80], header.schedule
    sheet.chair_hours = header.chair_hours
    sheet.state, sheet.version, sheet.package = proposed.state, proposed.version, number
    sheet.sent_at, sheet.reviewed_at = proposed.sent_at, proposed.reviewed_at
    sheet.return_note, sheet.saved_at, sheet.saved_by = proposed.return_note, at, by
    sheet.save()
    return sheet


def write_rows(by: User, at: datetime, sheet: Sheet, proposed: Proposed, judge: Judge) -> list[Fate]:
    """The patient rows; returns the fate of each, also of those that the package no longer has."""
    stored = {row.uid: row for row in _rows_of(sheet, proposed)}
    judged = judge.rows(proposed, stored)
    gone = [row for uid, row in stored.items() if row.sheet_id == sheet.pk and uid not in _names(proposed)]
    fates = [removed("rows", row, proposed.label) for row in gone]
    delete_rows(gone)
    if gone or any(_changes(one, sheet) for one in judged):
        sheet.rows.update(position=F("position") + ASIDE)
        _write_all(by, at, sheet, judged)
        sheet.rows.exclude(year=sheet.date.year).update(year=sheet.date.year)
    for one in judged:
        label = proposed.label_of(one.line)
        fates.append(fate("rows", str(one.line.uid), label, one.outcome, one.line.version, *one.problems))
    return fates


def _rows_of(sheet: Sheet, proposed: Proposed) -> list[PatientRow]:
    """The sheet's rows, and any other that has the name of one of the package's."""
    rows = PatientRow.objects.select_related("sheet").prefetch_related("activities", "diagnoses")
    mine = list(rows.filter(sheet=sheet))
    return mine + list(rows.filter(uid__in=_names(proposed)).exclude(sheet=sheet))


def _names(proposed: Proposed) -> set[Any]:
    return {line.uid for line in proposed.rows}


def _changes(one: Judged, sheet: Sheet) -> bool:
    moved = one.row is not None and one.row.position != one.line.position
    return one.outcome in (Outcome.TAKEN, Outcome.REPLACED) or moved


def _write_all(by: User, at: datetime, sheet: Sheet, judged: list[Judged]) -> None:
    """Every row at its place; a continuation hangs from the last patient above it."""
    patient: PatientRow | None = None
    for one in judged:
        row = one.row
        if one.outcome in (Outcome.TAKEN, Outcome.REPLACED) and one.values is not None:
            row = row or PatientRow(uid=one.line.uid, sheet=sheet)
            row.position, row.year, row.version = one.line.position, sheet.date.year, one.line.version
            row.warnings, row.saved_at, row.saved_by = one.line.warnings, at, by
            row.continues = patient if one.values.continuation else None
            store(row, one.values)
        elif row is not None:
            PatientRow.objects.filter(pk=row.pk).update(position=one.line.position)
        if row is not None and one.values is not None and not one.values.continuation:
            patient = row


def write_lines(by: User, at: datetime, sheet: Sheet, proposed: Proposed) -> list[Fate]:
    """Education, promotion and administrative rows: those that changed are made again."""
    fates: list[Fate] = []
    for part, model, lines in (
        ("promotion", PromotionRow, proposed.promotion),
        ("admin", AdminRow, proposed.admin),
    ):
        stored = {line.uid: line for line in model.objects.filter(sheet=sheet)}
        elsewhere = set(
            model.objects.filter(uid__in=[line.uid for line in lines])
            .exclude(sheet=sheet)
            .values_list("uid", flat=True)
        )
        names = {line.uid for line in lines}
        gone = [line for uid, line in stored.items() if uid not in names]
        fates += [removed(part, line, proposed.label) for line in gone]
        fresh = []
        for line, outcome, problems, values in judge_lines(sheet, part, lines, stored):
            if line.uid in elsewhere:
                outcome, problems, values = Outcome.REFUSED, [broken("PK-21")], None
            label = proposed.label_of(line)
            fates.append(fate(part, str(line.uid), label, outcome, line.version, *problems))
            if outcome in (Outcome.TAKEN, Outcome.REPLACED):
                gone += [stored[line.uid]] if line.uid in stored else []
                head = {"sheet": sheet, "uid": line.uid, "version": line.version, "position": line.position}
                fresh.append(model(**head, **values, saved_at=at, saved_by=by))
        model.objects.filter(pk__in=[line.pk for line in gone]).delete()
        model.objects.bulk_create(fresh)
    return fates
