"""Properties of CPOD, ceod and SiC against a naive count."""

from decimal import Decimal
from statistics import mean, stdev

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.rules.dmft import (
    PERMANENT,
    PERMANENT_CODES,
    PRIMARY,
    PRIMARY_CODES,
    Counts,
    examine,
    summarise,
)

CHART = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(sorted(PERMANENT), st.sampled_from(["", *sorted(PERMANENT_CODES)])),
        **dict.fromkeys(sorted(PRIMARY), st.sampled_from(["", *sorted(PRIMARY_CODES)])),
    },
)
TOTALS = st.lists(st.integers(0, 32), min_size=1, max_size=60)


@given(CHART, st.one_of(st.none(), st.integers(0, 120)))
def test_counts_stay_in_range_and_equal_their_parts(chart, age):
    exam = examine("x", chart, age)
    for counts, most in ((exam.cpod, 32), (exam.ceod, 20)):
        if counts is not None:
            assert 0 <= counts.total <= most
            assert counts.total == counts.decayed + counts.missing + counts.filled


@given(CHART)
def test_age_only_ever_adds_lost_teeth(chart):
    young, old = examine("x", chart, 29).cpod, examine("x", chart, 30).cpod
    assert (young is None) == (old is None)
    if young:
        assert old.total >= young.total
        assert (old.decayed, old.filled) == (young.decayed, young.filled)


@given(TOTALS, st.randoms(use_true_random=False))
def test_figures_agree_with_a_naive_count_in_any_order(totals, random):
    found = summarise(Counts(t) for t in totals)
    shuffled = list(totals)
    random.shuffle(shuffled)
    assert summarise(Counts(t) for t in shuffled) == found
    assert abs(found.mean - Decimal(mean(totals))) <= Decimal("0.00500001")
    if len(totals) > 1:
        assert abs(float(found.sd) - stdev(totals)) <= 0.00500001
    assert max(totals) >= found.sic >= found.mean
    assert found.pct_caries_free == 0 or 0 in totals
