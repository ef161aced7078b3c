"""The finished run of the demo, and what the institutions answered to some of its proposals."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cauce.core.accounts.models import User
from cauce.core.demo.scene import PASSWORD, Scene
from cauce.core.organisations.models import OrgUnit
from cauce.core.periods.models import Round
from cauce.core.statistics import refresh_statistics

from ..actions.matching import execute_run, request_run
from ..actions.proposals import accept_proposals, close_proposals, reject_proposals
from ..models import MatchRun, Proposal
from ..rules.proposals import Side

MAX_KM = 200.0
AGREEMENT = "DEMO-{year}-001"
WHY_NOT = "La unidad ya no cuenta con el turno vespertino; se ofrecerá el siguiente trimestre (demostración)."


def match_and_answer(scene: Scene, round_: Round) -> None:
    """One finished run; of its largest proposals some accepted, one rejected, one closed as convenio."""
    if MatchRun.objects.filter(round=round_).exists():
        return
    at = scene.at - timedelta(hours=2)
    run = request_run(by=scene.people["sector.coordinacion"], at=at, round_=round_, max_km=MAX_KM)
    refresh_statistics()
    run = execute_run(run=run, at=at + timedelta(minutes=1))
    scene.say(f"emparejamiento: {run.served_patients:,} pacientes al mes")
    largest = list(run.proposals.order_by("-patients", "number")[:8])
    _answer(scene, largest, at + timedelta(minutes=30), round_)


def _answer(scene: Scene, largest: Sequence[Proposal], at: datetime, round_: Round) -> None:
    """The first three accepted by both (the first is a convenio), the next two by one side, one rejected."""
    for proposal in largest[:3]:
        _accept(scene, proposal, Side.SUPPLY, at)
        _accept(scene, proposal, Side.DEMAND, at + timedelta(minutes=10))
    for proposal in largest[:1]:
        close_proposals(
            by=_coordinator(scene, proposal.supply_institution),
            at=at + timedelta(minutes=40),
            proposals=[proposal],
            number=AGREEMENT.format(year=round_.code),
            password=PASSWORD,
        )
    for proposal in largest[3:5]:
        _accept(scene, proposal, Side.DEMAND, at)
    for proposal in largest[5:6]:
        reject_proposals(
            by=_coordinator(scene, proposal.supply_institution),
            at=at,
            proposals=[proposal],
            side=Side.SUPPLY,
            reason=WHY_NOT,
        )


def _accept(scene: Scene, proposal: Proposal, side: Side, at: datetime) -> None:
    by = _coordinator(scene, proposal.institution_of(side))
    accept_proposals(by=by, at=at, proposals=[proposal], side=side)


def _coordinator(scene: Scene, institution: OrgUnit) -> User:
    return scene.people[f"{institution.code.lower()}.coordinacion"]
