"""The patterns that a browser checks say the same as the rules: no cell is right on the page and wrong at the server."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION, ROW
from cauce.domains.oralhealth.rules.patient import read_patient
from cauce.domains.oralhealth.rules.patterns import admin_patterns, patient_patterns, promotion_patterns
from cauce.domains.oralhealth.rules.promotion import read_admin, read_promotion
from cauce.domains.oralhealth.rules.values import Context

BOOK = codebook()
CONTEXT = Context(today=date(2026, 3, 20))
SIGNS = st.text(alphabet="0123459DRFHINxÑab-: .", min_size=1, max_size=5).filter(str.strip)


def rules_of_patient(name: str, text: str) -> set[str]:
    kind, _dot, part = name.partition(".")
    if not part:
        return rules(read_patient({**ROW, name: text}, "rows.1", BOOK, CONTEXT)[1])
    base = {"code": "07", "number": "1", "class": "1"} | ({"code": "K02.1"} if kind == "diagnoses" else {})
    return rules(read_patient({**ROW, kind: [{**base, part: text}]}, "rows.1", BOOK, CONTEXT)[1])


def rules(problems) -> set[str]:
    return {p.rule for p in problems}


def agrees(pattern, found: set[str], text: str) -> bool:
    return bool(re.fullmatch(pattern.expression, text)) == (pattern.rule not in found)


@pytest.mark.parametrize("name", patient_patterns(BOOK))
@given(text=SIGNS)
@example("1rd")
@example(" 1 ")
@example("3d")
def test_a_patient_cell(name, text):
    assert agrees(patient_patterns(BOOK)[name], rules_of_patient(name, text), text)


@pytest.mark.parametrize("name", promotion_patterns(BOOK))
@given(text=SIGNS)
@example("1:30")
@example("00")
def test_an_education_cell(name, text):
    pattern, found = (
        promotion_patterns(BOOK)[name],
        rules(read_promotion({**PROMOTION, name: text}, "p", BOOK)[1]),
    )
    if name == "time" and re.fullmatch(r"\s*[0-9:]+\s*", text):
        # What is too long for a day (1441, 24:01) is the server's to say.
        assert pattern.rule in found or re.fullmatch(pattern.expression, text)
        return
    assert agrees(pattern, found, text)


@pytest.mark.parametrize("name", admin_patterns(BOOK))
@given(text=SIGNS)
@example("101")
def test_an_administrative_cell(name, text):
    pattern, found = admin_patterns(BOOK)[name], rules(read_admin({**ADMIN, name: text}, "a", BOOK)[1])
    if name == "time" and re.fullmatch(r"\s*[0-9:]+\s*", text):
        assert pattern.rule in found or re.fullmatch(pattern.expression, text)
        return
    assert agrees(pattern, found, text)


@pytest.mark.parametrize("patterns", [patient_patterns, promotion_patterns, admin_patterns])
def test_each_sentence_leaves_only_what_the_page_fills_in(patterns):
    for pattern in patterns(BOOK).values():
        assert set(re.findall(r"{(\w+)}", pattern.sentence)) <= {"value", "code"}
        assert pattern.rule.startswith("OH-")
