"""A proposal's life: propuesta → aceptada by both sides, or rechazada; closed as convenio.

Source: spec 1-exchange, "Finding the exchange opportunities", Result. Each half of "accepted by both
sides" is a state of its own, so that the whole machine is one table. An accepted proposal may still
fall through, with a reason, until its convenio; a later run replaces what nobody settled.
"""

from dataclasses import dataclass
from enum import StrEnum


class ProposalState(StrEnum):
    """Stable keys; STATE_TEXT is what people read."""

    PROPOSED = "proposed"
    SUPPLY_ACCEPTED = "supply_accepted"
    DEMAND_ACCEPTED = "demand_accepted"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class Side(StrEnum):
    """The unit that offers its surplus, and the unit whose patients need it."""

    SUPPLY = "supply"
    DEMAND = "demand"


class Act(StrEnum):
    """What can be done to a proposal. A later run supersedes; people do the rest."""

    ACCEPT_SUPPLY = "accept_supply"
    ACCEPT_DEMAND = "accept_demand"
    REJECT = "reject"
    CLOSE = "close"
    SUPERSEDE = "supersede"


@dataclass(frozen=True, slots=True)
class ProposalTransition:
    """`act` leads from `source` to `target` and needs `permission` ("" for the system's own act)."""

    act: Act
    source: ProposalState
    target: ProposalState
    permission: str


_DECIDE, _AGREE = "exchange.proposal.decide", "exchange.agreement.record"
_S, _A = ProposalState, Act

PROPOSAL_TRANSITIONS: tuple[ProposalTransition, ...] = (
    ProposalTransition(_A.ACCEPT_SUPPLY, _S.PROPOSED, _S.SUPPLY_ACCEPTED, _DECIDE),
    ProposalTransition(_A.ACCEPT_SUPPLY, _S.DEMAND_ACCEPTED, _S.ACCEPTED, _DECIDE),
    ProposalTransition(_A.ACCEPT_DEMAND, _S.PROPOSED, _S.DEMAND_ACCEPTED, _DECIDE),
    ProposalTransition(_A.ACCEPT_DEMAND, _S.SUPPLY_ACCEPTED, _S.ACCEPTED, _DECIDE),
    ProposalTransition(_A.REJECT, _S.PROPOSED, _S.REJECTED, _DECIDE),
    ProposalTransition(_A.REJECT, _S.SUPPLY_ACCEPTED, _S.REJECTED, _DECIDE),
    ProposalTransition(_A.REJECT, _S.DEMAND_ACCEPTED, _S.REJECTED, _DECIDE),
    ProposalTransition(_A.REJECT, _S.ACCEPTED, _S.REJECTED, _DECIDE),
    ProposalTransition(_A.CLOSE, _S.ACCEPTED, _S.AGREED, _AGREE),
    ProposalTransition(_A.SUPERSEDE, _S.PROPOSED, _S.SUPERSEDED, ""),
    ProposalTransition(_A.SUPERSEDE, _S.SUPPLY_ACCEPTED, _S.SUPERSEDED, ""),
    ProposalTransition(_A.SUPERSEDE, _S.DEMAND_ACCEPTED, _S.SUPERSEDED, ""),
)

#: Still waiting for somebody's decision; a later run replaces them.
PENDING = frozenset({_S.PROPOSED, _S.SUPPLY_ACCEPTED, _S.DEMAND_ACCEPTED})
#: Accepted by both sides: a later run takes them as given.
COMMITTED = frozenset({_S.ACCEPTED, _S.AGREED})

STATE_TEXT: dict[ProposalState, str] = {
    _S.PROPOSED: "Propuesta",
    _S.SUPPLY_ACCEPTED: "Aceptada por quien ofrece",
    _S.DEMAND_ACCEPTED: "Aceptada por quien requiere",
    _S.ACCEPTED: "Aceptada por ambas partes",
    _S.AGREED: "Convenio",
    _S.REJECTED: "Rechazada",
    _S.SUPERSEDED: "Sustituida por otra corrida",
}
ACT_TEXT: dict[Act, str] = {
    _A.ACCEPT_SUPPLY: "aceptar por quien ofrece",
    _A.ACCEPT_DEMAND: "aceptar por quien requiere",
    _A.REJECT: "rechazar",
    _A.CLOSE: "cerrar como convenio",
    _A.SUPERSEDE: "sustituir",
}
SIDE_TEXT: dict[Side, str] = {Side.SUPPLY: "quien ofrece", Side.DEMAND: "quien requiere"}
REASON_TEXT: dict[str, str] = {
    "no_supply": "Sin excedente en el sector",
    "out_of_range": "Ninguno dentro de la distancia",
    "insufficient": "No alcanza para todos",
    "no_location": "Unidad sin ubicación",
}

MIN_REASON = 10  # characters of a written reason, as for a reopening (EX-35)
MAX_KM = (1, 5000)  # limits of the form's distance; Mexico's farthest two points are some 3,200 km apart


def proposal_target(act: Act, state: ProposalState) -> ProposalState | None:
    """Where `act` leads from `state`; None when the state does not allow it."""
    return next((t.target for t in PROPOSAL_TRANSITIONS if t.act == act and t.source == state), None)


def accept_by(side: Side) -> Act:
    """The act by which that side accepts."""
    return Act.ACCEPT_SUPPLY if side == Side.SUPPLY else Act.ACCEPT_DEMAND


def accepted_by(side: Side, state: ProposalState) -> bool:
    """Whether that side's yes is already given in `state`."""
    half = ProposalState.SUPPLY_ACCEPTED if side == Side.SUPPLY else ProposalState.DEMAND_ACCEPTED
    return state == half or state in COMMITTED
