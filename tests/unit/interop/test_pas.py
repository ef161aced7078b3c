"""Reading and writing prior-authorisation bundles: what a sound one says, and each broken one at its element."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st

from cauce.interop.pas import systems
from cauce.interop.pas.model import Answer, AnsweredItem, Coding, Identifier, Issue
from cauce.interop.pas.reading import CLAIM, read_inquiry, read_submit
from cauce.interop.pas.writing import claim_response, outcome, parameters, response_bundle
from tests.factories.pas import PATIENT, bundle

AT = datetime(2026, 3, 20, 16, 0, tzinfo=UTC)


def valid(resource):
    return get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_a_sound_bundle_is_read_whole():
    found, issues = read_submit(bundle())
    assert issues == []
    assert found.identifier == Identifier("http://hospital.example/solicitudes", "2026-0001")
    assert found.patient.number(systems.CURP) == "GOME800101HBCMNS08"
    assert (found.patient.first_surname, found.patient.second_surname) == ("Gómez", "Mendoza")
    assert (found.physician.given, found.physician.number(systems.LICENCE)) == ("Rosa", "1234567")
    assert found.unit[0].value == "BCIST000001"
    assert [(i.sequence, i.codings[0].code, i.quantity, i.side) for i in found.items] == [
        (7, "RM-LUMBAR", "1", ""),
        (9, "RX-RODILLA", "2", "left"),
    ]
    assert (found.items[0].serviced_from, found.diagnoses[0].code) == ("2026-04-02", "M54.5")
    assert found.justification.startswith("Dolor lumbar")
    assert found.attachments[0].expression == "Bundle.entry[6].resource.content[0].attachment"
    assert (found.urgent, found.hospital, found.emergency, found.replaces) == (False, False, False, None)


def test_parameters_around_the_bundle_are_opened():
    wrapped = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": bundle()}]}
    assert read_submit(wrapped)[1] == []


def broken(change):
    found = deepcopy(bundle())
    change(found)
    return found


def claim_of(found):
    return found["entry"][0]["resource"]


def item_of(found):
    return claim_of(found)["item"][0]


def insure(found, reference):
    claim_of(found)["insurance"][0]["coverage"] = {"reference": reference}


@pytest.mark.parametrize(
    ("change", "expression", "code"),
    [
        (lambda b: b.update(resourceType="Patient"), "Bundle", "structure"),
        (lambda b: b.update(type="batch"), "Bundle.type", "value"),
        (lambda b: b.update(entry=[]), "Bundle.entry", "required"),
        (lambda b: b.update(entry=b["entry"] * 50), "Bundle.entry", "too-long"),
        (lambda b: b["entry"].reverse(), CLAIM, "structure"),
        (lambda b: claim_of(b).update(use="claim"), f"{CLAIM}.use", "value"),
        (lambda b: claim_of(b).update(status="cancelled"), f"{CLAIM}.status", "value"),
        (lambda b: claim_of(b).pop("patient"), f"{CLAIM}.patient", "required"),
        (lambda b: claim_of(b).update(patient={"reference": "Patient/x"}), f"{CLAIM}.patient.reference", "not-found"),
        (lambda b: claim_of(b).update(patient={"reference": "Organization/o1"}), f"{CLAIM}.patient", "value"),
        (lambda b: b["entry"].pop(1), f"{CLAIM}.patient.reference", "not-found"),
        (lambda b: insure(b, "Coverage/x"), f"{CLAIM}.insurance[0].coverage.reference", "not-found"),
        (lambda b: claim_of(b)["item"][1].update(sequence=7), f"{CLAIM}.item[1].sequence", "duplicate"),
        (lambda b: claim_of(b)["item"][1].pop("sequence"), f"{CLAIM}.item[1].sequence", "required"),
        (lambda b: claim_of(b)["item"][0].update(diagnosisSequence=[4]), f"{CLAIM}.item[0].diagnosisSequence", "not-found"),
        (lambda b: item_of(b).update(productOrService={"text": "RM"}), f"{CLAIM}.item[0].productOrService", "required"),
        (lambda b: claim_of(b).update(item=[]), f"{CLAIM}.item", "required"),
        (lambda b: b["entry"].append({"fullUrl": "x"}), "Bundle.entry[7].resource", "structure"),
        (lambda b: b["entry"].append(deepcopy(b["entry"][3])), "Bundle.entry[7].fullUrl", "duplicate"),
        (lambda b: (claim_of(b).pop("identifier"), b.pop("identifier")), f"{CLAIM}.identifier", "required"),
    ],
)  # fmt: skip
def test_each_fault_is_named_at_its_element(change, expression, code):
    found, issues = read_submit(broken(change))
    assert found is None
    assert (expression, code) in [(issue.expression, issue.code) for issue in issues]
    told = outcome(issues)
    valid(told)
    assert expression in [issue["expression"][0] for issue in told["issue"]]


def test_urgency_emergency_hospital_and_updates_are_read():
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "class": {"code": "EMER"},
        "period": {"start": "2026-03-19T02:00:00-06:00"},
    }
    earlier = {"resourceType": "Claim", "id": "c0", "identifier": [{"value": "2026-0000"}]}
    given_bundle = bundle(
        priority={"coding": [{"code": "stat"}]},
        type={"coding": [{"code": "institutional"}]},
        related=[{"claim": {"reference": "Claim/c0"}}],
    )
    given_bundle["entry"] += [{"resource": encounter}, {"resource": earlier}]
    found, issues = read_submit(given_bundle)
    assert issues == []
    assert (found.urgent, found.hospital, found.emergency) == (True, True, True)
    assert found.attended_at == "2026-03-19T02:00:00-06:00"
    assert found.replaces == Identifier("", "2026-0000")


@pytest.mark.parametrize(("code", "urgent"), [("U", True), ("03", True), ("E", False)])
def test_the_level_of_service_tells_urgency_and_e_is_elective(code, urgent):
    level = {"url": systems.LEVEL_OF_SERVICE, "valueCodeableConcept": {"coding": [{"code": code}]}}
    assert read_submit(bundle(extension=[level]))[0].urgent is urgent


def test_an_answer_without_requests_has_no_empty_list():
    assert "entry" not in response_bundle([], Identifier(), AT.isoformat(), "http://x", inquiry=True)
    assert parameters([]) == {"resourceType": "Parameters"}


def test_an_inquiry_asks_by_patient_claim_and_codes():
    found, issues = read_inquiry(bundle())
    assert issues == []
    assert found.identifier.value == "2026-0001"
    assert [c.code for c in found.codings] == ["RM-LUMBAR", "RX-RODILLA"]
    assert read_inquiry({"resourceType": "Bundle", "type": "collection", "entry": []})[0] is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.tuples(st.integers(0, 400), JSON), max_size=4))
def test_no_bundle_however_broken_raises(changes):
    """Any node of a sound bundle replaced by anything: it is read, or its issues are told."""
    damaged = deepcopy(bundle())
    for number, value in changes:
        nodes = list(_nodes(damaged))
        holder, key = nodes[number % len(nodes)]
        holder[key] = value
    found, issues = read_submit(damaged)
    assert (found is None) == bool(issues)
    assert all(issue.expression.startswith("Bundle") for issue in issues)
    inquiry, told = read_inquiry(damaged)
    assert (inquiry is None) == bool(told)


def _nodes(value):
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _nodes(inner)


def answer(**changes):
    items = (
        AnsweredItem(7, "approved", number="ST2-26-000001-K", quantity=1, issued=date(2026, 3, 21),
                     valid_from=date(2026, 3, 21), valid_to=date(2026, 6, 19), service=Coding("urn:cauce:services", "RM-LUMBAR")),
        AnsweredItem(9, "denied", reason="criteria", sentence="Primero se indica terapia física."),
    )  # fmt: skip
    given_answer = {
        "identifier": Identifier("s", "2026-0001"),
        "folio": "S26-0000001",
        "created": AT,
        "complete": True,
        "items": items,
        "patient": PATIENT,
        "claim_url": "http://hospital.example/fhir/Claim/c1",
    }
    return Answer(**(given_answer | changes))


def test_the_answer_echoes_sequences_and_says_what_was_decided():
    found = claim_response(answer())
    valid(found)
    assert [item["itemSequence"] for item in found["item"]] == [7, 9]
    review = found["item"][0]["adjudication"][0]["extension"][0]["extension"]
    assert review[0] == {"url": "number", "valueString": "ST2-26-000001-K"}
    assert review[-1]["valueCodeableConcept"]["coding"][0]["code"] == "A1"
    assert found["outcome"] == "complete"


@pytest.mark.parametrize(("state", "code"), [(state, code) for state, (code, _d) in systems.ACTIONS.items()])
def test_every_state_of_an_item_has_its_action(state, code):
    found = claim_response(answer(items=(AnsweredItem(1, state),), complete=False))
    coding = found["item"][0]["adjudication"][0]["extension"][0]["extension"][0]["valueCodeableConcept"][
        "coding"
    ]
    assert (coding[0]["code"], found["outcome"]) == (code, "queued")


def test_broken_rules_are_answered_with_their_path():
    problem = Issue("Bundle.entry[1].resource.identifier", "business-rule", "La CURP no es válida.")
    found = claim_response(answer(items=(), problems=(problem,), folio=""))
    valid(found)
    assert found["outcome"] == "error"
    assert found["error"][0]["extension"][0]["valueString"] == problem.expression


def test_the_response_bundle_holds_the_answers_and_the_patient_once():
    found = response_bundle(
        [answer(), answer(folio="S26-0000002")],
        Identifier("t", "E-1"),
        AT.isoformat(),
        "http://x/fhir",
        inquiry=True,
    )
    valid(found)
    kinds = [entry["resource"]["resourceType"] for entry in found["entry"]]
    assert kinds == ["ClaimResponse", "ClaimResponse", "Patient"]
    assert found["identifier"]["value"] == "E-1"
