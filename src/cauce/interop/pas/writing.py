"""Writing PAS answers: the response bundle, the inquiry's, and the OperationOutcome of what could not be read. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from . import systems
from .model import Answer, AnsweredItem, Coding, Identifier, Issue

X12_ERROR = "33"  # "input errors": the text says which


def outcome(issues: Iterable[Issue], severity: str = "error") -> dict[str, Any]:
    """An OperationOutcome that names each element."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": severity,
                "code": issue.code,
                "details": {"text": issue.text},
                "diagnostics": f"{issue.expression}: {issue.text}",
                "expression": [issue.expression],
            }
            for issue in issues
        ],
    }


def response_bundle(
    answers: Sequence[Answer], identifier: Identifier, at: str, base: str, *, inquiry: bool = False
) -> dict[str, Any]:
    """The bundle that answers a submit (one answer) or an inquiry (as many as match). at: FHIR instant; base: our URL."""
    entries = [_entry(f"{base}/ClaimResponse/{a.folio or 'error'}", claim_response(a)) for a in answers]
    echoed: dict[str, Any] = {}
    for answer in answers:
        if answer.patient and answer.patient.get("id"):
            echoed.setdefault(f"{base}/Patient/{answer.patient['id']}", dict(answer.patient))
    entries += [_entry(url, resource) for url, resource in echoed.items()]
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "meta": {"profile": [systems.INQUIRY_BUNDLE if inquiry else systems.RESPONSE_BUNDLE]},
        "type": "collection",
        "timestamp": at,
    }
    if entries:  # FHIR has no empty lists
        bundle["entry"] = entries
    if identifier.value:
        bundle["identifier"] = identifier.as_fhir()
    return bundle


def parameters(bundles: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The answer to an inquiry in PAS 2.2: a bundle for each request that matches."""
    found = [{"name": "responseBundle", "resource": dict(one)} for one in bundles]
    return {"resourceType": "Parameters", **({"parameter": found} if found else {})}


def claim_response(answer: Answer) -> dict[str, Any]:
    """One ClaimResponse: item sequences are those of the request."""
    found: dict[str, Any] = {
        "resourceType": "ClaimResponse",
        "id": answer.folio or "error",
        "meta": {"profile": [systems.CLAIM_RESPONSE]},
        "identifier": [answer.identifier.as_fhir()] if answer.identifier.value else [],
        "status": "active",
        "type": {"coding": [{"system": systems.CLAIM_TYPE, "code": "professional"}]},
        "use": "preauthorization",
        "patient": _patient(answer.patient),
        "created": answer.created.isoformat(timespec="seconds"),
        "insurer": {"display": "Cauce · Autorización previa (formato ST2)"},
        "outcome": "error" if answer.problems else "complete" if answer.complete else "queued",
    }
    if answer.claim_url and "://" in answer.claim_url:
        found["request"] = {"reference": answer.claim_url}
    if answer.note:
        found["disposition"] = answer.note
    if answer.folio:
        found["preAuthRef"] = answer.folio
    if answer.items:
        found["item"] = [_item(item) for item in answer.items]
    if answer.problems:
        found["error"] = [_error(issue) for issue in answer.problems]
    return {key: value for key, value in found.items() if value not in ([], {}, "", None)}


def _item(item: AnsweredItem) -> dict[str, Any]:
    extensions = []
    if item.reference:
        extensions.append({"url": systems.REFERENCE_NUMBER, "valueString": item.reference})
    if item.issued:
        extensions.append({"url": systems.PREAUTH_ISSUED, "valueDate": item.issued.isoformat()})
    if item.valid_from and item.valid_to:
        period = {"start": item.valid_from.isoformat(), "end": item.valid_to.isoformat()}
        extensions.append({"url": systems.PREAUTH_PERIOD, "valuePeriod": period})
    if item.service or item.quantity is not None:
        extensions.append(_detail(item.service, item.quantity))
    adjudication: dict[str, Any] = {
        "category": {"coding": [{"system": systems.ADJUDICATION, "code": "submitted"}]},
        "extension": [_review(item)],
    }
    found: dict[str, Any] = {"itemSequence": item.sequence, "adjudication": [adjudication]}
    return ({"extension": extensions} if extensions else {}) | found


def _review(item: AnsweredItem) -> dict[str, Any]:
    code, display = systems.ACTIONS[item.state]
    coding = {"system": systems.REVIEW_ACTION, "code": code, "display": display}
    inner: list[dict[str, Any]] = []
    if item.number:
        inner.append({"url": systems.REVIEW_NUMBER, "valueString": item.number})
    if item.reason:
        concept = {"coding": [{"code": item.reason}], "text": item.sentence or item.reason}
        inner.append({"url": systems.REVIEW_REASON, "valueCodeableConcept": concept})
    inner.append({"url": systems.REVIEW_ACTION_CODE, "valueCodeableConcept": {"coding": [coding]}})
    return {"url": systems.REVIEW_ACTION_EXTENSION, "extension": inner}


def _detail(service: Coding | None, quantity: int | None) -> dict[str, Any]:
    inner: list[dict[str, Any]] = []
    if service:
        inner.append({"url": "productOrServiceCode", "valueCodeableConcept": {"coding": [service.as_fhir()]}})
    if quantity is not None:
        inner.append({"url": "quantity", "valueQuantity": {"value": quantity}})
    return {"url": systems.AUTHORISED_DETAIL, "extension": inner}


def _error(issue: Issue) -> dict[str, Any]:
    return {
        "extension": [{"url": systems.ERROR_PATH, "valueString": issue.expression}],
        "code": {"coding": [{"system": systems.ERROR_CODES, "code": X12_ERROR}], "text": issue.text},
    }


def _patient(resource: Mapping[str, Any] | None) -> dict[str, str]:
    if resource and resource.get("id"):
        return {"reference": f"Patient/{resource['id']}"}
    return {"display": "Paciente de la solicitud"}


def _entry(url: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    return {"fullUrl": url, "resource": dict(resource)}
