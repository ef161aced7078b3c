"""Claiming, asking, deciding item by item; nobody for whom the rules say no."""

from datetime import timedelta

import pytest

from cauce.core.audit.log import history
from cauce.core.documents.keys import seal_key
from cauce.core.errors import Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import (
    Assignment,
    Authorisation,
    CareTeam,
    CareTeamMember,
    Decision,
    DeclaredInterest,
)
from cauce.domains.authorizations.rules import qr
from tests.factories import user_with
from tests.factories.authorizations import AT, TODAY, decision, typed

THREE = [
    {"service": "IMG-RM", "quantity": 2},
    {"service": "REHAB", "quantity": 10},
    {"service": "QT", "quantity": 6, "oncology": {"stage": "II", "prior_treatment": "Cirugía", "cycles": 6}},
]


def rules(refused):
    return {p.rule for p in refused.value.problems}


def decide(scene, request, *decisions, by=None, at=AT, **options):
    return actions.decide_items(
        by=by or scene.reviewer, at=at, request=request, decisions=decisions, **options
    )


def test_two_of_three_approved_and_one_modified_with_its_reason(scene):
    request = scene.claimed(items=THREE)
    request = decide(scene, request, decision(1))
    assert (request.state, request.outcome) == ("in_review", "")
    request = decide(scene, request, decision(2, "modified", quantity=4), decision(3), at=scene.later(1))
    assert (request.state, request.outcome) == ("decided", "partially_approved")
    assert [(i.state, i.quantity_granted) for i in request.items.all()] == [
        ("approved", 2), ("modified", 4), ("approved", 6),
    ]  # fmt: skip
    assert sorted(Authorisation.objects.values_list("units", flat=True)) == [2, 4, 6]
    assert (request.gross_seconds, request.net_seconds) == (86_400, 86_400)
    assert not Assignment.objects.filter(released_at=None).exists()
    assert [e.action for e in history(request)][:2] == [
        "authorizations.request.conclude", "authorizations.items.decide",
    ]  # fmt: skip


def test_the_number_says_what_was_granted_and_its_code_verifies_offline(scene):
    authorisation = scene.number()
    payload = qr.verify(authorisation.qr, seal_key().public_key())
    assert payload.number == authorisation.number
    assert (payload.units, payload.service, payload.place) == (2, "IMG-RM", "")
    assert (payload.valid_from, payload.valid_until) == (authorisation.valid_from, authorisation.valid_until)
    # Good from the day it is given, and for the policy's days from the wished one.
    assert (authorisation.valid_from, authorisation.valid_until) == (TODAY, TODAY + timedelta(days=5 + 89))
    for secret in ("Sintética", "M54", authorisation.item.patient.curp, authorisation.item.patient.nss):
        assert secret.upper() not in authorisation.qr


def test_a_denial_says_why_to_whom_and_what_would_change_it(scene):
    request = scene.claimed()
    for lacks in ("reason_code", "clause", "patient_sentence", "would_change"):
        with pytest.raises(Invalid) as refused:
            decide(scene, request, decision(1, "denied", **{lacks: ""}))
        assert rules(refused) == {"AP-52"}
        assert refused.value.problems[0].place == f"items.1.{lacks}"
    request = decide(scene, request, decision(1, "denied"))
    assert (request.outcome, Authorisation.objects.count()) == ("denied", 0)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"outcome": "denied", "reason_code": "quantity"}, "AP-51"),
        ({"outcome": "denied", "reason_code": "porque sí"}, "AP-51"),
        ({"outcome": "modified", "quantity": 2}, "AP-53"),
        ({"outcome": "modified", "quantity": 3}, "AP-54"),
        ({"outcome": "modified", "quantity": 0}, "AP-54"),
        ({"outcome": "approved", "quantity": 1}, "AP-51"),
        ({"outcome": "not_required"}, "AP-04"),
        ({"outcome": "modified", "service": "NADA"}, "AP-16"),
        ({"outcome": "modified", "place": "NADA"}, "AP-32"),
        ({"outcome": "approved", "sequence": 9}, "AP-59"),
    ],
)
def test_a_decision_that_does_not_say_what_it_must_is_refused(scene, changes, rule):
    request = scene.claimed()
    outcome = changes.pop("outcome")
    with pytest.raises(Invalid) as refused:
        decide(scene, request, decision(changes.pop("sequence", 1), outcome, **changes))
    assert rule in rules(refused)
    assert not Decision.objects.exists()


def test_no_decision_at_all_is_refused(scene):
    with pytest.raises(Invalid) as refused:
        decide(scene, scene.claimed())
    assert rules(refused) == {"AP-50"}


def test_another_service_or_place_can_be_granted(scene):
    place = scene.issste_bc_3
    request = scene.claimed()
    decide(
        scene,
        request,
        decision(1, "modified", service="REHAB", place=place.code, quantity=2, reason_code="service"),
    )
    authorisation = Authorisation.objects.get()
    assert (authorisation.service_code, authorisation.place) == ("REHAB", place)
    assert qr.verify(authorisation.qr, seal_key().public_key()).place == place.code


def test_an_emergency_is_judged_on_whether_it_was_one(scene):
    given = typed(1, attended_at=(AT - timedelta(hours=3)).isoformat())
    request = actions.register_emergency(
        by=scene.physician, at=AT, unit=scene.unit, typed=given, confirmed=True
    )
    actions.claim_request(by=scene.reviewer, at=AT, request=request)
    with pytest.raises(Invalid) as refused:
        decide(scene, request, decision(1, "denied", reason_code="criteria"))
    assert rules(refused) == {"AP-55"}
    decide(scene, request, decision(1))
    authorisation = Authorisation.objects.get()
    assert (authorisation.state, authorisation.remaining, authorisation.regularises) == ("exhausted", 0, True)
    assert authorisation.uses.get().performed_on == TODAY


def test_asking_stops_the_clock_and_the_answer_starts_it(scene):
    request = scene.claimed()
    info = actions.ask_information(
        by=scene.reviewer, at=scene.later(2), request=request, question="¿Hay radiografía?"
    )
    request.refresh_from_db()
    assert (request.state, request.items.get().state) == ("info_requested", "info_needed")
    request = actions.answer_information(
        by=scene.physician, at=scene.later(5), info=info, answer="Se adjunta"
    )
    assert (request.state, request.items.get().state) == ("in_review", "pending")
    assert request.due_at == AT + timedelta(days=7 + 3)
    request = decide(scene, request, decision(1), at=scene.later(6))
    assert (request.gross_seconds, request.net_seconds) == (6 * 86_400, 3 * 86_400)
    assert [s.paused for s in request.segments.all()] == [False, True, False]


def test_questions_and_answers_say_something(scene):
    request = scene.claimed()
    with pytest.raises(Invalid) as refused:
        actions.ask_information(by=scene.reviewer, at=AT, request=request, question=" ")
    assert rules(refused) == {"AP-56"}
    with pytest.raises(Invalid) as refused:
        actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿?", sequences=[7])
    assert rules(refused) == {"AP-59"}
    info = actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿?")
    with pytest.raises(Invalid) as refused:
        actions.answer_information(by=scene.physician, at=AT, info=info, answer="")
    assert rules(refused) == {"AP-57"}


def test_one_reviewer_at_a_time(scene):
    request = scene.claimed()
    again = actions.claim_request(by=scene.reviewer, at=scene.later(1), request=request)
    assert again.claimed_at == AT
    with pytest.raises(NotNow) as refused:
        actions.claim_request(by=scene.third, at=AT, request=request)
    assert refused.value.rule == "AP-44"
    with pytest.raises(NotAllowed) as refused:
        decide(scene, request, decision(1), by=scene.third)
    assert refused.value.rule == "AP-45"
    actions.release_request(by=scene.reviewer, at=AT, request=request, reason="Fin de turno")
    actions.claim_request(by=scene.third, at=AT, request=request)
    assert decide(scene, request, decision(1), by=scene.third).outcome == "approved"


def test_the_queue_is_of_the_speciality_and_the_region(scene):
    request = scene.submitted(items=[{"service": "REHAB", "quantity": 1}])
    with pytest.raises(NotAllowed) as refused:
        actions.claim_request(by=scene.third, at=AT, request=request)
    assert refused.value.rule == "AP-49"
    with pytest.raises(NotAllowed) as refused:
        actions.claim_request(by=scene.elsewhere, at=AT, request=request)
    assert refused.value.rule == "ACCESS"


def test_a_request_passes_to_another_speciality_with_a_reason(scene):
    request = scene.claimed()
    with pytest.raises(Invalid) as refused:
        actions.refer_request(
            by=scene.reviewer, at=AT, request=request, speciality="NADA", reason="No es de aquí"
        )
    assert rules(refused) == {"AP-38"}
    request = actions.refer_request(
        by=scene.reviewer, at=AT, request=request, speciality="ONCO", reason="Lo valora oncología"
    )
    assert (request.speciality, request.state) == ("ONCO", "in_review")
    actions.claim_request(by=scene.second, at=AT, request=request)


def test_nobody_decides_their_own_request(scene):
    both = user_with("auth_reviewer", scene.issste_bc, username="both")
    both.review_specialities.create(speciality="RADIO")
    both.grants.create(role="auth_physician", place=scene.unit, starts_at=AT - timedelta(days=9))
    request = scene.submitted(by=both)
    with pytest.raises(NotAllowed) as refused:
        actions.claim_request(by=both, at=AT, request=request)
    assert refused.value.rule == "AP-40"


def test_nobody_decides_for_their_care_team(scene):
    request = scene.submitted()
    actions.set_team_member(
        by=scene.coordination, at=AT, unit=scene.unit, team="Columna", person=scene.physician
    )
    actions.set_team_member(
        by=scene.coordination, at=AT, unit=scene.unit, team="Columna", person=scene.reviewer
    )
    with pytest.raises(NotAllowed) as refused:
        actions.claim_request(by=scene.reviewer, at=AT, request=request)
    assert refused.value.rule == "AP-41"
    CareTeamMember.objects.filter(user=scene.reviewer).update(until_at=AT)
    actions.claim_request(by=scene.reviewer, at=scene.later(1), request=request)
    assert CareTeam.objects.count() == 1


@pytest.mark.parametrize("touches", ["person", "patient", "unit", "service_code"])
def test_nobody_decides_where_they_declared_an_interest(scene, touches):
    request = scene.submitted()
    about = {
        "person": scene.physician,
        "patient": request.patient,
        "unit": scene.unit,
        "service_code": "IMG-RM",
    }
    interest = actions.declare_interest(
        by=scene.reviewer, at=AT, description="Parentesco o negocio", **{touches: about[touches]}
    )
    with pytest.raises(NotAllowed) as refused:
        actions.claim_request(by=scene.reviewer, at=AT, request=request)
    assert refused.value.rule == "AP-42"
    actions.end_interest(by=scene.reviewer, at=scene.later(1), interest=interest, reason="Ya no es el caso")
    actions.claim_request(by=scene.reviewer, at=scene.later(2), request=request)


def test_an_interest_in_the_place_granted_counts_too(scene):
    request = scene.claimed()
    DeclaredInterest.objects.create(
        user=scene.reviewer,
        unit=scene.issste_bc_3,
        description="Socio",
        since_at=AT,
        declared_at=AT,
        declared_by=scene.reviewer,
    )
    with pytest.raises(NotAllowed) as refused:
        decide(scene, request, decision(1, "modified", place=scene.issste_bc_3.code))
    assert refused.value.rule == "AP-42"


def test_a_decision_on_what_changed_meanwhile_is_a_conflict(scene):
    request = scene.claimed(items=THREE)
    stale = request.version
    decide(scene, request, decision(1), version=stale)
    with pytest.raises(Conflict) as refused:
        decide(scene, request, decision(2), version=stale)
    assert refused.value.rule == "AP-48"


def test_withdrawing_the_last_pending_item_settles_the_request(scene):
    request = scene.claimed(items=THREE)
    decide(scene, request, decision(1))
    two, three = request.items.filter(sequence__gt=1)
    request = actions.withdraw_item(by=scene.physician, at=AT, item=two, reason="Ya no hace falta")
    assert request.state == "in_review"
    request = actions.withdraw_item(by=scene.physician, at=AT, item=three, reason="Ya no hace falta")
    assert (request.state, request.outcome) == ("decided", "approved")


def test_withdrawing_everything_cancels(scene):
    request = scene.claimed()
    request = actions.withdraw_item(
        by=scene.physician, at=AT, item=request.items.get(), reason="Se mudó el paciente"
    )
    assert (request.state, request.outcome, request.decided_at) == ("cancelled", "cancelled", None)


def test_withdrawing_what_was_asked_about_lets_the_rest_go_on(scene):
    request = scene.claimed(items=THREE)
    actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿Etapa?", sequences=[3])
    request = actions.withdraw_item(
        by=scene.physician, at=scene.later(1), item=request.items.get(sequence=3), reason="Ya no hace falta"
    )
    assert (request.state, request.due_at) == ("in_review", AT + timedelta(days=8))
    assert request.info_requests.get().answered_at


def test_cancelling_a_sent_request_needs_a_reason_and_frees_the_reviewer(scene):
    request = scene.claimed()
    with pytest.raises(Invalid) as refused:
        actions.cancel_request(by=scene.physician, at=AT, request=request, reason="no")
    assert rules(refused) == {"AP-58"}
    request = actions.cancel_request(
        by=scene.physician, at=AT, request=request, reason="El paciente falleció"
    )
    assert (request.state, request.items.get().state) == ("cancelled", "cancelled")
    assert not Assignment.objects.filter(released_at=None).exists()
    draft = scene.draft(2)
    assert actions.cancel_request(by=scene.physician, at=AT, request=draft).state == "cancelled"
