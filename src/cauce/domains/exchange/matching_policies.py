"""When a proposal can be decided: the state's side of the question; who is asked in core.accounts.access."""

from cauce.core.errors import Refusal

from .models import Proposal
from .policies import local, refuse
from .rules.proposals import ACT_TEXT, STATE_TEXT, Act, ProposalState, proposal_target


def check_can(act: Act, proposal: Proposal) -> None:
    """Raise EX-72 when the proposal's state does not allow `act`."""
    state = ProposalState(proposal.state)
    if proposal_target(act, state) is None:
        raise refuse(
            "EX-72",
            act=ACT_TEXT[act],
            label=proposal.label,
            state=STATE_TEXT[state],
            since=local(proposal.state_at),
        )


def refusal_of(act: Act, proposal: Proposal) -> Refusal | None:
    """The refusal that `check_can` would raise, or None: what a page shows on a disabled button."""
    try:
        check_can(act, proposal)
    except Refusal as refusal:
        return refusal
    return None
