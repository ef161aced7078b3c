"""What the patient is told next: only what applies to what was decided."""

import pytest

from cauce.domains.authorizations.rules.patient_words import (
    ATTENDED,
    DISPUTE,
    IS_OVER,
    NUMBER_WORDS,
    READ,
    USE_IT,
    item_words,
    next_steps,
)
from cauce.domains.authorizations.rules.states import AuthorisationState, ItemState, RequestState


@pytest.mark.parametrize(
    ("items", "emergency", "steps"),
    [
        (["approved"], False, (READ, USE_IT)),
        (["denied"], False, (READ, DISPUTE)),
        (["approved", "denied"], False, (READ, USE_IT, DISPUTE)),
        (["modified"], False, (READ, USE_IT, DISPUTE)),
        (["approved"], True, (READ, IS_OVER)),
        (["denied", "cancelled"], True, (READ, DISPUTE)),
        (["not_required"], False, (READ,)),
    ],
)
def test_after_the_decision_only_what_applies(items, emergency, steps):
    assert next_steps("decided", items, emergency) == steps


@pytest.mark.parametrize(
    "state", [s for s in RequestState if s not in {RequestState.DRAFT, RequestState.DECIDED}]
)
def test_every_state_that_a_patient_can_see_says_what_follows(state):
    assert next_steps(state, ["pending"], False)


@pytest.mark.parametrize("state", list(ItemState))
def test_the_reviewers_sentence_goes_before_ours(state):
    assert item_words(state, "Una frase.", True, "revoked") == "Una frase."
    if state not in {ItemState.DENIED, ItemState.MODIFIED}:  # these always carry a sentence
        assert item_words(state, "", False)


@pytest.mark.parametrize("number", list(AuthorisationState))
def test_a_number_of_no_use_is_told_as_such(number):
    usable = number in {AuthorisationState.ACTIVE, AuthorisationState.PARTIALLY_USED}
    assert (item_words("approved", "", False, number) == NUMBER_WORDS.get(number)) != usable
    assert item_words("approved", "", True, number) == ATTENDED
