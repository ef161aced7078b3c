"""A readable reference of the API, made from its OpenAPI description; nothing is loaded from elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .api import api


def docs(request: HttpRequest) -> HttpResponse:
    """Every operation by topic: address, parameters, body and answers."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return render(request, "api/docs.html", {"info": schema["info"], "topics": _topics(schema)})


def _topics(schema: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    topics: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            topics.setdefault(operation.get("tags", ["Otros"])[0], []).append(
                {
                    "id": operation["operationId"],
                    "label": f"{method.upper()} {path}",
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "description": operation.get("description", ""),
                    "parameters": [_parameter(p) for p in operation.get("parameters", [])],
                    "body": _body(operation, schema),
                    "answers": [_answer(code, a, schema) for code, a in operation["responses"].items()],
                }
            )
    return list(topics.items())


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    shape = parameter.get("schema", {})
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(shape),
        "default": shape.get("default"),
        "text": parameter.get("description", ""),
    }


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    for kind, media in content.items():
        return {"kind": kind, "name": _type(media["schema"]), "fields": _fields(media["schema"], schema)}
    return None


def _answer(code: Any, answer: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    media = next(iter(answer.get("content", {}).values()), {})
    shape = media.get("schema", {})
    is_error = int(code) >= 400
    return {
        "code": int(code),
        "type": _type(shape) if shape else "",
        "fields": [] if is_error else _fields(shape, schema),
    }


def _fields(shape: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Name, type and description of each field of an object, following one reference."""
    target = _resolved(shape, schema)
    required = set(target.get("required", []))
    return [
        {"name": n, "type": _type(f), "required": n in required, "text": f.get("description", "")}
        for n, f in target.get("properties", {}).items()
    ]


def _resolved(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref", "")
    return schema["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else shape


def _type(shape: dict[str, Any]) -> str:
    """The type as a person reads it: "integer", "[PlaceOut]", "string | null"."""
    if "$ref" in shape:
        return shape["$ref"].rsplit("/", 1)[-1]
    if "anyOf" in shape:
        return " | ".join(_type(part) for part in shape["anyOf"])
    if shape.get("type") == "array":
        return f"[{_type(shape.get('items', {}))}]"
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    kind = shape.get("type", "any")
    return f"{kind} ({shape['format']})" if "format" in shape else kind
