"""What goes in and comes out of asking and reading: drafts, previews, requests with their items."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from cauce.api.shapes import ProblemOut, Text

from .texts import Typed

SHAPE = (
    "Lo escrito: {patient: {curp, nss, given_name, first_surname, second_surname, birth_date, sex}, physician: "
    "{name, licence}, setting, priority, emergency, attended_at, desired_date, diagnosis, diagnosis_text, "
    "justification, items: [{service, quantity, side, place, note, oncology, prosthetics}], extra}"
)


class DraftIn(Schema):
    """A new draft. unit: code of where it is asked; requester: username of the physician, when another person types."""

    unit: Text
    typed: Typed = Field(default_factory=dict, description=SHAPE)
    requester: Text = ""
    channel: Literal["digital", "paper"] = "digital"


class DraftChangeIn(Schema):
    """The draft whole as it is now; version: the one that was read (409 with `theirs` when another saved first)."""

    typed: Typed = Field(description=SHAPE)
    version: int = Field(ge=1, le=2**31 - 1)


class PreviewIn(Schema):
    """What is typed so far; nothing is kept."""

    unit: Text
    typed: Typed = Field(default_factory=dict, description=SHAPE)


class EmergencyIn(DraftIn):
    """An emergency already attended (attended_at); it is written and sent in one act. Answers as in SendIn."""

    confirm: bool = False
    duplicate_reason: Text = ""


class SendIn(Schema):
    """confirm: the warnings were read; duplicate_reason: why a repeated service is asked again."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)
    confirm: bool = False
    duplicate_reason: Text = ""


class ReasonIn(Schema):
    """A written reason."""

    reason: Text = ""


class AnswerIn(Schema):
    """The answer to a request for information."""

    answer: Text


class LineOut(Schema):
    """A request in a list, or after an act: nothing of its patient. due_at: when an answer is due."""

    uid: UUID
    folio: str
    state: str
    outcome: str
    version: int
    unit: str
    unit_name: str
    speciality: str
    priority: str
    emergency: bool
    channel: str
    submitted_at: datetime | None
    due_at: datetime | None
    late: bool
    services: list[str]


class LinesOut(Schema):
    """A page of requests."""

    count: int
    items: list[LineOut]


class DraftOut(LineOut):
    """A draft with what was typed."""

    typed: dict[str, Any]


class NeedOut(Schema):
    """Whether an item needs authorisation, by which rule, and the sentence."""

    sequence: int
    needed: bool
    rule: str
    text: str


class RepeatOut(Schema):
    """An earlier request that an item repeats."""

    sequence: int
    folio: str
    state: str


class PreviewOut(Schema):
    """What is known before sending: needs, problems by place, repeats, and when an answer would be due."""

    needs_authorisation: bool
    needs: list[NeedOut]
    problems: list[ProblemOut]
    duplicates: list[RepeatOut]
    due_at: datetime


class PatientOut(Schema):
    """Who it is for, only to who may know it."""

    curp: str
    nss: str
    name: str
    birth_date: date
    sex: str


class DecisionOut(Schema):
    """A decision on an item: level 0 the screening, 1 the review, 2 the appeal."""

    level: int
    outcome: str
    reason_code: str
    clause: str
    patient_sentence: str
    would_change: str
    note: str
    quantity: int | None
    at: datetime


class NumberOut(Schema):
    """An authorisation number with its use."""

    number: str
    state: str
    service: str
    service_label: str
    place: str
    units: int
    remaining: int
    valid_from: date
    valid_until: date


class ItemOut(Schema):
    """One service asked for, what was decided (not to who gives a blind second opinion) and its numbers."""

    sequence: int
    service: str
    service_label: str
    category: str
    quantity: int
    side: str
    place: str
    note: str
    state: str
    decisions: list[DecisionOut]
    numbers: list[NumberOut]


class QuestionOut(Schema):
    """A request for information and its answer."""

    question: str
    sequences: list[int]
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class EvidenceOut(Schema):
    """A document of the request."""

    id: int
    description: str
    name: str
    sequence: int | None
    pages: int
    size: int
    sha256: str


class ScreeningOut(Schema):
    """One line of the automated screening's explanation."""

    number: int
    sequence: int | None
    step: str
    rule: str
    verdict: str
    text: str


class AppealOut(Schema):
    """An appeal (recurso de revisión)."""

    uid: UUID
    request: UUID
    folio: str
    state: str
    sequences: list[int]
    grounds: str
    filed_at: datetime
    due_at: datetime
    reviewer: str
    decided_at: datetime | None
    note: str


class RequestOut(LineOut):
    """A request as this reader may see it. basis: by what right; patient: null when the reader has no reason to know."""

    basis: str
    patient: PatientOut | None
    physician: str
    licence: str
    tracking_code: str
    setting: str
    attended_at: datetime | None
    desired_date: date | None
    diagnosis: str
    diagnosis_text: str
    justification: str
    duplicate_of: str
    duplicate_reason: str
    replaces: str
    warnings: list[str]
    extra: dict[str, Any]
    typed: dict[str, Any]
    items: list[ItemOut]
    questions: list[QuestionOut]
    evidence: list[EvidenceOut]
    screening: list[ScreeningOut]
    appeals: list[AppealOut]
