"""Searchset bundles with pages, and reading the parameters of a search."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from .outcomes import FhirError
from .registry import Page, Parameters, Resource

COUNT, MOST = 50, 500
OFFSET = "_offset"
# Parameters of every search that do not narrow it.
SHAPING = {"_count", OFFSET, "_format", "_pretty", "_total", "_summary"}


def paging(parameters: Parameters) -> tuple[int, int]:
    """(offset, count) as asked. Raises FhirError."""
    return _number(parameters, OFFSET, 0, 10_000_000), _number(parameters, "_count", COUNT, MOST)


def _number(parameters: Parameters, name: str, default: int, most: int) -> int:
    text = (parameters.get(name) or [str(default)])[0]
    if not text.isdecimal() or len(text) > 9:
        raise FhirError(400, f"{name}={text[:20]!r} no es un número entero.", name)
    return min(int(text), most)


def check_known(parameters: Parameters, resource: Resource) -> None:
    """Only parameters that the type knows: an ignored filter would answer with what was not asked. Raises FhirError."""
    known = {"_id", *SHAPING, *(p.name for p in resource.parameters)}
    for name in parameters:
        if name not in known:
            raise FhirError(
                400, f"{name[:40]!r} no es un parámetro de {resource.type}.", name[:40], "not-supported"
            )


def token(value: str) -> tuple[str | None, str]:
    """(system, code) of a token: "code" → (None, code), "|code" → ("", code), "system|code"."""
    system, bar, code = value.partition("|")
    return (system, code) if bar else (None, system)


def reference_id(value: str, *kinds: str) -> str:
    """The id in "Type/id" or "id". Raises FhirError for another type."""
    kind, slash, rest = value.rpartition("/")
    if slash and kind.rsplit("/", 1)[-1] not in kinds:
        raise FhirError(400, f"{value[:60]!r} no es una referencia a {' o '.join(kinds)}.")
    return rest


def bundle(
    page: Page, base: str, kind: str, parameters: Parameters, offset: int, count: int
) -> dict[str, Any]:
    """The searchset of a page, with links to itself and its neighbours."""
    entries = [
        {"fullUrl": f"{base}/{r['resourceType']}/{r['id']}", "resource": r, "search": {"mode": "match"}}
        for r in page.resources
    ]
    links = [("self", offset)]
    if count and offset + count < page.total:
        links.append(("next", offset + count))
    if offset > 0:
        links.append(("previous", max(0, offset - count)))
    told: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": page.total,
        "link": [
            {"relation": name, "url": f"{base}/{kind}?{_query(parameters, at, count)}"} for name, at in links
        ],
    }
    return told | ({"entry": entries} if entries else {})


def _query(parameters: Mapping[str, Sequence[str]], offset: int, count: int) -> str:
    kept = {name: list(values) for name, values in parameters.items() if name not in ("_count", OFFSET)}
    return urlencode({**kept, "_count": [str(count)], OFFSET: [str(offset)]}, doseq=True)
