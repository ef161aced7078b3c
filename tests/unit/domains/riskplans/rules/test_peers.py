"""Ratios beside the peers': few peers say nothing, near ones neither; order and size of hospitals do not matter."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.riskplans.rules.peers import CELLS, MIN_PEERS, far_from_peers

OCCUPIED, AVAILABLE = (
    ("produccion", "dias_cama_ocupados", "ejecutado"),
    ("produccion", "dias_cama_disponibles", "ejecutado"),
)


def beds(percent: int, size: int = 1000):
    return {OCCUPIED: Fraction(percent * size, 100), AVAILABLE: Fraction(size)}


def test_a_ratio_far_from_the_peers_is_told_with_both_figures():
    peers = [beds(p) for p in (78, 80, 80, 82, 81)]
    (problem,) = far_from_peers(beds(20), peers)
    assert (problem.rule, problem.place, problem.level) == ("RP-72", "pares.ocupacion", "warning")
    assert "20,0 %" in problem.message
    assert "80,0 %" in problem.message
    assert "5 pares" in problem.message


def test_near_the_peers_nothing_is_said():
    assert not list(far_from_peers(beds(79), [beds(p) for p in (78, 80, 80, 82, 81)]))


def test_with_few_peers_or_blanks_nothing_is_said():
    assert not list(far_from_peers(beds(20), [beds(80)] * (MIN_PEERS - 1)))
    assert not list(far_from_peers({OCCUPIED: Fraction(20)}, [beds(80)] * 9))
    assert not list(far_from_peers(beds(20), [{OCCUPIED: Fraction(1)}] * 9))
    assert not list(far_from_peers({OCCUPIED: Fraction(1), AVAILABLE: Fraction(0)}, [beds(80)] * 9))


@given(st.integers(0, 100), st.lists(st.integers(1, 100), min_size=5, max_size=9), st.integers(1, 50))
def test_neither_size_nor_order_matters(mine, others, size):
    plain = list(far_from_peers(beds(mine), [beds(p) for p in others]))
    scaled = list(far_from_peers(beds(mine, 1000 * size), [beds(p, 100 * size) for p in reversed(others)]))
    assert plain == scaled


def test_the_cells_are_of_the_cuadros():
    from cauce.domains.riskplans.rules.cuadros import CUADROS

    for cuadro, row, column in CELLS:
        assert CUADROS[cuadro].row(row)
        assert column in {c.key for c in CUADROS[cuadro].columns}
