"""Runs of the matching and their proposals."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from cauce.api.answers import not_found
from cauce.api.idempotency import once
from cauce.api.shapes import KEYED, Id, PageIn, Text, answers, page_of
from cauce.core.accounts.access import require
from cauce.core.accounts.permissions import Permission

from .. import actions
from ..matching_queries import proposals_of, run_for, runs, unmet_of, unused_of, visible_proposals
from ..rules.proposals import Side
from . import finding

router = Router()


class RunIn(Schema):
    """Distance limit in km (great circle) and options."""

    max_km: float = 200.0
    include_open: bool = False
    same_institution: bool = False
    repeat_rejected: bool = False


class RunOut(Schema):
    """A run: options, state and totals (patients a month)."""

    id: int
    number: int
    state: str
    failure: str
    max_km: float
    include_open: bool
    same_institution: bool
    requested_at: datetime
    finished_at: datetime | None
    supply_patients: int
    demand_patients: int
    served_patients: int
    kept_patients: int
    unmet_patients: int
    unused_patients: int
    patient_km: float


class RunsOut(Schema):
    """A page of runs, newest first."""

    count: int
    items: list[RunOut]


class ProposalOut(Schema):
    """Refer patients a month of a product from the demand unit to the supply unit."""

    id: int
    label: str
    state: str
    supply_unit: str
    supply_institution: str
    demand_unit: str
    demand_institution: str
    product_code: str
    product: str
    cause: str
    patients: int
    km: float
    rejection_reason: str
    agreement_number: str


class ProposalsOut(Schema):
    """A page of proposals."""

    count: int
    items: list[ProposalOut]


class LeftOut(Schema):
    """What a run left: unmet shortage (with its reason) or unused surplus."""

    unit: str
    institution: str
    product_code: str
    product: str
    patients: int
    reason: str


class LeftoversOut(Schema):
    """A page of what was left."""

    count: int
    items: list[LeftOut]


class AcceptIn(Schema):
    """Which side says yes."""

    side: Literal["supply", "demand"]


class RejectIn(AcceptIn):
    """Which side says no, and why."""

    reason: Text = Field(max_length=4000)


class CloseIn(Schema):
    """The agreement's number; the act binds, so the password is asked again."""

    number: Text = Field(max_length=200)
    password: str = Field(max_length=200)


@router.get("/rounds/{code}/match-runs", response=answers(RunsOut), summary="Corridas de emparejamiento")
def list_runs(request: HttpRequest, code: Text, page: PageIn = Query(...)) -> dict[str, Any]:
    """The runs over a round."""
    require(request.user, Permission.EXCHANGE_MATCH_READ, None, request.now)
    return page_of(runs(finding.a_round(code)), page, _run_out)


@router.post(
    "/rounds/{code}/match-runs",
    response=answers(RunOut, 201),
    summary="Pedir una corrida",
    openapi_extra=KEYED,
)
@once
def request_run(request: HttpRequest, code: Text, body: RunIn) -> tuple[int, Any]:
    """Put a run in the queue."""
    run = actions.request_run(
        by=request.user, at=request.now, round_=finding.a_round(code), **body.model_dump()
    )
    return 201, RunOut(**_run_out(run))


@router.get("/match-runs/{run_id}", response=answers(RunOut), summary="Una corrida")
def get_run(request: HttpRequest, run_id: Id) -> dict[str, Any]:
    """State and totals of a run."""
    return _run_out(run_for(request.user, run_id, request.now))


@router.get("/match-runs/{run_id}/proposals", response=answers(ProposalsOut), summary="Propuestas")
def proposals(request: HttpRequest, run_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """The run's proposals with an end within the person's reach."""
    run = run_for(request.user, run_id, request.now)
    return page_of(proposals_of(run, request.user, request.now).order_by("number"), page, _proposal_out)


@router.get("/match-runs/{run_id}/unmet", response=answers(LeftoversOut), summary="Faltante sin atender")
def unmet(request: HttpRequest, run_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """The shortage left, with its reason: no_supply, out_of_range, insufficient."""
    run = run_for(request.user, run_id, request.now)
    return page_of(unmet_of(run, request.user, request.now).order_by("pk"), page, _left_out)


@router.get("/match-runs/{run_id}/unused", response=answers(LeftoversOut), summary="Excedente sin usar")
def unused(request: HttpRequest, run_id: Id, page: PageIn = Query(...)) -> dict[str, Any]:
    """The surplus left."""
    run = run_for(request.user, run_id, request.now)
    return page_of(unused_of(run, request.user, request.now).order_by("pk"), page, _left_out)


@router.post(
    "/proposals/{proposal_id}/accept",
    response=answers(ProposalOut),
    summary="Aceptar una propuesta",
    openapi_extra=KEYED,
)
@once
def accept(request: HttpRequest, proposal_id: Id, body: AcceptIn) -> tuple[int, Any]:
    """One side's yes."""
    found = _proposal(request, proposal_id)
    actions.accept_proposals(by=request.user, at=request.now, proposals=[found], side=Side(body.side))
    return 200, ProposalOut(**_proposal_out(_proposal(request, proposal_id)))


@router.post(
    "/proposals/{proposal_id}/reject",
    response=answers(ProposalOut),
    summary="Rechazar una propuesta",
    openapi_extra=KEYED,
)
@once
def reject(request: HttpRequest, proposal_id: Id, body: RejectIn) -> tuple[int, Any]:
    """One side's no, with a written reason."""
    found = _proposal(request, proposal_id)
    actions.reject_proposals(
        by=request.user, at=request.now, proposals=[found], side=Side(body.side), reason=body.reason
    )
    return 200, ProposalOut(**_proposal_out(_proposal(request, proposal_id)))


@router.post(
    "/proposals/{proposal_id}/agreement",
    response=answers(ProposalOut),
    summary="Cerrar como convenio",
    openapi_extra=KEYED,
)
@once
def close(request: HttpRequest, proposal_id: Id, body: CloseIn) -> tuple[int, Any]:
    """Close an accepted proposal as a convenio with its number."""
    found = _proposal(request, proposal_id)
    actions.close_proposals(
        by=request.user, at=request.now, proposals=[found], number=body.number, password=body.password
    )
    return 200, ProposalOut(**_proposal_out(_proposal(request, proposal_id)))


def _proposal(request: HttpRequest, pk: int) -> Any:
    found = visible_proposals(request.user, request.now).filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _run_out(run: Any) -> dict[str, Any]:
    return {name: getattr(run, name) for name in RunOut.model_fields}


def _proposal_out(proposal: Any) -> dict[str, Any]:
    same = ("id", "label", "state", "cause", "patients", "km", "rejection_reason", "agreement_number")
    places = ("supply_unit", "demand_unit", "supply_institution", "demand_institution")
    return {
        **{name: getattr(proposal, name) for name in same},
        **{name: getattr(proposal, name).code for name in places},
        "product_code": proposal.product.code,
        "product": proposal.product.label,
    }


def _left_out(row: Any) -> dict[str, Any]:
    return {
        "unit": row.unit.code,
        "institution": row.institution.code,
        "product_code": row.product.code,
        "product": row.product.label,
        "patients": row.patients,
        "reason": getattr(row, "reason", ""),
    }
