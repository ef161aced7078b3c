"""A round whose entities have finalised, and the matching run over it.

Baja California: units at 32.1°, 32.2° and 32.3° N (11.1 km apart); Hidalgo is 1,900 km away.
"""

import pytest

from cauce.domains.exchange.actions import accept_proposals, execute_run, request_run
from cauce.domains.exchange.rules.proposals import Side
from tests.factories.declared import declare


@pytest.fixture
def lines(world):
    """ISSSTE offers 10 appendectomies in unit 1; IMSS lacks 6 in unit 1 and 7 in unit 2, and 4 in Hidalgo."""
    declare(world, world.issste_bc_1, surplus=10)
    declare(world, world.imss_bc_1, shortage=6, cause="staff")
    declare(world, world.imss_bc_2, shortage=7, cause="equipment")
    declare(world, world.imss_hgo_1, shortage=4, cause="supplies")


@pytest.fixture
def run_match(world):
    """`run_match(max_km=200, **options)`: ask for a run and execute it."""

    def run(max_km=200.0, **options):
        asked = request_run(
            by=world.users["sector"], at=world.now, round_=world.round, max_km=max_km, **options
        )
        return execute_run(run=asked, at=world.now)

    return run


@pytest.fixture
def run(lines, run_match):
    return run_match()


@pytest.fixture
def proposal(run):
    """ISSSTE unit 1 offers 6 patients to IMSS unit 1, at the same place."""
    return run.proposals.get(patients=6)


@pytest.fixture
def accept(world):
    """`accept(proposal, "supply")`: that side's yes, by its institution's coordinator."""
    coordinators = {Side.SUPPLY: "coordinator", Side.DEMAND: "coordinator_imss"}

    def yes(proposal, *sides, by=None):
        for side in sides:
            person = by or world.users[coordinators[Side(side)]]
            accept_proposals(by=person, at=world.now, proposals=[proposal], side=Side(side))
        proposal.refresh_from_db()
        return proposal

    return yes
