"""The report's data equal the rows, level by level and unit by unit."""

from cauce.core.documents.canonical import canonical_json
from cauce.domains.exchange.reports.declaration import declaration_data
from tests.factories.lines import add_line


def rows_of(data):
    for level in data["levels"]:
        for unit in level["units"]:
            for part in unit["specialities"]:
                for row in part["rows"]:
                    yield unit["clues"], part["speciality"], row


def test_every_row_is_there_with_its_unit_and_speciality(world, filled):
    data = declaration_data(filled, world.now)
    seen = sorted((clues, speciality, row["code"]) for clues, speciality, row in rows_of(data))
    kept = filled.lines.values_list("unit__code", "speciality__label", "product__code")
    assert seen == sorted(kept)
    first = next(row for clues, _s, row in rows_of(data) if row["surplus"] and row["surplus"]["events"])
    assert first["surplus"] == {"events": 1300, "patients": 1200}
    assert first["shortage"] is None


def test_totals_add_up_and_what_is_not_reported_is_not_zero(world, filled):
    totals = declaration_data(filled, world.now)["totals"]
    assert totals["surplus"] == {"rows": 2, "events": 1300, "patients": 1203}
    assert {k: totals["shortage"][k] for k in ("rows", "events", "patients")} == {
        "rows": 2,
        "events": 6,
        "patients": 12,
    }
    assert dict(map(tuple, totals["shortage"]["patients_by_cause"])) == {
        "Carencia de servicio": 0,
        "Falta de equipo": 5,
        "Falta de insumos": 0,
        "Falta de personal": 7,
    }


def test_levels_in_order_with_their_own_totals(world, filled):
    data = declaration_data(filled, world.now)
    assert [level["label"] for level in data["levels"]] == ["Primer nivel", "Segundo nivel"]
    sums = [level["totals"]["surplus"]["patients"] for level in data["levels"]]
    assert sums == [1200, 3]
    assert data["units"] == {"total": 3, "with": 2, "without": 1}
    assert [unit["clues"] for unit in data["units_without"]] == [world.issste_bc_3.code]


def test_sums_of_nothing_are_null(world, declaration):
    add_line(world, declaration, world.issste_bc_1, world.products[0])
    totals = declaration_data(declaration, world.now)["totals"]
    assert totals["surplus"] == {"rows": 1, "events": None, "patients": 12}
    assert totals["shortage"]["patients"] is None


def test_data_has_one_canonical_text(world, filled):
    assert canonical_json(declaration_data(filled, world.now)) == canonical_json(
        declaration_data(filled, world.now)
    )


def test_queries_do_not_grow_with_the_rows(world, filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        declaration_data(filled, world.now)
