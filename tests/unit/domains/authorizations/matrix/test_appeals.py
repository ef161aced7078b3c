"""States × acts × people of an appeal: each does what the table says, or refuses."""

import pytest

from cauce.core.errors import NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.rules.states import APPEAL_TRANSITIONS, AppealState, target_of
from tests.factories.authorizations import AT, decision

WHY = "Un motivo suficiente"


def _filed(scene):
    request = scene.decided(outcome="denied")
    return actions.file_appeal(by=scene.physician, at=AT, request=request, sequences=[1], grounds=WHY)


def _resolved(*decisions):
    def make(scene):
        appeal = scene.appealed(
            items=[{"service": "IMG-RM", "quantity": 2}, {"service": "REHAB", "quantity": 2}]
        )
        return actions.decide_appeal(by=scene.second, at=scene.later(2), appeal=appeal, decisions=decisions)

    return make


def _withdrawn(scene):
    return actions.withdraw_appeal(by=scene.physician, at=scene.later(2), appeal=scene.appealed(), reason=WHY)


APPEALS = {
    "filed": _filed,
    "assigned": lambda scene: scene.appealed(),
    "upheld": _resolved(decision(1, "denied"), decision(2, "denied")),
    "overturned": _resolved(decision(1), decision(2)),
    "partially_overturned": _resolved(decision(1), decision(2, "denied")),
    "withdrawn": _withdrawn,
}
APPEAL_ACTS = {
    "assign": (
        "coordination",
        lambda s, a, by: actions.assign_appeal(by=by, at=s.later(2), appeal=a, reviewer=s.second),
    ),
    "uphold": (
        "second",
        lambda s, a, by: actions.decide_appeal(
            by=by, at=s.later(2), appeal=a, decisions=[decision(n, "denied") for n in a.sequences]
        ),
    ),
    "withdraw": (
        "physician",
        lambda s, a, by: actions.withdraw_appeal(by=by, at=s.later(2), appeal=a, reason=WHY),
    ),
}
APPEAL_OTHERS = {
    "assign": ("physician", "reviewer", "second", "desk", "centre", "watcher"),
    "uphold": ("physician", "desk", "centre", "coordination", "watcher"),
    "withdraw": ("colleague", "reviewer", "second", "desk", "centre", "coordination", "watcher"),
}


@pytest.mark.parametrize("state", APPEALS)
@pytest.mark.parametrize("act", APPEAL_ACTS)
def test_appeal_matrix(scene, state, act):
    appeal = APPEALS[state](scene)
    assert appeal.state == state
    who, call = APPEAL_ACTS[act]
    for other in APPEAL_OTHERS[act]:
        with pytest.raises(NotAllowed):
            call(scene, appeal, getattr(scene, other))
    if target_of(APPEAL_TRANSITIONS, act, state) is None:
        with pytest.raises(NotNow) as refused:
            call(scene, appeal, getattr(scene, who))
        assert refused.value.rule == "AP-68"
    else:
        call(scene, appeal, getattr(scene, who))
    assert set(APPEALS) == {s.value for s in AppealState}
