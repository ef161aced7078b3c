"""What a new quarter's report begins with: the activities that the quarters before it reported as done.

The matrix is read up to the quarter's end (every activity due so far), so what was done does not have to be told again.
"""

from ..models import Activity, ActivityProgress, Evidence, PlanVersion, QuarterReport
from ..rules.states import ReportState


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


def adopt(version: PlanVersion) -> list[str]:
    """Reports of the quarters that a modification governs, still in the hospital's hands, go over to it; which ones.

    Those already sent keep the version with which they were made, and say so.
    """
    mine = {(a.number, a.name): a for a in version.activities.all()}
    waiting = version.plan.reports.select_for_update().filter(
        period__gte=version.effective_from, state__in=(ReportState.DRAFT, ReportState.RETURNED)
    )
    moved = []
    for report in waiting.exclude(plan_version=version).order_by("period"):
        old = report.plan_version.activities.all()
        heirs = {a.pk: mine[a.number, a.name] for a in old if (a.number, a.name) in mine}
        for progress in report.progress.filter(activity__in=heirs):
            progress.activity = heirs[progress.activity_id]
            progress.save(update_fields=["activity"])
        for evidence in report.evidence.filter(activity__in=heirs):
            evidence.activity = heirs[evidence.activity_id or 0]
            evidence.save(update_fields=["activity"])
        report.plan_version, report.version = version, report.version + 1
        report.save(update_fields=["plan_version", "version"])
        _evidence(report, heirs)
        moved.append(report.period)
    return moved


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
