"""Units and areas: the real ones as the source has them, the synthetic ones marked and apart."""

import re
from collections import Counter

import pytest

from cauce.core.catalogues.text import normalise
from cauce.reference_data.build import geography, real_units, synthetic_units
from cauce.reference_data.build.names import tidy_name
from cauce.reference_data.files import GEOGRAPHY, UNITS, read_csv

REAL = read_csv(UNITS / "real.csv")
SYNTHETIC = read_csv(UNITS / "synthetic.csv")
AREAS = read_csv(GEOGRAPHY / "areas.csv")
CLUES = re.compile(r"[A-Z]{5}\d{6}")


def of(institution, state, rows=(*REAL, *SYNTHETIC)):
    return [row for row in rows if (row["institution"], row["state"]) == (institution, state)]


def test_every_unit_has_a_clues_and_none_twice():
    codes = [row["clues"] for row in (*REAL, *SYNTHETIC)]
    assert all(CLUES.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_all_real_units_are_there():
    source = read_csv(UNITS / "real" / "clues_bc_imssbienestar.csv")
    hidalgo = read_csv(UNITS / "real" / "clues_hgo_issste_pemex.csv")
    printed = read_csv(UNITS / "impresas.csv")
    expected = [r["cluesimb"] for r in source] + [r["clues"] for r in (*hidalgo, *printed)]
    assert sorted(row["clues"] for row in REAL) == sorted(expected)
    assert (len(source), len(hidalgo), len(printed)) == (173, 41, 5)


def test_names_lose_nothing_but_case():
    source = read_csv(UNITS / "real" / "clues_bc_imssbienestar.csv")
    by_code = {row["clues"]: row for row in REAL}
    for row in source:
        assert normalise(by_code[row["cluesimb"]]["name"]) == normalise(row["nombre"])
        assert by_code[row["cluesimb"]]["other_codes"] == f"CLUES SSA:{row['cluesssa']}"


def test_name_level_and_locality_are_three_fields():
    rosario = next(row for row in REAL if row["clues"] == "BCIST000122")
    assert (rosario["name"], rosario["level"], rosario["locality"]) == ("El Rosario", "1", "El Rosario")
    assert {row["level"] for row in (*REAL, *SYNTHETIC)} == {"1", "2", "3"}
    assert not any("NIVEL" in row["name"].upper() for row in (*REAL, *SYNTHETIC))


@pytest.mark.parametrize(
    ("state", "total"), [("01", 11), ("02", 14), ("03", 31), ("04", 11), ("05", 29), ("06", 5)]
)
def test_issste_has_the_units_printed_on_the_board(state, total):
    assert len(of("ISSSTE", state)) == total


def test_baja_california_keeps_its_five_printed_units():
    assert len(of("ISSSTE", "02", REAL)) == 5
    assert len(of("ISSSTE", "02", SYNTHETIC)) == 9


def test_synthetic_units_say_so():
    assert all(row["synthetic"] == "sí" and row["origin"] == synthetic_units.ORIGIN for row in SYNTHETIC)
    assert all(int(row["clues"][5:]) >= synthetic_units.FIRST_NUMBER for row in SYNTHETIC)
    assert all(row["synthetic"] == "" and row["origin"] for row in REAL)
    assert all(int(row["clues"][5:]) < synthetic_units.FIRST_NUMBER for row in REAL)


def test_names_are_unique_within_an_entity():
    names = Counter((row["institution"], row["state"], row["name"]) for row in SYNTHETIC)
    assert max(names.values()) == 1


def test_areas():
    kinds = Counter(row["kind"] for row in AREAS)
    assert kinds == {"state": 32, "municipality": 2478}
    codes = {row["code"] for row in AREAS}
    assert {row["municipality"] for row in (*REAL, *SYNTHETIC)} <= codes
    assert {row["parent"] for row in AREAS} <= codes | {""}
    assert {row["centre"] for row in AREAS} == {"aproximado", "unidades", "ciudad", "sintético"}
    for row in AREAS:
        assert 14.5 < float(row["latitude"]) < 32.75
        assert -117.2 < float(row["longitude"]) < -86.7


def test_files_equal_what_is_built():
    assert real_units.units() == REAL
    assert synthetic_units.units() == SYNTHETIC
    assert [{key: str(value) for key, value in row.items()} for row in geography.rows()] == AREAS


def test_the_generator_reaches_the_size_to_design_for():
    units = synthetic_units.units(scale=12.5)
    assert len(units) >= 30_000
    assert len({row["clues"] for row in units}) == len(units)


@pytest.mark.parametrize(
    ("shouted", "tidy"),
    [
        ("BAHÍA DE LOS ÁNGELES", "Bahía de los Ángeles"),
        ("Umf Tula de Allende", "UMF Tula de Allende"),
        ("Cmct Pensionados y Jubilados (issste)", "CMCT Pensionados y Jubilados (ISSSTE)"),
        ("UNIDAD MÓVIL NO. 2", "Unidad Móvil No. 2"),
        ("EL ROSARIO", "El Rosario"),
        ("JUAN PABLO II", "Juan Pablo II"),
    ],
)
def test_tidy_name(shouted, tidy):
    assert tidy_name(shouted) == tidy
