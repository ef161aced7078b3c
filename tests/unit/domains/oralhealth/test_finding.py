"""The search box over oral health: facilities, codes, indicators and pages, only within the person's reach."""

import pytest

from cauce.web.search import search
from tests.factories import user_with

FACILITIES, CODES, INDICATORS = "Instalaciones de Salud Bucal", "Códigos del registro diario", "Indicadores"


def titles(user, text, at, label):
    return [hit.title for group in search(user, text, at) if group.label == label for hit in group.hits]


@pytest.mark.parametrize("text", ["0808130801", "08081", "instalacion PEDREGAL", "pedregal"])
def test_a_facility_by_code_or_name(panama, text):
    assert titles(panama.regional, text, panama.at, FACILITIES) == ["0808130801 · Instalación pedregal"]
    assert titles(panama.other_region, text, panama.at, FACILITIES) == []


def test_a_facility_with_data_leads_to_its_last_month(panama, reviewed):
    [hit] = [h for g in search(panama.chief, "pedregal", panama.at) if g.label == FACILITIES for h in g.hits]
    assert hit.url == "/salud-bucal/meses/0808130801/202603/"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("07", "07 · "),
        ("K02.1", "K02.1 · "),
        ("k02.1", "K02.1 · "),
        ("sellante", "sell"),
        ("cariez dentina", "K02.1"),
    ],
)
def test_a_code_by_itself_or_by_its_words_with_a_slip(panama, text, first):
    found = titles(panama.dentist, text, panama.at, CODES)
    assert any(first.lower() in title.lower() for title in found[:3]), found


def test_codes_of_other_sets_are_told_apart(panama):
    groups = search(panama.dentist, "021", panama.at)
    [hit] = [h for g in groups if g.label == CODES for h in g.hits if h.title.startswith("021")]
    assert hit.detail == "Otro código"


@pytest.mark.parametrize(("text", "code"), [("I-4", "I-4"), ("i-19", "I-19")])
def test_an_indicator_by_its_code(panama, text, code):
    assert titles(panama.national, text, panama.at, INDICATORS)[0].startswith(f"{code} · ")


def test_pages_of_the_person_s_own_menu(panama, world):
    assert "Nueva hoja" in titles(panama.dentist, "nueva hoja", panama.at, "Páginas")
    assert titles(panama.national, "nueva hoja", panama.at, "Páginas") == []
    assert titles(world.head, "salud bucal", world.now, "Páginas") == []


def test_the_exchange_s_people_find_nothing_of_oral_health(world, panama):
    for text in ("pedregal", "K02.1", "I-4"):
        for label in (FACILITIES, CODES, INDICATORS):
            assert titles(world.head, text, world.now, label) == []


def test_the_empty_box_speaks_each_person_s_language(client_as, panama, world):
    assert 'placeholder="Instalación, código' in client_as(panama.dentist).get("/").content.decode()
    assert 'placeholder="CLUES, unidad' in client_as(world.head).get("/").content.decode()


def test_the_administration_of_each_country_sees_its_own_modules(client_as, panama, world):
    there = user_with("administrator", panama.panama, username="there")
    page = client_as(there).get("/").content.decode()
    assert "/intercambio/" not in page
    assert "Bitácora" in page
    assert "/intercambio/" in client_as(world.admin).get("/").content.decode()
