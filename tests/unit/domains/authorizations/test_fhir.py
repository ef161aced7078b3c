"""`Claim/$submit` and `$inquire` over HTTP: the same actions as the pages, answered in the PAS shapes."""

import base64
import hashlib
import io
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from fhir.resources.R4B import get_fhir_model_class

from cauce.core.accounts.models import ApiToken
from cauce.core.catalogues.models import Alias
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.fhir.mapping import OWN_SYSTEM
from cauce.domains.authorizations.models import Exchange, ReadLog, Request
from cauce.domains.authorizations.places import zone_at
from cauce.domains.authorizations.rules.decisions import ItemDecision
from cauce.interop.pas import systems
from tests.factories.authorizations import JUSTIFICATION, curp, nss
from tests.factories.pas import bundle

SENDER = "http://hospital.example/solicitudes"
SUBMIT, INQUIRE = "/fhir/Claim/$submit", "/fhir/Claim/$inquire"
SOON = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()


def token_of(user, read_only=False):
    secret = f"cauce_prueba_{user.username}"
    now = datetime.now(UTC)
    ApiToken.objects.create(
        user=user, name="HIS", prefix=secret[:12], digest=hashlib.sha256(secret.encode()).hexdigest(),
        read_only=read_only, created_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return secret


@pytest.fixture
def post(client, scene):
    tokens = {}

    def send(body, *, by=None, path=SUBMIT):
        user = by or scene.physician
        tokens[user] = tokens.get(user) or token_of(user)
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"authorization": f"Bearer {tokens[user]}"}
        answer = client.post(path, text, content_type="application/fhir+json", headers=headers)
        if answer["content-type"].startswith("application/fhir+json"):
            found = answer.json()
            get_fhir_model_class(found["resourceType"]).model_validate(found)
        return answer

    return send


def ours(scene, number=1, identifier="2026-0001", **claim):
    """A bundle of the scene's patient and services: item sequences 7 and 9."""
    items = [
        {"sequence": 7, "productOrService": coded("IMG-RM"), "quantity": {"value": 1}, "servicedDate": SOON},
        {"sequence": 9, "productOrService": coded("REHAB"), "quantity": {"value": 10}, "servicedDate": SOON},
    ]
    note = {"sequence": 1, "category": {"text": "nota"}, "valueString": f"{JUSTIFICATION} Caso {number}."}
    given = {
        "identifier": [{"system": "http://hospital.example/solicitudes", "value": identifier}],
        "item": items,
        "supportingInfo": [note],
    }
    found = deepcopy(bundle(**(given | claim)))
    resources = {e["resource"]["resourceType"]: e["resource"] for e in found["entry"]}
    resources["Patient"]["identifier"] = [
        {"system": systems.CURP[0], "value": curp(number)},
        {"system": systems.NSS[0], "value": nss(number)},
    ]
    resources["Patient"] |= {"birthDate": "1971-03-14", "gender": "female"}
    for resource in found["entry"]:
        if resource["resource"].get("id") == "o1":
            resource["resource"]["identifier"] = [{"system": systems.CLUES[0], "value": scene.unit.code}]
        if resource["resource"]["resourceType"] == "DocumentReference":
            resource["resource"]["content"] = [{"attachment": pdf()}]
    return found


def pdf():
    """An empty page that passes the inspection."""
    made, whole = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(whole)
    data = base64.b64encode(whole.getvalue()).decode()
    return {"contentType": "application/pdf", "title": "Nota médica", "data": data}


def coded(code, system=OWN_SYSTEM):
    return {"coding": [{"system": system, "code": code}]}


def answered(response):
    return next(
        e["resource"] for e in response.json()["entry"] if e["resource"]["resourceType"] == "ClaimResponse"
    )


def action_of(item):
    review = item["adjudication"][0]["extension"][0]["extension"]
    return review[-1]["valueCodeableConcept"]["coding"][0]["code"]


def codes(claim_response):
    return [(item["itemSequence"], action_of(item)) for item in claim_response["item"]]


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


def decide(scene, request):
    scene_at = request.submitted_at
    actions.claim_request(by=scene.reviewer, at=scene_at, request=request)
    rows = [
        ItemDecision(1, "approved", quantity=1),
        ItemDecision(
            2, "denied", reason_code="criteria", clause="a", patient_sentence="Primero se indica otra terapia.",
            would_change="Un informe de fisiatría.",
        ),
    ]  # fmt: skip
    actions.decide_items(by=scene.reviewer, at=scene_at, request=request, decisions=rows)


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


def test_an_identifier_used_for_another_request_is_not_answered_with_the_first(post, scene):
    post(ours(scene))
    other = post(ours(scene, number=2))
    assert (other.status_code, other.json()["issue"][0]["code"]) == (409, "duplicate")
    assert other.json()["issue"][0]["expression"] == ["Bundle.entry[0].resource.identifier"]
    items = [{"sequence": 1, "productOrService": coded("IMG-RX"), "servicedDate": SOON}]
    assert post(ours(scene, item=items)).status_code == 409
    assert Request.objects.count() == 1


def test_an_inquiry_inside_parameters_is_answered_inside_parameters(post, scene):
    post(ours(scene))
    asked = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": ours(scene)}]}
    told = post(asked, path=INQUIRE).json()
    assert [p["name"] for p in told["parameter"]] == ["responseBundle"]
    assert told["parameter"][0]["resource"]["entry"][0]["resource"]["resourceType"] == "ClaimResponse"
    asked["parameter"][0]["resource"] = ours(scene, number=3, identifier="otra")
    assert post(asked, path=INQUIRE).json() == {"resourceType": "Parameters"}


def test_an_inquiry_knows_other_systems_codes(post, scene):
    Alias.objects.create(entry=scene.entries["IMG-RM"], text="http://hcpcs.example|72148")
    post(ours(scene))
    asked = ours(scene, identifier="otra")
    claim = asked["entry"][0]["resource"]
    claim["item"] = [{"sequence": 1, "productOrService": coded("72148", "http://hcpcs.example")}]
    assert answered(post(asked, path=INQUIRE))["preAuthRef"] == Request.objects.get().folio
    claim["item"] = [{"sequence": 1, "productOrService": coded("QT")}]
    assert "entry" not in post(asked, path=INQUIRE).json()


def correcting(scene, *, of="2026-0001", **claim):
    """A bundle that corrects an earlier one, which it carries."""
    given = ours(scene, identifier="2026-0002", related=[{"claim": {"reference": "Claim/c0"}}], **claim)
    earlier = {"resourceType": "Claim", "id": "c0", "identifier": [{"system": SENDER, "value": of}]}
    given["entry"].append({"fullUrl": "http://hospital.example/fhir/Claim/c0", "resource": earlier})
    return given


def test_a_denied_request_is_corrected_by_a_related_claim(post, scene):
    post(ours(scene))
    first = Request.objects.get()
    told = answered(post(correcting(scene)))
    assert (told["outcome"], "AP-65" in told["error"][0]["code"]["text"]) == (
        "error",
        True,
    )  # nothing denied yet
    decide(scene, first)
    items = [
        {"sequence": 2, "productOrService": coded("REHAB"), "quantity": {"value": 5}, "servicedDate": SOON}
    ]
    told = answered(post(correcting(scene, item=items)))
    assert told["outcome"] == "queued", told
    again = Request.objects.exclude(pk=first.pk).get()
    assert (again.replaces, again.channel) == (first, "fhir")


def test_what_an_update_may_not_do_is_named_at_its_element(post, scene):
    post(ours(scene))
    unknown = answered(post(correcting(scene, of="no-existe")))["error"][0]
    assert unknown["extension"][0]["valueString"] == "Bundle.entry[0].resource.related"
    taken_back = correcting(scene)
    item = taken_back["entry"][0]["resource"]["item"][1]
    item["modifierExtension"] = [{"url": systems.CANCELLED_FLAG, "valueBoolean": True}]
    error = answered(post(taken_back))["error"][0]
    assert error["extension"][0]["valueString"] == "Bundle.entry[0].resource.item[1].modifierExtension"
    item["modifierExtension"] = [{"url": "http://example.org/otro", "valueBoolean": True}]
    strange = post(taken_back)
    assert (strange.status_code, strange.json()["issue"][0]["expression"]) == (
        422, ["Bundle.entry[0].resource.item[1].modifierExtension[0]"],
    )  # fmt: skip
    assert Request.objects.count() == 1


def _not_first(given):
    given["entry"].insert(0, given["entry"].pop(1))


def _unresolved(given):
    given["entry"][0]["resource"]["insurer"]["reference"] = "Organization/nadie"


def _twice(given):
    given["entry"][0]["resource"]["item"][1]["sequence"] = 7


def _no_patient(given):
    given["entry"] = [e for e in given["entry"] if e["resource"]["resourceType"] != "Patient"]


@pytest.mark.parametrize(
    ("fault", "status", "expression"),
    [
        (_not_first, 400, "Bundle.entry[0].resource"),
        (_unresolved, 422, "Bundle.entry[0].resource.insurer.reference"),
        (_twice, 422, "Bundle.entry[0].resource.item[1].sequence"),
        (_no_patient, 422, "Bundle.entry[0].resource.patient.reference"),
    ],
)
def test_the_broken_bundles_of_the_specification_name_their_element(post, scene, fault, status, expression):
    given = ours(scene)
    fault(given)
    answer = post(given)
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (status, [expression])
    assert not Exchange.objects.exists()


def test_the_capability_statement_tells_both_operations(client, db):
    told = client.get("/fhir/metadata").json()
    claim = next(r for r in told["rest"][0]["resource"] if r["type"] == "Claim")
    assert {(o["name"], o["definition"].rsplit("/", 1)[-1]) for o in claim["operation"]} == {
        ("submit", "Claim-submit"), ("inquire", "Claim-inquiry"),
    }  # fmt: skip


def test_a_bundle_that_says_no_day_wants_it_from_today_and_an_admission_says_its_own(post, scene):
    items = [{"sequence": 1, "productOrService": coded("IMG-RM")}]
    assert answered(post(ours(scene, item=items)))["outcome"] == "queued"
    first = Request.objects.get()
    assert first.desired_date == first.submitted_at.astimezone(zone_at(scene.unit)).date()
    stay = {"sequence": 1, "category": {"text": "ingreso"}, "timingPeriod": {"start": SOON}}
    note = {"sequence": 2, "category": {"text": "nota"}, "valueString": f"{JUSTIFICATION} Otro caso."}
    given = ours(scene, number=2, identifier="2026-0002", item=items, supportingInfo=[stay, note])
    assert answered(post(given))["outcome"] == "queued"
    assert Request.objects.get(source_id="2026-0002").desired_date.isoformat() == SOON


@pytest.mark.parametrize(
    ("identifier", "outcome"),
    [
        (
            {"system": "http://hl7.org/fhir/sid/us-npi", "value": "8189991234"},
            "queued",
        ),  # not ours: the account's own
        ({"system": systems.CLUES[0], "value": "BCIMS999999"}, "error"),  # another's
    ],
)
def test_the_unit_is_the_accounts_only_one_unless_another_clues_is_said(post, scene, identifier, outcome):
    given = ours(scene)
    unit = next(e["resource"] for e in given["entry"] if e["resource"].get("id") == "o1")
    unit["identifier"] = [identifier]
    told = answered(post(given))
    assert told["outcome"] == outcome
    if outcome == "error":
        assert told["error"][0]["extension"][0]["valueString"] == "Bundle.entry[0].resource.provider"
