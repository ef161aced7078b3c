"""Suppression ends on every table, also where a small total has only parts of zero."""

from decimal import Decimal

from cauce.indicators.disclosure import guarded_counts, hidden
from cauce.indicators.facts import ColumnType, FactTable
from cauce.indicators.model import Indicator, Measure
from cauce.indicators.query import ALL


def test_a_small_total_over_parts_of_zero_is_hidden_and_that_is_all():
    assert hidden({(ALL,): (3,), ("a",): (0,), ("b",): (0,)}) == {(ALL,)}


def test_a_small_part_takes_its_only_neighbour_with_it():
    assert hidden({(ALL,): (50,), ("a",): (3,), ("b",): (47,)}) == {("a",), ("b",)}


def test_of_a_median_only_its_cases_are_counts_of_people():
    facts = {"f": FactTable("f", {"hours": ColumnType.INTEGER}, frozenset())}
    median = Indicator(
        "T-1", "test", "t", "d", (Measure("f", median="hours"),), (Measure("f"),), Decimal(1), 1, "h", (), ("month",)
    )  # fmt: skip
    assert guarded_counts(median, facts, 2, 90) == (90,)
    assert guarded_counts(median, facts, 90, 2) == (2,)


def test_of_a_share_those_left_out_are_counted_too():
    facts = {"f": FactTable("f", {"state": ColumnType.TEXT}, frozenset())}
    share = Indicator(
        "T-1", "test", "t", "d", (Measure("f"),), (Measure("f"),), Decimal(100), 1, "%", (), ("month",), share=True
    )  # fmt: skip
    assert guarded_counts(share, facts, 6, 8) == (6, 8, 2)
    assert guarded_counts(share, facts, None, 8) == (0, 8, 8)
