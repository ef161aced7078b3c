"""The four machines and the header derived from the items."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.header import Outcome, header
from cauce.domains.authorizations.rules.states import (
    ITEM_TRANSITIONS,
    MACHINES,
    OPEN_ITEM,
    ItemState,
    target_of,
)

states = st.lists(st.sampled_from(list(ItemState)), max_size=8)


@given(states)
def test_header_follows_the_specification(items):
    """Spec 2, word by word, written a second time."""
    outcome = header(items)
    counted = [s for s in items if s not in (ItemState.CANCELLED, ItemState.NOT_REQUIRED)]
    if not items or any(s in OPEN_ITEM for s in items):
        assert outcome == Outcome.NONE
    elif not counted:
        assert outcome == (Outcome.NOT_REQUIRED if ItemState.NOT_REQUIRED in items else Outcome.CANCELLED)
    elif all(s == ItemState.APPROVED for s in counted):
        assert outcome == Outcome.APPROVED
    elif all(s == ItemState.DENIED for s in counted):
        assert outcome == Outcome.DENIED
    else:
        assert outcome == Outcome.PARTIALLY_APPROVED


@given(states, st.randoms(use_true_random=False))
def test_header_knows_no_order_and_cancelled_items_do_not_count(items, chance):
    mixed = list(items)
    chance.shuffle(mixed)
    assert header(mixed) == header(items)
    if header(items) not in (Outcome.NONE, Outcome.CANCELLED):
        assert header([*items, ItemState.CANCELLED]) == header(items)


@given(st.data())
def test_a_walk_never_leaves_a_machine_nor_a_final_state(data):
    states, transitions = data.draw(st.sampled_from(list(MACHINES.values())))
    state = transitions[0].source
    for _step in range(20):
        open_acts = sorted({t.act for t in transitions if t.source == state})
        if not open_acts:
            assert all(target_of(transitions, t.act, state) is None for t in transitions)
            return
        state = target_of(transitions, data.draw(st.sampled_from(open_acts)), state)
        assert state in states


@given(st.data())
def test_no_walk_of_the_system_alone_denies(data):
    """From any state, acts without a person never end in denied (rule 4; silence decides nothing)."""
    state = data.draw(st.sampled_from(list(ItemState)))
    own = [t for t in ITEM_TRANSITIONS if not t.permission]
    for _step in range(6):
        nexts = [t for t in own if t.source == state]
        if not nexts:
            return
        state = data.draw(st.sampled_from(nexts)).target
        assert state != ItemState.DENIED
