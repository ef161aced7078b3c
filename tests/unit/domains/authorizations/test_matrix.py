"""States × acts × roles, whole: every action at every state by every role does what the tables say, or refuses."""

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import ROLES
from cauce.core.actions import ACTIONS
from cauce.core.audit.log import PRESENTERS, sentence
from cauce.core.audit.models import Event
from cauce.core.audit.titles import action_title
from cauce.core.errors import Invalid, NotAllowed, NotNow, Refusal
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, Request
from cauce.domains.authorizations.rules.signals import Finding, Kind
from cauce.domains.authorizations.rules.states import (
    APPEAL_TRANSITIONS,
    AUTHORISATION_TRANSITIONS,
    REQUEST_TRANSITIONS,
    AppealState,
    AuthorisationState,
    RequestState,
    target_of,
)
from tests.factories import UserFactory
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY, curp, decision, nss, typed

WHY = "Un motivo suficiente"
# One letter per verb; "·": may not. Written by hand from the specification.
VERBS = {
    "R": Permission.AUTH_READ,
    "W": Permission.AUTH_WRITE,
    "T": Permission.AUTH_TRANSCRIBE,
    "V": Permission.AUTH_REVIEW,
    "F": Permission.AUTH_APPEAL_FILE,
    "A": Permission.AUTH_APPEAL_ASSIGN,
    "D": Permission.AUTH_APPEAL_DECIDE,
    "L": Permission.AUTH_LOOK_UP,
    "C": Permission.AUTH_CONSUME,
    "B": Permission.AUTH_REVERSE,
    "S": Permission.AUTH_SUSPEND,
    "X": Permission.AUTH_REVOKE,
    "I": Permission.AUTH_INTEREST,
    "M": Permission.AUTH_SERVICES,
    "P": Permission.AUTH_CRITERIA,
    "N": Permission.AUTH_VARIANTS,
    "2": Permission.AUTH_DOUBLE,
    "O": Permission.AUTH_OVERSIGHT,
    "G": Permission.AUTH_SIGNALS,
    "K": Permission.AUTH_READ_LOG,
}
TABLE = {
    "auth_physician": "RW··F···············",
    "auth_desk": "R·T·················",
    "auth_reviewer": "R··V··D·····I·······",
    "auth_centre": "·······LCB··········",
    "auth_coordinator": "R····A····SX·MPN2OG·",
    "auth_auditor": "R················OGK",
}


@pytest.mark.parametrize("role", TABLE)
def test_a_role_may_exactly_what_the_table_says(role):
    expected = {VERBS[letter] for letter in TABLE[role] if letter != "·"}
    assert {p for p in ROLES[role].permissions if p.value.startswith("authorizations.")} == expected
    assert len(TABLE[role]) == len(VERBS)


def test_the_table_covers_every_role_and_verb():
    assert {key for key, role in ROLES.items() if role.module == "authorizations"} == set(TABLE)
    assert set(VERBS.values()) == {p for p in Permission if p.value.startswith("authorizations.")}
    others = [r for r in ROLES.values() if r.module != "authorizations"]
    assert not [r.key for r in others for p in r.permissions if p.value.startswith("authorizations.")]


def test_nobody_asks_and_decides_or_decides_and_uses_by_one_role():
    for letters in ("WV", "WC", "VC", "VA", "VX", "TV"):
        assert not [role for role, held in TABLE.items() if set(letters) <= set(held)]


# --- Requests: every state, every act, every role ---


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
    from cauce.domains.authorizations.models import InfoRequest

    found = InfoRequest.objects.filter(request=request).first()
    return found or InfoRequest(request=request, pk=0, question="¿?", asked_at=AT)


def _item(request):
    from cauce.domains.authorizations.models import Item

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


# --- Numbers ---


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


# --- Appeals ---


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


# --- Every action against a stranger; every event a sentence ---


def calls(scene):
    """action → a call that only lacks the person's permission."""
    request, denied = scene.claimed(1), scene.decided(2, "denied")
    number = scene.number(3)
    use, appeal, draft = scene.used(number), scene.appealed(4), scene.draft(5)
    asked = scene.claimed(6)
    info = actions.ask_information(by=scene.reviewer, at=AT, request=asked, question="¿Hay placa?")
    review = actions.assign_double_review(by=scene.coordination, at=AT, request=denied, reviewer=scene.third)
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ())
    signal = actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)
    version = actions.publish_criteria(
        by=scene.top, at=AT, place=scene.sector, text=CRITERIA, valid_from=SINCE
    )
    interest = actions.declare_interest(by=scene.third, at=AT, description=WHY, service_code="QT")
    unit, entry = {"unit": scene.unit}, scene.entries["IMG-RM"]
    field = [{"key": "turno", "label": "Turno", "type": "text"}]
    evidence = scene.attach(draft)
    return {
        "request.save": (actions.save_draft, {**unit, "typed": {}}),
        "request.submit": (actions.submit_request, {"request": draft}),
        "request.register_emergency": (actions.register_emergency, {**unit, "typed": {}}),
        "request.cancel": (actions.cancel_request, {"request": request, "reason": WHY}),
        "request.resubmit": (actions.resubmit_request, {"request": denied}),
        "request.claim": (actions.claim_request, {"request": request}),
        "request.release": (actions.release_request, {"request": request}),
        "request.refer": (actions.refer_request, {"request": request, "speciality": "ONCO", "reason": WHY}),
        "request.escalate": (actions.escalate_request, {"request": request}),
        "request.read": (actions.read_request, {"request": request, "why": WHY}),
        "item.withdraw": (actions.withdraw_item, {"item": request.items.get(), "reason": WHY}),
        "items.decide": (actions.decide_items, {"request": request, "decisions": [decision(1)]}),
        "patient.find": (actions.find_patient, {**unit, "curp": curp(1)}),
        "evidence.remove": (actions.remove_evidence, {"evidence": evidence}),
        "information.ask": (actions.ask_information, {"request": request, "question": "¿?"}),
        "information.answer": (actions.answer_information, {"info": info, "answer": "Sí"}),
        "number.look_up": (actions.look_up, {"unit": scene.issste_bc_2, "typed": number.number}),
        "units.consume": (actions.consume_units, {"unit": scene.issste_bc_2, "authorisation": number}),
        "units.reverse": (actions.reverse_use, {"use": use, "reason": WHY}),
        "authorisation.suspend": (actions.suspend_authorisation, {"authorisation": number, "reason": WHY}),
        "authorisation.resume": (actions.resume_authorisation, {"authorisation": number, "reason": WHY}),
        "authorisation.revoke": (actions.revoke_authorisation, {"authorisation": number, "reason": WHY}),
        "authorisation.expire": (actions.expire_authorisation, {"authorisation": number}),
        "appeal.file": (actions.file_appeal, {"request": denied, "sequences": [1], "grounds": WHY}),
        "appeal.assign": (actions.assign_appeal, {"appeal": appeal, "reviewer": scene.second}),
        "appeal.decide": (actions.decide_appeal, {"appeal": appeal, "decisions": [decision(1)]}),
        "appeal.withdraw": (actions.withdraw_appeal, {"appeal": appeal, "reason": WHY}),
        "appeal.escalate": (actions.escalate_appeal, {"appeal": appeal}),
        "criteria.publish": (
            actions.publish_criteria, {"place": scene.sector, "text": CRITERIA, "valid_from": SINCE},
        ),
        "criteria.withdraw": (
            actions.withdraw_criteria, {"version": version, "valid_from": TODAY, "note": WHY},
        ),
        "variant.publish": (
            actions.publish_variant,
            {"place": scene.unit, "title": "x", "fields": field, "valid_from": TODAY},
        ),
        "service.set": (
            actions.set_service,
            {
                "entry": entry, "category": "imaging", "speciality": "RADIO",
                "in_basic_catalogue": True, "valid_from": TODAY,
            },
        ),
        "exemption.set": (
            actions.exempt_service, {**unit, "service_code": "QT", "since": TODAY, "reason": WHY},
        ),
        "centre.set": (actions.set_centre, {**unit, "service_code": "QT", "since": TODAY}),
        "term.set": (
            actions.set_term,
            {"place": scene.unit, "kind": "answer", "amount": 1, "unit": "hours", "valid_from": TODAY},
        ),
        "team.set": (actions.set_team_member, {**unit, "team": "A", "person": scene.colleague}),
        "professional.set": (actions.set_professional, {"person": scene.third, "licence": "123"}),
        "interest.declare": (actions.declare_interest, {"description": WHY, "service_code": "QT"}),
        "interest.end": (actions.end_interest, {"interest": interest, "reason": WHY}),
        "double_review.assign": (
            actions.assign_double_review, {"request": request, "reviewer": scene.second},
        ),
        "double_review.answer": (actions.answer_double_review, {"review": review, "answers": {1: "denied"}}),
        "signal.raise": (actions.raise_signal, {"place": scene.issste_bc, "finding": finding}),
        "signal.look": (actions.look_at_signal, {"signal": signal, "audit": True, "note": WHY}),
    }  # fmt: skip


# Called through `add_evidence`, which inspects first and asks the same; the FHIR door is made of acts of this table; a
# package is taken by who may import it (tests/unit/domains/authorizations/packages).
INNER = {"authorizations.request.take", "authorizations.evidence.add", "authorizations.exchange.submit"}


def test_every_action_refuses_a_stranger_and_is_in_this_table(scene):
    table = calls(scene)
    names = {name for name in ACTIONS if name.startswith("authorizations.")}
    assert names == {f"authorizations.{name}" for name in table} | INNER
    stranger, before = UserFactory(), Event.objects.count()
    draft = scene.draft(7)
    for name, (act, fields) in table.items():
        with pytest.raises(NotAllowed) as refused:
            act(by=stranger, at=AT, **fields)
        assert refused.value.remedy, name
    with pytest.raises(NotAllowed):
        actions.add_evidence(by=stranger, at=AT, request=draft, upload=None, description="x")
    assert Event.objects.count() == before + 1  # the draft


def test_every_event_is_told_in_spanish_without_the_patient(scene):
    calls(scene)
    scene.decided(7, "modified", items=[{"service": "REHAB", "quantity": 2}])
    actions.read_request(
        by=scene.watcher, at=AT, request=Request.objects.exclude(folio=None).first(), why=WHY
    )
    found = Event.objects.filter(action__startswith="authorizations.")
    assert found.count() > 20
    hidden = ["M54", "Lumbago", "Número", *map(curp, range(1, 8)), *map(nss, range(1, 8))]
    for event in found:
        text = sentence(event)
        assert text != event.action, event.action
        assert action_title(event.action) != event.action
        assert "%(" not in text
        assert not [word for word in hidden if word in f"{text} {event.data} {event.reason}"]
    assert {n for n in ACTIONS if n.startswith("authorizations.")} <= set(PRESENTERS)


def test_no_act_can_be_done_to_a_number_by_who_decided_it(scene):
    number = scene.number()
    with pytest.raises(NotAllowed):
        scene.used(number, by=scene.reviewer)
    assert Authorisation.objects.get(pk=number.pk).consumed == 0


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
