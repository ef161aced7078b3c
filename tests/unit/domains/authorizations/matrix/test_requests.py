"""States × acts × people of a request: each does what the table says, or refuses."""

import pytest

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed, NotNow, Refusal
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, InfoRequest, Item, Request
from cauce.domains.authorizations.rules.states import REQUEST_TRANSITIONS, RequestState, target_of
from tests.factories import UserFactory
from tests.factories.authorizations import AT, decision, typed

WHY = "Un motivo suficiente"


def _draft(scene):
    return scene.draft()


def _in_review(scene):
    return scene.claimed()


def _info_requested(scene):
    request = scene.claimed()
    actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿Hay placa?")
    return request


def _decided(scene):
    return scene.decided(outcome="denied")


def _cancelled(scene):
    return actions.cancel_request(by=scene.physician, at=AT, request=scene.claimed(), reason=WHY)


def _superseded(scene):
    old = scene.decided(outcome="denied")
    draft = actions.resubmit_request(by=scene.physician, at=AT, request=old)
    scene.attach(draft)
    actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    return Request.objects.get(pk=old.pk)


def _passing(state):
    """A state that only exists inside the act of sending, set by hand."""

    def make(scene):
        request = scene.claimed()
        Request.objects.filter(pk=request.pk).update(state=state)
        return request

    return make


REQUESTS = {
    "draft": _draft,
    "submitted": _passing("submitted"),
    "screening": _passing("screening"),
    "in_review": _in_review,
    "info_requested": _info_requested,
    "decided": _decided,
    "cancelled": _cancelled,
    "superseded": _superseded,
}
# act of the table → (who does it in earnest, call)
REQUEST_ACTS = {
    "save": (
        "physician",
        lambda s, r, by: actions.save_draft(
            by=by, at=AT, unit=s.unit, typed=typed(), request=r, version=r.version
        ),
    ),
    "submit": ("physician", lambda s, r, by: actions.submit_request(by=by, at=AT, request=r, confirmed=True)),
    "cancel": ("physician", lambda s, r, by: actions.cancel_request(by=by, at=AT, request=r, reason=WHY)),
    "claim": ("reviewer", lambda s, r, by: actions.claim_request(by=by, at=AT, request=r)),
    "release": ("reviewer", lambda s, r, by: actions.release_request(by=by, at=AT, request=r)),
    "refer_speciality": (
        "reviewer",
        lambda s, r, by: actions.refer_request(by=by, at=AT, request=r, speciality="ONCO", reason=WHY),
    ),
    "ask_info": (
        "reviewer",
        lambda s, r, by: actions.ask_information(by=by, at=AT, request=r, question="¿Qué falta?"),
    ),
    "answer_info": (
        "physician",
        lambda s, r, by: actions.answer_information(by=by, at=AT, info=_info(r), answer="Se adjunta"),
    ),
    "decide": (
        "reviewer",
        lambda s, r, by: actions.decide_items(by=by, at=AT, request=r, decisions=[decision(1)]),
    ),
    "withdraw_item": (
        "physician",
        lambda s, r, by: actions.withdraw_item(by=by, at=AT, item=_item(r), reason=WHY),
    ),
    "appeal": (
        "physician",
        lambda s, r, by: actions.file_appeal(by=by, at=AT, request=r, sequences=[1], grounds=WHY),
    ),
}
OTHERS = {
    "physician": ("colleague", "desk", "reviewer", "centre", "coordination", "watcher"),
    "reviewer": ("physician", "colleague", "desk", "elsewhere", "centre", "coordination", "watcher"),
}


def _info(request):
    found = InfoRequest.objects.filter(request=request).first()
    return found or InfoRequest(request=request, pk=0, question="¿?", asked_at=AT)


def _item(request):
    found = request.items.first() if request.pk else None
    return found or Item(request=request, pk=0, sequence=1)


def test_acts_of_people_are_all_tried():
    """`supersede` happens inside sending the corrected request; the rest of people's acts are called here."""
    wanted = {t.act for t in REQUEST_TRANSITIONS if t.permission} - {"supersede"}
    assert set(REQUEST_ACTS) == wanted
    assert set(REQUESTS) == {state.value for state in RequestState}


@pytest.mark.parametrize("state", REQUESTS)
@pytest.mark.parametrize("act", REQUEST_ACTS)
def test_request_matrix(scene, state, act):
    request = REQUESTS[state](scene)
    who, call = REQUEST_ACTS[act]
    allowed = target_of(REQUEST_TRANSITIONS, act, state) is not None
    before = Event.objects.count()
    for other in OTHERS[who]:
        with pytest.raises((NotAllowed, NotNow)):
            call(scene, request, getattr(scene, other))
    with pytest.raises(NotAllowed):
        call(scene, request, UserFactory())
    assert Event.objects.count() == before
    request.refresh_from_db()
    assert request.state == state
    if allowed:
        call(scene, request, getattr(scene, who))
        return
    with pytest.raises(Refusal) as refused:
        call(scene, request, getattr(scene, who))
    assert isinstance(refused.value, NotNow), refused.value
    request.refresh_from_db()
    assert request.state == state


def test_bad_input_is_refused_before_anything_is_written(scene):
    request = scene.claimed()
    before = Event.objects.count()
    with pytest.raises(Invalid):
        actions.decide_items(
            by=scene.reviewer,
            at=AT,
            request=request,
            decisions=[decision(1), decision(1, "denied", clause="")],
        )
    assert Event.objects.count() == before
    assert not Authorisation.objects.exists()
