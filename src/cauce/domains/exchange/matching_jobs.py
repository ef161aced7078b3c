"""The matching's background work, and what waits for a person because of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cauce.core import jobs, todo
from cauce.core.accounts.models import User

from .actions.matching import JOB, execute_run
from .matching_notices import tell_of_run
from .matching_queries import waiting_for
from .models import MatchRun


@jobs.register(JOB, idempotent=True, tells=True)
def run_matching(job: jobs.JobHandle) -> dict[str, Any]:
    """Execute the run named in the parameters and tell those who must decide."""
    run = MatchRun.objects.select_related("round", "requested_by").get(pk=job.params["run"])
    run = execute_run(run=run, at=job.at, progress=job.progress)
    tell_of_run(run, at=job.at)
    return {"url": reverse("exchange:matching_run", args=[run.pk]), "served": run.served_patients}


@todo.register
def proposals_to_decide(user: User, now: datetime) -> Iterable[todo.TodoItem]:
    """One item per run with proposals that wait for the person's side."""
    rows = waiting_for(user, now).order_by("-run").values("run", "run__number")
    for row in rows.annotate(count=Count("pk"), patients=Sum("patients")):
        title = ngettext(
            "Decidir una propuesta de intercambio",
            "Decidir %(count)s propuestas de intercambio",
            row["count"],
        )
        yield todo.TodoItem(
            title=title % {"count": f"{row['count']:,}"},
            detail=_("%(patients)s pacientes al mes; corrida %(number)s del emparejamiento")
            % {"patients": f"{row['patients']:,}", "number": row["run__number"]},
            url=reverse("exchange:matching_proposals", args=[row["run"]]) + "?decidir=1",
            due_at=None,
            module="exchange",
        )
