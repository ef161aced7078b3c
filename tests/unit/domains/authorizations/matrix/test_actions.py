"""Every action against a stranger; every event a sentence without the patient."""

import pytest

from cauce.core.actions import ACTIONS
from cauce.core.audit.log import PRESENTERS, sentence
from cauce.core.audit.models import Event
from cauce.core.audit.titles import action_title
from cauce.core.errors import NotAllowed
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Request
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories import UserFactory
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY, curp, decision, nss

WHY = "Un motivo suficiente"


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
