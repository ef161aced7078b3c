"""Shares of one denominator are guarded together: nothing small follows from what their tables show."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.indicators import release
from cauce.indicators.disclosure import Line, derivable
from cauce.indicators.query import ALL
from cauce.indicators.tables import Line as Row
from cauce.indicators.tables import Table
from cauce.indicators.values import Value

THRESHOLD = 5
CODES = ("a", "b", "c")
counts = st.one_of(st.integers(0, 8), st.integers(0, 60))
groups = st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=5)


class Named:
    """As much of an indicator as guarding needs."""

    def __init__(self, code):
        self.code = code


def tables_of(rows):
    """code → its one table, from the three counts of each group."""
    whole = [sum(column) for column in zip(*rows, strict=True)]
    found = {}
    for place, code in enumerate(CODES):
        lines = [Row((str(n),), (str(n),), Value(row[place], sum(row), None)) for n, row in enumerate(rows)]
        lines.append(Row((ALL,), ("Total",), Value(whole[place], sum(whole), None)))
        found[code] = {"unit": Table(("unit",), ("Unidad",), lines)}
    return found


@given(groups)
def test_no_small_share_follows_from_the_three_tables(rows):
    tables = tables_of(rows)
    named = [Named(code) for code in CODES]
    kept = release.guard_shares(None, named, None, {}, None, tables, (), THRESHOLD)
    hidden, small, lines = set(), set(), []
    for code in CODES:
        table = kept[code]["unit"]
        for line in table.lines:
            key = (line.key[0], code)
            hidden |= {key} if line.key in table.hidden else set()
            small |= {key} if 0 < line.value.numerator < THRESHOLD else set()
        lines.append(Line((ALL, code), tuple((str(n), code) for n in range(len(rows)))))
    assert small <= hidden
    keys = [str(n) for n in range(len(rows))] + [ALL]
    # A group's denominator stands beside each share that is shown.
    told = {key for key in keys if any((key, code) not in hidden for code in CODES)}
    lines += [Line((key, ALL), tuple((key, code) for code in CODES)) for key in keys]
    lines.append(Line((ALL, ALL), tuple((key, ALL) for key in keys[:-1])))
    unknown = hidden | {(key, ALL) for key in keys if key not in told}
    assert not derivable(lines, unknown) & small


@given(st.tuples(counts, counts, counts))
def test_alone_they_are_hidden_when_one_is_small(shares):
    values = [Value(n, sum(shares), None) for n in shares]
    small = any(0 < n < THRESHOLD for n in (*shares, sum(shares)))
    assert release.shares_hidden(values, THRESHOLD) is small
