"""Sending a request: what it needs, what the screening answers, and what it never does."""

from datetime import timedelta

import pytest

from cauce.core.audit.log import history
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import (
    Authorisation,
    Decision,
    InfoRequest,
    Item,
    Patient,
    Request,
    UnitExemption,
)
from tests.factories import user_with
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY, curp, nss, typed


def rules(refused):
    return {p.rule for p in refused.value.problems}


def publish(scene, text=CRITERIA):
    return actions.publish_criteria(by=scene.top, at=AT, place=scene.sector, text=text, valid_from=SINCE)


def one_unit(scene, number=1, **changes):
    return scene.submitted(number, items=[{"service": "IMG-RM", "quantity": 1}], **changes)


def test_a_request_without_criteria_waits_for_a_specialist(scene):
    request = scene.submitted()
    assert (request.state, request.outcome, request.speciality) == ("in_review", "", "RADIO")
    assert request.folio.startswith("SOL-2026-0000000")
    assert request.draft == {}
    assert request.due_at == AT + timedelta(days=7)
    assert request.region == scene.issste_bc
    item = request.items.get()
    assert (item.state, item.quantity, item.date_to - item.date_from) == ("pending", 2, timedelta(days=89))
    assert [line.step for line in request.screening_lines.all()] == [
        "completeness", "eligibility", "duplicate", "need", "criteria",
    ]  # fmt: skip
    assert [e.action.split(".")[-1] for e in history(request)] == ["screen", "submit", "save"]


def test_what_is_in_the_basic_catalogue_needs_nothing_and_says_so_at_once(scene):
    request = scene.submitted(items=[{"service": "IMG-RX", "quantity": 1}])
    assert (request.state, request.outcome) == ("decided", "not_required")
    decision = Decision.objects.get()
    assert (decision.level, decision.by, decision.outcome) == (0, None, "not_required")
    assert "catálogo básico" in request.screening_lines.get(step="need").text
    assert not Authorisation.objects.exists()


def test_a_units_exemption_counts_there_and_names_its_norm(scene):
    UnitExemption.objects.create(
        unit=scene.unit, service_code="IMG-RM", since=SINCE, reason="Convenio 12", set_at=AT, set_by=scene.top
    )
    request = scene.submitted()
    assert request.outcome == "not_required"
    assert "Convenio 12" in request.screening_lines.get(step="need").text


def test_criteria_approve_with_a_number_and_an_explanation(scene):
    version = publish(scene)
    request = one_unit(scene)
    assert (request.state, request.outcome) == ("decided", "approved")
    decision = Decision.objects.get()
    assert (decision.level, decision.by, decision.criteria) == (0, None, version)
    lines = request.screening_lines.filter(step="criteria")
    assert [line.verdict for line in lines] == ["approve", "fine", "fine"]
    assert request.items.get().authorisations.get().units == 1
    assert (request.gross_seconds, request.net_seconds) == (0, 0)


def test_criteria_ask_and_the_clock_stops(scene):
    publish(scene)
    request = scene.submitted()  # two units
    assert request.state == "info_requested"
    info = InfoRequest.objects.get()
    assert (info.asked_by, info.question) == (None, "¿Por qué hacen falta dos estudios?")
    assert request.items.get().state == "info_needed"
    assert request.segments.get(ends_at=None).paused
    assert request.due_at == AT + timedelta(days=7 + 30)  # the whole cap, until it is answered


@pytest.mark.parametrize("why", ["no right to care", "no evidence", "emergency"])
def test_a_doubt_about_the_request_keeps_the_criteria_from_approving(scene, why):
    publish(scene)
    if why == "no right to care":
        request = one_unit(scene, 20)
    elif why == "emergency":
        request = one_unit(scene, emergency="1", attended_at=(AT - timedelta(hours=3)).isoformat())
    else:
        draft = actions.save_draft(
            by=scene.physician,
            at=AT,
            unit=scene.unit,
            typed=typed(1, items=[{"service": "IMG-RM", "quantity": 1}]),
        )
        request = actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    assert request.state == "in_review"
    assert "review" in request.screening_lines.values_list("verdict", flat=True)
    assert not Decision.objects.exists()


def test_criteria_of_another_region_or_day_do_not_count(scene):
    actions.publish_criteria(by=scene.top, at=AT, place=scene.issste_hgo, text=CRITERIA, valid_from=SINCE)
    assert one_unit(scene).state == "in_review"
    later = CRITERIA.replace("rm-lumbar", "otra")
    actions.publish_criteria(
        by=scene.top, at=AT, place=scene.sector, text=later, valid_from=TODAY + timedelta(days=1)
    )
    assert one_unit(scene, 2).state == "in_review"


def test_items_go_their_own_ways_and_the_header_follows(scene):
    publish(scene)
    request = scene.submitted(
        items=[
            {"service": "IMG-RX", "quantity": 1},
            {"service": "IMG-RM", "quantity": 1},
            {"service": "REHAB", "quantity": 10},
        ]
    )
    assert [i.state for i in request.items.all()] == ["not_required", "approved", "pending"]
    assert (request.state, request.outcome, request.speciality) == ("in_review", "", "ORTO")
    assert Authorisation.objects.get().item.sequence == 2


def test_everything_missing_is_said_at_once_and_nothing_is_written(scene):
    draft = actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed={"priority": "mañana"})
    with pytest.raises(Invalid) as refused:
        actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    assert rules(refused) >= {"AP-01", "AP-04", "AP-09", "AP-13", "AP-15"}
    draft.refresh_from_db()
    assert (draft.state, draft.folio) == ("draft", None)
    assert not Item.objects.exists()


def test_warnings_are_confirmed_and_kept(scene):
    draft = actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed=typed())
    with pytest.raises(ConfirmationNeeded) as asked:
        actions.submit_request(by=scene.physician, at=AT, request=draft)
    assert rules(asked) == {"AP-20"}
    sent = actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    assert sent.warnings == "AP-20"


def test_a_repeated_request_warns_shows_the_first_and_needs_a_reason(scene):
    first = scene.submitted()
    again = scene.draft(
        justification=f"{typed()['justification']} Otra cosa distinta que decir del mismo caso aquí."
    )
    with pytest.raises(ConfirmationNeeded) as asked:
        actions.submit_request(by=scene.physician, at=AT, request=again)
    assert first.folio in next(p.message for p in asked.value.problems if p.rule == "AP-24")
    with pytest.raises(Invalid, match="motivo") as refused:
        actions.submit_request(by=scene.physician, at=AT, request=again, confirmed=True)
    assert rules(refused) == {"AP-25"}
    sent = actions.submit_request(
        by=scene.physician,
        at=AT,
        request=again,
        confirmed=True,
        duplicate_reason="Se perdió la primera placa",
    )
    assert sent.duplicate_of == first
    assert "Se perdió" in sent.screening_lines.get(step="duplicate").text


def test_a_denied_or_cancelled_request_is_no_duplicate(scene):
    scene.decided(outcome="denied")
    assert scene.submitted(by=scene.colleague).duplicate_of is None


def test_a_copied_justification_warns_its_author_only(scene):
    scene.submitted(1)
    copied = scene.draft(2, justification=typed(1)["justification"].replace("cuatro", "tres"))
    with pytest.raises(ConfirmationNeeded) as asked:
        actions.submit_request(by=scene.physician, at=AT, request=copied)
    assert rules(asked) == {"AP-14"}
    other = scene.draft(3, by=scene.colleague, justification=typed(1)["justification"])
    assert actions.submit_request(by=scene.colleague, at=AT, request=other).folio


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ({"service": "IMG-RM", "quantity": 3}, "AP-17"),
        ({"service": "NADA", "quantity": 1}, "AP-16"),
        ({"service": "CADERA", "quantity": 1}, "AP-18"),
        ({"service": "QT", "quantity": 6}, "AP-19"),
        ({"service": "IMG-RM", "quantity": 1, "place": "ZZZ"}, "AP-32"),
        ({"service": "IMG-RM", "quantity": "muchas"}, "AP-03"),
    ],
)
def test_a_wrong_item_is_named(scene, item, rule):
    draft = scene.draft(items=[item])
    with pytest.raises(Invalid) as refused:
        actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    found = next(p for p in refused.value.problems if p.rule == rule)
    assert found.place.startswith("items.1")


def test_annexes_are_kept_with_their_items(scene):
    request = scene.submitted(
        items=[
            {
                "service": "QT",
                "quantity": 6,
                "oncology": {"stage": "IIB", "prior_treatment": "Cirugía", "cycles": 6},
            },
            {
                "service": "CADERA",
                "quantity": 1,
                "side": "left",
                "prosthetics": {"device": "Total", "side": "left", "material": "Titanio"},
            },
        ]
    )
    one, two = request.items.all()
    assert (one.oncology.stage, one.oncology.cycles) == ("IIB", 6)
    assert (two.prosthetics.material, two.side) == ("Titanio", "left")


def test_the_same_patient_is_one_row_and_learns_the_other_identifier(scene):
    with_curp = {**typed(30)["patient"], "nss": ""}
    first = scene.submitted(30, patient=with_curp)
    second = scene.submitted(
        30, items=[{"service": "REHAB", "quantity": 3}], justification=typed(31)["justification"]
    )
    assert first.patient == second.patient
    assert Patient.objects.get(curp=curp(30)).nss == nss(30)


def test_an_identifier_of_somebody_else_is_refused(scene):
    scene.submitted(1)
    wrong = {**typed(2)["patient"], "curp": curp(1)}
    draft = scene.draft(2, patient=wrong)
    with pytest.raises(Invalid) as refused:
        actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    assert "AP-33" in rules(refused)


def test_desk_transcribes_for_a_physician_of_its_unit_only(scene):
    draft = actions.save_draft(
        by=scene.desk, at=AT, unit=scene.unit, typed=typed(), channel="paper", requester=scene.physician
    )
    sent = actions.submit_request(by=scene.desk, at=AT, request=draft, confirmed=True)
    assert (sent.requester, sent.registered_by, sent.channel) == (scene.physician, scene.desk, "paper")
    with pytest.raises(Invalid) as refused:
        actions.save_draft(by=scene.desk, at=AT, unit=scene.unit, typed=typed(), requester=scene.reviewer)
    assert rules(refused) == {"AP-28"}
    with pytest.raises(NotAllowed):
        actions.save_draft(
            by=scene.desk, at=AT, unit=scene.issste_bc_2, typed=typed(), requester=scene.physician
        )


def test_a_draft_loses_nothing_and_two_writers_see_each_other(scene):
    draft = scene.draft()
    half = {"justification": "a medias", "patient": {"curp": "no"}, "items": "?"}
    draft = actions.save_draft(
        by=scene.physician, at=AT, unit=scene.unit, typed=half, request=draft, version=1
    )
    assert (draft.draft, draft.version) == (half, 2)
    with pytest.raises(Conflict) as refused:
        actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed={}, request=draft, version=1)
    assert (refused.value.rule, refused.value.theirs) == ("AP-48", half)
    with pytest.raises(Invalid, match="grande") as refused:
        actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed={"justification": "x" * 300_000})
    assert refused.value.rule == "AP-39"


def test_only_a_medical_unit_asks(scene):
    anywhere = user_with("auth_physician", scene.sector, username="anywhere")
    with pytest.raises(Invalid) as refused:
        actions.save_draft(by=anywhere, at=AT, unit=scene.issste_bc, typed={})
    assert rules(refused) == {"AP-27"}


def test_only_its_authors_touch_a_request(scene):
    draft = scene.draft()
    for act in (
        lambda by: actions.save_draft(by=by, at=AT, unit=scene.unit, typed={}, request=draft, version=1),
        lambda by: actions.submit_request(by=by, at=AT, request=draft),
        lambda by: actions.cancel_request(by=by, at=AT, request=draft),
    ):
        with pytest.raises(NotAllowed) as refused:
            act(scene.colleague)
        assert refused.value.rule == "AP-47"


def test_a_sent_request_is_not_written_again(scene):
    request = scene.submitted()
    with pytest.raises(NotNow) as refused:
        actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed={}, request=request, version=9)
    assert refused.value.rule == "AP-46"
    with pytest.raises(NotNow):
        actions.submit_request(by=scene.physician, at=AT, request=request)


@pytest.mark.parametrize(("hours", "late"), [(3, False), (100, True)])
def test_an_emergency_is_registered_afterwards_and_never_refused_for_it(scene, hours, late):
    given = typed(1, attended_at=(AT - timedelta(hours=hours)).isoformat(), desired_date="")
    request = actions.register_emergency(
        by=scene.physician, at=AT, unit=scene.unit, typed=given, confirmed=True
    )
    assert (request.emergency, request.state, request.late_registration) == (True, "in_review", late)
    assert ("AP-23" in request.warnings) is late
    assert request.items.get().date_from == (AT - timedelta(hours=hours)).date()


def acts_of(request):
    """The acts of a request's log, the last one first, without the module's name."""
    return [e.action.removeprefix("authorizations.request.") for e in history(request)]


@pytest.mark.parametrize("act", ["register_emergency", "submit_request"])
def test_a_draft_of_an_emergency_is_registered_as_one_whoever_sends_it(scene, act):
    draft = scene.draft(1, emergency="sí", attended_at=(AT - timedelta(hours=3)).isoformat())
    where = {"unit": scene.unit} if act == "register_emergency" else {}
    sent = getattr(actions, act)(
        by=scene.physician, at=AT, request=draft, version=draft.version, confirmed=True, **where
    )
    assert (sent.pk, sent.emergency, sent.state) == (draft.pk, True, "in_review")
    assert acts_of(sent) == ["screen", "register_emergency", "save"]
    assert sent.evidence.count() == 1


def test_registering_a_draft_says_that_it_is_an_emergency_and_asks_what_one_needs(scene):
    draft = scene.draft(1)
    send = {"by": scene.physician, "at": AT, "unit": scene.unit, "request": draft, "confirmed": True}
    with pytest.raises(Invalid) as refused:
        actions.register_emergency(**send)
    assert "attended_at" in {p.place for p in refused.value.problems}
    with pytest.raises(Conflict):
        actions.register_emergency(**send, version=draft.version + 1)
    with pytest.raises(NotAllowed):
        actions.register_emergency(**send | {"by": scene.colleague})
    sent = actions.register_emergency(**send | {"request": scene.draft(2, attended_at=AT.isoformat())})
    assert sent.emergency
    with pytest.raises(NotNow):
        actions.register_emergency(**send | {"request": sent})


def test_a_repeated_emergency_asks_why(scene):
    scene.submitted(1)
    again = {"unit": scene.unit, "typed": typed(1, attended_at=AT.isoformat())}
    with pytest.raises(Invalid) as refused:
        actions.register_emergency(by=scene.physician, at=AT, confirmed=True, **again)
    assert rules(refused) == {"AP-25"}
    sent = actions.register_emergency(
        by=scene.physician, at=AT, confirmed=True, duplicate_reason="Otro estudio, otra urgencia", **again
    )
    assert sent.duplicate_of


def test_an_emergency_of_the_future_is_refused(scene):
    given = typed(1, attended_at=(AT + timedelta(hours=1)).isoformat())
    with pytest.raises(Invalid) as refused:
        actions.register_emergency(by=scene.physician, at=AT, unit=scene.unit, typed=given, confirmed=True)
    assert "AP-22" in rules(refused)
    assert not Request.objects.exists()
