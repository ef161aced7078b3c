"""When a proposal can be decided: the state's side of the question; who is asked in core.accounts.access."""

from cauce.core.errors import NotNow, Refusal

from .models import Proposal
from .policies import local
from .rules.matching_table import broken
from .rules.proposals import ACT_TEXT, STATE_TEXT, Act, ProposalState, proposal_target


def refuse(rule_id: str, **params: object) -> NotNow:
    """The NotNow of a rule of the matching, ready to raise."""
    problem = broken(rule_id, **params)
    return NotNow(problem.message, rule=problem.rule, remedy=problem.remedy)


def check_can(act: Act, proposal: Proposal) -> None:
    """Raise EX-82 when the proposal's state does not allow `act`."""
    state = ProposalState(proposal.state)
    if proposal_target(act, state) is None:
        raise refuse(
            "EX-82",
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
