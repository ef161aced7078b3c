"""A document in words, its problems by line, and how two texts differ."""

import pytest

from cauce.domains.authorizations.rules.criteria import parse
from cauce.domains.authorizations.rules.criteria.document import OPERATORS
from cauce.domains.authorizations.rules.criteria.lines import compare_texts, line_of
from cauce.domains.authorizations.rules.criteria.model import Group, Join, Outcome
from cauce.domains.authorizations.rules.criteria.model import Test as Compared
from cauce.domains.authorizations.rules.criteria.words import (
    JOIN_WORDS,
    OPERATOR_WORDS,
    OUTCOME_WORDS,
    condition,
    told,
)

TEXT = """criteria: x
title: T
source: S
services: [A]
clauses:
  - id: a
    text: Una
    when:
      any:
        - {fact: age_years, at_least: 50}
        - {fact: sex, is: M}
    then: approve
  - id: b
    text: Otra
    when: {fact: emergency, is: true}
    then: review
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("title", 2),
        ("clauses", 5),
        ("clauses.1", 6),
        ("clauses.1.when.any.2", 11),
        ("clauses.1.when.any.2.fact", 11),
        ("clauses.2.then", 16),
        ("clauses.2.question", 13),  # missing: the clause that should have it
        ("clauses.9", 5),
        ("otherwise", 1),
        ("$.sobra", 1),
        ("$", None),
    ],
)
def test_a_path_leads_to_its_line(path, line):
    assert line_of(TEXT, path) == line


@pytest.mark.parametrize("text", ["a: [1", "", "\t{", "- " * 5000])
def test_what_is_not_yaml_has_no_lines(text):
    assert line_of(text, "title") in (None, 1)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (Compared("age_years", "at_least", 50), "Edad en años es 50 o más"),
        (Compared("sex", "is", "M"), "Sexo es «Mujer»"),
        (Compared("priority", "in", ("urgent", "standard")), "Prioridad es una de: Urgente o Ordinaria"),
        (Compared("diagnosis", "starts_with", ("M54", "M51")), "Diagnóstico CIE-10 empieza por M54 o M51"),
        (Compared("emergency", "is", True), "Urgencia ya atendida: sí"),
        (Compared("device", "known", False), "Dispositivo: no se conoce"),
        (Compared("extra.turno", "is", "Nocturno"), "«turno» es «Nocturno»"),
    ],
)
def test_a_comparison_in_words(test, words):
    assert condition(test).text == words


def test_every_operator_join_and_outcome_has_words():
    used = {operator for operators in OPERATORS.values() for operator in operators}
    assert used == {*OPERATOR_WORDS, "known"}
    assert (set(JOIN_WORDS), set(OUTCOME_WORDS)) == (set(Join), set(Outcome))


def test_joined_conditions_keep_their_parts():
    part = condition(Group(Join.NONE, (Compared("age_years", "less_than", 18),)))
    assert (part.text, [p.text for p in part.parts]) == (
        JOIN_WORDS[Join.NONE],
        ["Edad en años es menos de 18"],
    )


def test_the_whole_document_is_told():
    said = told(parse(TEXT))
    assert [(c.id, c.then) for c in said.clauses] == [
        ("a", OUTCOME_WORDS[Outcome.APPROVE]),
        ("b", OUTCOME_WORDS[Outcome.REVIEW]),
    ]
    assert said.otherwise == OUTCOME_WORDS[Outcome.REVIEW]


def test_a_comparison_shows_what_goes_and_what_comes():
    lines = compare_texts(TEXT, TEXT.replace("at_least: 50", "at_least: 60"))
    assert [line.text.strip() for line in lines if line.kind == "gone"] == [
        "- {fact: age_years, at_least: 50}"
    ]
    assert [line.text.strip() for line in lines if line.kind == "new"] == [
        "- {fact: age_years, at_least: 60}"
    ]
    assert lines[0].kind == "skip"
    assert compare_texts(TEXT, TEXT + "\n") == []
