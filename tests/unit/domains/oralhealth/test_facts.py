"""The fact views hold what the schema says, and the nineteen documents count them."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import (
    save_exam,
    save_row,
)
from cauce.domains.oralhealth.facts import TABLES
from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
from cauce.domains.oralhealth.rules.ages import BANDS
from cauce.domains.oralhealth.rules.examples import SIX, acts
from cauce.indicators.answer import answer
from cauce.indicators.documents import load_all
from cauce.indicators.query import ALL, Query
from cauce.reference_data.files import ROOT
from tests.factories.panama import DAY

DOCUMENTS = load_all(ROOT / "indicators" / "oralhealth")


def rows_of(fact: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS[fact]} ORDER BY CAST(row_id AS INTEGER)")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("fact", TABLES)
def test_a_view_has_exactly_the_columns_of_its_schema(fact):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS[fact]} WHERE 1 = 0")
        columns = {column[0] for column in cursor.description}
    assert columns == {"period", *(c.name for c in TABLES[fact].columns)}


def test_patient_rows_leave_continuations_out_but_their_activities_count(panama):
    sheet = panama.sheet()
    panama.row(sheet, ethnic="3D", programme="7", **SIX)
    save_row(
        by=panama.dentist,
        at=panama.at,
        sheet=sheet,
        typed={"continuation": "1", **acts("49 3 2")},
        uid=uuid.uuid4(),
    )
    (patient,) = rows_of("patient_rows")
    assert patient["period"] == 20260314
    assert (patient["institution"], patient["region"], patient["facility"]) == (
        "MINSA",
        "CHIRIQUI",
        "0808130801",
    )
    assert (patient["province"], patient["district"], patient["corregimiento"]) == ("08", "0808", "080813")
    assert (patient["ethnic"], patient["disabled"], patient["completed"]) == ("3", "1", None)
    assert (patient["sex"], patient["age_group"], patient["age_years"]) == ("2", "20-59", 34)
    activities = rows_of("activities")
    assert [(a["code"], a["number"], a["code_group"]) for a in activities][-1] == ("49", 3, "curative")
    assert {a["programme"] for a in activities} == {"7"}
    assert len(activities) == 7


@pytest.mark.parametrize(
    ("unit", "age", "expected"),
    [
        ("1", "31", ("0", "0", None)),
        ("2", "11", ("0", "0", None)),
        ("3", "03", ("1-4", None, None)),
        ("3", "04", ("1-4", "4-9", None)),
        ("3", "19", ("15-19", "15-19", "15-19")),
        ("3", "49", ("20-59", "20-59", "20-49")),
        ("3", "60", ("60+", "60+", None)),
    ],
)
def test_ages_fall_in_the_bands_of_the_rules(panama, unit, age, expected):
    panama.row(panama.sheet(), age_unit=unit, age=age)
    (patient,) = rows_of("patient_rows")
    found = tuple(patient[name] for name in ("age_group", "age_group_printed", "age_group_maternal"))
    assert found == expected
    years = int(age) if unit == "3" else 0
    assert found == tuple(next((b.key for b in BANDS[name] if b.holds(years)), None) for name in BANDS)


def test_a_worked_day_counts_once_however_many_sheets_it_has(panama):
    panama.sheet(schedule="1", chair_hours="0")
    panama.sheet(schedule="2", chair_hours="4")
    panama.sheet(schedule="3", chair_hours="2.5")
    panama.sheet(schedule="1", chair_hours="1", registration="99999", professional="Otra persona")
    assert sorted((h["schedule"], h["worked_day"]) for h in rows_of("rda_headers")) == [
        ("1", 0), ("1", 1), ("2", 1), ("3", 0),
    ]  # fmt: skip


def test_residence_in_a_comarca_is_told_apart(panama):
    sheet = panama.sheet()
    panama.row(sheet, identity="1", province="12", district="01", corregimiento="01")
    panama.row(sheet, identity="2", province="08")
    assert [r["comarca"] for r in rows_of("patient_rows")] == ["12", "00"]


def test_exams_keep_a_missing_dentition_apart_from_zero(panama):
    for person, teeth in (("a", {"16": "1", "26": "4"}), ("b", {"55": "A"}), ("c", {"16": "0"})):
        save_exam(
            by=panama.dentist,
            at=panama.at,
            facility=panama.pedregal,
            day=DAY,
            typed={"person": person, "age": "7", "sex": "1", "teeth": teeth},
            uid=uuid.uuid4(),
        )
    rows = rows_of("epi_exams")
    assert [(r["dmft"], r["primary_dmft"], r["caries_free"]) for r in rows] == [
        (2, None, None), (None, 0, "1"), (0, None, "1"),
    ]  # fmt: skip
    assert [(t["tooth"], t["dentition"]) for t in rows_of("epi_teeth")][2] == ("55", "primary")


def test_the_documents_fit_the_schema():
    assert list(DOCUMENTS) == [f"I-{n}" for n in range(1, 20)]
    for document in DOCUMENTS.values():
        document.check(FACTS)
        assert document.source == {"document": "004", "page": 51 + int(document.code[2:])}
        assert document.definition.endswith(".")
        assert document.why.endswith(".")
        assert {"institution", "responsible_unit", "team", "producers", "unit", "periodicity", "sex", "age",
                "geography", "programme", "source", "disseminators"} == set(document.sheet)  # fmt: skip


@pytest.mark.parametrize("code", ["I-5", "I-6", "I-7", "I-8", "I-12", "I-14"])
def test_averages_are_not_multiplied_and_keep_the_printed_factor(code):
    assert DOCUMENTS[code].factor == 1
    assert ("factor", "x 100", "A24") in {(p.field, p.text, p.decision) for p in DOCUMENTS[code].as_printed}


# numerator, denominator, value, each worked by hand from `lively`
EXPECTED = {
    "I-1": (3, 100, "3.00"),
    "I-2": (1, 3, "33.33"),
    "I-3": (3, 50, "6.00"),
    "I-4": (4, 3, "1.33"),
    "I-5": (9, 4, "2.25"),
    "I-6": (4, 1, "4.00"),
    "I-7": (9, 4, "2.25"),
    "I-8": (100, 1, "100.00"),
    "I-9": (2, 100, "200.00"),
    "I-10": (1, 40, "2.50"),
    "I-11": (5, 50, "10.00"),
    "I-12": (125, 50, "2.50"),
    "I-13": (20, 50, "40.00"),
    "I-14": (75, 50, "1.50"),
    "I-15": (1, 40, "2.50"),
    "I-16": (90, 150, "60.00"),
    "I-17": (1, 20, "5.00"),
    "I-18": (1, 4, "25.00"),
    "I-19": (1, 40, "2.50"),
}


def test_every_indicator_by_hand(lively):
    period = parse("2026")
    found = {}
    for code, document in DOCUMENTS.items():
        (cell,) = answer(Query((document,), (period,)), FACTS, VIEWS, lively.at).cells
        found[code] = (cell.numerator, cell.denominator, str(cell.value(document).value))
    assert {code: (int(n), int(d), v) for code, (n, d, v) in found.items()} == EXPECTED


def test_a_row_saved_a_second_ago_is_in_the_number(lively):
    document, month = DOCUMENTS["I-4"], parse("202603")
    before = answer(Query((document,), (month,), ("sex",)), FACTS, VIEWS, lively.at).cells
    panama_sheet = lively.sheet(schedule="2")
    lively.row(panama_sheet, identity="99", sex="1")
    after = answer(Query((document,), (month,), ("sex",)), FACTS, VIEWS, lively.at).cells
    count = {c.key: c.numerator for c in after}
    assert count[("1",)] == {c.key: c.numerator for c in before}[("1",)] + 1
    assert count[(ALL,)] == Decimal(5)
