"""A file of ESE row by row: what is read, and every problem at its line and column."""

from dataclasses import replace

import pytest

from cauce.core.imports.tables import Table
from cauce.domains.riskplans.rules.hospital_file import COLUMNS, HospitalRow, Territories, read_hospitals

PLACES = Territories(
    codes={"05": "CO-05", "co 05": "CO-05", "antioquia": "CO-05", "76109": "CO-76109", "73": "CO-73", "huila": "CO-41"},
    dane={"CO-05": "05", "CO-76109": "76109", "CO-73": "73", "CO-41": ""},
    names={"CO-05": "Antioquia", "CO-76109": "Buenaventura (distrito)", "CO-73": "Tolima", "CO-41": "Huila"},
    towns={"05001": "Medellín", "05002": "Abejorral", "76109": "Buenaventura", "76001": "Cali", "41001": "Neiva"},
    beyond=frozenset({"CO-73"}),
    unranked=frozenset({"CO-76109"}),
)  # fmt: skip
GOOD = {
    "code": "050010001", "name": "ESE Uno", "territory": "Antioquia", "municipality": "05001", "level": "1",
    "character": "municipal", "population": "25000", "synthetic": "SÍ", "origin": "Prueba",
}  # fmt: skip
RISK = {"year": "2026", "category": "Riesgo alto", "act": "Resolución 1"}
NAMES = {column.field: column.name for column in COLUMNS}


def read(*rows):
    """The file of those rows, with every column."""
    cells = [[row.get(column.field, "") for column in COLUMNS] for row in rows]
    table = Table([column.name for column in COLUMNS], list(enumerate(cells, start=2)))
    return read_hospitals(table, PLACES)


def found(*rows):
    return [(problem.rule, problem.place) for problem in read(*rows).problems]


def test_a_row_as_it_is_read():
    assert read(GOOD | RISK).rows == [
        HospitalRow(
            2, "050010001", "ESE Uno", "CO-05", "05001", 1, "municipal", 25000, True, "Prueba", 2026, "high",
            "Resolución 1",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"territory": "5"}, "territory", "CO-05"),  # what a spreadsheet leaves of 05
        ({"territory": "co-05"}, "territory", "CO-05"),
        ({"territory": "76109", "municipality": "76109"}, "territory", "CO-76109"),
        ({"municipality": "5002"}, "municipality", "05002"),
        ({"level": "Nivel 3"}, "level", 3),
        ({"character": "Distrital"}, "character", "district"),
        ({"population": ""}, "population", None),
        ({"population": "0"}, "population", 0),
        ({"synthetic": ""}, "synthetic", False),
        ({"code": "05-a"}, "code", "05-A"),
        (RISK | {"category": "medio"}, "category", "medium"),
        (RISK | {"category": "sin riesgo"}, "category", "none"),
    ],
)
def test_ways_to_say_it(said, field, value):
    file = read(GOOD | said)
    assert (file.problems, getattr(file.rows[0], field)) == ([], value)


@pytest.mark.parametrize(
    ("said", "rule", "field"),
    [
        ({"code": ""}, "IM-10", "code"),
        ({"name": ""}, "IM-10", "name"),
        ({"name": "x" * 201}, "IM-20", "name"),
        ({"code": "05 001"}, "RP-110", "code"),
        ({"territory": "Atlantis"}, "RP-111", "territory"),
        ({"municipality": "Medellín"}, "RP-112", "municipality"),
        ({"municipality": "99999"}, "RP-112", "municipality"),
        ({"municipality": "76001"}, "RP-113", "municipality"),
        ({"territory": "Huila", "municipality": "41001"}, "RP-113", "municipality"),  # no DANE code known
        (
            {"territory": "76109", "municipality": "76001"},
            "RP-113",
            "municipality",
        ),  # in its department, outside it
        ({"level": "4"}, "RP-15", "level"),
        ({"character": "nacional"}, "RP-114", "character"),
        ({"population": "25.000"}, "RP-115", "population"),
        ({"population": "-1"}, "RP-115", "population"),
        ({"synthetic": "quizá"}, "IM-21", "synthetic"),
        (RISK | {"act": ""}, "RP-116", "act"),
        (RISK | {"year": "26"}, "RP-14", "year"),
        (RISK | {"year": "1899"}, "RP-14", "year"),
        (RISK | {"category": "gravísimo"}, "RP-117", "category"),
        (RISK | {"act": "x" * 161}, "IM-20", "act"),
    ],
)
def test_what_is_wrong_and_where(said, rule, field):
    file = read(GOOD | said)
    assert [(p.rule, p.place) for p in file.problems] == [(rule, f"línea 2, columna «{NAMES[field]}»")]
    assert file.rows == []


def test_each_row_is_asked_at_its_territory():
    """IM-23: to register; RP-121: to set its risk."""
    tolima = GOOD | {"code": "730010001", "territory": "73", "municipality": "05001"}
    assert ("IM-23", "línea 2, columna «departamento o distrito»") in found(tolima)
    district = GOOD | {"code": "761090001", "territory": "76109", "municipality": "76109"}
    assert found(district) == []
    assert found(district | RISK) == [("RP-121", "línea 2, columna «categoría de riesgo»")]


def test_a_code_that_lost_its_zero_is_only_pointed_out():
    file = read(GOOD | {"code": "50010001"})
    assert [(p.rule, p.level) for p in file.problems] == [("RP-122", "warning")]
    assert file.rows[0].code == "50010001"
    assert found(GOOD | {"code": "990010001"}) == []


def test_a_district_that_is_not_there_yet_is_announced():
    """RP-123: only where the ESE says that it is of a district, in that municipality."""
    new = GOOD | {"code": "050020001", "territory": "5002", "municipality": "05002", "character": "distrital"}
    file = read(new)
    assert [(p.rule, p.level) for p in file.problems] == [("RP-123", "warning")]
    assert "Abejorral (distrito)" in file.problems[0].message
    assert file.rows[0].territory == "CO-05002"
    assert found(new | {"territory": "CO-05002"})[0][0] == "RP-123"
    assert found(new | {"character": "municipal"}) == [
        ("RP-111", "línea 2, columna «departamento o distrito»")
    ]
    assert [rule for rule, _place in found(new | {"municipality": "05001"})] == ["RP-123", "RP-113"]


def test_a_new_district_is_asked_at_the_root():
    """IM-23, RP-121"""
    places = replace(PLACES, beyond=frozenset({""}), unranked=frozenset({""}))
    new = GOOD | RISK | {"territory": "05002", "municipality": "05002", "character": "distrital"}
    cells = [new.get(column.field, "") for column in COLUMNS]
    file = read_hospitals(Table([column.name for column in COLUMNS], [(2, cells)]), places)
    assert [problem.rule for problem in file.problems] == ["RP-123", "IM-23", "RP-121"]


def test_another_line_of_an_ese_only_adds_another_year():
    """RP-118"""
    later = GOOD | RISK | {"year": "2027"}
    assert found(GOOD, GOOD | RISK, later) == []
    place = "línea 3, columna «código»"
    assert found(GOOD, GOOD) == [("RP-118", place)]
    assert found(GOOD | RISK, GOOD | RISK | {"category": "bajo"}) == [("RP-118", place)]
    assert found(GOOD | RISK, later | {"level": "2"}) == [("RP-118", place)]


def test_without_a_column_that_is_needed_nothing_is_read():
    file = read_hospitals(Table(["código", "nombre"], [(2, ["1", "x"])]), PLACES)
    assert file.rows == []
    assert {problem.rule for problem in file.problems} == {"IM-02"}
