"""What a new quarter's report begins with: the activities that the quarters before it reported as done.

The matrix is read up to the quarter's end (every activity due so far), so what was done does not have to be told again.
"""

from ..models import Activity, ActivityProgress, Evidence, QuarterReport


def carry_over(report: QuarterReport) -> None:
    """Copy the progress done of the plan's report before it.

    Where a modification governs, its activity takes over from the original's of the same number and name, with the
    files that support it (the same file, said once more).
    """
    before = (
        QuarterReport.objects.filter(plan=report.plan, period__lt=report.period).order_by("-period").first()
    )
    if before is None:
        return
    same = before.plan_version_id == report.plan_version_id
    mine = {(a.number, a.name): a for a in report.plan_version.activities.all()}
    done = before.progress.filter(done=True).select_related("activity")
    pairs = [
        (
            progress,
            progress.activity if same else mine.get((progress.activity.number, progress.activity.name)),
        )
        for progress in done
    ]
    ActivityProgress.objects.bulk_create(
        ActivityProgress(
            report=report, activity=activity, done=True, done_on=p.done_on, amount=p.amount, note=p.note
        )
        for p, activity in pairs
        if activity
    )
    if not same:
        _evidence(report, {p.activity_id: activity for p, activity in pairs if activity})


def _evidence(report: QuarterReport, heirs: dict[int, Activity]) -> None:
    held = Evidence.objects.filter(
        report__plan=report.plan, activity__in=heirs, withdrawn_at=None, report__period__lt=report.period
    )
    Evidence.objects.bulk_create(
        Evidence(
            report=report, activity=heirs[e.activity_id or 0], cuadro=e.cuadro, name=e.name, digest=e.digest,
            size=e.size, path=e.path, at=e.at, by_id=e.by_id,
        )
        for e in held
    )  # fmt: skip
