"""Rule tables: ids are unique, sentences are translatable."""

import pytest

from cauce.core import translation
from cauce.core.rules import Rule, table

RULE = Rule("T-01", "Hay {count} filas.", "Quite {count}.", "prueba")


@pytest.fixture
def translated(monkeypatch):
    english = {"Hay {count} filas.": "There are {count} rows."}
    monkeypatch.setattr(translation, "_translate", lambda text: english.get(text, text))


def test_a_problem_says_place_and_parameters():
    problem = RULE.problem("rows.3", count=2)
    assert (problem.rule, problem.place, problem.message, problem.remedy) == (
        "T-01",
        "rows.3",
        "Hay 2 filas.",
        "Quite 2.",
    )


@pytest.mark.usefixtures("translated")
def test_sentences_are_translated_before_they_are_filled_in():
    assert RULE.problem(count=2).message == "There are 2 rows."


def test_an_id_twice_is_refused(monkeypatch):
    monkeypatch.setattr("cauce.core.rules.TABLES", {})
    with pytest.raises(ValueError, match="T-01"):
        table("one", [RULE, RULE])
    table("one", [RULE])
    with pytest.raises(ValueError, match="T-01"):
        table("two", [RULE])
