"""What the modules offer over FHIR."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Parameters = Mapping[str, Sequence[str]]  # search parameter → its values, as sent
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search: how many match in all, and the resources of this page."""

    total: int
    resources: Iterable[Json]


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """A parameter of a search: name, type (token, string, reference, date) and what it means, in Spanish."""

    name: str
    type: str
    documentation: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A type that can be read and searched.

    read: (request, id) → the resource, None when there is none for this person. search: (request, parameters,
    offset, count) → a page; it raises FhirError for parameters that it cannot understand. Both check permissions.
    """

    type: str
    documentation: str
    read: Callable[[Any, str], Json | None]
    search: Callable[[Any, Parameters, int, int], Page]
    parameters: tuple[SearchParameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on a type, `POST /fhir/<type>/$<name>`.

    run: (request, body) → (HTTP status, resource). The body is a JSON object; the operation checks its type.
    None: the module answers at an address of its own (its fhir/urls.py); here it is only told in the metadata.
    """

    type: str
    name: str
    documentation: str
    run: Callable[[Any, Json], tuple[int, Json]] | None = None
    definition: str = ""  # canonical of its OperationDefinition


@dataclass(slots=True)
class _Registry:
    resources: dict[str, Resource] = field(default_factory=dict)
    operations: dict[tuple[str, str], Operation] = field(default_factory=dict)


REGISTRY = _Registry()


def register(resource: Resource) -> None:
    """Offer a type."""
    REGISTRY.resources[resource.type] = resource


def register_operation(operation: Operation) -> None:
    """Offer an operation on a type (which need not be readable)."""
    REGISTRY.operations[operation.type, operation.name] = operation


def types() -> list[str]:
    """Every type with something to offer, in alphabetical order."""
    return sorted({*REGISTRY.resources, *(kind for kind, _name in REGISTRY.operations)})
