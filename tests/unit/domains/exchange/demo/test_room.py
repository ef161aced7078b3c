"""The room that the demonstration's neighbours declare: real products, over hospitals, never a row twice."""

import pytest

from cauce.domains.exchange.demo.chances import Row
from cauce.domains.exchange.demo.room import ROOM, room_of
from cauce.reference_data.files import CATALOGUE as FOLDER
from cauce.reference_data.files import read_csv


def test_every_product_is_in_the_catalogue_in_print():
    known = {row["code"] for row in read_csv(FOLDER / "1" / "entries.csv") if row["kind"] == "product"}
    assert {code for products in ROOM.values() for code in products} <= known


@pytest.fixture
def products(world, monkeypatch):
    """The world's own products as the room of SSA-02."""
    found = sorted(world.products, key=lambda one: one.code)
    monkeypatch.setitem(ROOM, "SSA-02", {one.code: 5 + n for n, one in enumerate(found)})
    return found


def test_it_goes_over_the_hospitals_in_turn(world, products):
    units = [world.issste_bc_1, world.issste_bc_2, world.issste_bc_3]  # levels 1, 2, 3
    rows = room_of("SSA-02", units, [])
    assert [row.unit for row in rows] == [units[1 + turn % 2].pk for turn in range(len(products))]
    assert [row.surplus_patients for row in rows] == [ROOM["SSA-02"][one.code] for one in products]
    assert {row.speciality for row in rows} == {world.speciality.pk}


def test_what_chance_gave_stays(world, products):
    first = Row(world.issste_bc_2.pk, products[0].pk, world.speciality.pk, surplus_patients=1)
    rows = room_of("SSA-02", [world.issste_bc_2], [first])
    assert products[0].pk not in {row.product for row in rows}
    assert len(rows) == len(products) - 1


def test_other_entities_and_no_units_have_none(world, products):
    assert room_of("ISSSTE-02", [world.issste_bc_2], []) == []
    assert room_of("SSA-02", [], []) == []
