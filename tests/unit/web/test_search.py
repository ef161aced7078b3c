"""The search box: by code or words, never beyond the person's reach."""

import pytest

from cauce.core.organisations.models import OrgUnit
from cauce.web.search import PER_GROUP, search
from tests.factories.places import OrgUnitFactory


def titles(groups, label=None):
    return [hit.title for group in groups if label in (None, group.label) for hit in group.hits]


def test_a_unit_is_found_by_its_code_and_by_its_name(world, now):
    unit = world.issste_bc_1
    for text in (unit.code, unit.code[:6].lower(), unit.name):
        assert f"{unit.code} · {unit.name}" in titles(search(world.head, text, now), "Unidades médicas")


@pytest.mark.parametrize(
    "text", ["clinica mexico", "CLÍNICA MÉXICO", "Clínica Ñandú", "clinica nandu", "mulege"]
)
def test_a_unit_is_found_whatever_its_accents_and_capitals(world, now, text):
    name = "Clínica MÉXICO Ñandú"
    unit = OrgUnitFactory(
        kind="unit", parent=world.issste_bc, code="ZZIST000001", name=name, locality="Mulegé"
    )
    assert f"{unit.code} · {name}" in titles(search(world.head, text, now), "Unidades médicas")


def test_a_unit_of_another_entity_is_not_found(world, now):
    other = OrgUnit.objects.filter(kind="unit", parent=world.imss_bc).first()
    assert titles(search(world.head, other.code, now), "Unidades médicas") == []
    assert titles(search(world.users["sector"], other.code, now), "Unidades médicas") != []


def test_a_reporter_finds_only_their_unit(world, now):
    found = titles(search(world.reporter, "unidad", now), "Unidades médicas")
    assert all(title.startswith(world.issste_bc_1.code) for title in found)


def test_a_product_is_found_in_spite_of_a_slip(world, now):
    assert "Tomografía de tórax" in titles(
        search(world.head, "tomografia torx", now), "Productos del catálogo"
    )


def test_who_reads_no_declaration_finds_no_product(world, now, db):
    from tests.factories.people import UserFactory

    assert titles(search(UserFactory(), "tomografia", now)) == []


def test_people_are_found_by_whoever_manages_them_and_by_nobody_else(world, now):
    name = world.reporter.username
    assert titles(search(world.admin, name, now), "Personas") == [world.reporter.display_name]
    for who in (world.head, world.coordinator_imss, world.users["auditor"]):
        assert titles(search(who, world.editor.username, now), "Personas") == [], who


def test_people_of_another_place_are_not_found(world, now):
    assert titles(search(world.coordinator, "head_imss", now), "Personas") == []


def test_help_is_found(world, now):
    assert "Reabrir un registro finalizado" in titles(search(world.head, "reabrir", now), "Temas de ayuda")


@pytest.mark.parametrize("text", ["", " ", "a"])
def test_too_little_finds_nothing(world, now, text):
    assert search(world.head, text, now) == []


def test_many_hits_are_cut_and_it_says_so(world, now):
    for n in range(PER_GROUP + 3):
        OrgUnitFactory(kind="unit", parent=world.issste_bc, code=f"ZZIST{n:06}", name=f"Zeta {n}")
    group = next(g for g in search(world.head, "zeta", now) if g.label == "Unidades médicas")
    assert len(group.hits) == PER_GROUP
    assert group.more


def test_the_page_keeps_what_was_asked_and_says_when_nothing_is_found(client_as, world):
    text = client_as(world.head).get("/buscar/", {"q": "qqqq<b>"}).content.decode()
    assert "No se encontró nada" in text
    assert "qqqq&lt;b&gt;" in text
