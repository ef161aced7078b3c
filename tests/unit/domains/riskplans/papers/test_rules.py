"""What the papers decide by themselves: proposed categories, parts by chapter, figures in words."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.countries import country
from cauce.domains.riskplans.country import quarter_name
from cauce.domains.riskplans.models.hospitals import CATEGORIES
from cauce.domains.riskplans.papers import words
from cauce.domains.riskplans.papers.blocks import Heading, Paper, Table, Words, as_data, chapters
from cauce.domains.riskplans.papers.propose import proposed

KEYS = [key for key, _label in CATEGORIES]


@pytest.mark.parametrize(
    ("current", "met", "recommended", "expected"),
    [
        ("high", True, "", "medium"),
        ("medium", True, "", "low"),
        ("none", True, "", "none"),
        ("high", False, "", "high"),
        ("high", None, "", "high"),
        ("high", True, "high", "high"),
    ],
)
def test_a_met_plan_lowers_the_category_one_step(current, met, recommended, expected):
    assert proposed(current, met, recommended)[0] == expected


@given(st.sampled_from(KEYS), st.sampled_from([True, False, None]))
def test_no_proposal_raises_the_risk(current, met):
    category, why = proposed(current, met, "")
    assert KEYS.index(category) <= KEYS.index(current)
    assert why


def test_money_is_printed_exactly_in_colombias_form():
    with country("CO").forms():
        assert words.pesos(Fraction(1234567)) == "$\u00a01.234.567"
        assert words.pesos(Fraction("1234567.505")) == "$\u00a01.234.567,51"
        assert words.pesos(None) == "—"
        assert words.percent(Fraction(2, 3) * 100) == "66,67\u00a0%"
        assert words.ratio(Fraction(5), Fraction(0)) == "—"
        assert quarter_name("2026Q3") == "III trimestre de 2026"


def test_chapters_fold_but_the_one_being_written():
    paper = Paper(
        "t", "s", "i",
        [Heading("1"), Words("a", "A"), Heading("2", folded=True), Words("b", "B", "text"), Heading("x", 3),
         Heading("3", folded=True), Words("c", "C")],
    )  # fmt: skip
    assert [c.opened for c in chapters(paper)] == [True, False, False]
    assert [c.opened for c in chapters(paper, "c")] == [True, False, True]
    assert [c.gaps for c in chapters(paper)] == [1, 0, 1]
    assert paper.gaps == ["A", "C"]


def test_what_is_embedded_is_text_and_whole_numbers():
    table = Table("T", ["a", "b"], [("x", "1,5")], ("Total", "1,5"))
    assert table.lines == [[("a", "x"), ("b", "1,5")]]
    (found,) = as_data(Paper("t", "s", "i", [table]))["blocks"]
    assert found["rows"] == [["x", "1,5"]]
    assert found["foot"] == ["Total", "1,5"]
