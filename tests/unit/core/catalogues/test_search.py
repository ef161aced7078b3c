"""The search box: no accents, half words, slips, aliases, and only within some keys."""

import pytest

from cauce.core.catalogues.search import SearchIndex

ITEMS = [
    (1, "Apendicectomía abierta", ["operación del apéndice"]),
    (2, "Apendicectomía laparoscópica", []),
    (3, "Colecistectomía laparoscópica", ["operación de la vesícula"]),
    (4, "Resección de vesícula seminal", []),
    (5, "Resección transuretral de próstata", ["RTUP"]),
    (6, "Plastia de la hernia inguinal directa", []),
    (7, "Plastia de la hernia umbilical", []),
    (8, "Consulta de primera vez de oftalmología", []),
    (9, "Hernia", []),
]
INDEX = SearchIndex(ITEMS)


def found(text, **options):
    return [hit.key for hit in INDEX.search(text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("apendicectomía abierta", 1),
        ("APENDICECTOMIA ABIERTA", 1),
        ("apendisectomia laparoscopica", 2),  # s for c
        ("apendicetomia laparoscopica", 2),  # a letter lost
        ("apednicectomia abierta", 1),  # a swap
        ("apen abi", 1),  # half words
        ("colesistectomia", 3),
        ("colecist", 3),
        ("rtup", 5),
        ("operacion vesicula", 3),
        ("bezicula seminal", 4),
        ("ernia unbilical", 7),
        ("hernia", 9),  # the whole name before a part of one
        ("transu retral", 5),  # a word cut in two
        ("oftamologia", 8),
    ],
)
def test_first_answer(typed, first):
    assert found(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "¿?", "xyzxyzxyz"])
def test_nothing_to_find(typed):
    assert found(typed) == []


def test_limit_and_order():
    hits = INDEX.search("hernia", limit=2)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score
    assert all(0 < hit.score <= 1 for hit in hits)
    assert INDEX.search("hernia", limit=0) == []


def test_within_keys():
    assert found("hernia", within={6, 7}) == found("hernia", within=INDEX.restrict([6, 7, 999]))
    assert set(found("hernia", within={6, 7})) == {6, 7}
    assert found("hernia", within=()) == []


def test_empty_index():
    assert SearchIndex([]).search("hernia") == []


def test_an_item_answers_once_however_many_aliases_match():
    index = SearchIndex([("a", "catarata", ["cataratas", "catarata senil"])])
    assert [hit.key for hit in index.search("catarata")] == ["a"]
