"""The CapabilityStatement, made from what is registered."""

from datetime import datetime
from typing import Any

from cauce import __version__

from .registry import REGISTRY, types
from .shapes import checked

FHIR_VERSION = "4.0.1"
COMMON = (
    ("_id", "token", "Identificador lógico"),
    ("_count", "number", "Recursos por página (1 a 500)"),
)


def statement(at: datetime, base: str) -> dict[str, Any]:
    """What this server can do. base: the server's address."""
    return checked(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": at.isoformat(timespec="seconds"),
            "kind": "instance",
            "publisher": "Cauce",
            "software": {"name": "Cauce", "version": __version__},
            "implementation": {"description": "Cauce", "url": base},
            "fhirVersion": FHIR_VERSION,
            "format": ["application/fhir+json"],
            "rest": [
                {
                    "mode": "server",
                    "documentation": "Los mismos permisos que las páginas y la API.",
                    "security": {
                        "description": "«Authorization: Bearer» con una clave de «Mi cuenta › Claves de API», o la sesión."
                    },
                    "resource": [_resource(kind) for kind in types()],
                }
            ],
        }
    )


def _resource(kind: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": kind}
    if resource := REGISTRY.resources.get(kind):
        own = [(p.name, p.type, p.documentation) for p in resource.parameters]
        told["documentation"] = resource.documentation
        told["interaction"] = [{"code": "read"}, {"code": "search-type"}]
        told["searchParam"] = [
            {"name": name, "type": type_, "documentation": words} for name, type_, words in (*COMMON, *own)
        ]
    operations = [one for (type_, _name), one in REGISTRY.operations.items() if type_ == kind]
    if operations:
        told["operation"] = [
            {
                "name": one.name,
                "definition": one.definition or f"OperationDefinition/{kind}-{one.name}",
                "documentation": one.documentation,
            }
            for one in operations
        ]
    return told
