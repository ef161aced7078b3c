"""An exam as typed: each rule with what it refuses and what it lets pass."""

import pytest

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.exam import read_exam
from cauce.domains.oralhealth.rules.odontogram import mark_sound

GOOD = {"person": "012", "age": "12", "sex": "2", "group": "6.º A", "teeth": mark_sound({}, 12)}


def problems(**changes):
    _form, found = read_exam({**GOOD, **changes}, "exam", codebook())
    return [(p.rule, p.place, p.level) for p in found]


def test_a_good_exam_has_no_problem():
    form, found = read_exam({**GOOD, "risks": ["apinamiento"], "note": "ok"}, "exam", codebook())
    assert not found
    assert (form.exam.group, form.risks, form.note) == ("6.º A", ("apinamiento",), "ok")
    assert form.exam.cpod.total == 0


@pytest.mark.parametrize(
    ("changes", "rule", "place"),
    [
        ({"person": "a" * 41}, "OE-01", "person"),
        ({"person": "pupilo;1"}, "OE-01", "person"),
        ({"person": "8-123-4567"}, "OE-02", "person"),
        ({"person": "PE-12-3456"}, "OE-02", "person"),
        ({"teeth": {"15": "0", "55": "A"}}, "OE-10", "teeth.55"),
        ({"sex": "1", "population_group": "embarazadas"}, "OE-21", "population_group"),
        ({"prosthetic_need": "4"}, "OE-22", "prosthetic_need"),
        ({"teeth": {"16": "4"}, "fluorosis": "2"}, "OE-23", "fluorosis"),
        ({"teeth": {"16": "4"}, "periodontal": "1"}, "OE-23", "periodontal"),
        ({"lesion": "8"}, "OE-26", "note"),
        ({"note": "x" * 201}, "OE-27", "note"),
        ({"risks": ["otra"]}, "OH-151", "risks"),
    ],
)
def test_what_is_refused_and_where(changes, rule, place):
    assert problems(**changes) == [(rule, f"exam.{place}", "error")]


@pytest.mark.parametrize(
    ("changes", "rule", "place"),
    [
        ({"population_group": "escolares-5-9"}, "OE-20", "population_group"),
        ({"periodontal": "3"}, "OE-25", "periodontal"),
        ({"teeth": {}}, "OH-153", "teeth"),
        ({"age": "8"}, "OE-11", "teeth.17"),
    ],
)
def test_what_is_asked_and_where(changes, rule, place):
    assert (rule, f"exam.{place}", "warning") in problems(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"person": "E-001"},  # reads like nobody's identity
        {"person": "8-12"},
        {"population_group": "embarazadas"},
        {"prosthetic_need": "4", "teeth": {"16": "0", "36": "4"}},  # one arch without teeth
        {"teeth": {"16": "9"}, "fluorosis": "2"},  # nothing is known of the teeth
        {"teeth": {"16": "4"}, "fluorosis": "9"},
        {"lesion": "8", "note": "épulis"},
        {"periodontal": "3", "age": "15"},
    ],
)
def test_what_passes(changes):
    assert problems(**changes) == []
