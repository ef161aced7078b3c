"""Finding one's way in a bundle: entries, references, what is missing. Pure; every trouble is an Issue at its place."""

from collections.abc import Iterator, Mapping
from typing import Any

from .model import Coding, Identifier, Issue, Person
from .systems import FATHERS_FAMILY, MOTHERS_FAMILY

MAX_ENTRIES = 200
Resource = Mapping[str, Any]


class Bundle:
    """A bundle whose outer shape is sound; `issues` collects what is found while reading it."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.issues: list[Issue] = []
        self.entries: list[tuple[str, Resource, str]] = []  # fullUrl, resource, expression
        for number, entry in enumerate(resource["entry"]):
            self._enter(number, entry)

    def _enter(self, number: int, entry: Any) -> None:
        place = f"Bundle.entry[{number}]"
        found = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
            self.no(f"{place}.resource", "structure", "La entrada no trae un recurso FHIR.")
            return
        url = entry.get("fullUrl")
        if isinstance(url, str) and any(url == other for other, _r, _p in self.entries):
            self.no(
                f"{place}.fullUrl", "duplicate", f"La dirección «{url[:120]}» está repetida en el paquete."
            )
        self.entries.append((url if isinstance(url, str) else "", found, f"{place}.resource"))

    def no(self, expression: str, code: Any, text: str) -> None:
        """Note an issue."""
        self.issues.append(Issue(expression, code, text))

    def resolve(
        self, reference: Any, expression: str, *, required: bool = True
    ) -> tuple[Resource, str] | None:
        """The resource a Reference points at, with its place; notes what does not resolve."""
        text = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(text, str) or not text:
            logical = isinstance(reference, dict) and isinstance(reference.get("identifier"), dict)
            if required and not logical:
                self.no(expression, "required", "Falta la referencia.")
            return None
        for url, resource, place in self.entries:
            kind_id = f"{resource['resourceType']}/{resource.get('id', '')}"
            if text in (url, kind_id) or (url and "/" in text and url.endswith("/" + text)):
                return resource, place
        self.no(
            f"{expression}.reference", "not-found", f"La referencia «{text[:120]}» no está en el paquete."
        )
        return None

    def check_references(self, value: Any, expression: str) -> None:
        """Every reference below `value` must be in the bundle; contained ones (#id) are the resource's own."""
        for place, text in _references(value, expression):
            if not text.startswith("#"):
                self.resolve({"reference": text}, place)


def _references(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield place, value["reference"]
        for key, inner in value.items():
            if key != "contained":
                yield from _references(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _references(inner, f"{place}[{number}]")


def listed(value: Any) -> list[Any]:
    """A list of it, whatever it was: absent is empty, one is one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it is passed over."""
    return [item for item in listed(value) if isinstance(item, dict)]


def text_of(value: Any) -> str:
    """The text of a primitive, without blanks around it; empty for objects and lists."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def identifiers(resource: Resource) -> tuple[Identifier, ...]:
    """A resource's identifiers."""
    return tuple(identifier_of(found) for found in objects(resource.get("identifier")))


def identifier_of(value: Any) -> Identifier:
    """A FHIR Identifier as ours."""
    found = value if isinstance(value, dict) else {}
    return Identifier(text_of(found.get("system")), text_of(found.get("value")))


def codings(concept: Any) -> tuple[Coding, ...]:
    """The codings of a CodeableConcept."""
    found = objects(concept.get("coding")) if isinstance(concept, dict) else []
    return tuple(
        Coding(text_of(c.get("system")), text_of(c.get("code")), text_of(c.get("display"))) for c in found
    )


def extension(holder: Any, url: str) -> dict[str, Any] | None:
    """The first extension of that address."""
    found = objects(holder.get("extension")) if isinstance(holder, dict) else []
    return next((e for e in found if e.get("url") == url), None)


def person(resource: Resource) -> Person:
    """A Patient or Practitioner; surnames by their own extensions, else the family name's first word and the rest."""
    names = objects(resource.get("name"))
    name = next((n for n in names if n.get("use") in (None, "official", "usual")), names[0] if names else {})
    family = text_of(name.get("family"))
    parts = name.get("_family") if isinstance(name.get("_family"), dict) else {}
    first = text_of((extension(parts, FATHERS_FAMILY) or {}).get("valueString"))
    second = text_of((extension(parts, MOTHERS_FAMILY) or {}).get("valueString"))
    if not first and family:
        first, _blank, second = family.partition(" ")
    return Person(
        identifiers(resource),
        " ".join(text_of(given) for given in listed(name.get("given"))),
        first,
        second,
        text_of(resource.get("gender")),
        text_of(resource.get("birthDate")),
    )
