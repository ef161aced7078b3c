"""The usual scene holds together, on the database in use."""

import pytest

from cauce.core.accounts import access
from cauce.core.accounts.permissions import Permission
from cauce.core.organisations.queries import medical_units


def test_the_tree_hangs_together(world, now):
    assert world.issste_bc_1.is_within(world.issste_bc)
    assert not world.issste_bc_1.is_within(world.imss)
    assert [u.care_level for u in medical_units(world.issste_bc, now.date())] == [1, 2, 3]


@pytest.mark.parametrize(
    ("who", "place", "answer"), [("head", "issste_bc", True), ("head", "issste_hgo", False)]
)
def test_grants_reach_their_place_only(world, now, who, place, answer):
    user = world.users[who]
    assert access.can(user, Permission.EXCHANGE_FINALISE, world.places[place], now) is answer


def test_client_as_signs_in(world, client_as):
    assert client_as(world.head).get("/").status_code == 200
