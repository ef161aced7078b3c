"""What the exchange's endpoints take and give."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from cauce.api.shapes import Id, PlaceOut, Text, place_out

from ..models import Declaration, Line, PaperReceipt, ProductRequest
from ..queries import SheetState
from ..rules.lines import FIELDS
from ..rules.states import LIGHT_TEXT


class RoundOut(Schema):
    """A collection round; opens_at inclusive, closes_at exclusive."""

    code: str
    name: str
    opens_at: datetime
    closes_at: datetime


class DeclarationOut(Schema):
    """One entity's declaration. answer: true SI, false NO, null not answered. Units only once finalised."""

    id: int
    round: str
    entity: PlaceOut
    state: str
    light: str
    light_text: str
    answer: bool | None
    final_version: int
    finalised_at: datetime | None
    finalised_by: str | None
    units_total: int | None
    units_with: int | None
    units_without: int | None
    reopened_until: datetime | None


class BoardOut(Schema):
    """The board of an institution in a round."""

    round: RoundOut
    institution: PlaceOut
    items: list[DeclarationOut]


class AnswerIn(Schema):
    """Step 2: true SI, false NO."""

    answer: bool


class FinaliseIn(Schema):
    """Step 7: the SI, and the person's own password again. confirm: accept the warnings."""

    answer: bool
    password: str = Field(max_length=200)
    confirm: bool = False


class ReopenIn(Schema):
    """A written reason; until: needed after the round's close."""

    reason: Text = Field(max_length=4000)
    until: datetime | None = None


class PaperIn(Schema):
    """The paper arrived. condition: complete, unsigned, damaged."""

    received_date: date
    reference: Text = Field(max_length=80)
    condition: Text = Field(max_length=12)
    note: Text = Field("", max_length=300)


class PaperOut(Schema):
    """A recorded arrival."""

    id: int
    final_version: int
    received_date: date
    reference: str
    condition: str
    note: str
    recorded_at: datetime
    recorded_by: str


class UnitOut(PlaceOut):
    """A unit of an entity, and how many rows it has."""

    rows: int


class EntryOut(Schema):
    """A group, speciality or product of the catalogue."""

    id: int
    code: str
    kind: str
    label: str
    parent_id: int | None
    synthetic: bool


class LineOut(Schema):
    """One product's row; null is "not reported". Monthly quantities."""

    product_id: int
    product_code: str
    product: str
    surplus_events: int | None
    surplus_patients: int | None
    shortage_cause: str
    shortage_events: int | None
    shortage_patients: int | None
    updated_at: datetime
    updated_by: str


class SheetOut(Schema):
    """One grid: unit × speciality. Send `version` back when saving."""

    version: int
    saved_at: datetime | None
    saved_by: str | None
    rows: list[LineOut]


# As typed: text, whole number or empty, so that every wrong cell is answered at its place.
Cell = str | int | float | bool | None


class RowIn(Schema):
    """One product's row; a row with all cells empty removes the product's."""

    product_id: Id
    surplus_events: Cell = None
    surplus_patients: Cell = None
    shortage_cause: Cell = None
    shortage_events: Cell = None
    shortage_patients: Cell = None


class SheetIn(Schema):
    """The rows to save; those not sent stay. version: of the sheet that was read. confirm: accept the warnings."""

    version: int = Field(ge=0, le=2**31 - 1)
    rows: list[RowIn] = Field(max_length=5000)
    confirm: bool = False


class SavedOut(Schema):
    """What a saving did."""

    version: int
    added: int
    changed: int
    removed: int


class RequestIn(Schema):
    """A product missing from the catalogue."""

    unit_id: Id
    speciality_id: Id
    label: Text = Field(max_length=400)
    justification: Text = Field("", max_length=4000)


class RequestOut(Schema):
    """A product request and its decision."""

    id: int
    declaration_id: int
    unit: str
    speciality: str
    label: str
    justification: str
    state: str
    requested_at: datetime
    requested_by: str
    decided_at: datetime | None
    reason: str
    product_id: int | None


class DecideIn(Schema):
    """approve publishes a new release with the product; a refusal needs a reason."""

    approve: bool
    reason: Text = Field("", max_length=4000)


def declaration_out(declaration: Declaration) -> dict[str, Any]:
    """A declaration as DeclarationOut."""
    same = (
        "id",
        "state",
        "answer",
        "final_version",
        "finalised_at",
        "units_total",
        "units_with",
        "units_without",
        "reopened_until",
    )
    by = declaration.finalised_by
    return {
        **{name: getattr(declaration, name) for name in same},
        "round": declaration.round.code,
        "entity": place_out(declaration.entity),
        "light": declaration.light,
        "light_text": LIGHT_TEXT[declaration.light],
        "finalised_by": by.display_name if by else None,
    }


def line_out(line: Line) -> dict[str, Any]:
    """A stored row as LineOut."""
    return {
        "product_id": line.product_id,
        "product_code": line.product.code,
        "product": line.product.label,
        **{field: getattr(line, field) for field in FIELDS},
        "updated_at": line.updated_at,
        "updated_by": line.updated_by.display_name,
    }


def sheet_out(state: SheetState) -> dict[str, Any]:
    """A stored grid as SheetOut."""
    sheet = state.sheet
    return {
        "version": state.version,
        "saved_at": sheet.saved_at if sheet else None,
        "saved_by": sheet.saved_by.display_name if sheet else None,
        "rows": [line_out(line) for line in state.lines.values()],
    }


def paper_out(receipt: PaperReceipt) -> dict[str, Any]:
    """A recorded arrival as PaperOut."""
    same = ("id", "final_version", "received_date", "reference", "condition", "note", "recorded_at")
    values = {name: getattr(receipt, name) for name in same}
    return {**values, "recorded_by": receipt.recorded_by.display_name}


def request_out(request: ProductRequest) -> dict[str, Any]:
    """A product request as RequestOut."""
    same = ("id", "declaration_id", "label", "justification", "state", "requested_at", "decided_at", "reason")
    return {
        **{name: getattr(request, name) for name in same},
        "unit": request.unit.code,
        "speciality": request.speciality.label,
        "requested_by": request.requested_by.display_name,
        "product_id": request.entry_id,
    }


def entry_out(entry: Any) -> dict[str, Any]:
    """A catalogue entry as EntryOut."""
    return {name: getattr(entry, name) for name in EntryOut.model_fields}
