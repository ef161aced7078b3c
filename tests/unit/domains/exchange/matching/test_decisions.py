"""Accepting, rejecting and closing proposals: who, when, and what it leaves behind."""

import pytest

from cauce.core.audit.log import history, sentence, verify
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.exchange.actions import accept_proposals, close_proposals, reject_proposals
from cauce.domains.exchange.matching_queries import (
    kept_of,
    proposals_of,
    sides_of,
    unmet_of,
    unused_of,
    waiting_for,
)
from cauce.domains.exchange.models import Line
from cauce.domains.exchange.rules.proposals import (
    PROPOSAL_TRANSITIONS,
    Act,
    ProposalState,
    Side,
    proposal_target,
)
from tests.factories import PASSWORD
from tests.factories.declared import declare

REASON = "No hay traslado disponible"
EVERYONE = (
    "reporter", "editor", "head", "head_hgo", "head_imss", "coordinator", "coordinator_imss",
    "sector", "auditor", "admin",
)  # fmt: skip


def act_on(proposal, act, world, by=None):
    """Do `act` to the proposal as the coordinator who may, or as `by`."""
    offers, requires = by or world.coordinator, by or world.coordinator_imss
    common = {"at": world.now, "proposals": [proposal]}
    if act == Act.ACCEPT_SUPPLY:
        return accept_proposals(by=offers, side=Side.SUPPLY, **common)
    if act == Act.ACCEPT_DEMAND:
        return accept_proposals(by=requires, side=Side.DEMAND, **common)
    if act == Act.REJECT:
        return reject_proposals(by=requires, side=Side.DEMAND, reason=REASON, **common)
    return close_proposals(by=offers, number="CV-2026/014", password=PASSWORD, **common)


PATHS = {
    ProposalState.PROPOSED: (),
    ProposalState.SUPPLY_ACCEPTED: (Act.ACCEPT_SUPPLY,),
    ProposalState.DEMAND_ACCEPTED: (Act.ACCEPT_DEMAND,),
    ProposalState.ACCEPTED: (Act.ACCEPT_DEMAND, Act.ACCEPT_SUPPLY),
    ProposalState.AGREED: (Act.ACCEPT_SUPPLY, Act.ACCEPT_DEMAND, Act.CLOSE),
    ProposalState.REJECTED: (Act.REJECT,),
    ProposalState.SUPERSEDED: (Act.SUPERSEDE,),
}
PEOPLES_ACTS = (Act.ACCEPT_SUPPLY, Act.ACCEPT_DEMAND, Act.REJECT, Act.CLOSE)


@pytest.mark.parametrize("act", PEOPLES_ACTS)
@pytest.mark.parametrize("state", ProposalState)
def test_the_actions_follow_the_transition_table(world, proposal, run_match, state, act):
    for step in PATHS[state]:
        run_match() if step == Act.SUPERSEDE else act_on(proposal, step, world)
    proposal.refresh_from_db()
    assert proposal.state == state
    target = proposal_target(act, state)
    if target is not None:
        act_on(proposal, act, world)
    else:
        with pytest.raises(NotNow) as refused:
            act_on(proposal, act, world)
        assert refused.value.rule == "EX-82"
        assert proposal.label in refused.value.message
    proposal.refresh_from_db()
    assert proposal.state == (target or state)
    assert verify().whole


# act → who may do it to a proposal of ISSSTE (offers) for IMSS (requires)
MAY = {
    Act.ACCEPT_SUPPLY: {"coordinator", "sector"},
    Act.ACCEPT_DEMAND: {"coordinator_imss", "sector"},
    Act.REJECT: {"coordinator_imss", "sector"},  # as the requiring side
    Act.CLOSE: {"coordinator", "coordinator_imss", "sector"},
}


def test_the_permission_matrix_covers_every_human_act():
    assert {*MAY} == {t.act for t in PROPOSAL_TRANSITIONS if t.permission}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("act", PEOPLES_ACTS)
def test_who_may(world, proposal, accept, act, who):
    if act == Act.CLOSE:
        accept(proposal, "supply", "demand")
    before = proposal.state
    if who in MAY[act]:
        act_on(proposal, act, world, by=world.users[who])
    else:
        with pytest.raises(NotAllowed):
            act_on(proposal, act, world, by=world.users[who])
    proposal.refresh_from_db()
    assert (proposal.state != before) == (who in MAY[act])


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("reporter", 0), ("editor", 0), ("head", 2), ("head_hgo", 0), ("head_imss", 2), ("coordinator", 2),
        ("coordinator_imss", 2), ("sector", 2), ("auditor", 2), ("admin", 0),
    ],
)  # fmt: skip
def test_who_sees_a_runs_proposals(world, run, who, sees):
    assert proposals_of(run, world.users[who], world.now).count() == sees


def test_unmet_unused_and_kept_are_seen_where_they_are(world, lines, run_match, accept):
    declare(world, world.issste_bc_2, world.products[1], surplus=5)
    accept(run_match().proposals.get(patients=6), "supply", "demand")
    run = run_match()

    def seen(find):
        people = ("sector", "coordinator", "coordinator_imss", "head", "head_hgo", "head_imss", "admin")
        return [find(run, world.users[who], world.now).count() for who in people]

    assert seen(unmet_of) == [2, 0, 2, 0, 0, 1, 0]
    assert seen(unused_of) == [1, 1, 0, 1, 0, 0, 0]
    assert seen(kept_of) == [1, 1, 1, 1, 0, 1, 0]


def test_sides_of_a_person(world, proposal):
    found = {who: sides_of(world.users[who], proposal, world.now) for who in EVERYONE}
    assert {who: sides for who, sides in found.items() if sides} == {
        "coordinator": [Side.SUPPLY],
        "coordinator_imss": [Side.DEMAND],
        "sector": [Side.SUPPLY, Side.DEMAND],
    }


def test_what_waits_for_a_person_goes_once_they_decided(world, run, proposal, accept):
    def waiting(who):
        return waiting_for(world.users[who], world.now).count()

    assert [waiting(w) for w in ("coordinator", "coordinator_imss", "head", "auditor")] == [2, 2, 0, 0]
    accept(proposal, "supply")
    assert [waiting(w) for w in ("coordinator", "coordinator_imss")] == [1, 2]
    accept(proposal, "demand")
    assert [waiting(w) for w in ("coordinator", "coordinator_imss")] == [1, 1]


def test_several_at_once_or_none(world, run, proposal, accept):
    accept(proposal, "supply")
    with pytest.raises(NotNow):
        accept_proposals(by=world.coordinator, at=world.now, proposals=run.proposals.all(), side=Side.SUPPLY)
    assert sorted(run.proposals.values_list("state", flat=True)) == ["proposed", "supply_accepted"]
    both = accept_proposals(
        by=world.coordinator_imss, at=world.now, proposals=run.proposals.all(), side=Side.DEMAND
    )
    assert sorted(p.state for p in both) == ["accepted", "demand_accepted"]


def test_nothing_chosen_is_refused(world):
    with pytest.raises(Invalid) as refused:
        accept_proposals(by=world.users["sector"], at=world.now, proposals=[], side=Side.SUPPLY)
    assert refused.value.rule == "EX-87"


@pytest.mark.parametrize("reason", ["", "   ", "muy lejos", "\n corto \n"])
def test_a_rejection_needs_a_reason(world, proposal, reason):
    with pytest.raises(Invalid) as refused:
        reject_proposals(
            by=world.coordinator, at=world.now, proposals=[proposal], side=Side.SUPPLY, reason=reason
        )
    assert refused.value.rule == "EX-83"
    assert refused.value.problems[0].place == "reason"


@pytest.mark.parametrize("number", ["", "  ", "ab", "x" * 61, "<script>", "-12-", "12\n;"])
def test_an_agreement_needs_its_number(world, proposal, accept, number):
    accept(proposal, "supply", "demand")
    with pytest.raises(Invalid) as refused:
        close_proposals(
            by=world.coordinator, at=world.now, proposals=[proposal], number=number, password=PASSWORD
        )
    assert refused.value.rule == "EX-84"


def test_closing_binds_so_the_password_is_asked_again(world, proposal, accept):
    accept(proposal, "supply", "demand")
    with pytest.raises(Invalid) as refused:
        close_proposals(
            by=world.coordinator, at=world.now, proposals=[proposal], number="CV-1/26", password="no"
        )
    assert refused.value.problems[0].place == "password"
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_and_a_second_factor_where_the_setting_says_so(world, proposal, accept, settings):
    accept(proposal, "supply", "demand")
    settings.CAUCE_REQUIRE_MFA = True
    with pytest.raises(NotAllowed) as refused:
        act_on(proposal, Act.CLOSE, world)
    assert refused.value.rule == "ACCESS-MFA"


def test_closing_keeps_the_number(world, proposal, accept):
    accept(proposal, "supply", "demand")
    (closed,) = close_proposals(
        by=world.coordinator_imss,
        at=world.now,
        proposals=[proposal],
        number="  CV  2026/14 ",
        password=PASSWORD,
    )
    assert (closed.state, closed.agreement_number, closed.agreed_by) == (
        "agreed", "CV 2026/14", world.coordinator_imss,
    )  # fmt: skip


class TestStillDeclared:
    """A declaration reopened and lowered after the run (EX-85)."""

    def refused(self, accept, proposal):
        with pytest.raises(NotNow) as refused:
            accept(proposal, "supply")
        assert refused.value.rule == "EX-85"
        return refused.value.message

    def test_lowered_shortage(self, world, proposal, accept):
        Line.objects.filter(unit=world.imss_bc_1).update(shortage_patients=5)
        assert "declara hoy 5 pacientes" in self.refused(accept, proposal)

    def test_removed_surplus(self, world, proposal, accept):
        Line.objects.filter(unit=world.issste_bc_1).delete()
        assert "declara hoy 0 pacientes" in self.refused(accept, proposal)

    def test_surplus_enough_for_one_but_not_for_both(self, world, run, proposal, accept):
        Line.objects.filter(unit=world.issste_bc_1).update(surplus_patients=9)
        accept(run.proposals.get(patients=4), "supply", "demand")
        assert "ya tiene 4 comprometidos" in self.refused(accept, proposal)


def test_history_reads_as_sentences(world, proposal, accept):
    accept(proposal, "supply", "demand")
    act_on(proposal, Act.CLOSE, world)
    sentences = [sentence(event) for event in history(proposal)]
    assert sentences == [
        "cerró la propuesta 1-00001 como convenio CV-2026/014",
        "aceptó la propuesta 1-00001 por quien requiere (6 pacientes al mes); con ello la aceptaron ambas partes",
        "aceptó la propuesta 1-00001 por quien ofrece (6 pacientes al mes)",
    ]
    assert [event.place for event in history(proposal)] == [world.issste, world.imss, world.issste]


def test_rejection_reads_with_its_side(world, proposal):
    act_on(proposal, Act.REJECT, world)
    event = history(proposal).first()
    assert sentence(event) == "rechazó la propuesta 1-00001 por quien requiere"
    assert event.reason == REASON
