"""Grids that several people edit: what is kept, what is put together, what is asked."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.grids import Row, Sent, choose, merge, read_rows

COLUMNS = {"a": "A", "b": "B"}
cell = st.sampled_from(["", "0", "1", "2"])
cells = st.fixed_dictionaries({"a": cell, "b": cell})


def row(values, version=2):
    return Row("k", "K", values, version, values)


@given(cells, cells, cells)
def test_a_change_is_never_lost_nor_overwritten_unasked(base, mine, theirs):
    (merged,), asked = merge([Sent("k", mine, base, 1)], [row(theirs)], COLUMNS)
    if mine == base:
        assert merged.values == theirs
        assert not merged.changed
        return
    named = {clash.name.removeprefix("k.") for clash in asked}
    for name in COLUMNS:
        both = mine[name] != base[name] and theirs[name] not in (base[name], mine[name])
        assert (name in named) == both
        if not both:
            assert merged.values[name] == (theirs[name] if mine[name] == base[name] else mine[name])
    if theirs != base:
        assert (merged.base, merged.version) == (theirs, 2)


@given(cells, cells, cells, st.sampled_from(["mine", "theirs"]))
def test_an_answered_conflict_is_settled(base, mine, theirs, answer):
    merged, asked = merge([Sent("k", mine, base, 1)], [row(theirs)], COLUMNS)
    answers = {f"choose-{clash.name}": answer for clash in asked}
    settled, again = merge(choose(merged, answers), [row(theirs)], COLUMNS)
    assert again == []
    for clash in asked:
        name = clash.name.removeprefix("k.")
        assert settled[0].values[name] == (mine if answer == "mine" else theirs)[name]


@given(cells)
def test_what_a_row_shows_is_what_comes_back(values):
    shown = row(values)
    sent = {c.name: c.value for c in shown.cells(COLUMNS)}
    sent |= {"base.k": shown.packed_base(COLUMNS), "version.k": "2"}
    (back,) = read_rows(sent, ["k"], COLUMNS)
    assert (back.values, back.base, back.version, back.changed) == (values, values, 2, False)
