"""PAS bundles for the scene of prior authorisation: its patient, its unit, its services; and who sends them."""

import base64
import hashlib
import io
import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pikepdf
from fhir.resources.R4B import get_fhir_model_class

from cauce.core.accounts.models import ApiToken
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.fhir.mapping import OWN_SYSTEM
from cauce.domains.authorizations.rules.decisions import ItemDecision
from cauce.interop.pas import systems
from tests.factories.authorizations import JUSTIFICATION, curp, nss
from tests.factories.pas import bundle

SENDER = "http://hospital.example/solicitudes"
SUBMIT, INQUIRE = "/fhir/Claim/$submit", "/fhir/Claim/$inquire"
SOON = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()


def token_of(user, read_only=False):
    """A person's secret, written straight into the database."""
    secret = f"cauce_prueba_{user.username}"
    now = datetime.now(UTC)
    ApiToken.objects.create(
        user=user, name="HIS", prefix=secret[:12], digest=hashlib.sha256(secret.encode()).hexdigest(),
        read_only=read_only, created_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return secret


def poster(client, scene):
    """Sends a bundle as the scene's physician (or another) and checks that the answer is valid FHIR R4."""
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
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def answered(response):
    """The ClaimResponse of an answer."""
    return next(
        e["resource"] for e in response.json()["entry"] if e["resource"]["resourceType"] == "ClaimResponse"
    )


def action_of(item):
    """The X12 action of an item."""
    review = item["adjudication"][0]["extension"][0]["extension"]
    return review[-1]["valueCodeableConcept"]["coding"][0]["code"]


def codes(claim_response):
    """(sequence, action) of every item."""
    return [(item["itemSequence"], action_of(item)) for item in claim_response["item"]]


def decide(scene, request):
    """The first item approved, the second denied."""
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
