"""Keeping the snapshot: the months that are over go to Parquet, by a job and by the schedule."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.accounts.models import User
from cauce.core.jobs.models import Job
from cauce.core.jobs.schedule import every

from .facts import Grain
from .models import SnapshotPart
from .snapshot import close_month, parts_of, sweep
from .sources import Source, sources

KIND = "indicators.snapshot"
GRACE = timedelta(hours=1)  # how long a file that no part names any more stays, for whoever is reading it


def waiting(source: Source, at: datetime) -> list[int]:
    """The source's months that are over and of which some fact has no file in force."""
    months = sorted(source.months(at))
    if not months:
        return []
    held = [set(parts_of(fact, *_bounds(fact.grain, months))) for fact in _kept(source)]
    return [month for month in months if any(month not in one for one in held)]


def close_months(
    source: Source, months: Iterable[int], at: datetime, tell: Callable[[int, int], None] | None = None
) -> list[SnapshotPart]:
    """Write the files of those months that are missing or stale; returns the parts that were tried."""
    months = sorted(months)
    made: list[SnapshotPart] = []
    for done, month in enumerate(months):
        if tell:
            tell(done, len(months))
        lacking = [f for f in _kept(source) if month not in parts_of(f, *_bounds(f.grain, [month]))]
        made += [close_month(fact, source.tables[fact.name], month, at) for fact in lacking]
    return made


def start(source: Source, months: Iterable[int], *, by: User | None, at: datetime) -> Job | None:
    """Queue the writing of some months' files; None when there is nothing to write."""
    wanted = sorted(set(months))
    if not wanted:
        return None
    params = {"module": source.module, "months": wanted}
    return jobs.start(KIND, by=by, at=at, title=_("Copia columnar de meses cerrados"), params=params)


@jobs.register(KIND, idempotent=True)
def run(job: jobs.JobHandle) -> dict[str, Any]:
    """The job: the months named, of the module named."""
    (source,) = [s for s in sources() if s.module == job.params["module"]]

    def tell(done: int, total: int) -> None:
        job.progress(done, total, _("Escribiendo meses"))

    made = close_months(source, job.params["months"], job.at, tell)
    return {"parts": len(made), "stale": sum(part.stale for part in made), "rows": sum(p.rows for p in made)}


@every("indicators.snapshot", timedelta(hours=6))
def keep(at: datetime) -> int:
    """Start a job for what waits, and remove files that nothing names; returns how many months wait."""
    sweep(at - GRACE)
    found = 0
    for source in sources():
        months = waiting(source, at)
        found += len(months)
        start(source, months, by=None, at=at)
    return found


def _kept(source: Source) -> list[Any]:
    return [fact for fact in source.facts.values() if fact.grain != Grain.YEAR]


def _bounds(grain: Grain, months: list[int]) -> tuple[int, int]:
    scale = 100 if grain == Grain.DAY else 1
    return months[0] * scale, months[-1] * scale
