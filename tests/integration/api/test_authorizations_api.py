"""Prior authorisation over the API: the life of a request, its refusals, and each operation by its role."""

import io
import uuid

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, LookUp, ReadLog, Request, Signal, Use
from cauce.domains.authorizations.rules.signals import Finding, Kind
from tests.factories.authorizations import AT, SERVICES, make_scene, typed

WHY = "Un motivo suficiente"
ROOT = "/authorizations"
DECISION = {
    "reason_code": "criteria",
    "clause": "Guía sintética, fracción b",
    "patient_sentence": "Antes de este estudio se hace una radiografía.",
    "would_change": "Una radiografía con datos de alarma.",
}


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture(autouse=True)
def _same_instant(frozen):
    assert frozen == AT


def rules(told):
    return {problem["rule"] for problem in told["errors"]}


def pdf_bytes():
    """An empty page that passes the inspection."""
    made, whole = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(whole)
    return whole.getvalue()


def at(request):
    return f"{ROOT}/requests/{request.uid}"


def test_a_request_is_previewed_written_sent_and_followed(scene, call_as):
    call = call_as(scene.physician)
    unit = scene.unit.code
    status, seen = call.post(f"{ROOT}/preview", {"unit": unit, "typed": typed(1, justification="Dolor")})
    assert (status, seen["needs_authorisation"]) == (200, True)
    assert {"AP-11", "AP-20"} & {p["rule"] for p in seen["problems"]}
    assert not Request.objects.exists()
    status, draft = call.post(f"{ROOT}/requests", {"unit": unit, "typed": typed(1)})
    assert (status, draft["state"], draft["version"]) == (201, "draft", 1)
    path = f"{ROOT}/requests/{draft['uid']}"
    status, draft = call.put(path, {"typed": typed(1, priority="urgent"), "version": 1})
    assert (status, draft["version"], draft["typed"]["priority"]) == (200, 2, "urgent")
    status, conflict = call.put(path, {"typed": typed(1), "version": 1})
    assert (status, rules(conflict), conflict["theirs"]["priority"]) == (409, {"AP-48"}, "urgent")
    status, warned = call.post(f"{path}/submit", {"version": 2})
    assert (status, rules(warned)) == (422, {"AP-20"})  # no document: to be confirmed
    status, sent = call.post(f"{path}/submit", {"version": 2, "confirm": True})
    assert (status, sent["state"], sent["folio"][:9]) == (200, "in_review", "SOL-2026-")
    status, whole = call.get(path)
    assert (status, whole["basis"], whole["patient"]["curp"]) == (
        200,
        "requester",
        typed(1)["patient"]["curp"],
    )
    assert [i["service"] for i in whole["items"]] == ["IMG-RM"]
    assert whole["screening"]
    assert ReadLog.objects.get().door == "api"
    assert call.get(f"{ROOT}/requests")[1]["count"] == 1
    assert call.get(f"{ROOT}/requests?state=draft")[1]["count"] == 0
    status, again = call.post(f"{path}/submit", {"confirm": True})
    assert (status, rules(again)) == (409, {"AP-46"})


def test_the_same_key_writes_one_draft(scene, call_as):
    call, body = call_as(scene.physician), {"unit": scene.unit.code, "typed": typed(1)}
    first = call.send("POST", f"{ROOT}/requests", body, **{"Idempotency-Key": "a"})
    assert call.send("POST", f"{ROOT}/requests", body, **{"Idempotency-Key": "a"}) == first
    assert Request.objects.count() == 1


def test_a_repeated_service_shows_the_first(scene, call_as):
    first = scene.submitted(1)
    call = call_as(scene.colleague)
    _status, seen = call.post(f"{ROOT}/preview", {"unit": scene.unit.code, "typed": typed(1)})
    assert seen["duplicates"] == [{"sequence": 1, "folio": first.folio, "state": "in_review"}]


def test_an_emergency_is_registered_in_one_act(scene, call_as):
    body = {"unit": scene.unit.code, "typed": typed(1, attended_at="2026-05-20T03:00"), "confirm": True}
    status, made = call_as(scene.physician).post(f"{ROOT}/emergencies", body)
    assert (status, made["emergency"], made["state"]) == (201, True, "in_review")
    status, refused = call_as(scene.physician).post(f"{ROOT}/emergencies", body)
    assert (status, rules(refused)) == (422, {"AP-25"})
    body |= {"duplicate_reason": "Otra urgencia del mismo paciente"}
    assert call_as(scene.physician).post(f"{ROOT}/emergencies", body)[0] == 201


def test_the_desk_types_for_a_physician_and_names_a_known_one(scene, call_as):
    call = call_as(scene.desk)
    body = {"unit": scene.unit.code, "typed": typed(1), "requester": "physician", "channel": "paper"}
    assert call.post(f"{ROOT}/requests", body)[1]["channel"] == "paper"
    status, refused = call.post(f"{ROOT}/requests", body | {"requester": "nadie"})
    assert (status, rules(refused)) == (422, {"AP-28"})


def test_a_document_is_attached_read_and_taken_off(scene, call_as, client):
    draft, call = scene.draft(1), call_as(scene.physician)
    file = SimpleUploadedFile("nota.pdf", pdf_bytes(), content_type="application/pdf")
    answer = client.post(
        f"/api/v1{at(draft)}/evidence", {"file": file, "description": "Nota"}, headers=call.headers
    )
    kept = answer.json()
    assert (answer.status_code, kept["name"], kept["pages"]) == (201, "nota.pdf", 1)
    one = f"{at(draft)}/evidence/{kept['id']}"
    status, response = call.get(f"{one}.pdf")
    assert (status, response["Content-Type"]) == (200, "application/pdf")
    assert call_as(scene.colleague).get(f"{one}.pdf")[0] == 403
    assert call.post(f"{one}/remove", {})[0] == 200
    assert call.get(f"{one}.pdf")[0] == 404


def test_a_reviewer_sees_the_queue_without_patients_claims_asks_and_decides(scene, call_as):
    request = scene.submitted(
        1, items=[{"service": "IMG-RM", "quantity": "1"}, {"service": "REHAB", "quantity": "9"}]
    )
    call, asker = call_as(scene.reviewer), call_as(scene.physician)
    status, waiting = call.get(f"{ROOT}/queue")
    assert (status, waiting["items"][0]["uid"], waiting["items"][0]["services"]) == (
        200, str(request.uid), ["IMG-RM", "REHAB"],
    )  # fmt: skip
    assert "patient" not in waiting["items"][0]
    assert call.get(at(request))[1]["patient"] is None
    assert (
        call.post(f"{at(request)}/decide", {"decisions": [{"sequence": 1, "outcome": "approved"}]})[0] == 403
    )
    assert call.post(f"{at(request)}/claim", {})[0] == 200
    assert call_as(scene.third).post(f"{at(request)}/claim", {})[0] == 409
    assert call.get(at(request))[1]["patient"]["nss"]
    assert call.get(f"{ROOT}/held")[1]["count"] == 1
    assert (
        call.post(f"{at(request)}/ask", {"question": "¿Hay placa?", "sequences": [1]})[1]["state"]
        == "info_requested"
    )
    assert asker.post(f"{at(request)}/answer", {"answer": "Sí, adjunta."})[1]["state"] == "in_review"
    assert rules(asker.post(f"{at(request)}/answer", {"answer": "Otra vez"})[1]) == {"AP-46"}
    body = {"decisions": [{"sequence": 1, "outcome": "approved"}, {"sequence": 2, "outcome": "denied"}]}
    status, refused = call.post(f"{at(request)}/decide", body)
    assert (status, rules(refused)) == (422, {"AP-52"})
    assert {p["place"] for p in refused["errors"]} == {f"items.2.{name}" for name in DECISION}
    body["decisions"][1] |= DECISION
    status, done = call.post(f"{at(request)}/decide", body)
    assert (status, done["state"], done["outcome"]) == (200, "decided", "partially_approved")
    items = asker.get(at(request))[1]["items"]
    assert [i["state"] for i in items] == ["approved", "denied"]
    assert items[0]["numbers"][0]["number"].startswith("ST2-2026-")
    events = asker.get(f"{at(request)}/history")[1]["items"]
    assert "authorizations.items.decide" in {event["action"] for event in events}


def test_a_request_is_given_back_and_passed_on(scene, call_as):
    request, call = scene.claimed(1), call_as(scene.reviewer)
    assert call.post(f"{at(request)}/release", {"reason": ""})[0] == 200
    call.post(f"{at(request)}/claim", {})
    status, told = call.post(f"{at(request)}/refer", {"speciality": "ORTO", "reason": WHY})
    assert (status, told["speciality"]) == (200, "ORTO")
    call.post(f"{at(request)}/claim", {})
    status, told = call.post(f"{at(request)}/refer", {"speciality": "NADA", "reason": WHY})
    assert (status, rules(told)) == (422, {"AP-38"})


def test_a_number_is_looked_up_used_and_given_back(scene, call_as):
    number, call = scene.number(1).number, call_as(scene.centre)
    unit = scene.issste_bc_2.code
    status, found = call.post(f"{ROOT}/numbers/look-up", {"unit": unit, "number": number.lower()})
    assert (status, found["answer"], found["number"]["remaining"]) == (200, "found", 2)
    key = str(uuid.uuid4())
    body = {"unit": unit, "units": 1, "key": key}
    first = call.post(f"{ROOT}/numbers/{number}/uses", body)
    assert (first[0], first[1]["remaining"]) == (201, 1)
    assert call.post(f"{ROOT}/numbers/{number}/uses", body) == first
    assert Use.objects.count() == 1
    status, refused = call.post(f"{ROOT}/numbers/{number}/uses", {"unit": unit, "units": 2})
    assert (status, rules(refused)) == (409, {"AP-74"})
    status, back = call.post(f"{ROOT}/uses/{key}/reverse", {"reason": WHY})
    assert (status, back["reverses"], back["remaining"]) == (201, key, 2)
    assert call.post(f"{ROOT}/uses/{key}/reverse", {"reason": WHY})[0] == 409


@pytest.mark.parametrize("header", [{}, {"Idempotency-Key": "x"}])
def test_using_an_unknown_number_is_a_look_up_and_is_limited_as_one(scene, call_as, header):
    call, unit = call_as(scene.centre), scene.issste_bc_2.code
    scene.number(1)
    elsewhere = call_as(scene.outsider()).post(
        f"{ROOT}/numbers/{Authorisation.objects.get().number}/uses", {"unit": scene.issste_hgo_1.code}
    )
    assert (elsewhere[0], rules(elsewhere[1])) == (403, {"AP-73"})
    for _n in range(20):
        status, told = call.send("POST", f"{ROOT}/numbers/ST2-2026-00000009-X/uses", {"unit": unit}, **header)
        assert (status, rules(told)) in ((404, {"AP-71"}), (404, {"AP-72"}))
    assert LookUp.objects.filter(by=scene.centre).count() == 20
    assert call.send("POST", f"{ROOT}/numbers/ST2-2026-00000009-X/uses", {"unit": unit}, **header)[0] == 429
    assert call.post(f"{ROOT}/numbers/look-up", {"unit": unit, "number": "x"})[1]["answer"] == "limited"


def test_coordination_suspends_resumes_and_revokes(scene, call_as):
    number, call = scene.number(1).number, call_as(scene.coordination)
    for verb, state in (("suspend", "suspended"), ("resume", "active"), ("revoke", "revoked")):
        status, told = call.post(f"{ROOT}/numbers/{number}/{verb}", {"reason": WHY})
        assert (status, told["state"]) == (200, state)


def test_a_denial_is_appealed_assigned_and_overturned(scene, call_as):
    request = scene.decided(1, "denied")
    body = {"sequences": [1], "grounds": "El estudio previo no muestra la raíz nerviosa"}
    status, appeal = call_as(scene.physician).post(f"{at(request)}/appeals", body)
    assert (status, appeal["state"]) == (201, "filed")
    coordination, path = call_as(scene.coordination), f"{ROOT}/appeals/{appeal['uid']}"
    assert coordination.get(f"{ROOT}/appeals/to-assign")[1]["count"] == 1
    same = coordination.post(f"{path}/assign", {"reviewer": "reviewer"})
    assert (same[0], rules(same[1])) == (403, {"AP-43"})
    assert rules(coordination.post(f"{path}/assign", {"reviewer": "nadie"})[1]) == {"AP-64"}
    assert coordination.post(f"{path}/assign", {"reviewer": "second"})[1]["state"] == "assigned"
    second = call_as(scene.second)
    assert second.get(f"{ROOT}/appeals/held")[1]["items"][0]["uid"] == appeal["uid"]
    status, done = second.post(f"{path}/decide", {"decisions": [{"sequence": 1, "outcome": "approved"}]})
    assert (status, done["state"]) == (200, "overturned")
    assert call_as(scene.physician).post(f"{path}/withdraw", {"reason": WHY})[0] == 409


def test_a_denial_is_corrected_and_asked_again(scene, call_as):
    request, call = scene.decided(1, "denied"), call_as(scene.physician)
    status, draft = call.post(f"{at(request)}/resubmit", {})
    assert (status, draft["state"]) == (201, "draft")
    assert call.post(f"{at(request)}/resubmit", {})[0] == 409


def test_a_second_opinion_is_blind(scene, call_as):
    request = scene.decided(1)
    status, asked = call_as(scene.coordination).post(f"{at(request)}/double-reviews", {"reviewer": "third"})
    assert status == 201
    call = call_as(scene.third)
    assert call.get(f"{ROOT}/double-reviews")[1]["items"][0]["id"] == asked["id"]
    whole = call.get(at(request))[1]
    assert (whole["basis"], whole["patient"], whole["outcome"], whole["screening"]) == (
        "double",
        None,
        "",
        [],
    )
    assert [(i["state"], i["decisions"], i["numbers"]) for i in whole["items"]] == [("", [], [])]
    assert call.get(f"{at(request)}/history")[1]["count"] == 0
    path = f"{ROOT}/double-reviews/{asked['id']}/answer"
    assert call.post(path, {"answers": {"1": "denied"}})[1]["answered"] is True
    assert call.post(path, {"answers": {"1": "denied"}})[0] == 409


def test_reading_needs_a_reason_and_the_auditor_sees_who_read(scene, call_as):
    request, watcher = scene.submitted(1), call_as(scene.watcher)
    status, refused = watcher.get(at(request))
    assert (status, rules(refused)) == (422, {"AP-96"})
    assert watcher.get(f"{at(request)}?why=Revisión de la queja 14")[1]["basis"] == "audit"
    stranger = call_as(scene.elsewhere)
    assert stranger.get(at(request))[0] == 403
    reads = watcher.get(f"{at(request)}/reads")[1]
    assert [(r["by"], r["why"]) for r in reads["items"]] == [
        (scene.watcher.display_name, "Revisión de la queja 14")
    ]
    assert watcher.get(f"{ROOT}/reads")[1]["count"] == 1
    assert call_as(scene.physician).get(f"{at(request)}/reads")[0] == 403
    assert call_as(scene.physician).get(f"{ROOT}/reads")[1]["count"] == 0
    assert watcher.get(f"{ROOT}/requests/{uuid.uuid4()}")[0] == 404


def test_signals_are_looked_at(scene, call_as):
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ("SOL-1",))
    signal = actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding)
    call = call_as(scene.coordination)
    assert call.get(f"{ROOT}/signals?state=raised")[1]["items"][0]["id"] == signal.pk
    path = f"{ROOT}/signals/{signal.pk}/look"
    assert call.post(path, {"audit": True, "note": WHY})[1]["state"] == "audit"
    assert call.post(path, {"audit": True, "note": WHY})[0] == 409
    assert Signal.objects.get().looked_by == scene.coordination


def test_what_needs_authorisation_is_public_inside(scene, call_as):
    call = call_as(scene.centre)
    status, told = call.get(f"{ROOT}/services?unit={scene.unit.code}")
    assert (status, told["count"]) == (200, len(SERVICES))
    needed = {s["code"]: (s["needed"], s["rule"], s["annex"]) for s in told["items"]}
    assert needed["IMG-RX"] == (False, "need.basic", "")
    assert needed["QT"] == (True, "need.needed", "oncology")
    assert call.get(f"{ROOT}/services?unit={scene.unit.code}&q=cadera")[1]["items"][0]["sided"] is True
    assert call.get(f"{ROOT}/services/NADA?unit={scene.unit.code}")[0] == 404
    assert call.get(f"{ROOT}/services/QT?unit={scene.unit.code}")[1]["max_units"] == 12
    codes = call.get(f"{ROOT}/codes")[1]
    assert (codes["priority"]["urgent"], len(codes["reasons"])) == ("Urgente", 10)


def test_what_cannot_be_kept_is_refused_in_shape(scene, call_as):
    call = call_as(scene.physician)
    for wrong in ({"justification": "\ud800"}, {"extra": {"a": float("nan")}}):
        status, told = call.post(f"{ROOT}/requests", {"unit": scene.unit.code, "typed": wrong})
        assert (status, rules(told)) in ((422, {"API-SHAPE"}), (400, {"API-HTTP"}))


# One mark per act: "x" may (whatever the state then says), "·" 403. Written by hand from the roles of the specification.
ACTS = {
    "write": ("POST", "/requests", lambda s: {"unit": s.unit.code, "typed": {}}),
    "preview": ("POST", "/preview", lambda s: {"unit": s.unit.code, "typed": {}}),
    "cancel": ("POST", "/requests/{waiting}/cancel", lambda s: {"reason": WHY}),
    "claim": ("POST", "/requests/{waiting}/claim", lambda s: {}),
    "ask": ("POST", "/requests/{waiting}/ask", lambda s: {"question": "¿Por qué?"}),
    "decide": ("POST", "/requests/{waiting}/decide", lambda s: {"decisions": []}),
    "appeal": ("POST", "/requests/{denied}/appeals", lambda s: {"sequences": [], "grounds": ""}),
    "lookup": ("POST", "/numbers/look-up", lambda s: {"unit": s.issste_bc_2.code, "number": "x"}),
    "use": ("POST", "/numbers/{number}/uses", lambda s: {"unit": s.issste_bc_2.code}),
    "suspend": ("POST", "/numbers/{number}/suspend", lambda s: {"reason": ""}),
    "second": ("POST", "/requests/{denied}/double-reviews", lambda s: {"reviewer": "third"}),
    "signal": ("POST", "/signals/{signal}/look", lambda s: {"audit": True, "note": ""}),
    "reads": ("GET", "/requests/{denied}/reads", None),
    "open": ("GET", "/requests/{waiting}", None),
}
MATRIX = """
             write preview cancel claim ask decide appeal lookup use suspend second signal reads open
physician      x     x       x      ·    ·     ·      x      ·    ·     ·      ·      ·      ·    x
colleague      x     x       ·      ·    ·     ·      ·      ·    ·     ·      ·      ·      ·    x
desk           ·     x       ·      ·    ·     ·      ·      ·    ·     ·      ·      ·      ·    x
reviewer       ·     ·       ·      x    ·     ·      ·      ·    ·     ·      ·      ·      ·    x
elsewhere      ·     ·       ·      ·    ·     ·      ·      ·    ·     ·      ·      ·      ·    ·
centre         ·     ·       ·      ·    ·     ·      ·      x    x     ·      ·      ·      ·    ·
coordination   ·     ·       ·      ·    ·     ·      ·      ·    ·     x      x      x      ·    x
watcher        ·     ·       ·      ·    ·     ·      ·      ·    ·     ·      ·      x      x    x
"""


@pytest.mark.parametrize("who", [line.split()[0] for line in MATRIX.strip().splitlines()[1:]])
def test_each_role_may_exactly_what_the_matrix_says(scene, call_as, who):
    head, *lines = MATRIX.strip().splitlines()
    row = next(line.split()[1:] for line in lines if line.split()[0] == who)
    finding = Finding(Kind.COPIED, "1", {"requests": 5}, ())
    known = {
        "waiting": scene.submitted(1).uid,
        "denied": scene.decided(2, "denied").uid,
        "number": scene.number(3).number,
        "signal": actions.raise_signal(by=None, at=AT, place=scene.issste_bc, finding=finding).pk,
    }
    call, found = call_as(scene.people[who]), {}
    for act in reversed(head.split()):  # reading before acting, so that nobody reads because they acted
        method, path, body = ACTS[act]
        status, told = call.send(method, ROOT + path.format(**known), body(scene) if body else None)
        assert status < 500, (act, told)
        found[act] = status != 403
    assert found == {act: mark == "x" for act, mark in zip(head.split(), row, strict=True)}
