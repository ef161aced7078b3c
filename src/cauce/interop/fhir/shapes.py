"""Checking a resource's shape (R4B), and building the common pieces."""

from functools import cache
from importlib import import_module
from typing import Any

from pydantic import ValidationError

from .outcomes import FhirError

Json = dict[str, Any]


@cache
def model_of(kind: str) -> Any:
    """The pydantic model of a type. Raises KeyError for no such type."""
    try:
        return getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    except (ImportError, AttributeError) as error:
        raise KeyError(kind) from error


def checked(resource: Json) -> Json:
    """The resource, its shape proven. Raises ValueError: ours are made right, so this is a fault of ours."""
    model_of(resource["resourceType"]).model_validate(resource)
    return resource


def received(body: Any, kind: str, at: str = "") -> Json:
    """A resource that came from outside, of the type asked. Raises FhirError naming each element.

    at: where it stands in what was sent ("Bundle.entry[0].resource"), blank for the body itself.
    """
    place = at or kind
    if not isinstance(body, dict) or body.get("resourceType") != kind:
        raise FhirError(400, f"Se esperaba un recurso {kind}.", place, "structure")
    try:
        model_of(kind).model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
        raise FhirError(400, first["msg"], f"{place}{path}", "structure") from error
    return body


def coding(system: str, code: str, display: str = "") -> Json:
    """A Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(system: str, code: str, display: str = "", text: str = "") -> Json:
    """A CodeableConcept of one coding."""
    return {"coding": [coding(system, code, display)], **({"text": text} if text else {})}


def absent(reason: str) -> Json:
    """An element whose value is missing, and why (code of data-absent-reason)."""
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    return {"extension": [{"url": url, "valueCode": reason}]}
