"""Request bundles in the PAS shape, ours: an invented patient with a valid CURP, two items, one document."""

from typing import Any

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "urn:oid:2.16.840.1.113883.4.629", "value": "GOME800101HBCMNS08"},
        {"system": "http://www.imss.gob.mx/nss", "value": "12345678903"},
    ],
    "name": [{"family": "Gómez Mendoza", "given": ["Ernesto"]}],
    "gender": "male",
    "birthDate": "1980-01-01",
}
CLAIM = {
    "resourceType": "Claim",
    "id": "c1",
    "identifier": [{"system": "http://hospital.example/solicitudes", "value": "2026-0001"}],
    "status": "active",
    "type": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]
    },
    "use": "preauthorization",
    "patient": {"reference": "Patient/p1"},
    "created": "2026-03-20T10:00:00-06:00",
    "insurer": {"reference": "Organization/o2"},
    "provider": {"reference": "Organization/o1"},
    "priority": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/processpriority", "code": "normal"}]
    },
    "careTeam": [{"sequence": 1, "provider": {"reference": "Practitioner/m1"}}],
    "diagnosis": [
        {
            "sequence": 1,
            "diagnosisCodeableConcept": {
                "coding": [
                    {"system": "http://hl7.org/fhir/sid/icd-10", "code": "M54.5", "display": "Lumbago"}
                ]
            },
        }
    ],
    "supportingInfo": [
        {
            "sequence": 1,
            "category": {"coding": [{"code": "justification"}]},
            "valueString": "Dolor lumbar de cuatro meses con irradiación a la pierna izquierda, sin mejoría.",
        }
    ],
    "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/v1"}}],
    "item": [
        {
            "sequence": 7,
            "careTeamSequence": [1],
            "diagnosisSequence": [1],
            "productOrService": {"coding": [{"system": "urn:cauce:services", "code": "RM-LUMBAR"}]},
            "quantity": {"value": 1},
            "servicedDate": "2026-04-02",
        },
        {
            "sequence": 9,
            "productOrService": {"coding": [{"system": "urn:cauce:services", "code": "RX-RODILLA"}]},
            "quantity": {"value": 2},
            "bodySite": {"coding": [{"system": "http://snomed.info/sct", "code": "7771000"}]},
        },
    ],
}


def bundle(**changes: Any) -> dict[str, Any]:
    """A sound request bundle; keyword arguments replace fields of the claim (None takes one away)."""
    claim = {key: value for key, value in (CLAIM | changes).items() if value is not None}
    resources = [
        claim,
        PATIENT,
        {
            "resourceType": "Organization",
            "id": "o1",
            "name": "Unidad de medicina familiar",
            "identifier": [{"system": "http://www.clues.salud.gob.mx", "value": "BCIST000001"}],
        },
        {"resourceType": "Organization", "id": "o2", "name": "Institución"},
        {
            "resourceType": "Practitioner",
            "id": "m1",
            "identifier": [{"system": "http://www.cedulaprofesional.sep.gob.mx", "value": "1234567"}],
            "name": [{"family": "Nava", "given": ["Rosa"]}],
        },
        {
            "resourceType": "Coverage",
            "id": "v1",
            "status": "active",
            "beneficiary": {"reference": "Patient/p1"},
            "payor": [{"reference": "Organization/o2"}],
        },
        {
            "resourceType": "DocumentReference",
            "id": "d1",
            "status": "current",
            "description": "Nota de la consulta",
            "content": [{"attachment": {"contentType": "text/plain", "data": "Tm90YQ=="}}],
        },
    ]
    entries = [
        {"fullUrl": f"http://hospital.example/fhir/{r['resourceType']}/{r['id']}", "resource": r}
        for r in resources
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": "http://hospital.example/envios", "value": "E-1"},
        "timestamp": "2026-03-20T10:00:00-06:00",
        "entry": entries,
    }
