"""The four machines as tables: closed, owned, and without a way to deny by itself."""

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with
from cauce.core.operations.reference.states import machines
from cauce.domains.authorizations.rules.codes import REASONS
from cauce.domains.authorizations.rules.states import (
    APPEALABLE_ITEM,
    ITEM_TRANSITIONS,
    MACHINES,
    ItemState,
    RequestState,
)
from cauce.domains.authorizations.rules.words import (
    APPEAL_LABELS,
    AUTHORISATION_LABELS,
    ITEM_LABELS,
    PATIENT_WORDS,
    REQUEST_LABELS,
    REQUEST_OWNER,
)

LABELS = {
    "request": REQUEST_LABELS,
    "item": ITEM_LABELS,
    "authorisation": AUTHORISATION_LABELS,
    "appeal": APPEAL_LABELS,
}
# Spec 2, "Life of a request": every state it names, and no other.
SPEC = {
    "request": "draft submitted screening in_review info_requested decided cancelled superseded",
    "item": "pending info_needed approved modified denied cancelled not_required",
    "authorisation": "active partially_used exhausted expired suspended revoked",
    "appeal": "filed assigned upheld overturned partially_overturned withdrawn",
}
FINAL = {
    "request": {"cancelled", "superseded"},
    "item": {"approved", "cancelled", "not_required"},
    "authorisation": set(),  # a wrong use is taken back also after the end, without reviving the number
    "appeal": {"upheld", "overturned", "partially_overturned", "withdrawn"},
}


@pytest.mark.parametrize("name", MACHINES)
def test_states_are_those_of_the_specification(name):
    states, _transitions = MACHINES[name]
    assert [state.value for state in states] == SPEC[name].split()
    assert set(LABELS[name]) == set(states)


@pytest.mark.parametrize("name", MACHINES)
def test_the_table_is_closed(name):
    """Every state is reached, an act leads one way from a state, and final states are final."""
    states, transitions = MACHINES[name]
    first = next(iter(states))
    reached, left = {first}, [first]
    while left:
        state = left.pop()
        new = {t.target for t in transitions if t.source == state} - reached
        reached |= new
        left += new
    assert reached == set(states)
    pairs = [(t.act, t.source) for t in transitions]
    assert len(pairs) == len(set(pairs))
    assert {s.value for s in states} - {t.source.value for t in transitions} == FINAL[name]


@pytest.mark.parametrize("name", MACHINES)
def test_every_act_of_people_has_a_permission_that_a_role_holds(name):
    _states, transitions = MACHINES[name]
    for transition in transitions:
        if transition.permission:
            assert roles_with(Permission(transition.permission)), transition


def test_nothing_denies_without_a_person():
    """The only rows into `denied` ask for a reviewer, or keep what a reviewer decided."""
    into = [t for t in ITEM_TRANSITIONS if t.target == ItemState.DENIED]
    assert {(t.act, t.source.value) for t in into} == {("deny", "pending"), ("uphold", "denied")}
    assert all(t.permission for t in into)


def test_an_appeal_never_ends_worse():
    worse = {(ItemState.MODIFIED, ItemState.DENIED)}
    rows = {(t.source, t.target) for t in ITEM_TRANSITIONS if t.source in APPEALABLE_ITEM}
    assert not rows & worse
    assert all(t.source != ItemState.APPROVED for t in ITEM_TRANSITIONS)


def test_every_state_of_a_request_has_an_owner_and_plain_words_for_the_patient():
    assert set(REQUEST_OWNER) == set(PATIENT_WORDS) == set(RequestState)
    jargon = ("previa", "screening", "dictamen", "ST2", "ítem")
    assert not [w for w in PATIENT_WORDS.values() if any(word in w for word in jargon)]


def test_what_waits_for_somebody_tells_them():
    """Whoever must act next is told by the row that leads there."""
    _states, request = MACHINES["request"]
    by_act = {t.act: {audience.value for audience in t.notifies} for t in request}
    assert {"requester", "patient"} <= by_act["conclude"]
    assert {"requester", "patient"} <= by_act["ask_info"] & by_act["screen_ask"]
    assert "reviewer" in by_act["answer_info"]
    assert "queue" in by_act["refer"]
    _states, appeal = MACHINES["appeal"]
    assert all(
        "requester" in {a.value for a in t.notifies} for t in appeal if t.act in ("uphold", "overturn")
    )
    assert all(t.notifies for t in appeal)


def test_emergencies_have_their_own_reasons_and_none_is_the_lack_of_a_number():
    emergency = {code for code, reason in REASONS.items() if reason.emergency}
    assert emergency == {"evidence", "not_an_emergency", "quantity"}
    assert not [r for r in REASONS.values() if "número" in r.label or "previa" in r.label]


def test_the_diagrams_are_generated_from_these_tables():
    drawn = {name: transitions for module, name, transitions in machines() if module == "authorizations"}
    assert {name: len(rows) for name, rows in drawn.items()} == {
        name: len(transitions) for name, (_states, transitions) in MACHINES.items()
    }
