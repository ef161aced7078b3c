"""Running the matching: asked for by a person, executed in the background, saved in one piece.

Reading and solving take seconds and hold no lock. Saving locks the round, looks again at what has
been accepted meanwhile, and solves again if that changed: a run never overlooks a commitment.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from cauce.core import jobs
from cauce.core.accounts.access import require_at_root
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid, Refusal
from cauce.core.jobs import Cancelled
from cauce.core.organisations.models import OrgUnit
from cauce.core.organisations.trees import root_of
from cauce.core.periods.models import Round

from .. import matching_inputs as inputs_of
from ..matching_policies import refuse
from ..models import MatchRun
from ..policies import local
from ..queries import MODULE
from ..rules import matching
from ..rules.matching_table import broken
from ..rules.proposals import MAX_KM
from .matching_results import Findings, store

JOB = "exchange.match"  # key of the job's kind (see ..matching_jobs)
Progress = Callable[[int, int, str], None]


@action("exchange.match.request")
def request_run(
    *,
    by: User,
    at: datetime,
    round_: Round,
    max_km: float,
    include_open: bool = False,
    same_institution: bool = False,
    repeat_rejected: bool = False,
) -> MatchRun:
    """Put a run in the queue of its round. Raises Invalid (EX-80, EX-81), NotNow (EX-88), NotAllowed."""
    require_at_root(by, Permission.EXCHANGE_MATCH_RUN, MODULE, at)
    if not MAX_KM[0] <= max_km <= MAX_KM[1]:  # false for NaN too
        raise Invalid([broken("EX-80", "max_km", value=f"{max_km:g}", least=MAX_KM[0], most=MAX_KM[1])])
    Round.objects.select_for_update().get(pk=round_.pk)
    last = MatchRun.objects.filter(round=round_).aggregate(last=Max("number"))["last"] or 0
    run = MatchRun(
        round=round_,
        number=last + 1,
        max_km=max_km,
        include_open=include_open,
        same_institution=same_institution,
        repeat_rejected=repeat_rejected,
        requested_at=at,
        requested_by=by,
    )
    _check_none_active(run)
    _check_has_lines(run)
    run.save()
    title = _("Emparejamiento %(number)s de «%(round)s»") % {"number": run.number, "round": round_.name}
    run.job = jobs.start(JOB, by=by, at=at, title=title, params={"run": run.pk}, place=sector())
    run.save(update_fields=["job"])
    record(
        action="exchange.match.request",
        by=by,
        at=at,
        subject=run,
        place=sector(),
        data={"round": round_.code, "number": run.number, **options_of(run)},
    )
    return run


def execute_run(
    *, run: MatchRun, at: datetime, progress: Progress = lambda done, total, message: None
) -> MatchRun:
    """Read, solve and save; what the job of a run does. `progress` may raise to cancel.

    Whatever goes wrong, the run says so and nothing of it is stored. A run already done stays as it is,
    so that a job started again after a crash does no harm.
    """
    run.refresh_from_db()
    if run.is_done:
        return run
    MatchRun.objects.filter(pk=run.pk).update(state=MatchRun.State.RUNNING)
    try:
        found = None
        while found is None or not finish_run(by=run.requested_by, at=at, run=run, findings=found):
            found = _find(run, progress)
    except BaseException as error:
        MatchRun.objects.filter(pk=run.pk).update(
            state=MatchRun.State.FAILED, failure=_why(error)[:300], finished_at=at
        )
        raise
    run.refresh_from_db()
    return run


@action("exchange.match.finish")
def finish_run(*, by: User, at: datetime, run: MatchRun, findings: Findings) -> bool:
    """Store what was found; False when somebody accepted or rejected a proposal meanwhile.

    Earlier proposals that nobody settled are superseded; one that comes out again with the same
    patients keeps the acceptance it already had.
    """
    require_at_root(by, Permission.EXCHANGE_MATCH_RUN, MODULE, at)
    # Whoever decides a proposal locks its round too: from here on nobody decides until this is stored.
    Round.objects.select_for_update().get(pk=run.round_id)
    if MatchRun.objects.get(pk=run.pk).is_done:
        return True
    if (inputs_of.commitments(run), inputs_of.rejected_pairs(run)) != (findings.kept, findings.rejected):
        return False
    totals = store(run, findings, at)
    record(action="exchange.match.finish", by=by, at=at, subject=run, place=sector(), data=totals)
    return True


def sector() -> OrgUnit | None:
    """The root of the exchange's tree, where the matching of all institutions is run."""
    return root_of("exchange")


def options_of(run: MatchRun) -> dict[str, object]:
    """The run's options, for the audit and the exports."""
    names = ("max_km", "include_open", "same_institution", "repeat_rejected")
    return {name: getattr(run, name) for name in names}


def _why(error: BaseException) -> str:
    """The sentence that the run keeps; an internal error's details go to the log by its job."""
    if isinstance(error, Refusal):
        return str(error)
    return _("Se canceló.") if isinstance(error, Cancelled) else _("Se detuvo por un error interno.")


def _check_none_active(run: MatchRun) -> None:
    """One at a time in a round: two would only supersede each other (and a form may be sent twice)."""
    unfinished = MatchRun.objects.filter(
        round_id=run.round_id, state__in=[MatchRun.State.QUEUED, MatchRun.State.RUNNING]
    )
    for other in unfinished.select_related("job", "requested_by"):
        if other.is_active:
            who, at = other.requested_by.display_name, local(other.requested_at)
            raise refuse("EX-88", number=other.number, who=who, at=at)


def _check_has_lines(run: MatchRun) -> None:
    if inputs_of.has_lines(run):
        return
    problem = broken(
        "EX-81", "", round=run.round.name, declarations=inputs_of.declarations_considered(run).count()
    )
    raise Invalid([problem])


def _find(run: MatchRun, progress: Progress) -> Findings:
    progress(0, 3, "Leyendo los renglones declarados")
    inputs = inputs_of.read(run)
    kept, rejected = inputs_of.commitments(run), inputs_of.rejected_pairs(run)
    progress(1, 3, f"Emparejando {len(inputs.demand):,} faltantes con {len(inputs.supply):,} excedentes")
    try:
        result = matching.solve(
            inputs.supply,
            inputs.demand,
            matching.Options(run.max_km, run.same_institution),
            inputs_of.as_commitments(kept),
            rejected,
        )
    except matching.TooManyPairs as error:
        raise Invalid([broken("EX-86", "max_km", product=error.product)]) from error
    progress(2, 3, f"Guardando {len(result.flows):,} propuestas")
    return Findings(inputs, kept, rejected, result)
