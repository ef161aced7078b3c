"""Two people, or a person and a run, at the same proposal at the same instant: on both databases."""

import threading

import pytest
from django.db import connections

from cauce.core.audit.log import history, verify
from cauce.core.errors import NotNow
from cauce.domains.exchange.actions import accept_proposals, execute_run, reject_proposals
from cauce.domains.exchange.models import MatchRun, Proposal
from cauce.domains.exchange.rules.proposals import Side
from tests.factories.declared import declare

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proposal(transactional_db, world):
    declare(world, world.issste_bc_1, surplus=10)
    declare(world, world.imss_bc_1, shortage=6)
    return execute_run(run=asked(world, 1), at=world.now).proposals.get()


def asked(world, number):
    """A run that no job has taken up yet (here a job would run at once)."""
    return MatchRun.objects.create(
        round=world.round,
        number=number,
        max_km=200.0,
        requested_at=world.now,
        requested_by=world.users["sector"],
    )


def together(*acts):
    """Run the acts at once, each in its own connection; what each returned or was refused with."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(position, act):
        start.wait()
        try:
            answers[position] = act()
        except NotNow as refusal:
            answers[position] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def yes(world, proposal, person, side):
    return lambda: accept_proposals(by=world.users[person], at=world.now, proposals=[proposal], side=side)


def test_both_sides_accept_at_once_and_neither_yes_is_lost(world, proposal):
    together(
        yes(world, proposal, "coordinator", Side.SUPPLY),
        yes(world, proposal, "coordinator_imss", Side.DEMAND),
    )
    proposal.refresh_from_db()
    assert proposal.state == "accepted"
    assert (proposal.supply_accepted_by, proposal.demand_accepted_by) == (
        world.coordinator,
        world.coordinator_imss,
    )
    assert sorted(e.data["state"] for e in history(proposal))[0] == "accepted"
    assert verify().whole


def test_one_sides_yes_counts_once(world, proposal):
    answers = together(*[yes(world, proposal, "coordinator", Side.SUPPLY)] * 3)
    assert sorted(isinstance(answer, NotNow) for answer in answers) == [False, True, True]
    assert history(proposal).count() == 1


def test_yes_and_no_at_once_end_in_one_of_them(world, proposal):
    def no():
        return reject_proposals(
            by=world.coordinator_imss,
            at=world.now,
            proposals=[proposal],
            side=Side.DEMAND,
            reason="Sin traslado disponible",
        )

    together(yes(world, proposal, "coordinator", Side.SUPPLY), no)
    proposal.refresh_from_db()
    assert proposal.state == "rejected"  # a no is possible before and after the other side's yes
    assert proposal.rejection_reason


def test_a_run_that_ends_while_both_accept_neither_loses_nor_doubles_patients(world, proposal):
    accept_proposals(by=world.coordinator, at=world.now, proposals=[proposal], side=Side.SUPPLY)
    second = asked(world, 2)
    together(
        lambda: execute_run(run=second, at=world.now),
        yes(world, proposal, "coordinator_imss", Side.DEMAND),
    )
    alive = Proposal.objects.exclude(state="superseded")
    assert [p.patients for p in alive] == [6]
    assert alive.get().supply_accepted_by == world.coordinator
    assert verify().whole
