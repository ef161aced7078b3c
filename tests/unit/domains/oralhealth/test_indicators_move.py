"""Saving a page of form D moves the numbers of its indicators, and clearing it takes them back (blank is not zero)."""

import pytest
from django.urls import reverse

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
from cauce.domains.oralhealth.grids import SEPARATOR
from cauce.domains.oralhealth.queries.indicators import documents
from cauce.domains.oralhealth.rules.forms import HOSPITAL
from cauce.indicators.answer import answer
from cauce.indicators.query import Query


def counts(code: str, panama, period: str = "2026") -> tuple:
    """(numerator, denominator, value) of one indicator over the whole country."""
    document = documents()[code]
    (cell,) = answer(Query((document,), (parse(period),)), FACTS, VIEWS, panama.at).cells
    value = cell.value(document)
    return cell.numerator, cell.denominator, None if value.value is None else str(value.value)


def row(key, columns, base=None, version=0, **values):
    shown = {name: (base or {}).get(name, "") for name in columns}
    cells = {f"{key}.{name}": values.get(name, shown[name]) for name in columns}
    return {**cells, f"base.{key}": SEPARATOR.join(shown.values()), f"version.{key}": str(version)}


FIGURES = {
    "postoperative_deaths": "1", "operations": "40", "discharges": "50", "interconsultation_discharges": "5",
    "bed_days": "125", "surgical_interventions": "20", "laboratory_tests": "75",
}  # fmt: skip
HOSPITAL_MOVES = {
    "I-10": (1, 40, "2.50"), "I-11": (5, 50, "10.00"), "I-12": (125, 50, "2.50"), "I-13": (20, 50, "40.00"),
    "I-14": (75, 50, "1.50"),
}  # fmt: skip


@pytest.mark.parametrize("code", HOSPITAL_MOVES)
def test_the_hospital_month_moves_indicators_10_to_14(client_as, panama, code):
    client = client_as(panama.national)
    assert counts(code, panama)[2] is None
    page = reverse("oralhealth:hospital")
    client.post(
        page, {"anio": "2026", "instalacion": panama.hospital.code, **row("202603", HOSPITAL, **FIGURES)}
    )
    assert counts(code, panama) == HOSPITAL_MOVES[code]
    assert counts(code, panama, "202603") == HOSPITAL_MOVES[code]
    assert counts(code, panama, "202602")[2] is None
    cleared = row("202603", HOSPITAL, FIGURES, 1, **dict.fromkeys(HOSPITAL, ""))
    client.post(page, {"anio": "2026", "instalacion": panama.hospital.code, **cleared})
    assert counts(code, panama)[2] is None


@pytest.mark.parametrize("code", ["I-10", "I-13"])
def test_a_month_by_sex_and_age_moves_the_same_total(client_as, panama, code):
    address = reverse("oralhealth:hospital_month", args=[panama.hospital.code, 202603])
    part = {**FIGURES, "operations": "30", "postoperative_deaths": "0"}
    rest = {
        "operations": "10",
        "postoperative_deaths": "1",
        "surgical_interventions": "5",
        "discharges": "25",
    }
    client_as(panama.national).post(address, row("1_5-9", HOSPITAL, **part) | row("2_60+", HOSPITAL, **rest))
    assert counts(code, panama)[:2] == {"I-10": (1, 40), "I-13": (25, 75)}[code]


def test_the_school_rinses_move_indicator_16(client_as, panama):
    client, columns = client_as(panama.reges), ("school", "enrolled", "covered", "weeks")
    page = reverse("oralhealth:rinses")

    def save(key, school, covered, weeks):
        client.post(
            page,
            {
                "anio": "2026",
                **row(key, columns, school=school, enrolled="100", covered=covered, weeks=weeks),
            },
        )

    save("n1", "Escuela A", "90", "34")
    assert counts("I-16", panama)[1:] == (100, "0.00")  # 34 weeks do not count
    save("n1", "Escuela B", "90", "35")
    assert counts("I-16", panama) == (90, 200, "45.00")


RESIDENTS = ("s1", "s2", "s0")
AGES = (0, 1, 4, 5, 10, 15, 20, 50, 60, -1)


def population(client, place, kind="residents", ages=AGES, columns=RESIDENTS, **cells):
    sent = {"clase": kind, "lugar": place.code, "anio": "2026", "province": "", "district": "",
            "corregimiento": "", "fuente": "Sintética"}  # fmt: skip
    for age in ages:
        typed = {name: cells.get(f"{name}_{age}", "") for name in columns}
        sent |= row(f"a{age}", columns, **typed)
    assert client.post(reverse("oralhealth:population"), sent).status_code == 302


def test_resources_and_population_move_indicators_8_and_9(client_as, panama):
    client = client_as(panama.national)
    population(client, panama.chiriqui, s1_20="600", s2_20="400")
    assert counts("I-8", panama)[2] is None  # nobody reports: not computable, not zero
    page = reverse("oralhealth:resources")
    for unit, dentists in ((panama.pedregal, "2"), (panama.hospital, "0")):
        client.post(page, {"anio": "2026", **row(unit.code, ["dentists"], dentists=dentists)})
    assert counts("I-8", panama) == (1000, 2, "500.00")
    assert counts("I-9", panama)[:2] == (2, 1000)
    client.post(
        page, {"anio": "2026", **row(panama.hospital.code, ["dentists"], {"dentists": "0"}, 1, dentists="")}
    )
    assert counts("I-8", panama)[:2] == (1000, 1)


# indicator → (numerator, denominator) after the patients and the population below
PATIENTS_OVER_PEOPLE = {
    "I-1": (3, 1000), "I-15": (1, 80), "I-17": (1, 50), "I-19": (1, 900),
}  # fmt: skip


@pytest.mark.parametrize("code", PATIENTS_OVER_PEOPLE)
def test_the_population_page_is_the_denominator_of_coverage(client_as, panama, code):
    sheet = panama.sheet()
    panama.row(sheet, identity="1", age="34")
    panama.row(sheet, identity="2", age="03", sex="1", programme="1")
    panama.row(sheet, identity="3", age="16", programme="3")
    before = counts(code, panama)
    assert before[2] is None
    population(client_as(panama.national), panama.chiriqui, s1_0="10", s1_1="30", s2_4="10", s2_15="20", s1_10="30",
               s1_20="500", s2_60="400")  # fmt: skip
    numerator, denominator, value = counts(code, panama)
    assert (numerator, denominator) == PATIENTS_OVER_PEOPLE[code]
    assert value is not None


def test_the_population_of_responsibility_moves_indicator_3(client_as, panama):
    panama.row(panama.sheet(), identity="1")
    assert counts("I-3", panama)[2] is None
    population(client_as(panama.reges), panama.pedregal, kind="responsibility", s2_20="50")
    assert counts("I-3", panama) == (1, 50, "2.00")


def test_the_expected_pregnancies_move_indicator_18(client_as, panama):
    panama.row(panama.sheet(), identity="1", age="25", programme="4")
    population(client_as(panama.national), panama.chiriqui, kind="pregnancies", ages=(10, 15, 20, -1), columns=("s2",),
               s2_20="40")  # fmt: skip
    assert counts("I-18", panama) == (1, 40, "2.50")


def test_a_row_of_the_day_moves_indicator_4(panama):
    """I-4 counts consultations over persons: the daily record alone moves it, and these forms do not."""
    sheet = panama.sheet()
    panama.row(sheet, identity="1")
    assert counts("I-4", panama) == (1, 1, "1.00")
    again = {"new_in_institution": "2", "new_in_service": "2", "care_frequency": "3"}
    panama.row(panama.sheet(schedule="2"), identity="1", **again)
    assert counts("I-4", panama) == (2, 1, "2.00")
