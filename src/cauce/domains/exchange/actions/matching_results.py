"""Storing what a run found. Called by `finish_run` inside its transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cauce.core import bulk

from ..matching_inputs import Declared, Inputs, key
from ..models import MatchRun, Proposal, Unmet, Unused
from ..rules.matching import Result
from ..rules.proposals import PENDING, ProposalState


@dataclass(frozen=True, slots=True)
class Findings:
    """A solved run: its inputs, the commitments and rejections it counted with, and the answer."""

    inputs: Inputs
    kept: list[Proposal]
    rejected: set[tuple[str, str]]
    result: Result


def store(run: MatchRun, findings: Findings, at: datetime) -> dict[str, object]:
    """Save proposals, unmet and unused, supersede the earlier ones; returns the totals for the audit."""
    superseded, half_accepted = _supersede(run, at)
    proposals = bulk.insert(Proposal, _PROPOSAL, _proposals(findings, half_accepted, at), run_id=run.pk)
    bulk.insert(Unmet, (*_PLACE, "patients", "cause", "reason"), _unmet(findings), run_id=run.pk)
    bulk.insert(Unused, (*_PLACE, "patients"), _unused(findings), run_id=run.pk)
    run.kept.set(findings.kept)
    totals = _totals(findings)
    for name, value in totals.items():
        setattr(run, name, value)
    run.overcommitted = _overcommitted(findings)
    run.state, run.finished_at = MatchRun.State.DONE, at
    run.save()
    return {**totals, "proposals": proposals, "superseded": superseded}


_PLACE = ("unit_id", "institution_id", "product_id")
#: what an acceptance already given is, in a proposal
_GIVEN = (
    "state",
    "state_at",
    "supply_accepted_at",
    "supply_accepted_by_id",
    "demand_accepted_at",
    "demand_accepted_by_id",
)
_PROPOSAL = (
    "number",
    "supply_unit_id",
    "demand_unit_id",
    "supply_institution_id",
    "demand_institution_id",
    "product_id",
    "cause",
    "patients",
    "decikm",
    "supply_approximate",
    "demand_approximate",
    "supply_open",
    "demand_open",
    *_GIVEN,
)
Terms = tuple[int, int, str, int]  # supply unit, demand unit, product's code, patients


def _supersede(run: MatchRun, at: datetime) -> tuple[int, dict[Terms, tuple]]:
    """Retire what earlier runs proposed and nobody settled; how many, and the acceptances given by terms."""
    pending = Proposal.objects.filter(run__round_id=run.round_id, state__in=PENDING)
    columns = ("supply_unit_id", "demand_unit_id", "product__code", "patients", *_GIVEN)
    half = pending.exclude(state=ProposalState.PROPOSED).values_list(*columns)
    half_accepted = {row[:4]: row[4:] for row in half}
    # Updating through the join would read every row twice.
    ids = MatchRun.objects.filter(round_id=run.round_id).values("pk")
    retired = Proposal.objects.filter(run__in=ids, state__in=PENDING)
    return retired.update(state=ProposalState.SUPERSEDED, state_at=at, superseded_by=run), half_accepted


def _proposals(findings: Findings, half_accepted: dict[Terms, tuple], at: datetime) -> Iterator[tuple]:
    """A row per flow. On the same terms as before, the side that had said yes need not say it twice."""
    fresh = (ProposalState.PROPOSED.value, at, None, None, None, None)
    inputs = findings.inputs
    for number, flow in enumerate(findings.result.flows, start=1):
        supply, demand = inputs.supply_of[str(flow.supply)], inputs.demand_of[str(flow.demand)]
        terms = supply.unit, demand.unit, str(flow.product), flow.patients
        yield (
            number,
            supply.unit,
            demand.unit,
            supply.institution,
            demand.institution,
            demand.product,
            demand.cause,
            flow.patients,
            flow.decikm,
            supply.approximate,
            demand.approximate,
            supply.open,
            demand.open,
            *half_accepted.get(terms, fresh),
        )


def _unmet(findings: Findings) -> Iterator[tuple]:
    lines = findings.inputs.demand_of
    for unmet in findings.result.unmet:
        line = lines[str(unmet.id)]
        reason = unmet.reason.value if line.located else "no_location"
        yield *_place(line), unmet.patients, line.cause, reason


def _unused(findings: Findings) -> Iterator[tuple]:
    for unused in findings.result.unused:
        yield *_place(findings.inputs.supply_of[str(unused.id)]), unused.patients


def _place(line: Declared) -> tuple[int, int, int]:
    return line.unit, line.institution, line.product


def _totals(findings: Findings) -> dict[str, int]:
    inputs, result = findings.inputs, findings.result
    lines = [*inputs.supply_of.values(), *inputs.demand_of.values()]
    return {
        "supply_patients": sum(line.patients for line in inputs.supply_of.values()),
        "demand_patients": sum(line.patients for line in inputs.demand_of.values()),
        "served_patients": result.served,
        "patient_dkm": sum(flow.patients * flow.decikm for flow in result.flows),
        "kept_patients": sum(p.patients for p in findings.kept),
        "unmet_patients": sum(unmet.patients for unmet in result.unmet),
        "unused_patients": sum(unused.patients for unused in result.unused),
        "approximate_units": len({line.unit for line in lines if line.approximate and line.located}),
    }


def _overcommitted(findings: Findings) -> list[dict[str, object]]:
    """Lines with more accepted than declared today, as the page tells them."""
    over = {(o.side, str(o.id)): o.patients for o in findings.result.overcommitted}
    rows = {}
    for p in findings.kept:
        for side, unit in (("supply", p.supply_unit_id), ("demand", p.demand_unit_id)):
            patients = over.get((side, key(unit, p.product.code)))
            if patients:
                rows[side, unit, p.product_id] = patients
    return [{"side": s, "unit": u, "product": e, "patients": n} for (s, u, e), n in rows.items()]
