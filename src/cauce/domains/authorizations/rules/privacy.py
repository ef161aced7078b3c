"""Why somebody may see a request, and how much of it (rule 13). Pure: the facts come from the database.

Without a basis nobody sees it. A reviewer of the queue sees the case without knowing whose it is, until it is theirs.
"""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """By what right a request is read; the read log keeps it."""

    REQUESTER = "requester"  # asked for it, or typed it
    UNIT = "unit"  # treats at the unit that asks
    REVIEWER = "reviewer"  # has claimed it
    APPEAL = "appeal"  # has its appeal
    DOUBLE = "double"  # gives a blind second opinion
    DECIDED = "decided"  # decided it before
    QUEUE = "queue"  # may claim it: sees no identity
    COORDINATION = "coordination"  # with a written reason
    AUDIT = "audit"  # with a written reason


BASIS_LABELS = {
    Basis.REQUESTER: "la solicitó",
    Basis.UNIT: "atiende en la unidad solicitante",
    Basis.REVIEWER: "la revisa",
    Basis.APPEAL: "resuelve su recurso",
    Basis.DOUBLE: "da una segunda opinión",
    Basis.DECIDED: "la resolvió",
    Basis.QUEUE: "está en su lista de espera",
    Basis.COORDINATION: "coordinación, con motivo",
    Basis.AUDIT: "auditoría, con motivo",
}
WITHOUT_IDENTITY = frozenset({Basis.QUEUE, Basis.DOUBLE})
NEEDS_REASON = frozenset({Basis.COORDINATION, Basis.AUDIT})


@dataclass(frozen=True, slots=True)
class Relation:
    """What ties a person to a request."""

    is_requester: bool = False
    writes_at_unit: bool = False
    holds: bool = False
    has_appeal: bool = False
    has_double: bool = False
    decided: bool = False
    may_claim: bool = False
    coordinates: bool = False
    audits: bool = False


_ORDER = (
    ("is_requester", Basis.REQUESTER),
    ("holds", Basis.REVIEWER),
    ("has_appeal", Basis.APPEAL),
    ("has_double", Basis.DOUBLE),
    ("writes_at_unit", Basis.UNIT),
    ("decided", Basis.DECIDED),
    ("may_claim", Basis.QUEUE),
    ("coordinates", Basis.COORDINATION),
    ("audits", Basis.AUDIT),
)


def basis_of(relation: Relation) -> Basis | None:
    """The nearest basis, or None: no reason to see this patient."""
    return next((basis for name, basis in _ORDER if getattr(relation, name)), None)


def mask(text: str) -> str:
    """An identifier without its middle: "GOPM…08"."""
    return f"{text[:4]}…{text[-2:]}" if len(text) > 8 else "…"
