"""`Claim/$submit` and `$inquire` over HTTP: the same actions as the pages, answered in the PAS shapes."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cauce.core.audit.log import history
from cauce.core.catalogues.models import Alias
from cauce.domains.authorizations.models import Exchange, ReadLog, Request
from cauce.interop.pas import systems
from tests.factories.pas_requests import INQUIRE, SOON, SUBMIT, answered, coded, codes, decide, ours, token_of


def test_a_bundle_becomes_a_request_and_its_sequences_are_echoed(post, scene):
    answer = post(ours(scene))
    assert answer.status_code == 200, answer.content
    told = answered(answer)
    request = Request.objects.get()
    assert (told["outcome"], told["preAuthRef"]) == ("queued", request.folio)
    assert codes(told) == [(7, "A4"), (9, "A4")]
    assert (request.channel, request.unit, request.evidence.count()) == ("fhir", scene.unit, 1)
    assert [(i.service_code, i.quantity) for i in request.items.all()] == [("IMG-RM", 1), ("REHAB", 10)]
    assert answer.json()["identifier"]["value"] == "E-1"


def test_the_same_identifier_gets_the_first_answer(post, scene):
    first = post(ours(scene))
    again = post(ours(scene, justification="otra"))
    assert again.json() == first.json()
    assert Request.objects.count() == 1
    other = post(ours(scene), by=scene.centre)
    assert other.status_code == 403


def test_our_rules_are_answered_in_the_response_with_their_path(post, scene):
    broken = ours(scene)
    patient = next(e["resource"] for e in broken["entry"] if e["resource"]["resourceType"] == "Patient")
    patient["identifier"] = [{"system": systems.CURP[0], "value": "XEXX710314MBCAAX99"}]
    broken["entry"][0]["resource"]["item"][1]["productOrService"] = coded("NO-EXISTE")
    answer = post(broken)
    told = answered(answer)
    paths = [e["extension"][0]["valueString"] for e in told["error"]]
    assert (answer.status_code, told["outcome"]) == (200, "error")
    assert "Bundle.entry[1].resource.identifier" in paths
    assert "Bundle.entry[0].resource.item[1].productOrService" in paths
    assert not Request.objects.exists()
    assert answered(post(ours(scene)))["outcome"] == "queued"  # the corrected one may use the same identifier


def test_other_systems_codes_are_known_by_alias(post, scene):
    Alias.objects.create(entry=scene.entries["IMG-RM"], text="http://hcpcs.example|72148")
    items = [
        {"sequence": 1, "productOrService": coded("72148", "http://hcpcs.example"), "servicedDate": SOON}
    ]
    assert answered(post(ours(scene, item=items)))["outcome"] == "queued"
    assert Request.objects.get().items.get().service_code == "IMG-RM"


def test_a_repeated_service_says_why(post, scene):
    post(ours(scene))
    told = answered(post(ours(scene, identifier="2026-0002")))
    assert told["outcome"] == "error"
    assert "AP-25" in told["error"][0]["code"]["text"]
    reason = {
        "sequence": 2,
        "category": {"coding": [{"code": systems.DUPLICATE_REASON}]},
        "valueString": "El primer estudio se perdió en el traslado.",
    }
    again = ours(scene, identifier="2026-0002")
    again["entry"][0]["resource"]["supportingInfo"].append(reason)
    assert answered(post(again))["outcome"] == "queued"
    assert Request.objects.count() == 2


def test_an_emergency_is_registered_afterwards(post, scene):
    given = ours(scene)
    attended = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "class": {"code": "EMER"},
        "period": {"start": attended},
    }
    given["entry"].append({"fullUrl": "http://hospital.example/fhir/Encounter/e1", "resource": encounter})
    told = answered(post(given))
    assert told["outcome"] == "queued", [e["code"]["text"] for e in told["error"]]
    request = Request.objects.get()
    assert (request.emergency, request.source_id) == (True, "2026-0001")
    assert request.evidence.count() == 1
    done = [e.action.rpartition(".")[2] for e in history(request)]
    assert "register_emergency" in done


def test_an_inquiry_tells_what_was_decided_and_is_logged_as_a_reading(post, scene):
    post(ours(scene))
    decide(scene, Request.objects.get())
    answer = post(ours(scene), path=INQUIRE)
    told = answered(answer)
    assert told["outcome"] == "complete"
    assert codes(told) == [(7, "A1"), (9, "A3")]
    number = told["item"][0]["adjudication"][0]["extension"][0]["extension"][0]
    assert number["url"] == "number"
    assert Request.objects.get().items.first().authorisations.get().number == number["valueString"]
    assert ReadLog.objects.get(door="fhir").by == scene.physician


def test_an_inquiry_by_patient_alone_and_by_a_stranger(post, scene):
    post(ours(scene))
    asked = ours(scene, identifier="otra")
    assert len(post(asked, path=INQUIRE).json()["entry"]) >= 1
    assert answered(post(asked, path=INQUIRE))["preAuthRef"] == Request.objects.get().folio
    stranger = post(ours(scene, number=2, identifier="otra"), path=INQUIRE)
    assert (stranger.status_code, "entry" in stranger.json()) == (200, False)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "structure"),
        ("[]", 400, "structure"),
        (json.dumps({"resourceType": "Patient"}), 400, "structure"),
    ],
)
def test_what_is_no_bundle_is_an_operation_outcome(post, body, status, code):
    for path in (SUBMIT, INQUIRE):
        answer = post(body, path=path)
        assert (answer.status_code, answer.json()["issue"][0]["code"]) == (status, code)


def test_a_broken_bundle_names_its_element(post, scene):
    given = ours(scene)
    given["entry"][0]["resource"]["item"][1]["sequence"] = 7
    answer = post(given)
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[0].resource.item[1].sequence"]
    assert not Exchange.objects.exists()


def test_who_has_no_token_or_may_only_read_is_told_so(client, scene):
    plain = client.post(SUBMIT, "{}", content_type="application/fhir+json")
    assert (plain.status_code, plain.json()["resourceType"]) == (401, "OperationOutcome")
    headers = {"authorization": f"Bearer {token_of(scene.physician, read_only=True)}"}
    reader = client.post(SUBMIT, "{}", content_type="application/fhir+json", headers=headers)
    assert (reader.status_code, reader.json()["issue"][0]["code"]) == (403, "business-rule")
    assert client.get(SUBMIT).status_code == 405


def test_documents_that_are_not_pdf_or_text_are_refused_at_their_element(post, scene):
    given = ours(scene)
    for entry in given["entry"]:
        if entry["resource"]["resourceType"] == "DocumentReference":
            entry["resource"]["content"] = [{"attachment": {"contentType": "image/x", "data": "AAAA"}}]
    told = answered(post(given))
    assert told["error"][0]["extension"][0]["valueString"].endswith("content[0].attachment")
    assert not Request.objects.exists()
