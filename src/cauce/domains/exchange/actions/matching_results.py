"""Storing what a run found. Called by `finish_run` inside its transaction."""

from dataclasses import dataclass
from datetime import datetime

from ..matching_inputs import Declared, Inputs, key
from ..models import MatchRun, Proposal, Unmet, Unused
from ..rules.matching import Flow, Result
from ..rules.proposals import PENDING, ProposalState

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Findings:
    """A solved run: its inputs, the commitments and rejections it counted with, and the answer."""

    inputs: Inputs
    kept: list[Proposal]
    rejected: set[tuple[str, str]]
    result: Result


def store(run: MatchRun, findings: Findings, at: datetime) -> dict[str, object]:
    """Save proposals, unmet and unused, supersede the earlier ones; returns the totals for the audit."""
    earlier = _supersede(run, at)
    _store_proposals(run, findings, earlier, at)
    unmet, unused = _unmet(run, findings), _unused(run, findings)
    Unmet.objects.bulk_create(unmet, batch_size=BATCH)
    Unused.objects.bulk_create(unused, batch_size=BATCH)
    run.kept.set(findings.kept)
    totals = _totals(findings, unmet, unused)
    for name, value in totals.items():
        setattr(run, name, value)
    run.overcommitted = _overcommitted(findings)
    run.state, run.finished_at = MatchRun.State.DONE, at
    run.save()
    return {**totals, "proposals": len(findings.result.flows), "superseded": len(earlier)}


def _supersede(run: MatchRun, at: datetime) -> dict[tuple[int, int, str, int], Proposal]:
    """Retire what earlier runs proposed and nobody settled; returns it by its terms."""
    pending = Proposal.objects.filter(run__round_id=run.round_id, state__in=PENDING)
    earlier = {
        (p.supply_unit_id, p.demand_unit_id, p.product.code, p.patients): p
        for p in pending.select_related("product")
    }
    pending.update(state=ProposalState.SUPERSEDED, state_at=at, superseded_by=run)
    return earlier


def _store_proposals(run: MatchRun, findings: Findings, earlier: dict, at: datetime) -> None:
    batch: list[Proposal] = []
    for number, flow in enumerate(findings.result.flows, start=1):
        batch.append(_proposal(run, number, flow, findings.inputs, earlier, at))
        if len(batch) == BATCH:
            Proposal.objects.bulk_create(batch)
            batch.clear()
    Proposal.objects.bulk_create(batch)


def _proposal(
    run: MatchRun, number: int, flow: Flow, inputs: Inputs, earlier: dict, at: datetime
) -> Proposal:
    supply, demand = inputs.supply_of[str(flow.supply)], inputs.demand_of[str(flow.demand)]
    proposal = Proposal(
        run=run,
        number=number,
        supply_unit_id=supply.unit,
        demand_unit_id=demand.unit,
        supply_institution_id=supply.institution,
        demand_institution_id=demand.institution,
        product_id=demand.product,
        cause=demand.cause,
        patients=flow.patients,
        decikm=flow.decikm,
        supply_approximate=supply.approximate,
        demand_approximate=demand.approximate,
        supply_open=supply.open,
        demand_open=demand.open,
        state=ProposalState.PROPOSED,
        state_at=at,
    )
    same = earlier.get((supply.unit, demand.unit, str(flow.product), flow.patients))
    if same is not None:
        _carry_over(same, proposal)
    return proposal


def _carry_over(earlier: Proposal, proposal: Proposal) -> None:
    """The same terms again: the side that had said yes need not say it twice."""
    for name in ("state", "state_at", "supply_accepted_at", "demand_accepted_at"):
        setattr(proposal, name, getattr(earlier, name))
    proposal.supply_accepted_by_id = earlier.supply_accepted_by_id
    proposal.demand_accepted_by_id = earlier.demand_accepted_by_id


def _unmet(run: MatchRun, findings: Findings) -> list[Unmet]:
    lines = findings.inputs.demand_of
    rows = [(lines[str(u.id)], u.patients, u.reason.value) for u in findings.result.unmet]
    rows += [
        (line, line.patients, "no_location") for side, line in findings.inputs.unlocated if side == "demand"
    ]
    return [
        Unmet(run=run, **_place(line), cause=line.cause, patients=patients, reason=reason)
        for line, patients, reason in rows
    ]


def _unused(run: MatchRun, findings: Findings) -> list[Unused]:
    lines = findings.inputs.supply_of
    rows = [(lines[str(u.id)], u.patients) for u in findings.result.unused]
    rows += [(line, line.patients) for side, line in findings.inputs.unlocated if side == "supply"]
    return [Unused(run=run, **_place(line), patients=patients) for line, patients in rows]


def _place(line: Declared) -> dict[str, int]:
    return {"unit_id": line.unit, "institution_id": line.institution, "product_id": line.product}


def _totals(findings: Findings, unmet: list[Unmet], unused: list[Unused]) -> dict[str, int]:
    inputs, result = findings.inputs, findings.result
    lines = [*inputs.supply_of.values(), *inputs.demand_of.values()]
    unlocated = dict.fromkeys(("supply", "demand"), 0)
    for side, line in inputs.unlocated:
        unlocated[side] += line.patients
    return {
        "supply_patients": sum(line.patients for line in inputs.supply_of.values()) + unlocated["supply"],
        "demand_patients": sum(line.patients for line in inputs.demand_of.values()) + unlocated["demand"],
        "served_patients": result.served,
        "patient_dkm": sum(flow.patients * flow.decikm for flow in result.flows),
        "kept_patients": sum(p.patients for p in findings.kept),
        "unmet_patients": sum(row.patients for row in unmet),
        "unused_patients": sum(row.patients for row in unused),
        "approximate_units": len({line.unit for line in lines if line.approximate}),
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
