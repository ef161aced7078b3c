"""Suppression ends on every table, also where a small total has only parts of zero."""

from cauce.indicators.disclosure import hidden
from cauce.indicators.query import ALL


def test_a_small_total_over_parts_of_zero_is_hidden_and_that_is_all():
    assert hidden({(ALL,): (3,), ("a",): (0,), ("b",): (0,)}) == {(ALL,)}


def test_a_small_part_takes_its_only_neighbour_with_it():
    assert hidden({(ALL,): (50,), ("a",): (3,), ("b",): (47,)}) == {("a",), ("b",)}
