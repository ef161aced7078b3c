"""Every rule of the daily record by its own examples, and what the reader makes of a good sheet."""

import re
from decimal import Decimal

import pytest

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.examples import EXAMPLES, HEADER, MORE, ROW, SIX, acts, dx, read_example
from cauce.domains.oralhealth.rules.header import facility_parts
from cauce.domains.oralhealth.rules.table import RULES

BOOK = codebook()


def rules_of(change) -> set[str]:
    return {problem.rule for problem in read_example(change, BOOK).problems}


def test_every_rule_has_examples_and_no_example_is_idle():
    assert set(EXAMPLES) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_accepted_example_keeps_the_rule(rule):
    accepted, _ = EXAMPLES[rule]
    assert rule not in rules_of(accepted)
    assert not [p for p in read_example(accepted, BOOK).errors if p.rule == rule]


@pytest.mark.parametrize("rule", RULES)
def test_the_refused_example_breaks_the_rule_at_its_level(rule):
    _, refused = EXAMPLES[rule]
    found = [p for p in read_example(refused, BOOK).problems if p.rule == rule]
    assert found
    assert {p.level for p in found} == {RULES[rule].level}
    assert all(p.place and "{" not in p.message + p.remedy for p in found)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_what_to_do_and_where_it_comes_from(rule):
    said = RULES[rule]
    assert said.message.endswith((".", "}"))
    assert said.remedy.endswith((".", "}"))
    assert re.search(r"p\. \d+|A\d+|spec 4|decisión propia", said.source)


def test_the_base_sheet_breaks_nothing():
    sheet = read_example({}, BOOK)
    assert sheet.problems == ()
    assert sheet.header.chair_hours == Decimal(6)
    assert sheet.patients_seen == 1
    assert sheet.promotion[0].minutes == 90
    assert sheet.admin[0].minutes == 60


def test_a_continuation_does_not_count_the_patient_again():
    sheet = read_example({"rows": [{**ROW, **SIX}, MORE]}, BOOK)
    assert sheet.errors == ()
    assert len(sheet.patients) == 2
    assert sheet.patients_seen == 1


def test_places_name_the_row_and_the_box():
    sheet = read_example(
        {"rows": [ROW, {**ROW, "identity": "1", "sex": "", **acts("07 1 1", "80 1 1")}]}, BOOK
    )
    assert {p.place for p in sheet.errors} == {"rows.2.sex", "rows.2.activities.2.code"}


@pytest.mark.parametrize(
    ("code", "hint"),
    [("7", "¿Quiso decir 07?"), ("81", "administrativo"), ("021", "otros códigos"), ("XX", "")],
)
def test_a_code_of_another_set_is_recognised(code, hint):
    problem = next(p for p in read_example({"row": acts(f"{code} 1 1")}, BOOK).problems if p.rule == "OH-42")
    assert hint in problem.message


@pytest.mark.parametrize(
    ("unit", "age", "years"),
    [("1", "06", 0), ("2", "11", 0), ("3", "00", 0), ("3", "06", 6), ("3", "99", 99)],
)
def test_age_in_completed_years(unit, age, years):
    row = read_example({"row": {"age_unit": unit, "age": age}}, BOOK).patients[0]
    assert row.age_years == years


def test_box_2_is_split():
    row = read_example({"row": {"ethnic": "3d"}}, BOOK).patients[0]
    assert (row.ethnic, row.disabled) == ("3", True)


def test_a_printed_diagnosis_code_is_stored_normalised_with_its_words():
    row = read_example({"row": dx(("", "K11,9", "1"))}, BOOK).patients[0]
    assert row.diagnoses[0].code == "K11.9"
    assert row.diagnoses[0].text == "Enfermedad de glándula salival, no especificada"


@pytest.mark.parametrize("missing", [key for key in HEADER if key != "chair_hours"])
def test_a_head_without_a_field_is_refused(missing):
    sheet = read_example({"header": {missing: ""}}, BOOK)
    assert sheet.header is None
    assert {p.place for p in sheet.errors} == {f"header.{missing}"}


def test_zero_chair_hours_are_a_day_and_blank_is_not_zero():
    assert read_example({"header": {"chair_hours": "0"}}, BOOK).header.chair_hours == 0
    assert read_example({"header": {"chair_hours": ""}}, BOOK).header is None


def test_facility_codes_split_both_ways():
    assert facility_parts("0808130801") == ("08", "08", "13", "08", "01")
    assert facility_parts("0808130801", "2-2-2-1-3") == ("08", "08", "13", "0", "801")
    with pytest.raises(ValueError, match="ten-digit"):
        facility_parts("80813")
