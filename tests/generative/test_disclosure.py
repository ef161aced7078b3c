"""What leaves hides small counts, and nothing hidden can be worked out from what is shown."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cauce.indicators.disclosure import derivable, hidden, lines_of
from cauce.indicators.query import ALL

THRESHOLD = 4
SMALL = st.sampled_from([0, 0, 1, 2, 3, 4, 7, 30])


def totalled(cells):
    """A full cube over cells with every subtotal."""
    table = {}
    for key, value in cells.items():
        for mask in product([False, True], repeat=len(key)):
            total = tuple(ALL if gone else part for gone, part in zip(mask, key, strict=True))
            table[total] = table.get(total, 0) + value
    return {key: (value,) for key, value in table.items()}


def rolled(cells):
    """A table of (region, facility) that only rolls up."""
    table = {}
    for (region, facility), value in cells.items():
        for key in ((region, facility), (region, ALL), (ALL, ALL)):
            table[key] = table.get(key, 0) + value
    return {key: (value,) for key, value in table.items()}


lines1 = st.dictionaries(st.tuples(st.sampled_from("abcde")), SMALL, min_size=1)
crossed = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None])), SMALL, min_size=1
)
cubes = st.dictionaries(st.tuples(*[st.sampled_from("abc")] * 3), SMALL, min_size=1, max_size=20)
tables = st.one_of(lines1.map(totalled), crossed.map(totalled), cubes.map(totalled), crossed.map(rolled))
flat = st.one_of(lines1.map(totalled), crossed.map(totalled), crossed.map(rolled))


@given(tables)
def test_every_small_count_is_hidden_and_no_zero_is(table):
    gone = hidden(table, THRESHOLD)
    assert {key for key, (value,) in table.items() if 0 < value < THRESHOLD} <= gone
    assert all(table[key][0] for key in gone)


@given(tables)
def test_no_hidden_cell_follows_from_the_shown_ones(table):
    gone = hidden(table, THRESHOLD)
    assert not derivable(lines_of(table), gone)


@given(flat)
def test_somebody_who_tries_every_number_cannot_tell_a_hidden_cell(table):
    """Another way: other whole numbers, none negative, fit everything shown and change each hidden cell."""
    gone = hidden(table, THRESHOLD)
    lines = lines_of(table)
    for key in gone:
        assert can_move(table, lines, gone, key), (key, gone)


def can_move(table, lines, gone, key):
    """Whether one more or one less in `key` can be made up for by other hidden cells, by one each."""
    return any(repaired(table, lines, gone, {key: step}, 0) for step in (1, -1))


def repaired(table, lines, gone, moved, depth):
    """Search: the first broken line is mended by one of its hidden cells that has not moved."""
    if any(table[key][0] + step < 0 for key, step in moved.items()) or depth > 9:
        return False
    for line in lines:
        gap = sum(moved.get(part, 0) for part in line.parts) - moved.get(line.total, 0)
        if gap:
            options = [(k, -gap) for k in line.parts if k in gone and k not in moved]
            options += [(line.total, gap)] if line.total in gone and line.total not in moved else []
            return abs(gap) == 1 and any(
                repaired(table, lines, gone, {**moved, k: step}, depth + 1) for k, step in options
            )
    return True


@given(tables)
def test_parts_hidden_under_a_shown_total_add_up_to_the_threshold(table):
    gone = hidden(table, THRESHOLD)
    for line in lines_of(table):
        parts = [table[key][0] for key in line.parts if key in gone]
        if parts and line.total not in gone:
            assert len(parts) > 1
            assert sum(parts) >= THRESHOLD


def test_examples_read_by_hand():
    one = totalled({("a",): 2, ("b",): 9, ("c",): 30})
    assert hidden(one, 5) == {("a",), ("b",)}  # 41 - 9 - 30 would tell
    assert hidden(totalled({("a",): 2, ("b",): 0}), 5) == {("a",), (ALL,)}  # the total is the cell itself
    assert hidden(totalled({("a",): 5, ("b",): 0}), 5) == frozenset()
    assert hidden(totalled({("a",): 2, ("b",): 1, ("c",): 30}), 5) == {
        ("a",),
        ("b",),
        ("c",),
    }  # 33 - 30 = 3 is small


def test_a_cell_that_only_all_lines_together_give_away_is_covered():
    """Each line lacks two cells or more, and still (2, z) is the bridge between two rings: subtraction gives it."""
    cells = {(row, column): 50 for row in "1234" for column in "wxyz"}
    rings = [("1", "w"), ("1", "x"), ("2", "w"), ("2", "x"), ("3", "y"), ("3", "z"), ("4", "y"), ("4", "z")]
    table = totalled(cells | dict.fromkeys([*rings, ("2", "z")], 3))
    small = {key for key, (value,) in table.items() if value < 5}
    assert derivable(lines_of(table), small) == {("2", "z")}
    gone = hidden(table, 5)
    assert gone > small
    assert not derivable(lines_of(table), gone)


def test_lines_that_do_not_add_up_give_nothing_away():
    """Persons counted once in the total and twice in the parts; a place without all that is below it."""
    assert hidden({("a",): (3,), ("b",): (9,), (ALL,): (10,)}, 5) == {("a",)}
    assert hidden({("a",): (0,), (ALL,): (3,)}, 5) == {(ALL,)}


def test_only_counts_of_people_are_guarded():
    from decimal import Decimal

    from cauce.indicators.disclosure import hidden_cells
    from cauce.indicators.facts import ColumnType, FactTable
    from cauce.indicators.model import Indicator, Measure
    from cauce.indicators.query import Cell

    facts = {
        "patients": FactTable("patients", {"sex": ColumnType.TEXT}, frozenset({"sex"})),
        "staff": FactTable("staff", {"sex": ColumnType.TEXT}, frozenset({"sex"}), guarded=False),
    }
    cells = [
        Cell("T", "2026", ("1",), 2, 3),
        Cell("T", "2026", ("2",), 9, 9),
        Cell("T", "2026", (ALL,), 11, 12),
    ]

    def of(numerator, denominator):
        indicator = Indicator(
            "T",
            "m",
            "t",
            "d",
            (Measure(numerator),),
            (Measure(denominator),),
            Decimal(1),
            0,
            "n",
            ("sex",),
            ("year",),
        )
        return hidden_cells(indicator, facts, cells)

    assert of("staff", "staff") == frozenset()
    assert of("patients", "staff") == {("1",), ("2",)}
    assert of("staff", "patients") == {("1",), ("2",)}
