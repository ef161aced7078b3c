"""The tool that runs the published examples: its FSH reader and its checks, on bundles of the same shape of our own."""

from copy import deepcopy

import pytest

from tests.factories.pas import bundle
from tools.fsh import FshError, Library
from tools.pas_examples import _requests, sound, table
from tools.pas_scene import Scene, adapted, asked_codes

FSH = """
Alias: $Core = http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient
Alias: $codes = http://example.org/codes

Profile: OurBundle
Parent: Bundle
Id: our-bundle

Profile: PASRequestBundle
Parent: OurBundle
Id: request-bundle

RuleSet: Common
* item.extension contains
  TraceNumber named trace 0..1 MS and
  http://example.org/other named other 0..1

Profile: OurClaim
Parent: Claim
Id: our-claim
* insert Common
* supportingInfo contains Note 0..* MS
* supportingInfo[Note].category = OurCodes#note

Extension: TraceNumber
Id: extension-trace
* extension contains Inner named inner 0..1

Extension: Inner
Id: extension-inner

CodeSystem: OurCodes
Id: our-codes

Profile: OurPatient
Parent: $Core
Id: our-patient

Instance: UMO-1
InstanceOf: Organization
* name = "Unidad"
* identifier.system = "http://example.org/npi"
* identifier.value = "1"

Instance: Somebody
InstanceOf: OurPatient
* name.family = "SINTÉTICA"
* name.given[+] = "UNA"
* name.given[+] = "PERSONA"
* gender = #female
* identifier[0].value = "a"
* identifier[1].value = "b"

Instance: OneClaim
InstanceOf: OurClaim
Title: "A claim"
* identifier.value = "X-1"
* status = #active
* type = http://terminology.hl7.org/CodeSystem/claim-type#professional
* use = #preauthorization
* patient = Reference(Somebody)
* created = 2005-05-02T11:01:00+05:00
* provider = Reference(UMO-1)
* insurer = Reference(UMO-1)
* priority = http://terminology.hl7.org/CodeSystem/processpriority#normal
* insurance.sequence = 1
* insurance.focal = true
* insurance.coverage.display = "ninguna"
* supportingInfo[Note]
  * sequence = 1
  * valueString = "texto"
* item.sequence = 4
* item.extension[trace].extension[inner].valueString = "t"
* item.extension[trace].extension[plain].valueDecimal = 1.5
* item.extension[other].valueBoolean = true
* item.productOrService = $codes#A "Un servicio"
* item.quantity = 3 'd' "días"
* item[1].sequence = 5
* item[1].productOrService = $codes#B
* item[1].servicedDate = "2005-05-10"

Instance: OneBundle
InstanceOf: PASRequestBundle
* type = #collection
* identifier.value = "E-9"
* timestamp = 2005-05-02T11:01:00+05:00
* entry[Claim].fullUrl = "http://example.org/fhir/Claim/OneClaim"
* entry[Claim].resource = OneClaim
* entry[1].fullUrl = "http://example.org/fhir/Patient/Somebody"
* entry[1].resource = Somebody
* entry[2].fullUrl = "http://example.org/fhir/Organization/UMO-1"
* entry[2].resource = UMO-1
"""


@pytest.fixture(scope="module")
def library():
    return Library([FSH])


def test_an_instance_becomes_json(library):
    claim = library.json("OneClaim")
    assert claim["meta"] == {"profile": ["http://hl7.org/fhir/us/davinci-pas/StructureDefinition/our-claim"]}
    assert (claim["use"], claim["patient"]) == ("preauthorization", {"reference": "Patient/Somebody"})
    first, second = claim["item"]
    trace, other = first["extension"]
    assert trace["url"].endswith("/extension-trace")
    assert [inner["url"].rsplit("/", 1)[-1] for inner in trace["extension"]] == ["extension-inner", "plain"]
    assert other == {"url": "http://example.org/other", "valueBoolean": True}
    assert first["quantity"] == {
        "value": 3,
        "unit": "días",
        "system": "http://unitsofmeasure.org",
        "code": "d",
    }
    assert second["productOrService"] == {"coding": [{"system": "http://example.org/codes", "code": "B"}]}
    note = claim["supportingInfo"][0]
    assert note["category"]["coding"][0]["system"].endswith("/CodeSystem/our-codes")
    patient = library.json("Somebody")
    assert patient["name"] == [{"family": "SINTÉTICA", "given": ["UNA", "PERSONA"]}]
    assert [i["value"] for i in patient["identifier"]] == ["a", "b"]


def test_what_the_reader_does_not_know_is_said(library):
    wrong = Library([FSH + "\nInstance: Bad\nInstanceOf: OurClaim\n* nothing = #x\n"])
    with pytest.raises(FshError, match="nothing"):
        wrong.json("Bad")


def test_the_bundle_is_sent_queued_repeated_and_approved(library, db):
    assert list(_requests(library)) == ["OneBundle"]
    sent = library.json("OneBundle")
    scene = Scene(asked_codes([sent]))
    status, told = scene.post("/fhir/Claim/$submit", adapted(sent, scene))
    assert (status, told["entry"][0]["resource"]["outcome"]) == (200, "queued"), told
    assert sound(told, sent, inquiry=False) == []
    assert scene.post("/fhir/Claim/$submit", adapted(sent, scene)) == (status, told)
    scene.approve()
    answer = scene.post("/fhir/Claim/$inquire", adapted(sent, scene))[1]["entry"][0]["resource"]
    assert (answer["outcome"], [i["itemSequence"] for i in answer["item"]]) == ("complete", [4, 5])
    assert scene.mapped(sent) == ["A → PAS-01", "B → PAS-02"]
    row = {
        "example": "x",
        "way": "y",
        "status": 200,
        "outcome": "queued",
        "codes": [],
        "says": ["a|b"],
        "faults": [],
    }
    assert "a\\|b" in table([row])


def test_the_checks_see_what_is_wrong_with_an_answer():
    sent = bundle()
    response = {
        "resourceType": "ClaimResponse",
        "item": [{"itemSequence": 1}],
        "request": {"reference": "Claim/9"},
    }
    told = {"resourceType": "Bundle", "type": "collection", "entry": [{"fullUrl": "u", "resource": response}]}
    faults = " ".join(sound(told, sent, inquiry=False))
    for words in ("structure", "identifier", "other item sequences", "Claim/9 does not resolve"):
        assert words in faults
    other = deepcopy(told)
    other["entry"][0]["resource"]["resourceType"] = "Patient"
    assert "no ClaimResponse" in " ".join(sound(other, sent, inquiry=False))
