"""The exchange catalogue: what the source prints is there, the rest is well formed and stable."""

import re
from collections import Counter

import pytest

from cauce.reference_data.build import exchange_catalogue as build
from cauce.reference_data.build.phrases import fill, with_preposition
from cauce.reference_data.files import CATALOGUE, read_csv, read_origin

ROWS = read_csv(build.RELEASE)
BY_KIND = Counter(row["kind"] for row in ROWS)
CONSULTA = [  # source 000, step 5, as printed
    "Cirugía general",
    "Consulta cirugía",
    "Consulta de cirugía",
    "Consulta de ginecobstetricia",
    "Consulta de medicina interna",
    "Consulta externa",
    "Consulta externa especialidad",
    "Consulta externa primer contacto",
    "Hospitalización medicina interna",
    "Psicología",
]


def children(code):
    return [row for row in ROWS if row["parent"] == code]


def test_printed_levels():
    assert [row["label"] for row in ROWS if row["kind"] == "service"] == ["Servicios de Atención Médica"]
    assert tuple(row["label"] for row in ROWS if row["kind"] == "group") == build.GROUPS
    assert [row["label"] for row in children("SAM-3")] == CONSULTA
    assert all(row["printed"] == "sí" for row in children("SAM-3"))


def test_cirugia_holds_the_printed_number_of_products():
    specialities = {row["code"] for row in children("SAM-2")}
    assert sum(row["parent"] in specialities for row in ROWS) == 2857


def test_size_of_the_whole():
    assert 6000 <= BY_KIND["product"] <= 15000


def test_codes_and_names_are_unique_and_parents_known():
    assert max(Counter(row["code"] for row in ROWS).values()) == 1
    products = Counter(row["label"] for row in ROWS if row["kind"] == "product")
    assert max(products.values()) == 1
    assert {row["parent"] for row in ROWS} <= {row["code"] for row in ROWS} | {""}
    assert all(children(row["code"]) for row in ROWS if row["kind"] != "product")


def test_names_are_tidy():
    for row in ROWS:
        label = row["label"]
        assert label == " ".join(label.split())
        assert label[0].isupper()
        assert not re.search(r"\b(de el|a el|de de|[{}])\b|[{}]", label), label
        assert len(label) <= 160


def test_release_equals_what_is_built():
    assert [tuple(row.values()) for row in ROWS] == [
        (r.code, r.kind, r.parent, r.label, r.printed) for r in build.build(build.known_codes())
    ]


def test_aliases_point_to_entries_and_say_why():
    codes = {row["code"] for row in ROWS}
    aliases = read_csv(CATALOGUE / "1" / "aliases.csv")
    assert {row["code"] for row in aliases} <= codes
    assert {row["reason"] for row in aliases} == {"casi duplicado", "uso común"}
    assert len({(row["code"], row["alias"]) for row in aliases}) == len(aliases)


def test_origin_says_it_is_synthetic():
    origin = read_origin(CATALOGUE / "1")
    assert origin["synthetic"] is True
    assert "000_d55b147ca3fa4491" in origin["source"]


@pytest.mark.parametrize(
    ("procedure", "noun", "name"),
    [
        ("Resección {de}", "el riñón", "Resección del riñón"),
        ("Resección {de}", "la vejiga", "Resección de la vejiga"),
        ("Injerto {en}", "el brazo", "Injerto en el brazo"),
        ("Acceso {a}", "el tórax", "Acceso al tórax"),
        ("Consulta por {x}", "asma", "Consulta por asma"),
    ],
)
def test_fill(procedure, noun, name):
    assert fill(procedure, noun) == name


def test_contraction_only_with_the_article():
    assert with_preposition("de", "elevación") == "de elevación"
