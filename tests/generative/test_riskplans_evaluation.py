"""Properties of the evaluation: bounds, direction of each input, shared weights, exactness."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.rules.definition import FLOW_ROWS, Definition
from cauce.domains.riskplans.rules.evaluation import Inputs, Pair, evaluate

amounts = st.one_of(
    st.just(Fraction(0)),
    st.integers(0, 10**13).map(lambda cents: Fraction(cents, 100)),
    st.integers(0, 50).map(Fraction),
)
pairs = st.builds(Pair, amounts, amounts)
EXECUTED = [*FLOW_ROWS, "measures", "uvr", "sales_per_uvr", "spending_per_uvr"]
inputs = st.builds(
    Inputs,
    flow=st.fixed_dictionaries(dict.fromkeys(FLOW_ROWS, pairs)),
    measures=pairs,
    collected=amounts,
    committed=amounts,
    uvr=pairs,
    sales_per_uvr=pairs,
    spending_per_uvr=pairs,
)


@st.composite
def definitions(draw):
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=5, max_size=5)))
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    flow = dict(zip(FLOW_ROWS, map(Fraction, weights), strict=True))
    return Definition(flow_weights=flow, pgir_spending=draw(st.sampled_from(["more", "less"])))


@given(inputs, definitions())
def test_never_above_100_nor_below_0(figures, definition):
    result = evaluate(figures, definition)
    for value in (result.total, *(factor.compliance for factor in result.factors)):
        assert value is None or 0 <= value <= 100
    for factor in result.factors:
        assert factor.points is None or 0 <= factor.points <= factor.share
        assert factor.raw is None or factor.raw >= factor.compliance


@given(inputs, definitions())
def test_weights_are_shared_out_whole(figures, definition):
    result = evaluate(figures, definition)
    evaluable = [factor for factor in result.factors if factor.points is not None]
    assert sum(factor.share for factor in evaluable) == (100 if evaluable else 0)
    for factor in evaluable:
        assert sum(row.share for row in factor.rows) == 100
        assert all(row.raw is not None for row in factor.rows if row.share)
    ratios = {factor.share / factor.weight for factor in evaluable}
    assert len(ratios) <= 1  # in proportion
    assert result.total == (sum(factor.points for factor in evaluable) if evaluable else None)


@given(inputs, definitions())
def test_the_same_inputs_give_the_same_score(figures, definition):
    again = evaluate(figures, Definition.from_dict(definition.as_dict()))
    assert again == evaluate(figures, definition)


@given(inputs, definitions(), st.integers(1, 10**9), st.sampled_from(EXECUTED))
def test_monotone_in_each_executed_figure_in_its_direction(figures, definition, more, where):
    """Less is better never rewards spending more, but for executed 0, which counts as 100 by rule."""
    given_pair = figures.flow[where] if where in FLOW_ROWS else getattr(figures, where)
    bigger = Pair(given_pair.programmed, given_pair.executed + more)
    changed = (
        replace(figures, flow=figures.flow | {where: bigger})
        if where in FLOW_ROWS
        else replace(figures, **{where: bigger})
    )
    before, after = evaluate(figures, definition), evaluate(changed, definition)
    if before.total is None:
        assert after.total is None
        return
    less = where == "spending_per_uvr" or (where in FLOW_ROWS and definition.direction(where) == "less")
    assert after.total <= before.total if less else after.total >= before.total


@given(inputs, st.integers(1, 10**9))
def test_collecting_more_never_lowers_the_score(figures, more):
    before, after = evaluate(figures), evaluate(replace(figures, collected=figures.collected + more))
    assert before.total is None or after.total >= before.total
