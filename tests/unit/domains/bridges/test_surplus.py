"""Bridge "surplus": who has room for a product, nearest first, and how much of it is left."""

import pytest

from cauce.core.organisations.models import OrgUnit
from cauce.domains.authorizations import hooks
from cauce.domains.bridges import standing
from cauce.domains.bridges.surplus.near import distance, surplus_near
from cauce.domains.exchange.models import Declaration, Line, MatchRun, Proposal
from tests.factories import user_with


@pytest.fixture
def reviewer(filled):
    return user_with("auth_reviewer", filled.issste_bc, username="reviewer")


def code(world, number: int = 0) -> str:
    return world.products[number].code


def found(world, reader, unit="issste_bc_3", product=0):
    rows = surplus_near(reader, world.places[unit], code(world, product), world.now)
    return [(one.unit.code, one.left) for one in rows]


def codes(world, *keys):
    return [world.places[key].code for key in keys]


def test_nearest_first_with_what_each_declared(filled, reviewer):
    OrgUnit.objects.filter(pk=filled.imss_bc_1.pk).update(latitude=30.0, longitude=-115.0)
    filled.places["imss_bc_1"].refresh_from_db()
    rows = surplus_near(reviewer, filled.issste_bc_3, code(filled), filled.now)
    assert {one.unit.code for one in rows} == set(codes(filled, "issste_bc_1", "issste_bc_2", "imss_bc_1"))
    assert [one.km for one in rows] == sorted(one.km for one in rows)
    assert {one.left for one in rows} == {2, 3, 10}


def test_the_own_unit_an_open_declaration_and_another_product_do_not_count(filled, reviewer):
    assert filled.issste_bc_1.code not in dict(found(filled, reviewer, "issste_bc_1"))
    assert found(filled, reviewer, product=2) == []  # only the open declaration of imss_hgo has it
    assert found(filled, reviewer, product=1) == []  # only a shortage
    assert hooks.surplus_near(reviewer, filled.issste_bc_3, "", filled.now) == []
    assert surplus_near(reviewer, filled.issste_bc_3, "NO-EXISTE", filled.now) == []


def test_what_both_sides_agreed_on_is_no_longer_left(filled, reviewer):
    run = MatchRun.objects.create(
        round=filled.round, number=1, max_km=100, requested_at=filled.now, requested_by=filled.head
    )
    Proposal.objects.create(
        run=run,
        number=1,
        supply_unit=filled.imss_bc_1,
        demand_unit=filled.issste_bc_2,
        supply_institution=filled.imss,
        demand_institution=filled.issste,
        product=filled.products[0],
        cause="equipment",
        patients=7,
        decikm=10,
        state="accepted",
        state_at=filled.now,
        supply_accepted_at=filled.now,
        supply_accepted_by=filled.head_imss,
        demand_accepted_at=filled.now,
        demand_accepted_by=filled.head,
    )
    assert dict(found(filled, reviewer))[filled.imss_bc_1.code] == 3
    Proposal.objects.update(patients=10)
    assert filled.imss_bc_1.code not in dict(found(filled, reviewer))


def test_a_closed_unit_has_no_room(filled, reviewer):
    OrgUnit.objects.filter(pk=filled.imss_bc_1.pk).update(valid_to=filled.now.date().replace(day=1))
    assert filled.imss_bc_1.code not in dict(found(filled, reviewer))


def test_only_who_reads_the_exchange_gets_the_link(filled, reviewer):
    rows = surplus_near(reviewer, filled.issste_bc_3, code(filled), filled.now)
    assert {one.url for one in rows} == {""}
    theirs = surplus_near(filled.users["sector"], filled.issste_bc_3, code(filled), filled.now)
    assert all(f"unit={one.unit.pk}" in one.url for one in theirs)


def test_the_link_opens_the_row(filled, client_as):
    user = filled.users["sector"]
    one = surplus_near(user, filled.issste_bc_3, code(filled), filled.now)[0]
    assert one.unit.name in client_as(user).get(one.url).content.decode()


def test_a_place_that_is_not_known_comes_last_and_says_no_distance(filled, reviewer):
    OrgUnit.objects.filter(pk=filled.issste_bc_1.pk).update(latitude=None, longitude=None, area=None)
    rows = surplus_near(reviewer, filled.issste_bc_3, code(filled), filled.now)
    assert (rows[-1].unit.code, rows[-1].km) == (filled.issste_bc_1.code, None)
    assert all(one.km is not None for one in rows[:-1])


def test_a_municipalitys_centre_is_said_to_be_approximate(filled):
    OrgUnit.objects.filter(pk=filled.issste_bc_1.pk).update(latitude=None, longitude=None)
    rough = OrgUnit.objects.select_related("area").get(pk=filled.issste_bc_1.pk)
    km, approximate = distance(rough, filled.issste_bc_2)
    assert km is not None
    assert approximate


def test_without_a_round_there_is_nothing(filled, reviewer):
    Line.objects.all().delete()
    Declaration.objects.all().delete()
    filled.round.delete()
    assert found(filled, reviewer) == []


def test_the_bridge_stands_only_with_both_modules():
    assert "surplus" in standing(["exchange", "authorizations"])
    assert "surplus" not in standing(["authorizations"])
    assert "surplus" not in standing(["exchange", "oralhealth"])


def test_the_pages_ask_the_hook(filled, reviewer):
    """In the tests both modules are on: what the hook says is what the bridge finds."""
    ours = hooks.surplus_near(reviewer, filled.issste_bc_3, code(filled), filled.now)
    assert ours == surplus_near(reviewer, filled.issste_bc_3, code(filled), filled.now)
