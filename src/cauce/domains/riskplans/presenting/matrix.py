"""The matrix of measures with what is reported of each activity and the files that support it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..country import quarter
from ..models import Activity, ActivityProgress, Evidence, QuarterReport


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity in a report. due: whether it falls by the quarter's end; counts: as executed, in the score.

    standing: in words, with its tone.
    """

    activity: Activity
    progress: ActivityProgress | None
    evidence: tuple[Evidence, ...]
    earlier: tuple[Evidence, ...]
    due: bool
    counts: bool
    standing: str
    tone: str


def matrix_lines(report: QuarterReport) -> list[ActivityLine]:
    """Every activity of the version, in order."""
    return matrix_lines_of([report])[report.pk]


def matrix_lines_of(reports: Sequence[QuarterReport]) -> dict[int, list[ActivityLine]]:
    """The same of several reports at once, by their ids."""
    activities = _by("version_id", Activity.objects.filter(version__in={r.plan_version_id for r in reports}))
    progress = _by("report_id", ActivityProgress.objects.filter(report__in=[r.pk for r in reports]))
    held = Evidence.objects.filter(
        report__plan__in={r.plan_id for r in reports}, activity__isnull=False, withdrawn_at=None
    )
    files = _by("activity_id", held.select_related("report", "by"))
    return {
        r.pk: _lines(
            r,
            activities[r.plan_version_id],
            {p.activity_id: p for p in progress[r.pk]},
            files,
        )
        for r in reports
    }


def _lines(
    report: QuarterReport,
    activities: list[Activity],
    progress: dict[int, ActivityProgress],
    files: Mapping[int, list[Evidence]],
) -> list[ActivityLine]:
    span = quarter(report.period)
    end = span.end if span else date.max
    return [_line(report, one, progress.get(one.pk), files.get(one.pk, []), end) for one in activities]


def _by(name: str, rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _line(
    report: QuarterReport,
    activity: Activity,
    progress: ActivityProgress | None,
    files: list[Evidence],
    end: date,
) -> ActivityLine:
    own = tuple(f for f in files if f.report_id == report.pk)
    earlier = tuple(f for f in files if f.report_id != report.pk)
    due = activity.due_on <= end
    done_by = progress.done_on if progress and progress.done else None
    counts = due and bool(files) and done_by is not None and done_by <= end
    standing, tone = _standing(activity, progress, bool(files), due, end)
    return ActivityLine(activity, progress, own, earlier, due, counts, standing, tone)


def _standing(
    activity: Activity, progress: ActivityProgress | None, supported: bool, due: bool, end: date
) -> tuple[str, str]:
    if progress and progress.done and not supported:
        return "Cumplida sin soporte: no cuenta como ejecutada", "error"
    if progress and progress.done:
        counts = due and progress.done_on is not None and progress.done_on <= end
        return (
            ("Cumplida con soporte: cuenta", "success") if counts else ("Cumplida antes de su fecha", "info")
        )
    if due:
        return "Programada y sin cumplir", "warning"
    return ("En curso", "") if activity.starts_on <= end else ("Todavía no empieza", "")
