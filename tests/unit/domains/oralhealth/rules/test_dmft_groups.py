"""Groups of exams: how the third is taken, ties, parts, and the same figures as the command's report."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.rules.dmft import Counts, Exam
from cauce.domains.oralhealth.rules.dmft_groups import age, age_band, by, group_of, index_of, third_of
from cauce.domains.oralhealth.rules.dmft_report import report


@pytest.mark.parametrize(
    ("totals", "exact", "taken", "cut", "tied", "inside"),
    [
        ([5], "0.33", 1, 5, 1, 1),
        ([5, 1], "0.67", 1, 5, 1, 1),
        ([3, 1, 1, 0, 0], "1.67", 2, 1, 2, 1),
        ([4, 4, 4, 4, 1, 0], "2", 2, 4, 4, 2),
        ([9, 8, 7], "1", 1, 9, 1, 1),
    ],
)
def test_the_third_says_n_over_3_and_its_ties(totals, exact, taken, cut, tied, inside):
    third = third_of(totals)
    assert (third.exact, third.taken, third.cut, third.tied, third.inside) == (
        exact,
        taken,
        cut,
        tied,
        inside,
    )
    assert third.rounded == (len(totals) % 3 != 0)
    assert third.has_tie == (inside < tied)


def exam(name, years, cpod=None, ceod=None):
    counts = [None if parts is None else Counts(sum(parts), *parts) for parts in (cpod, ceod)]
    return Exam(name, years, "1", "", *counts)


def test_a_group_counts_each_dentition_apart_and_who_is_free_of_both():
    exams = [exam("a", 7, (0, 0, 0), (2, 0, 0)), exam("b", 7, None, (0, 0, 0)), exam("c", None)]
    whole = group_of(None, exams)
    assert (whole.persons, whole.cpod.summary.n, whole.ceod.summary.n) == (3, 1, 2)
    assert whole.ceod.components == [("c", 2, Decimal("1")), ("e", 0, Decimal(0)), ("o", 0, Decimal(0))]
    assert whole.caries_free == Decimal("50.00")
    assert [g.label for g in by(exams, age)] == ["7", None]
    assert [g.label for g in by(exams, age_band)] == ["5 a 9", None]
    assert index_of("CPOD", [None]) is None


parts = st.one_of(st.none(), st.tuples(*[st.integers(0, 6)] * 3))
exams = st.lists(st.builds(exam, st.text(max_size=3), st.one_of(st.none(), st.integers(0, 90)), parts, parts))


@given(exams.filter(bool))
def test_the_page_and_the_command_tell_the_same(held):
    told, whole = report(held), group_of(None, held)
    summary = whole.cpod and whole.cpod.summary
    assert told["n"] == (summary.n if summary else 0)
    if summary:
        assert (told["mean"], told["sic"]) == (float(summary.mean), float(summary.sic))
        assert told["pct_caries_free"] == float(summary.pct_caries_free)
    assert sum(g.persons for g in by(held, age)) == len(held)
