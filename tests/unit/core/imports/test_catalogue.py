"""Importing a catalogue: the file becomes the next release; the published ones stay."""

import pytest

from cauce.core.catalogues import queries
from cauce.core.catalogues.models import Catalogue
from cauce.core.errors import Invalid
from cauce.core.imports.actions import plan_of, run_import
from cauce.core.imports.catalogue_rows import read_entries
from cauce.core.imports.tables import read_table
from cauce.domains.exchange.actions.sheets import save_sheet
from cauce.domains.exchange.models import Declaration

HEADER = "clave,tipo,concepto superior,nombre,nombres alternos"
ROWS = (
    "S,servicio,,Atención médica,",
    "G,grupo,S,Cirugía,",
    "E,especialidad,G,Cirugía general,",
    "P1,producto,E,Apendicectomía,operación del apéndice|quitar el apéndice",
    "P2,producto,E,Colecistectomía,",
)


def content(*rows):
    return "\n".join([HEADER, *rows]).encode()


@pytest.fixture
def run(world, now):
    def call(*rows, code="prueba"):
        options = {"catalogue": code, "name": "De prueba", "origin": "prueba"}
        return run_import(
            by=world.admin,
            at=now,
            kind="catalogue",
            content=content(*rows),
            filename="c.csv",
            options=options,
        )

    return call


def published():
    catalogue = queries.catalogue_by_code("prueba")
    return queries.published(catalogue)


def labels(release):
    return dict(queries.entries_of(release).values_list("code", "label"))


def test_a_new_catalogue(run):
    run(*ROWS)
    release = published()
    assert (release.number, release.catalogue.name, release.origin) == (1, "De prueba", "prueba")
    assert [e.kind for e in queries.entries_of(release)] == [
        "service",
        "group",
        "speciality",
        "product",
        "product",
    ]
    assert queries.search(release.catalogue, "quitar apendise")[0].code == "P1"


def test_rows_may_come_in_any_order(run):
    run(*ROWS[::-1])
    assert labels(published()).keys() == {"S", "G", "E", "P1", "P2"}


def test_repeating_publishes_nothing(run):
    run(*ROWS)
    run(*ROWS)
    assert published().number == 1


def test_the_next_release_and_the_previous_one(run):
    run(*ROWS)
    first = published()
    run(*ROWS[:3], "P1,producto,E,Apendicectomía abierta,", "P3,producto,E,Gastrostomía,")
    second = published()
    assert labels(first)["P1"] == "Apendicectomía"
    assert set(labels(first)) == {"S", "G", "E", "P1", "P2"}
    assert labels(second)["P1"] == "Apendicectomía abierta"
    assert set(labels(second)) == {"S", "G", "E", "P1", "P3"}


def test_aliases_survive_a_change_of_label(run):
    run(*ROWS)
    run(*ROWS[:3], "P1,producto,E,Apendicectomía abierta,", ROWS[4])
    found = queries.search(published().catalogue, "operacion del apendice")
    assert found[0].label == "Apendicectomía abierta"


def test_a_changed_parent_takes_its_descendants_along(run):
    run(*ROWS)
    run(ROWS[0], "G,grupo,S,Cirugía mayor,", *ROWS[2:])
    release = published()
    entries = {e.code: e for e in queries.entries_of(release).select_related("parent")}
    assert entries["E"].parent == entries["G"]
    assert entries["P1"].parent == entries["E"]
    assert entries["G"].label == "Cirugía mayor"
    assert {e.since for e in entries.values()} == {1, 2}


def test_only_an_alias_needs_no_release(run):
    run(*ROWS)
    run(*ROWS[:4], "P2,producto,E,Colecistectomía,operación de la vesícula")
    assert published().number == 1
    assert queries.search(published().catalogue, "vesicula")[0].code == "P2"


@pytest.mark.parametrize(
    ("line", "rule", "place"),
    [
        (",producto,E,Algo,", "IM-10", "línea 7, columna «clave»"),
        ("P9,,E,Algo,", "IM-10", "línea 7, columna «tipo»"),
        ("P1,producto,E,Algo,", "IM-12", "línea 7, columna «clave»"),
        (f"P9,producto,E,{'x' * 301},", "IM-20", "línea 7, columna «nombre»"),
        ("P9,producto,nada,Algo,", "IM-30", "línea 7, columna «concepto superior»"),
        ("P9,producto,P9,Algo,", "IM-31", "línea 7, columna «concepto superior»"),
        ("P9,producto,E,apendicectomia,", "IM-32", "línea 7, columna «nombre»"),
    ],
)
def test_problems(line, rule, place):
    problems = read_entries(read_table(content(*ROWS, line), "c.csv")).problems
    assert [(p.rule, p.place) for p in problems] == [(rule, place)]


def test_a_long_circle():
    rows = ("A,grupo,C,a,", "B,grupo,A,b,", "C,grupo,B,c,", "D,grupo,A,d,", "E,grupo,,e,")
    problems = read_entries(read_table(content(*rows), "c.csv")).problems
    assert [p.rule for p in problems] == ["IM-31"] * 4


def test_one_bad_row_publishes_nothing(run):
    with pytest.raises(Invalid):
        run(*ROWS, "P9,producto,nada,Algo,")
    assert not Catalogue.objects.filter(code="prueba").exists()


def test_changing_what_is_in_use_is_a_warning(world, now):
    declaration = Declaration.objects.create(round=world.round, entity=world.issste_bc, answer=True)
    product = world.products[0]
    save_sheet(
        by=world.head,
        at=now,
        declaration=declaration,
        unit=world.issste_bc_1,
        speciality=world.speciality,
        rows={product.pk: {"surplus_patients": "3"}},
        version=0,
    )
    options = {"catalogue": "exchange-services"}
    plan = plan_of("catalogue", content(*ROWS), "c.csv", options, now)
    assert [(p.rule, p.level) for p in plan.problems] == [("IM-33", "warning")]
    assert product.label in plan.problems[0].message
