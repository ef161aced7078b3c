"""Small examples of the matching that a person can check by hand."""

import pytest

from cauce.domains.exchange.rules.matching import (
    Commitment,
    Flow,
    Line,
    Options,
    Overcommitted,
    Reason,
    TooManyPairs,
    Unmet,
    Unused,
    arcs,
    solve,
)
from cauce.domains.exchange.rules.matching.geo import distance_km

DEGREE_KM = 111.1950802335329  # one degree of latitude on the mean sphere: π/180 × 6371.0088


def line(id, institution="IMSS", patients=10, *, at=0.0, product="P", unit="", lon=-99.0):
    """A line `at` degrees north of 20° N."""
    return Line(id, institution, product, 20.0 + at, lon, patients, unit)


def run(supply, demand, max_km=200, *, same=False, commitments=()):
    return solve(supply, demand, Options(max_km, same), commitments)


def test_a_shortage_is_met_by_another_institutions_surplus():
    result = run([line("s", "IMSS", 10)], [line("d", "SSA", 7, at=1)])
    assert result.flows == [Flow("s", "d", "P", 7, 1112)]
    assert (result.served, result.patient_km, result.flows[0].km) == (7, 778.4, 111.2)
    assert result.unused == [Unused("s", 3)]
    assert result.unmet == []


def test_serves_more_patients_before_it_saves_kilometres():
    # The near surplus is the only one within reach of "far": taking the nearest first loses it.
    supply = [line("near", "IMSS", 5, at=0), line("away", "IMSS", 5, at=-1)]
    demand = [line("here", "SSA", 5, at=0), line("far", "SSA", 5, at=1)]
    flows = {(f.supply, f.demand): f.patients for f in run(supply, demand, 150).flows}
    assert flows == {("away", "here"): 5, ("near", "far"): 5}


def test_then_saves_kilometres():
    supply = [line("north", "IMSS", 5, at=1), line("south", "IMSS", 5, at=0)]
    demand = [line("d-north", "SSA", 5, at=0.9), line("d-south", "SSA", 5, at=0.1)]
    flows = {(f.supply, f.demand) for f in run(supply, demand).flows}
    assert flows == {("north", "d-north"), ("south", "d-south")}


@pytest.mark.parametrize(("same", "served"), [(False, 0), (True, 10)])
def test_inside_one_institution_only_if_asked(same, served):
    assert run([line("s")], [line("d")], same=same).served == served


def test_a_unit_never_refers_patients_to_itself():
    result = run([line("s", unit="U1")], [line("d", unit="U1")], same=True)
    assert result.unmet == [Unmet("d", 10, Reason.NO_SUPPLY)]


@pytest.mark.parametrize(
    ("max_km", "served"), [(DEGREE_KM, 10), (DEGREE_KM - 0.001, 0), (DEGREE_KM + 0.001, 10), (111.2, 10)]
)
def test_the_limit_itself_is_in_range_and_distances_are_not_rounded_first(max_km, served):
    # At 111.19 km the pair is out although its distance is shown as 111.2.
    assert run([line("s")], [line("d", "SSA", at=1)], max_km).served == served


def test_at_limit_zero_only_the_same_place():
    supply = [line("s", patients=4)]
    result = run(supply, [line("d", "SSA", 3), line("e", "SSA", 3, at=0.001)], 0)
    assert result.flows == [Flow("s", "d", "P", 3, 0)]
    assert result.unmet == [Unmet("e", 3, Reason.OUT_OF_RANGE)]


@pytest.mark.parametrize(
    ("supply", "reason"),
    [
        ([], Reason.NO_SUPPLY),
        ([line("s", "IMSS", product="other")], Reason.NO_SUPPLY),
        ([line("s", "SSA")], Reason.NO_SUPPLY),  # its own institution's
        ([line("s", "IMSS", at=5)], Reason.OUT_OF_RANGE),
        ([line("s", "SSA"), line("t", "IMSS", at=5)], Reason.OUT_OF_RANGE),
    ],
)
def test_reasons_of_what_is_wholly_unmet(supply, reason):
    assert run(supply, [line("d", "SSA", 10)]).unmet == [Unmet("d", 10, reason)]


def test_reason_of_what_is_partly_unmet():
    assert run([line("s", patients=4)], [line("d", "SSA", 10)]).unmet == [Unmet("d", 6, Reason.INSUFFICIENT)]


def test_nothing_to_match():
    result = run([], [])
    assert (result.served, result.patient_km, result.flows, result.unmet, result.unused) == (0, 0, [], [], [])


def test_supply_without_demand_is_unused():
    assert run([line("s")], []).unused == [Unused("s", 10)]


def test_lines_of_one_place_share_its_flow_within_what_each_declared():
    supply = [line("s1", patients=3), line("s2", patients=4)]
    demand = [line("d1", "SSA", 2, at=0.5), line("d2", "SSA", 5, at=0.5)]
    flows = {(f.supply, f.demand): f.patients for f in run(supply, demand).flows}
    assert flows == {("s1", "d1"): 2, ("s1", "d2"): 1, ("s2", "d2"): 4}


def test_numbers_and_texts_name_the_same_institution():
    assert run([line("s", 7)], [line("d", "7")]).served == 0


@pytest.mark.parametrize("lon", [-99.0, 81.0, 180.0, -180.0])
def test_places_across_the_antimeridian_and_the_pole(lon):
    east, west = Line("s", "A", "P", 0, 179.95, 1), Line("d", "B", "P", 0, -179.95, 1)
    assert solve([east], [west], Options(12)).flows[0].km == 11.1
    pole, there = Line("s", "A", "P", 90, 0, 1), Line("d", "B", "P", 89.9, lon, 1)
    assert solve([pole], [there], Options(12)).flows[0].km == 11.1


def test_antipodes_have_a_distance():
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015.1, abs=0.1)


def test_largest_quantities_do_not_overflow():
    billion = 1_000_000_000
    supply = [Line(f"s{n}", "A", "P", -90 + n / 100, 0, billion) for n in range(40)]
    demand = [Line(f"d{n}", "B", "P", 90 - n / 100, 180, billion) for n in range(40)]
    result = solve(supply, demand, Options(30_000))
    assert result.served == 40 * billion
    assert result.patient_km == sum(f.patients * f.decikm for f in result.flows) / 10 > 10**12


def test_many_places_are_examined_in_blocks(monkeypatch):
    supply = [line(f"s{n}", patients=1, at=n / 50) for n in range(30)]
    demand = [line(f"d{n}", "SSA", 1, at=n / 40, lon=-99.1) for n in range(30)]
    whole = run(supply, demand, 60)
    monkeypatch.setattr(arcs, "BLOCK_PAIRS", 45)
    assert run(supply, demand, 60) == whole
    assert whole.served > 20


def test_too_many_pairs_are_refused_with_the_product(monkeypatch):
    monkeypatch.setattr(arcs, "MAX_PAIRS", 3)
    sides = [line("s1"), line("s2", at=0.1)], [line("d1", "SSA"), line("d2", "SSA", at=0.1)]
    with pytest.raises(TooManyPairs, match="P tiene más de"):
        run(*sides)


class TestCommitments:
    def test_are_taken_off_both_sides_first(self):
        kept = [Commitment("s", "d", 4)]
        result = run([line("s", patients=10)], [line("d", "SSA", 6), line("e", "SSA", 9)], commitments=kept)
        assert sum(f.patients for f in result.flows) == 6
        assert sum(u.patients for u in result.unmet) == 5
        assert result.unused == []

    def test_a_wholly_committed_surplus_is_insufficient_not_absent(self):
        result = run(
            [line("s", patients=4)],
            [line("d", "SSA", 4), line("e", "SSA", 2)],
            commitments=[Commitment("s", "d", 4)],
        )
        assert result.flows == []
        assert result.unmet == [Unmet("e", 2, Reason.INSUFFICIENT)]

    def test_beyond_what_is_declared_now_is_reported_and_nothing_more_is_allocated(self):
        result = run([line("s", patients=3)], [line("d", "SSA", 9)], commitments=[Commitment("s", "d", 5)])
        assert result.flows == []
        assert result.overcommitted == [Overcommitted("supply", "s", 2)]
        assert result.unmet == [Unmet("d", 4, Reason.INSUFFICIENT)]

    def test_on_a_line_that_is_gone_is_reported_whole(self):
        result = run([], [line("d", "SSA", 9)], commitments=[Commitment("s", "d", 5)])
        assert result.overcommitted == [Overcommitted("supply", "s", 5)]
        assert result.unmet == [Unmet("d", 4, Reason.NO_SUPPLY)]
