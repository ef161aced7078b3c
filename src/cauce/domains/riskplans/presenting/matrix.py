"""The matrix of measures with what is reported of each activity and the files that support it."""

from dataclasses import dataclass
from datetime import date

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
    span = quarter(report.period)
    end = span.end if span else date.max
    progress = {p.activity_id: p for p in report.progress.all()}
    files: dict[int, list[Evidence]] = {}
    held = Evidence.objects.filter(report__plan=report.plan, activity__isnull=False, withdrawn_at=None)
    for evidence in held.select_related("report", "by"):
        files.setdefault(evidence.activity_id or 0, []).append(evidence)
    return [
        _line(report, activity, progress.get(activity.pk), files.get(activity.pk, []), end)
        for activity in report.plan_version.activities.all()
    ]


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
