"""Weights, definitions and categories: published with their date and origin, never changed, refused with every problem."""

import pytest
from django.urls import reverse

from cauce.domains.riskplans.models import DefinitionVersion, RiskCategory, UvrTable
from cauce.domains.riskplans.rules.definition import FLOW_ROWS

UVR = {"name": "Tabla 2026", "valid_from": "2026-01-01", "origin": "Circular de prueba"}
DEFINITION = {
    "valid_from": "2026-01-01", "pgir_spending": "less", "ese": "15", "territory": "30", "superintendence": "60",
    "note": "Pesos acordados",
}  # fmt: skip


@pytest.fixture
def manager(client_as, colombia):
    return client_as(colombia.catalogue)


def at(name, *args):
    return reverse(f"riskplans:{name}", args=args)


def test_without_anything_the_catalogue_says_so(manager):
    page = manager.get(at("catalogue")).content.decode()
    assert "No hay tablas de pesos" in page
    assert "16,67" in page
    assert "no oficial" in page


def test_a_table_of_weights_is_published_and_read_exactly(manager):
    answer = manager.post(at("new_uvr"), {**UVR, "weights": "laboratorio; 0,35\ncitologias;1\n\nimagenes;"})
    table = UvrTable.objects.get()
    assert answer.url == at("uvr_table", table.pk)
    assert {w.concept: str(w.weight) for w in table.weights.all()} == {
        "laboratorio": "0.35",
        "citologias": "1",
    }
    assert "0,35" in manager.get(answer.url).content.decode()
    assert manager.get(at("uvr_table", 99)).status_code == 404


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ("nada;1", "no es un concepto de producción"),
        ("laboratorio;muy alto", "no es una cantidad"),
        ("x", "Falta los pesos"),
    ],
)
def test_a_bad_table_is_refused_whole(manager, weights, words):
    answer = manager.post(at("new_uvr"), {**UVR, "weights": weights})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not UvrTable.objects.exists()


def test_a_definition_is_published_when_its_weights_sum_100(manager):
    weights = {f"peso_{key}": "20" if n < 2 else "15" for n, key in enumerate(FLOW_ROWS)}
    wrong = manager.post(at("new_definition"), {**DEFINITION, **weights, "peso_ventas": "19"})
    assert wrong.status_code == 422
    assert "no sirven" in wrong.content.decode()
    assert manager.post(at("new_definition"), {**DEFINITION, **weights}).status_code == 302
    found = DefinitionVersion.objects.get()
    assert found.content["terms"] == {"ese": 15, "territory": 30, "superintendence": 60}
    page = manager.get(at("catalogue")).content.decode()
    assert "menos es mejor" in page
    assert "Pesos acordados" in page


def test_a_category_is_set_with_its_act(manager, colombia):
    assert manager.post(at("find_category"), {"codigo": "730010001"}).url == at("category", "730010001")
    assert (
        "No existe una ESE"
        in manager.post(at("find_category"), {"codigo": "9"}, follow=True).content.decode()
    )
    sent = {"year": "2026", "category": "high", "act": "Resolución 1"}
    assert manager.post(at("category", "730010001"), sent).url == at("hospital", "730010001")
    assert RiskCategory.objects.get().act == "Resolución 1"
    assert manager.post(at("category", "730010001"), {**sent, "act": ""}).status_code == 422
