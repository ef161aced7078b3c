"""States × acts × people of a number: each does what the table says, or refuses."""

import pytest

from cauce.core.errors import NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation
from cauce.domains.authorizations.rules.states import AUTHORISATION_TRANSITIONS, AuthorisationState, target_of
from tests.factories.authorizations import AT

WHY = "Un motivo suficiente"


def _partly(scene, number):
    scene.used(number)


def _exhausted(scene, number):
    scene.used(number, 2)


def _suspended(scene, number):
    actions.suspend_authorisation(by=scene.coordination, at=AT, authorisation=number, reason=WHY)


def _revoked(scene, number):
    actions.revoke_authorisation(by=scene.coordination, at=AT, authorisation=number, reason=WHY)


def _expired(scene, number):
    actions.expire_authorisation(by=None, at=AT, authorisation=number)


NUMBERS = {
    "active": lambda scene, number: None,
    "partially_used": _partly,
    "exhausted": _exhausted,
    "expired": _expired,
    "suspended": _suspended,
    "revoked": _revoked,
}
NUMBER_ACTS = {
    "consume": ("centre", lambda s, n, by: s.used(n, by=by)),
    "suspend": (
        "coordination",
        lambda s, n, by: actions.suspend_authorisation(by=by, at=AT, authorisation=n, reason=WHY),
    ),
    "resume": (
        "coordination",
        lambda s, n, by: actions.resume_authorisation(by=by, at=AT, authorisation=n, reason=WHY),
    ),
    "revoke": (
        "coordination",
        lambda s, n, by: actions.revoke_authorisation(by=by, at=AT, authorisation=n, reason=WHY),
    ),
    "expire": (None, lambda s, n, by: actions.expire_authorisation(by=by, at=AT, authorisation=n)),
}
MANAGES = ("physician", "reviewer", "desk", "watcher")


@pytest.mark.parametrize("state", NUMBERS)
@pytest.mark.parametrize("act", NUMBER_ACTS)
def test_number_matrix(scene, state, act):
    number = scene.number()
    NUMBERS[state](scene, number)
    who, call = NUMBER_ACTS[act]
    for other in (*MANAGES, "coordination" if who == "centre" else "centre"):
        with pytest.raises(NotAllowed):
            call(scene, number, getattr(scene, other))
    number.refresh_from_db()
    assert number.state == state
    person = getattr(scene, who) if who else None
    if target_of(AUTHORISATION_TRANSITIONS, act, state) is None:
        with pytest.raises(NotNow) as refused:
            call(scene, number, person)
        assert refused.value.rule in ("AP-77", "AP-75")
    else:
        call(scene, number, person)
    assert set(NUMBERS) == {s.value for s in AuthorisationState}


def test_no_act_can_be_done_to_a_number_by_who_decided_it(scene):
    number = scene.number()
    with pytest.raises(NotAllowed):
        scene.used(number, by=scene.reviewer)
    assert Authorisation.objects.get(pk=number.pk).consumed == 0
