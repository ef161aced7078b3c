"""What the published PAS examples showed, on bundles of our own of the same shapes (decision 0045)."""

import pytest

from cauce.core.catalogues.models import Alias
from cauce.domains.authorizations.models import Exchange, Request
from cauce.domains.authorizations.places import zone_at
from cauce.interop.pas import systems
from tests.factories.authorizations import JUSTIFICATION
from tests.factories.pas_requests import INQUIRE, SENDER, SOON, answered, coded, decide, ours


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
