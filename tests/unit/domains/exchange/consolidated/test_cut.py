"""Reading a cut from an address, and writing it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.errors import Invalid
from cauce.domains.exchange.consolidated.cut import DIMENSIONS, FILTERS, Cut, read_cut
from cauce.domains.exchange.rules.lines import CAUSES


@pytest.mark.parametrize(
    ("params", "place"),
    [
        ({"by": "luna"}, "by"),
        ({"by": "state,state"}, "by"),
        ({"by": "state,level,group"}, "by"),
        ({"institution": "x"}, "institution"),
        ({"institution": "-1"}, "institution"),
        ({"product": "9" * 13}, "product"),
        ({"cause": "luna"}, "cause"),
        ({"kind": "luna"}, "kind"),
        ({"sort": "luna"}, "sort"),
    ],
)
def test_a_bad_cut_says_which_part(params, place):
    with pytest.raises(Invalid) as error:
        read_cut(params)
    assert [p.place for p in error.value.problems] == [place]


def test_all_the_problems_come_at_once():
    with pytest.raises(Invalid) as error:
        read_cut({"by": "x", "kind": "y", "state": "z"})
    assert len(error.value.problems) == 3


dimensions = st.lists(st.sampled_from(sorted(DIMENSIONS)), min_size=1, max_size=2, unique=True)
ids = st.one_of(st.none(), st.integers(0, 10**12 - 1))


@given(
    by=dimensions,
    filters=st.fixed_dictionaries(dict.fromkeys(FILTERS, ids)),
    cause=st.sampled_from(["", *CAUSES]),
    kind=st.sampled_from(["both", "surplus", "shortage"]),
    include_open=st.booleans(),
)
def test_a_cut_survives_its_own_address(by, filters, cause, kind, include_open):
    cut = Cut(by=tuple(by), cause=cause, kind=kind, include_open=include_open, **filters)
    assert read_cut(cut.params()) == cut
