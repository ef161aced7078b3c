"""The Panama scene."""

import pytest


@pytest.fixture
def panama(db):
    """Places and people of tests/factories/panama.py."""
    from tests.factories.panama import make_panama

    return make_panama()


@pytest.fixture
def reviewed(panama):
    """A reviewed sheet with two patients."""
    from cauce.domains.oralhealth.actions import review_sheet, send_sheet

    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(sheet, identity="8-222-333", sex="1", age="08", programme="2", completed="1")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    return review_sheet(by=panama.chief, at=panama.at, sheet=sheet)


@pytest.fixture
def lively(panama):
    """A small month in which every indicator has something to count."""
    from cauce.domains.oralhealth.actions import (
        load_population,
        save_hospital_month,
        save_resource,
        save_rinses,
    )
    from cauce.domains.oralhealth.models import Population
    from cauce.domains.oralhealth.rules.examples import acts

    sheet = panama.sheet(chair_hours="4")
    panama.row(sheet, identity="1", completed="1", **acts("07 1 1", "47 2 1"))  # woman, 34, new
    panama.row(sheet, identity="2", age="08", sex="1", **acts("07 1 1"))
    panama.row(sheet, identity="3", age="15", programme="4", **acts("10 1 1"))
    panama.row(
        sheet, identity="4", new_in_institution="2", new_in_service="2", care_frequency="3", **acts("49 4 2")
    )
    who = {"by": panama.reges, "at": panama.at}
    nation = {"by": panama.national, "at": panama.at}
    for kind, place, rows in (
        (Population.Kind.RESIDENTS, panama.chiriqui, [
            {"sex": sex, "age": age, "persons": n, "province": "08", "district": "08", "corregimiento": "13"}
            for sex, age, n in (("1", 8, 40), ("2", 15, 20), ("2", 34, 40))
        ]),
        (Population.Kind.RESPONSIBILITY, panama.pedregal, [{"sex": "2", "age": 34, "persons": 50}]),
        (Population.Kind.PREGNANCIES, panama.chiriqui, [{"age": 15, "persons": 4, "province": "08"}]),
    ):  # fmt: skip
        load_population(**nation, place=place, kind=kind, year=2026, source="Sintética", rows=rows)
    save_resource(**who, facility=panama.pedregal, year=2026, dentists=2)
    figures = {
        "postoperative_deaths": "1", "operations": "40", "discharges": "50", "bed_days": "125",
        "interconsultation_discharges": "5", "surgical_interventions": "20", "laboratory_tests": "75",
    }  # fmt: skip
    save_hospital_month(**nation, facility=panama.hospital, month=202603, typed=figures)
    rinses = {"by": panama.reges, "at": panama.at, "facility": panama.pedregal, "year": 2026}
    save_rinses(**rinses, school="Escuela A", typed={"enrolled": "100", "covered": "90", "weeks": "35"})
    save_rinses(**rinses, school="Escuela B", typed={"enrolled": "50", "covered": "50", "weeks": "34"})
    return panama
