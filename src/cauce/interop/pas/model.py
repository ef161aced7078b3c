"""What a bundle says once it is read, and what an answer must say. Frozen values, no framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

# FHIR's IssueType, those that are used here.
Code = Literal[
    "structure",
    "required",
    "value",
    "not-found",
    "duplicate",
    "invariant",
    "too-long",
    "business-rule",
    "conflict",
]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a bundle: where (a FHIRPath), what kind, and a sentence in Spanish."""

    expression: str
    code: Code
    text: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """system and value; empty text where the bundle has none."""

    system: str = ""
    value: str = ""

    def as_fhir(self) -> dict[str, str]:
        """The FHIR Identifier."""
        return {key: text for key, text in (("system", self.system), ("value", self.value)) if text}


@dataclass(frozen=True, slots=True)
class Person:
    """A patient or practitioner; gender as FHIR says it; identifiers by system."""

    identifiers: tuple[Identifier, ...] = ()
    given: str = ""
    first_surname: str = ""
    second_surname: str = ""
    gender: str = ""
    birth_date: str = ""

    def number(self, systems: Sequence[str]) -> str:
        """The first identifier in one of the systems, or empty."""
        return next((i.value for i in self.identifiers if i.system in systems), "")


@dataclass(frozen=True, slots=True)
class Coding:
    """A code in a system, with what it displays."""

    system: str = ""
    code: str = ""
    display: str = ""

    def as_fhir(self) -> dict[str, str]:
        """The FHIR Coding."""
        pairs = (("system", self.system), ("code", self.code), ("display", self.display))
        return {key: text for key, text in pairs if text}


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item of the claim: sequence is the sender's own and is echoed; expression is where it stands."""

    sequence: int
    codings: tuple[Coding, ...]
    quantity: str
    side: str
    serviced_from: str
    note: str
    expression: str
    cancelled: bool = False  # an update takes it back


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that came inside the bundle, in base64 as it came."""

    title: str
    content_type: str
    data: str
    expression: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A whole request bundle. identifier: what makes a repeated submit the same one (the claim's, else the bundle's)."""

    identifier: Identifier
    bundle_identifier: Identifier
    patient: Person
    physician: Person
    unit: tuple[Identifier, ...]
    unit_name: str
    urgent: bool
    hospital: bool
    emergency: bool
    attended_at: str
    diagnoses: tuple[Coding, ...]
    justification: str
    duplicate_reason: str
    items: tuple[AskedItem, ...]
    attachments: tuple[Attachment, ...]
    replaces: Identifier | None
    created: str
    claim_url: str
    patient_resource: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)  # our field → FHIRPath, to say where a rule broke
    wished_from: str = ""  # of the whole request: the event's or the admission's first day


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What $inquire asks by: the claim's identifier and the patient's; codes narrow it."""

    identifier: Identifier
    bundle_identifier: Identifier
    patient: Person
    codings: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One item of the answer. state: a key of systems.ACTIONS; number: the authorisation's, when there is one."""

    sequence: int
    state: str
    number: str = ""
    reference: str = ""
    reason: str = ""
    sentence: str = ""
    service: Coding | None = None
    quantity: int | None = None
    issued: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one request. problems: a refused submission's, each with its FHIRPath (outcome is then error)."""

    identifier: Identifier
    folio: str
    created: datetime
    complete: bool
    items: tuple[AnsweredItem, ...] = ()
    problems: tuple[Issue, ...] = ()
    note: str = ""
    patient: Mapping[str, Any] | None = None  # the resource as it came, echoed
    claim_url: str = ""
