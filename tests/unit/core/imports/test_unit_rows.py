"""Every thing that can be wrong in a file of units is said, at its line and column."""

import pytest

from cauce.core.imports.rules import RULES
from cauce.core.imports.tables import read_table
from cauce.core.imports.unit_rows import Gazetteer, read_units

PLACES = Gazetteer(
    institutions={"issste": "ISSSTE", "instituto de seguridad": "ISSSTE"},
    states={"02": "02", "baja california": "02"},
    municipalities={("02", "02004"): "02004", ("02", "tijuana"): "02004"},
    state_names={"02": "Baja California"},
    letters={"02": "BC"},
)
HEADER = "CLUES,Nombre,Institución,Entidad,Nivel,Localidad,Municipio,Latitud,Longitud,Sintética,Otras claves"
GOOD = "BCIST000122,El Rosario,ISSSTE,02,1,El Rosario,02004,30.06,-115.72,NO,CLUES SSA:BCSSA000111"


def read(*lines, header=HEADER):
    return read_units(read_table("\n".join([header, *lines]).encode(), "u.csv"), PLACES)


def test_a_good_row():
    file = read(GOOD)
    assert file.problems == []
    (row,) = file.rows
    assert (row.clues, row.name, row.institution, row.state) == ("BCIST000122", "El Rosario", "ISSSTE", "02")
    assert (row.care_level, row.municipality, row.latitude, row.longitude) == (1, "02004", 30.06, -115.72)
    assert row.other_codes == (("CLUES SSA", "BCSSA000111"),)
    assert row.synthetic is False


def test_names_instead_of_codes():
    (row,) = read(
        "bcist000122,El Rosario,Instituto de Seguridad,Baja California,PRIMER NIVEL,,Tijuana,,,,"
    ).rows
    assert (row.institution, row.state, row.care_level, row.municipality) == ("ISSSTE", "02", 1, "02004")
    assert (row.latitude, row.longitude) == (None, None)


def test_a_state_that_a_spreadsheet_made_a_number():
    (row,) = read("BCIST000122,El Rosario,ISSSTE,2,1,,2004,,,,").rows
    assert (row.state, row.municipality) == ("02", "02004")


@pytest.mark.parametrize(
    ("line", "rule", "place"),
    [
        (",El Rosario,ISSSTE,02,1,,,,,,", "IM-10", "línea 2, columna «CLUES»"),
        ("BCIST000122,,ISSSTE,02,1,,,,,,", "IM-10", "línea 2, columna «nombre»"),
        ("BCIST00012,El Rosario,ISSSTE,02,1,,,,,,", "IM-11", "línea 2, columna «CLUES»"),
        ("BC1ST000122,El Rosario,ISSSTE,02,1,,,,,,", "IM-11", "línea 2, columna «CLUES»"),
        ("BCIST000122,El Rosario,CRUZ,02,1,,,,,,", "IM-13", "línea 2, columna «institución»"),
        ("BCIST000122,El Rosario,ISSSTE,99,1,,,,,,", "IM-14", "línea 2, columna «entidad»"),
        ("BCIST000122,El Rosario,ISSSTE,02,4,,,,,,", "IM-15", "línea 2, columna «nivel»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,Tula,,,,", "IM-16", "línea 2, columna «municipio»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,,norte,-115,,", "IM-17", "línea 2, columna «latitud»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,,91,-115,,", "IM-17", "línea 2, columna «latitud»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,,nan,-115,,", "IM-17", "línea 2, columna «latitud»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,,30.1,,,", "IM-18", "línea 2, columna «longitud»"),
        (f"BCIST000122,{'x' * 201},ISSSTE,02,1,,,,,,", "IM-20", "línea 2, columna «nombre»"),
        ("BCIST000122,El Rosario,ISSSTE,02,1,,,,,quizá,", "IM-21", "línea 2, columna «sintética»"),
    ],
)
def test_a_bad_row(line, rule, place):
    file = read(line)
    assert [(problem.rule, problem.place) for problem in file.problems] == [(rule, place)]
    assert file.rows == []
    assert file.problems[0].message
    assert file.problems[0].remedy


def test_all_problems_of_all_rows_at_once():
    file = read("X,,CRUZ,99,9,,,,,,", GOOD, "BCIST000122,Otra,ISSSTE,02,1,,,,,,")
    assert [(p.rule, p.place.partition(",")[0]) for p in file.problems] == [
        ("IM-10", "línea 2"),
        ("IM-14", "línea 2"),
        ("IM-11", "línea 2"),
        ("IM-13", "línea 2"),
        ("IM-15", "línea 2"),
        ("IM-12", "línea 4"),
    ]
    assert [row.clues for row in file.rows] == ["BCIST000122"]


def test_letters_of_another_state_are_a_warning():
    file = read("HGIST000122,El Rosario,ISSSTE,02,1,,,,,,")
    assert [(p.rule, p.level) for p in file.problems] == [("IM-22", "warning")]
    assert len(file.rows) == 1


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("CLUES,Nombre,Institución,Entidad", "IM-02"),
        ("CLUES,Nombre,Institución,Entidad,Nivel,Clave", "IM-04"),
        ("CLUES,Nombre,Institución,Entidad,Nivel,Color", "IM-03"),
    ],
)
def test_headers(header, rule):
    file = read(",".join(["x"] * len(header.split(","))), header=header)
    assert rule in {problem.rule for problem in file.problems}


def test_every_rule_says_what_to_do():
    assert all(rule.message and rule.remedy and rule.source for rule in RULES.values())
