"""The layout of a report's workbook as it stands now, and what a returned one would change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from cauce.core.errors import Problem

from ..country import number_of, quarter
from ..models import Activity, ActivityProgress, QuarterReport
from ..rules.amounts import plain
from ..rules.cells import name_of, progress_problems, read_cells, words_of
from ..rules.table import RULES
from ..rules.workbook import MATRIX, ActivityLine, Identity, SheetLayout, layout
from ..rules.workbook_reading import Filled, read
from ..rules.workbook_totals import contradicted
from ..workbook.reading import read_workbook
from .check_levels import of_report
from .figures import executed, figures_of, planned

FIELDS = {"done": "Cumplida", "done_on": "Fecha", "amount": "Valor", "note": "Observación"}


@dataclass(frozen=True, slots=True)
class Change:
    """One figure or field that the workbook would change: where it stands in the file, in words, before and after."""

    place: str
    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook says against the report: every change, or every problem (and then nothing may be imported).

    doubts: totals of its own that are not their sums, where that only warns.
    """

    filled: Filled
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    doubts: tuple[Problem, ...] = ()


def identity_of(report: QuarterReport) -> Identity:
    """Whose workbook it is."""
    hospital = report.plan.hospital
    plan = f"{report.plan.first_year}-{report.plan.last_year}"
    version = f"{report.plan_version.get_kind_display()} ({report.plan_version.effective_from})"
    return Identity(hospital.code, hospital.unit.name, report.period, plan, version)


def layout_of(report: QuarterReport) -> tuple[SheetLayout, ...]:
    """The sheets of the report's workbook, filled in with what is known."""
    span = quarter(report.period)
    return layout(
        identity_of(report), number_of(span) if span else 1, figures_of(report), activity_lines(report)
    )


def activity_lines(report: QuarterReport) -> list[ActivityLine]:
    """The plan's activities with what the report says of each."""
    progress = {p.activity_id: p for p in report.progress.all()}
    return [_line(activity, progress.get(activity.pk)) for activity in report.plan_version.activities.all()]


def preview_workbook(report: QuarterReport, path: Path, on: date) -> Preview:
    """Read a workbook against the report without saving anything; on: today. Raises Invalid RP-92 for no workbook."""
    filled, problems = read(layout_of(report), read_workbook(path))
    if not problems:
        _read, problems = read_cells(filled.figures, planned=False)
        problems += _matrix_problems(filled, on)
        problems = [_at_file(filled, problem) for problem in problems]
    doubts = [] if problems else _contradictions(report, filled)
    problems += [problem for problem in doubts if problem.level == "error"]
    changes = () if problems else (*_figure_changes(report, filled), *_matrix_changes(report, filled))
    warnings = tuple(problem for problem in doubts if problem.level == "warning")
    return Preview(filled, changes, tuple(problems), warnings)


def _contradictions(report: QuarterReport, filled: Filled) -> list[Problem]:
    """Totals written over their formulas that are not the sums of the workbook's own figures."""
    if not filled.totals:
        return []
    figures = planned(report.plan_version, report.period)
    figures |= {cell: Fraction(text) for cell, text in filled.figures.items() if text}
    return list(contradicted(filled.totals, figures, of_report(report).levels))


def _at_file(filled: Filled, problem: Problem) -> Problem:
    """The problem placed at its sheet and cell of the file."""
    where = {name_of(cell): place for cell, place in filled.places.items()} | filled.matrix
    return Problem(
        problem.rule, where.get(problem.place, problem.place), problem.message, problem.remedy, problem.level
    )


def _matrix_problems(filled: Filled, on: date) -> Iterator[Problem]:
    for number, fields in filled.activities.items():
        done, done_on, amount = bool(fields.get("done")), fields.get("done_on"), fields.get("amount")
        yield from progress_problems(number, done, done_on, amount, on)  # type: ignore[arg-type]
        if done_on and not done:
            yield RULES["RP-78"].problem(f"medidas.{number}.done_on", number=number)


def _figure_changes(report: QuarterReport, filled: Filled) -> list[Change]:
    stored = executed(report)
    found = []
    for cell, text in filled.figures.items():
        before = "" if cell not in stored else plain(stored[cell])
        after = plain(Fraction(text)) if text else ""
        if before != after:
            found.append(Change(filled.places[cell], words_of(cell), before, after))
    return found


def _matrix_changes(report: QuarterReport, filled: Filled) -> list[Change]:
    lines = {line.number: line for line in activity_lines(report)}
    found = []
    for number, fields in filled.activities.items():
        for name, value in fields.items():
            before = getattr(lines[number], name)
            if (before or "") != (value or "") and not (name == "done" and not before and value is None):
                words = f"{MATRIX} · {number}. {lines[number].name} · {FIELDS[name]}"
                found.append(
                    Change(filled.matrix[f"medidas.{number}.{name}"], words, _shown(before), _shown(value))
                )
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "S" if value else "N"
    return plain(value) if isinstance(value, Fraction) else str(value or "")


def _line(activity: Activity, progress: ActivityProgress | None) -> ActivityLine:
    line = ActivityLine(
        activity.number,
        activity.category,
        activity.measure,
        activity.name,
        activity.responsible,
        activity.starts_on,
        activity.due_on,
        None if activity.amount is None else Fraction(activity.amount),
    )
    if progress is None:
        return line
    return replace(
        line,
        done=progress.done,
        done_on=progress.done_on,
        amount=None if progress.amount is None else Fraction(progress.amount),
        note=progress.note,
    )
