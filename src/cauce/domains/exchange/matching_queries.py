"""Reading match runs: what a person may see of them, and their totals.

A run is of the whole sector; each person sees the part that touches the places where they may read
the matching: proposals with either end there, unmet and unused of units there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from cauce.core.accounts.access import can, places
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import NotFound
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round

from .models import MatchRun, Proposal, Unmet, Unused
from .rules.proposals import COMMITTED, PENDING, Side

READ = Permission.EXCHANGE_MATCH_READ
# Widened first: the product of two 32-bit columns overflows on PostgreSQL.
PATIENT_DKM = ExpressionWrapper(
    Cast("patients", BigIntegerField()) * F("decikm"), output_field=BigIntegerField()
)
WITH_NAMES = ("run", "product", "supply_unit", "demand_unit", "supply_institution", "demand_institution")


def runs(round_: Round | None = None) -> QuerySet[MatchRun]:
    """Runs, newest first."""
    found = MatchRun.objects.select_related("round", "requested_by")
    return found.filter(round=round_) if round_ is not None else found


def run_for(user: User, pk: int, at: datetime) -> MatchRun:
    """The run, for somebody who may read the matching somewhere. Raises NotFound otherwise."""
    run = runs().filter(pk=pk).first()
    if run is None or not can(user, READ, None, at):
        raise NotFound(
            "La corrida no existe o su cuenta no puede consultarla.",
            rule="EX-RUN",
            remedy="Vuelva a la lista de corridas.",
        )
    return run


def visible_proposals(user: User, at: datetime) -> QuerySet[Proposal]:
    """Proposals with either end where the person may read the matching."""
    return Proposal.objects.filter(_scope(user, at, "supply_unit", "demand_unit")).select_related(*WITH_NAMES)


def proposals_of(run: MatchRun, user: User, at: datetime) -> QuerySet[Proposal]:
    """The run's own proposals that the person may see."""
    return visible_proposals(user, at).filter(run=run)


def needed_of(run: MatchRun, user: User, at: datetime) -> QuerySet[Proposal]:
    """The run's proposals for patients of units that the person may see (what they offer others is not)."""
    return Proposal.objects.filter(_scope(user, at, "demand_unit"), run=run)


def kept_of(run: MatchRun, user: User, at: datetime) -> QuerySet[Proposal]:
    """Earlier proposals that the run took as commitments."""
    return visible_proposals(user, at).filter(kept_by=run)


def unmet_of(run: MatchRun, user: User, at: datetime) -> QuerySet[Unmet]:
    """Shortage left unmet in units that the person may see."""
    found = Unmet.objects.filter(_scope(user, at, "unit"), run=run)
    return found.select_related("unit", "institution", "product")


def unused_of(run: MatchRun, user: User, at: datetime) -> QuerySet[Unused]:
    """Surplus left unused in units that the person may see."""
    found = Unused.objects.filter(_scope(user, at, "unit"), run=run)
    return found.select_related("unit", "institution", "product")


@dataclass(frozen=True, slots=True)
class PairTotal:
    """What one institution would do for another. `km_per_patient` is the mean trip."""

    supply: OrgUnit
    demand: OrgUnit
    proposals: int
    patients: int
    patient_km: float
    committed: int

    @property
    def km_per_patient(self) -> float:
        return self.patient_km / self.patients


def pair_totals(proposals: QuerySet[Proposal]) -> list[PairTotal]:
    """Totals per (offering, requiring) institution, most patients first."""
    rows = (
        proposals.order_by()
        .values("supply_institution", "demand_institution")
        .annotate(
            proposals_count=Count("pk"),
            total=Sum("patients"),
            dkm=Sum(PATIENT_DKM),
            committed=Coalesce(Sum("patients", filter=Q(state__in=COMMITTED)), 0),
        )
    )
    ids = {row[f"{side}_institution"] for row in rows for side in Side}
    names = OrgUnit.objects.in_bulk(ids)
    totals = [
        PairTotal(
            names[row["supply_institution"]],
            names[row["demand_institution"]],
            row["proposals_count"],
            row["total"],
            row["dkm"] / 10,
            row["committed"],
        )
        for row in rows
    ]
    return sorted(totals, key=lambda t: (-t.patients, t.supply.name, t.demand.name))


@dataclass(frozen=True, slots=True)
class CauseTotal:
    """One cause of shortage: how much of it is served and how much is not."""

    cause: str
    served: int
    unmet: int

    @property
    def share(self) -> float:
        """Part served, 0 to 1."""
        return self.served / (self.served + self.unmet)


def cause_totals(proposals: QuerySet[Proposal], unmet: QuerySet[Unmet]) -> list[CauseTotal]:
    """Totals per main cause of the shortage."""
    served, left = (_sum_by("cause", rows) for rows in (proposals, unmet))
    causes = sorted({*served, *left})
    return [CauseTotal(cause, served.get(cause, 0), left.get(cause, 0)) for cause in causes]


def reason_totals(unmet: QuerySet[Unmet]) -> dict[str, int]:
    """Unmet patients per reason."""
    return _sum_by("reason", unmet)


def waiting_for(user: User, at: datetime) -> QuerySet[Proposal]:
    """Pending proposals on which one of the person's institutions has not yet said yes or no."""
    paths = [p.path for p in places(user, Permission.EXCHANGE_PROPOSAL_DECIDE, at)]
    ours = Q(pk__in=[])
    for side in Side:
        mine = _below(paths, f"{side}_institution")
        ours |= mine & Q(**{f"{side}_accepted_at__isnull": True})
    return Proposal.objects.filter(ours, state__in=PENDING).select_related(*WITH_NAMES)


def sides_of(user: User, proposal: Proposal, at: datetime) -> list[Side]:
    """The sides for which the person may decide."""
    decide = Permission.EXCHANGE_PROPOSAL_DECIDE
    return [side for side in Side if can(user, decide, proposal.institution_of(side), at)]


def _sum_by(column: str, rows: QuerySet) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(total=Sum("patients")))


def _scope(user: User, at: datetime, *columns: str) -> Q:
    here = list(places(user, READ, at))
    if any(place.parent_id is None for place in here):
        return Q()  # the whole tree: nothing to filter, nothing to join
    paths = [place.path for place in here]
    scope = Q(pk__in=[])
    for column in columns:
        scope |= _below(paths, column)
    return scope


def _below(paths: Iterable[str], column: str) -> Q:
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(**{f"{column}__path__startswith": path})
    return below


def institutions_of(proposals: QuerySet[Proposal]) -> list[tuple[str, str]]:
    """(id as text, name) of the institutions on either side, by name."""
    ids: set[int] = set()
    for side in Side:
        ids |= set(proposals.order_by().values_list(f"{side}_institution", flat=True).distinct())
    return [(str(unit.pk), str(unit)) for unit in OrgUnit.objects.filter(pk__in=ids)]


def proposal_for(user: User, pk: int, at: datetime) -> Proposal:
    """A proposal that the person may see. Raises NotFound otherwise."""
    people = "supply_accepted_by", "demand_accepted_by", "rejected_by", "agreed_by", "superseded_by"
    found = (
        visible_proposals(user, at).select_related(*WITH_NAMES, "run__round", *people).filter(pk=pk).first()
    )
    if found is None:
        raise NotFound(
            "La propuesta no existe o su cuenta no puede consultarla.",
            rule="EX-PROPOSAL",
            remedy="Vuelva a la corrida y elija de la lista.",
        )
    return found
