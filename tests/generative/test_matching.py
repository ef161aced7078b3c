"""The matching against every possible answer, and what must hold of any answer."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from cauce.domains.exchange.rules.matching import Commitment, Line, Options, Reason, solve

from .brute_force import allowed, best, km_between

LIMITS = st.sampled_from([0, 40.0, 120.0, 333.3, 25_000.0])


@st.composite
def lines(draw, prefix, *, most, patients, products="xy"):
    """Few distinct places, institutions and products, so that lines compete."""
    amount = draw(st.integers(0, most))
    coordinate = st.sampled_from([0.0, 0.25, 0.5, 1.0, 3.0])
    return [
        Line(
            id=f"{prefix}{n}",
            institution=draw(st.sampled_from(["IMSS", "ISSSTE", "SSA"])),
            product=draw(st.sampled_from(products)),
            lat=19.0 + draw(coordinate),
            lon=-99.0 - draw(coordinate),
            patients=draw(st.integers(1, patients)),
        )
        for n in range(amount)
    ]


few = st.tuples(lines("s", most=4, patients=4), lines("d", most=4, patients=4))
one_product = st.tuples(
    lines("s", most=4, patients=3, products="x"), lines("d", most=4, patients=3, products="x")
)
many = st.tuples(lines("s", most=25, patients=60), lines("d", most=25, patients=60))


@settings(max_examples=150, deadline=None)
@given(st.one_of(few, one_product), LIMITS, st.booleans())
def test_is_as_good_as_the_best_of_all_answers(sides, max_km, same):
    result = solve(*sides, Options(max_km, same))
    tenths = sum(flow.patients * flow.decikm for flow in result.flows)
    assert (result.served, tenths) == best(*sides, max_km, same)


@settings(max_examples=100, deadline=None)
@given(many, LIMITS, st.booleans())
def test_conserves_quantities_and_keeps_the_rules(sides, max_km, same):
    supply, demand = sides
    result = solve(supply, demand, Options(max_km, same))
    sent, received = Counter(), Counter()
    givers, takers = {s.id: s for s in supply}, {d.id: d for d in demand}
    for flow in result.flows:
        giver, taker = givers[flow.supply], takers[flow.demand]
        assert flow.patients >= 1
        assert flow.product == giver.product == taker.product
        assert allowed(giver, taker, max_km, same)
        assert abs(flow.km - km_between(giver, taker)) <= 0.05 + 1e-9
        sent[flow.supply] += flow.patients
        received[flow.demand] += flow.patients
    unused = {u.id: u.patients for u in result.unused}
    unmet = {u.id: u.patients for u in result.unmet}
    assert {s.id: sent[s.id] + unused.get(s.id, 0) for s in supply} == {s.id: s.patients for s in supply}
    assert {d.id: received[d.id] + unmet.get(d.id, 0) for d in demand} == {d.id: d.patients for d in demand}
    assert 0 not in unused.values()
    assert 0 not in unmet.values()


@settings(max_examples=100, deadline=None)
@given(many, LIMITS, st.booleans())
def test_gives_each_unmet_shortage_its_reason(sides, max_km, same):
    supply, demand = sides
    takers = {d.id: d for d in demand}
    for unmet in solve(supply, demand, Options(max_km, same)).unmet:
        taker = takers[unmet.id]
        anywhere = [s for s in supply if allowed(s, taker, 30_000, same)]
        near = [s for s in anywhere if km_between(s, taker) <= max_km + 1e-6]
        expected = Reason.INSUFFICIENT if near else Reason.OUT_OF_RANGE if anywhere else Reason.NO_SUPPLY
        assert unmet.reason == expected


@settings(max_examples=60, deadline=None)
@given(many, LIMITS, st.randoms(use_true_random=False))
def test_answer_does_not_depend_on_the_order_of_the_lines(sides, max_km, chance: random.Random):
    supply, demand = sides
    shuffled = [chance.sample(side, len(side)) for side in (supply, demand)]
    assert solve(*shuffled, Options(max_km)) == solve(supply, demand, Options(max_km))


@settings(max_examples=60, deadline=None)
@given(many, LIMITS)
def test_splitting_a_line_in_two_changes_no_total(sides, max_km):
    supply, demand = sides
    halves = [
        Line(f"{s.id}{half}", s.institution, s.product, s.lat, s.lon, patients)
        for s in supply
        for half, patients in (("a", s.patients // 2), ("b", s.patients - s.patients // 2))
        if patients
    ]
    whole, split = solve(supply, demand, Options(max_km)), solve(halves, demand, Options(max_km))
    assert (whole.served, whole.patient_km) == (split.served, split.patient_km)


@settings(max_examples=60, deadline=None)
@given(many, LIMITS, LIMITS, st.randoms(use_true_random=False))
def test_rerun_keeps_commitments_and_never_exceeds_what_was_declared(sides, first, second, chance):
    supply, demand = sides
    flows = solve(supply, demand, Options(first)).flows
    kept = chance.sample(flows, len(flows) // 2)
    commitments = [Commitment(f.supply, f.demand, f.patients) for f in kept]
    result = solve(supply, demand, Options(second), commitments)
    assert result.overcommitted == []
    given_out, taken = Counter(), Counter()
    for flow in (*kept, *result.flows):
        given_out[flow.supply] += flow.patients
        taken[flow.demand] += flow.patients
    assert all(given_out[s.id] <= s.patients for s in supply)
    assert all(taken[d.id] <= d.patients for d in demand)
    if first == second:  # the rest can always at least repeat what it was
        assert result.served + sum(f.patients for f in kept) >= sum(f.patients for f in flows)


@settings(max_examples=80, deadline=None)
@given(few, LIMITS, st.randoms(use_true_random=False))
def test_forbidden_pairs_are_left_out_and_the_rest_is_still_the_best(sides, max_km, chance):
    supply, demand = sides
    pairs = [(s.id, d.id) for s in supply for d in demand]
    never = chance.sample(pairs, len(pairs) // 3)
    result = solve(supply, demand, Options(max_km), forbidden=never)
    assert not {(f.supply, f.demand) for f in result.flows} & set(never)
    tenths = sum(flow.patients * flow.decikm for flow in result.flows)
    assert (result.served, tenths) == best(supply, demand, max_km, never=never)
