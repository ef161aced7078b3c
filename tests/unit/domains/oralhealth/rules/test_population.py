"""Population rows as typed, and the grid whose groups no indicator band cuts."""

import pytest

from cauce.domains.oralhealth.rules.ages import BANDS
from cauce.domains.oralhealth.rules.population import GRID_AGES, PREGNANCIES, RESIDENTS, grid_labels, read_row

GOOD = {"province": "04", "district": "01", "corregimiento": "02", "sex": "2", "age": "15", "persons": "30"}


def test_a_row_is_read():
    row, problems = read_row(GOOD, RESIDENTS, "p")
    assert not problems
    assert row.fields() == {
        "province": "04", "district": "01", "corregimiento": "02", "sex": "2", "age": 15, "persons": 30,
    }  # fmt: skip


def test_blank_sex_and_age_say_not_broken_down_and_zero_persons_is_zero():
    row, problems = read_row({"persons": "0"}, RESIDENTS, "p")
    assert (row.persons, row.sex, row.age, problems) == (0, "", -1, [])


@pytest.mark.parametrize(
    ("change", "kind", "rule", "place"),
    [
        ({"persons": ""}, RESIDENTS, "OD-13", "p.persons"),
        ({"persons": "1.5"}, RESIDENTS, "OD-13", "p.persons"),
        ({"sex": "F"}, RESIDENTS, "OD-14", "p.sex"),
        ({"sex": "1"}, PREGNANCIES, "OD-15", "p.sex"),
        ({"age": "121"}, RESIDENTS, "OD-16", "p.age"),
        ({"province": "4"}, RESIDENTS, "OD-17", "p.province"),
    ],
)
def test_what_is_wrong_in_a_row(change, kind, rule, place):
    row, problems = read_row({**GOOD, **change}, kind, "p")
    assert row is None
    assert [(p.rule, p.place) for p in problems] == [(rule, place)]


@pytest.mark.parametrize("kind", GRID_AGES)
@pytest.mark.parametrize("bands", BANDS)
def test_no_band_of_an_indicator_cuts_a_group_of_the_grid(kind, bands):
    """Every band begins where a group begins, so that a group is never half inside."""
    ages = GRID_AGES[kind]
    lows = {band.lower for band in BANDS[bands]} | {
        band.upper + 1 for band in BANDS[bands] if band.upper is not None
    }
    last = 49 if kind == PREGNANCIES else 120
    assert {low for low in lows if ages[0] <= low <= last} <= set(ages)


def test_groups_have_words():
    assert list(grid_labels(GRID_AGES[RESIDENTS], RESIDENTS).values()) == [
        "Menor de 1 año", "1 a 3", "4", "5 a 9", "10 a 14", "15 a 19", "20 a 49", "50 a 59", "60 y más",
    ]  # fmt: skip
    assert list(grid_labels(GRID_AGES[PREGNANCIES], PREGNANCIES).values())[-1] == "20 a 49"
