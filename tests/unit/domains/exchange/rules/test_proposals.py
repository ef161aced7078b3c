"""The whole transition matrix of a proposal, and what must hold of any path through it."""

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.domains.exchange.rules.proposals import (
    ACT_TEXT,
    COMMITTED,
    PENDING,
    PROPOSAL_TRANSITIONS,
    STATE_TEXT,
    Act,
    ProposalState,
    Side,
    accept_by,
    accepted_by,
    proposal_target,
)

# state: what follows each act, in the order of the heading; "—" is refused
HEADING = ("accept_supply", "accept_demand", "reject", "close", "supersede")
MATRIX = {
    "proposed": ("supply_accepted", "demand_accepted", "rejected", "—", "superseded"),
    "supply_accepted": ("—", "accepted", "rejected", "—", "superseded"),
    "demand_accepted": ("accepted", "—", "rejected", "—", "superseded"),
    "accepted": ("—", "—", "rejected", "agreed", "—"),
    "agreed": ("—", "—", "—", "—", "—"),
    "rejected": ("—", "—", "—", "—", "—"),
    "superseded": ("—", "—", "—", "—", "—"),
}
CELLS = [(s, a, target) for s, row in MATRIX.items() for a, target in zip(HEADING, row, strict=True)]


def test_the_matrix_names_every_state_and_act():
    assert set(MATRIX) == set(ProposalState)
    assert set(HEADING) == set(Act)
    assert sum(target != "—" for *_, target in CELLS) == len(PROPOSAL_TRANSITIONS)


@pytest.mark.parametrize(("state", "act", "target"), CELLS)
def test_transition(state, act, target):
    expected = None if target == "—" else ProposalState(target)
    assert proposal_target(Act(act), ProposalState(state)) == expected


def test_no_path_leaves_a_final_state():
    final = {ProposalState.AGREED, ProposalState.REJECTED, ProposalState.SUPERSEDED}
    assert not [t for t in PROPOSAL_TRANSITIONS if t.source in final]
    assert final | PENDING | COMMITTED == set(ProposalState)


def test_only_both_yeses_make_a_commitment():
    for t in PROPOSAL_TRANSITIONS:
        if t.target in COMMITTED and t.source not in COMMITTED:
            other = Side.DEMAND if t.act == Act.ACCEPT_SUPPLY else Side.SUPPLY
            assert accepted_by(other, t.source)


@pytest.mark.parametrize("side", Side)
def test_a_side_says_yes_once(side):
    for state in ProposalState:
        if accepted_by(side, state):
            assert proposal_target(accept_by(side), state) is None


def test_a_later_run_never_touches_a_commitment():
    assert all(proposal_target(Act.SUPERSEDE, state) is None for state in COMMITTED)


def test_every_human_act_names_a_permission_that_exists():
    for t in PROPOSAL_TRANSITIONS:
        assert (t.permission == "") == (t.act == Act.SUPERSEDE)
        assert t.permission == "" or Permission(t.permission)


def test_every_state_and_act_has_its_spanish_words():
    assert set(STATE_TEXT) == set(ProposalState)
    assert set(ACT_TEXT) == set(Act)
