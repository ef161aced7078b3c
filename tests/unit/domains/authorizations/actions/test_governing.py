"""Criteria, variants, terms, signals, second opinions; reading with a reason; what runs by itself."""

from datetime import timedelta

import pytest

from cauce.core.accounts.permissions import Permission
from cauce.core.audit.log import history
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.core.notifications.models import Notification
from cauce.domains.authorizations import actions, jobs
from cauce.domains.authorizations.checking import preview
from cauce.domains.authorizations.models import ReadLog, Signal
from cauce.domains.authorizations.queries.criteria import dry_run
from cauce.domains.authorizations.queries.requests import late, queue, regions_of
from cauce.domains.authorizations.queries.tracking import track
from cauce.domains.authorizations.rules.criteria import Outcome, parse
from cauce.domains.authorizations.rules.privacy import Basis
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories import user_with
from tests.factories.authorizations import AT, CRITERIA, SINCE, TODAY, decision, typed

TURNO = [
    {
        "key": "turno",
        "label": "Turno",
        "type": "choice",
        "options": ["Matutino", "Vespertino"],
        "required": True,
    }
]


def rules(refused):
    return {p.rule for p in refused.value.problems}


def publish(scene, text=CRITERIA, **options):
    return actions.publish_criteria(
        **{"by": scene.top, "at": AT, "place": scene.sector, "text": text, "valid_from": SINCE} | options
    )


# --- Criteria ---


def test_criteria_are_versions_that_follow_each_other(scene):
    first = publish(scene)
    second = publish(scene, valid_from=TODAY)
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(Invalid) as refused:
        publish(scene)
    assert rules(refused) == {"AP-91"}
    with pytest.raises(Invalid) as refused:
        publish(scene, CRITERIA.replace("then: approve", "then: deny"))
    assert refused.value.problems[0].place == "clauses.1.then"
    assert rules(refused) == {"AP-90"}


def test_a_region_does_not_change_the_nations_criteria(scene):
    publish(scene)
    with pytest.raises(NotAllowed):
        publish(scene, by=scene.coordination, place=scene.issste_bc)


def test_a_withdrawn_document_says_nothing_more(scene):
    version = publish(scene)
    actions.withdraw_criteria(by=scene.top, at=AT, version=version, valid_from=TODAY, note="Sustituido")
    request = scene.submitted(items=[{"service": "IMG-RM", "quantity": 1}])
    assert request.state == "in_review"
    assert request.screening_lines.get(step="criteria").rule == "criteria.none"


def test_a_dry_run_shows_what_a_change_would_have_done_and_writes_nothing(scene):
    publish(scene)
    for number, quantity in ((1, 1), (2, 2)):
        scene.submitted(number, items=[{"service": "IMG-RM", "quantity": quantity}])
    scene.decided(3, "denied", items=[{"service": "REHAB", "quantity": 2}])
    stricter = parse(CRITERIA.replace("at_least: 50", "at_least: 60"))
    run = dry_run(stricter, scene.sector, AT - timedelta(days=365), AT + timedelta(days=1), TODAY)
    assert run.items == 2
    assert run.moves == {(Outcome.APPROVE, Outcome.REVIEW): 1, (Outcome.ASK, Outcome.ASK): 1}
    assert [(c.before, c.after) for c in run.changes] == [("approve", "review")]


# --- Variants ---


def test_a_region_adds_a_required_field_and_old_requests_stay_valid(scene):
    before = scene.submitted(1)
    version = actions.publish_variant(
        by=scene.coordination, at=AT, place=scene.issste_bc, title="BC", fields=TURNO, valid_from=TODAY
    )
    draft = scene.draft(2)
    with pytest.raises(Invalid) as refused:
        actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
    assert [(p.rule, p.place) for p in refused.value.problems] == [("AP-29", "extra.turno")]
    for value, rule in (("Nocturno", "AP-30"), ("Matutino", None)):
        draft = scene.draft(3, extra={"turno": value})
        if rule:
            with pytest.raises(Invalid) as refused:
                actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
            assert rules(refused) == {rule}
        else:
            sent = actions.submit_request(by=scene.physician, at=AT, request=draft, confirmed=True)
            assert (sent.extra, sent.variants) == ({"turno": "Matutino"}, [version.pk])
    actions.claim_request(by=scene.reviewer, at=AT, request=before)
    actions.decide_items(by=scene.reviewer, at=AT, request=before, decisions=[decision(1)])
    before.refresh_from_db()
    assert (before.state, before.variants) == ("decided", [])


def test_other_regions_do_not_see_it_and_a_hospital_adds_to_it(scene):
    actions.publish_variant(
        by=scene.top, at=AT, place=scene.issste_bc, title="", fields=TURNO, valid_from=TODAY
    )
    own = [{"key": "cama", "label": "Cama", "type": "number"}]
    actions.publish_variant(by=scene.top, at=AT, place=scene.unit, title="", fields=own, valid_from=TODAY)
    here = preview(
        typed(extra={"turno": "Matutino", "cama": "12"}), scene.unit, AT, requester=scene.physician
    )
    assert here.extra == {"turno": "Matutino", "cama": 12}
    there = preview(typed(extra={"turno": "Matutino"}), scene.issste_hgo_1, AT, requester=scene.physician)
    assert "AP-35" in {p.rule for p in there.problems}


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ([{"key": "justification", "label": "x", "type": "text"}], "AP-93"),
        ([{"key": "curp", "label": "x", "type": "text"}], "AP-93"),
        ([{"key": "Turno!", "label": "x", "type": "text"}], "AP-92"),
        ([{"key": "turno", "label": "", "type": "text"}], "AP-92"),
        ([{"key": "turno", "label": "x", "type": "archivo"}], "AP-92"),
        ([{"key": "turno", "label": "x", "type": "choice", "options": ["uno"]}], "AP-92"),
        ([{"key": "turno", "label": "x", "type": "text"}] * 2, "AP-92"),
        ([], "AP-92"),
        ("texto", "AP-92"),
    ],
)
def test_a_variant_cannot_touch_the_core_nor_be_malformed(scene, fields, rule):
    with pytest.raises(Invalid) as refused:
        actions.publish_variant(
            by=scene.top, at=AT, place=scene.issste_bc, title="x", fields=fields, valid_from=TODAY
        )
    assert rule in rules(refused)


def test_variants_follow_each_other(scene):
    for day in (TODAY, TODAY):
        actions.publish_variant(by=scene.top, at=AT, place=scene.unit, title="", fields=TURNO, valid_from=day)
    with pytest.raises(Invalid) as refused:
        actions.publish_variant(
            by=scene.top, at=AT, place=scene.unit, title="", fields=TURNO, valid_from=SINCE
        )
    assert rules(refused) == {"AP-91"}


# --- Terms and escalation ---


def test_the_nearest_jurisdictions_term_counts_and_a_sent_request_keeps_its_own(scene):
    before = scene.submitted(1)
    term = {"by": scene.top, "at": AT, "kind": "answer", "valid_from": TODAY}
    actions.set_term(**term, place=scene.sector, amount=20, unit="calendar_days")
    actions.set_term(**term, place=scene.issste_bc, amount=3, unit="business_days", pause_cap_hours=24)
    actions.set_term(**term, place=scene.issste_bc, amount=24, unit="hours", priority="urgent")
    assert scene.submitted(2).due_at == AT + timedelta(days=5)  # Wednesday and three business days
    assert scene.submitted(3, priority="urgent").due_at == AT + timedelta(hours=24)
    before.refresh_from_db()
    assert before.due_at == AT + timedelta(days=7)


def test_defaults_are_72_hours_and_7_calendar_days(scene):
    assert scene.submitted(1, priority="urgent").due_at == AT + timedelta(hours=72)
    assert scene.submitted(2).due_at == AT + timedelta(days=7)


def test_a_missed_term_is_told_once_and_decides_nothing(scene, after_commit):
    request = scene.claimed()
    with after_commit():
        assert jobs.escalate_due(scene.later(6)) == 0
        assert jobs.escalate_due(scene.later(8)) == 1
        assert jobs.escalate_due(scene.later(9)) == 0
    request.refresh_from_db()
    assert (request.state, request.outcome, request.escalated_at) == ("in_review", "", scene.later(8))
    told = set(
        Notification.objects.filter(kind="authorizations.request.escalate").values_list(
            "user__username", flat=True
        )
    )
    assert told == {"reviewer", "coordination", "top"}
    assert request in late(scene.coordination, scene.later(9))
    assert history(request).first().action == "authorizations.request.escalate"


def test_waiting_for_information_is_late_only_past_the_cap(scene):
    request = scene.claimed()
    actions.ask_information(by=scene.reviewer, at=scene.later(2), request=request, question="¿Hay placa?")
    assert jobs.escalate_due(scene.later(36)) == 0  # 7 days and a cap of 30
    assert jobs.escalate_due(scene.later(38)) == 1


def test_an_appeal_that_nobody_decides_is_told_too(scene):
    appeal = scene.appealed()
    assert jobs.escalate_due(scene.later(30)) == 1
    appeal.refresh_from_db()
    assert (appeal.state, appeal.escalated_at) == ("assigned", scene.later(30))


# --- Who may look ---


def test_each_reader_has_a_reason_and_is_kept(scene):
    request = scene.claimed()
    why = "Queja del paciente por el retraso"
    wanted = {
        scene.physician: (Basis.REQUESTER, True),
        scene.colleague: (Basis.UNIT, True),
        scene.desk: (Basis.UNIT, True),
        scene.reviewer: (Basis.REVIEWER, True),
        scene.third: (Basis.QUEUE, False),
        scene.coordination: (Basis.COORDINATION, True),
        scene.watcher: (Basis.AUDIT, True),
    }
    for person, (basis, identity) in wanted.items():
        reading = actions.read_request(by=person, at=AT, request=request, why=why)
        assert (reading.basis, reading.identity) == (basis, identity)
    assert ReadLog.objects.count() == len(wanted)
    assert {e.data["basis"] for e in history(request) if e.action.endswith(".read")} == {
        "coordination",
        "audit",
    }


def test_without_a_reason_a_patient_is_not_seen(scene):
    request = scene.submitted()
    elsewhere = user_with("auth_physician", scene.issste_bc_2, username="elsewhere-physician")
    orto = user_with("auth_reviewer", scene.issste_bc, username="orto")
    orto.review_specialities.create(speciality="ORTO")
    for person, rule in ((elsewhere, "ACCESS"), (scene.centre, "ACCESS"), (orto, "AP-97")):
        with pytest.raises(NotAllowed) as refused:
            actions.read_request(by=person, at=AT, request=request, why="Quiero ver al paciente")
        assert refused.value.rule == rule
    for person in (scene.coordination, scene.watcher):
        with pytest.raises(Invalid) as asked:
            actions.read_request(by=person, at=AT, request=request)
        assert rules(asked) == {"AP-96"}
    assert not ReadLog.objects.exists()


def test_a_draft_is_its_authors_alone(scene):
    draft = scene.draft()
    for person in (scene.colleague, scene.coordination):
        with pytest.raises(NotAllowed):
            actions.read_request(by=person, at=AT, request=draft, why="Un motivo suficiente")
    assert actions.read_request(by=scene.physician, at=AT, request=draft).basis == Basis.REQUESTER


def test_the_patient_follows_with_the_folio_and_the_second_secret(scene):
    request = scene.submitted()
    secret = request.tracking_code
    tracked = track(request.folio.lower(), f"{secret[:4].lower()} {secret[4:]}", AT)
    assert (tracked.folio, tracked.due_at) == (request.folio, request.due_at)
    assert tracked.words == "Un médico especialista está revisando la solicitud."
    shown = str(tracked)
    for hidden in ("Sintética", "M54", request.patient.curp, request.patient.nss, scene.physician.last_name):
        assert hidden not in shown
    other = scene.submitted(2)
    for folio, typed_secret in (
        (request.folio, other.tracking_code),
        (request.folio, ""),
        (other.folio, secret),
        ("SOL-2026-00000000-0", secret),
        ("", ""),
        ("ñandú", "ñ"),
    ):
        assert track(folio, typed_secret, AT) is None


def test_the_patient_reads_what_is_missing_and_what_was_answered(scene):
    request = scene.claimed()
    actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿Hay radiografía?")
    assert track(request.folio, request.tracking_code, AT).missing == ("¿Hay radiografía?",)
    denied = scene.decided(2, "denied")
    (item,) = track(denied.folio, denied.tracking_code, AT).items
    assert (item.state, item.sentence) == ("No autorizado", "Antes de este estudio se hace una radiografía.")
    granted = scene.number(3)
    request = granted.item.request
    (item,) = track(request.folio, request.tracking_code, AT).items
    assert (item.number, item.number_state) == (granted.number, "Vigente")


# --- Queue, second opinions, signals ---


def test_the_queue_shows_what_one_may_take_soonest_first(scene):
    standard, urgent = scene.submitted(1), scene.submitted(2, priority="urgent")
    scene.submitted(3, items=[{"service": "REHAB", "quantity": 2}])
    taken = scene.claimed(4)
    assert list(queue(scene.third, AT)) == [urgent, standard]
    assert len(queue(scene.reviewer, AT)) == 3
    assert not queue(scene.elsewhere, AT).exists()
    assert taken not in queue(scene.second, AT)
    assert set(regions_of(scene.second, Permission.AUTH_REVIEW, AT)) == {scene.issste_bc, scene.issste_hgo}


def test_a_second_opinion_is_blind_and_changes_nothing(scene):
    request = scene.decided()
    review = actions.assign_double_review(by=scene.coordination, at=AT, request=request, reviewer=scene.third)
    reading = actions.read_request(by=scene.third, at=AT, request=request)
    assert (reading.basis, reading.identity, reading.blind) == (Basis.DOUBLE, False, True)
    with pytest.raises(Invalid) as refused:
        actions.answer_double_review(by=scene.third, at=AT, review=review, answers={})
    assert rules(refused) == {"AP-50"}
    with pytest.raises(Invalid) as refused:
        actions.answer_double_review(by=scene.third, at=AT, review=review, answers={1: "quizá"})
    assert rules(refused) == {"AP-04"}
    review = actions.answer_double_review(by=scene.third, at=AT, review=review, answers={1: "denied"})
    request.refresh_from_db()
    assert (review.answers, request.outcome) == ({"1": "denied"}, "approved")
    with pytest.raises(NotNow):
        actions.answer_double_review(by=scene.third, at=AT, review=review, answers={1: "approved"})
    for reviewer in (scene.reviewer, scene.third, scene.elsewhere):
        with pytest.raises(Invalid) as refused:
            actions.assign_double_review(by=scene.coordination, at=AT, request=request, reviewer=reviewer)
        assert rules(refused) == {"AP-99"}


def test_signals_are_kept_once_and_looked_at_once(scene):
    finding = Finding(Kind.COPIED, "7:abc", {"requests": 5, "patients": 5}, ("SOL-1",))
    signal = actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)
    assert actions.raise_signal(by=None, at=scene.later(1), place=scene.issste_bc, finding=finding) == signal
    look = {"by": scene.watcher, "at": AT, "signal": signal}
    with pytest.raises(Invalid):
        actions.look_at_signal(**look, audit=True, note="")
    signal = actions.look_at_signal(**look, audit=True, note="Se revisan los expedientes")
    assert signal.state == "audit"
    with pytest.raises(NotNow) as refused:
        actions.look_at_signal(**look, audit=False, note="Se revisan los expedientes")
    assert refused.value.rule == "AP-98"


def test_the_schedule_finds_patterns_in_each_region(scene):
    for number in range(1, 7):
        scene.submitted(number, justification=typed(1)["justification"])
    assert jobs.keep_signals(scene.later(1)) == 1
    signal = Signal.objects.get()
    assert (signal.kind, signal.facts["patients"], len(signal.requests)) == ("copied", 6, 6)


# --- What coordination keeps ---


def test_services_exemptions_centres_teams_and_licences_are_checked(scene):
    entry = scene.entries["IMG-RM"]
    service = {"by": scene.top, "at": AT, "entry": entry, "in_basic_catalogue": True, "valid_from": TODAY}
    for fields, rule in (
        ({"category": "imaging", "speciality": "NADA"}, "AP-38"),
        ({"category": "nada", "speciality": "RADIO"}, "AP-04"),
        ({"category": "imaging", "speciality": "RADIO", "max_units": 0}, "AP-03"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.set_service(**service, **fields)
        assert rules(refused) == {rule}
    actions.set_service(**service, category="imaging", speciality="RADIO")
    assert scene.submitted().outcome == "not_required"
    at_unit = {"by": scene.coordination, "at": AT, "unit": scene.unit}
    with pytest.raises(Invalid) as refused:
        actions.exempt_service(**at_unit, service_code="NADA", since=TODAY, reason="Norma interna")
    assert rules(refused) == {"AP-16"}
    with pytest.raises(Invalid) as refused:
        actions.exempt_service(
            **at_unit, service_code="REHAB", since=TODAY, until=SINCE, reason="Norma interna"
        )
    assert rules(refused) == {"AP-95"}
    actions.exempt_service(**at_unit, service_code="REHAB", since=TODAY, reason="Norma interna 4")
    assert scene.submitted(2, items=[{"service": "REHAB", "quantity": 2}]).outcome == "not_required"
    assert actions.set_centre(**at_unit, service_code="REHAB", since=TODAY).unit == scene.unit
    with pytest.raises(Invalid):
        actions.set_professional(by=scene.top, at=AT, person=scene.reviewer, licence="1", reviews=["NADA"])
    actions.set_professional(by=scene.top, at=AT, person=scene.reviewer, licence="77", reviews=["ONCO"])
    assert list(scene.reviewer.review_specialities.values_list("speciality", flat=True)) == ["ONCO"]
    with pytest.raises(Invalid) as refused:
        actions.set_term(
            by=scene.top, at=AT, place=scene.sector, kind="nunca", amount=1, unit="hours", valid_from=TODAY
        )
    assert rules(refused) == {"AP-04"}


def test_an_interest_is_in_something_and_ones_own(scene):
    with pytest.raises(Invalid) as refused:
        actions.declare_interest(by=scene.reviewer, at=AT, description="Sin decir en qué")
    assert rules(refused) == {"AP-94"}
    interest = actions.declare_interest(
        by=scene.reviewer, at=AT, description="Socio de la unidad", unit=scene.unit
    )
    with pytest.raises(NotAllowed) as no:
        actions.end_interest(by=scene.third, at=AT, interest=interest, reason="No es mío pero")
    assert no.value.rule == "AP-47"


def test_files_are_inspected_and_stay_once_sent(scene, tmp_path):
    draft = actions.save_draft(by=scene.physician, at=AT, unit=scene.unit, typed=typed())
    bad = tmp_path / "virus.pdf"
    bad.write_bytes(b"MZ no es un PDF")
    with pytest.raises(Invalid) as refused:
        actions.add_evidence(by=scene.physician, at=AT, request=draft, upload=bad, description="Placa")
    assert rules(refused) == {"DOC-03"}
    good = _pdf(tmp_path)
    with pytest.raises(Invalid) as refused:
        actions.add_evidence(by=scene.physician, at=AT, request=draft, upload=good, description=" ")
    assert rules(refused) == {"AP-01"}
    kept = actions.add_evidence(by=scene.physician, at=AT, request=draft, upload=good, description="Placa")
    extra = actions.add_evidence(by=scene.physician, at=AT, request=draft, upload=good, description="Otra")
    actions.remove_evidence(by=scene.physician, at=AT, evidence=extra)
    assert (kept.pages, kept.original_name) == (1, "placa.pdf")
    from cauce.core.documents.queries import stored_hashes

    assert kept.sha256 in stored_hashes()
    actions.submit_request(by=scene.physician, at=AT, request=draft)
    with pytest.raises(NotNow) as late_:
        actions.remove_evidence(by=scene.physician, at=AT, evidence=kept)
    assert late_.value.rule == "AP-37"


def _pdf(folder):
    import pikepdf

    path = folder / "placa.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path
