"""A declaration of ISSSTE Baja California with rows in two of its three units."""

import pytest

from cauce.domains.exchange.models import Declaration
from tests.factories.lines import add_line


@pytest.fixture
def declaration(world) -> Declaration:
    return Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)


@pytest.fixture
def filled(world, declaration) -> Declaration:
    first, second = world.products[:2]
    add_line(world, declaration, world.issste_bc_1, first, surplus_patients=1200, surplus_events=1300)
    add_line(world, declaration, world.issste_bc_1, second, shortage_patients=7, shortage_cause="staff")
    add_line(
        world,
        declaration,
        world.issste_bc_2,
        first,
        surplus_patients=3,
        shortage_patients=5,
        shortage_events=6,
        shortage_cause="equipment",
    )
    return declaration
