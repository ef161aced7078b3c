"""Step 6: one grid, with its optimistic version."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from cauce.api.shapes import Id, answers
from cauce.core.errors import Conflict, Invalid

from .. import actions
from ..queries import SheetState, sheet_state
from ..rules.lines import FIELDS
from ..rules.table import broken
from . import finding
from .shapes import SavedOut, SheetIn, SheetOut, sheet_out

router = Router()
AT = "/declarations/{declaration_id}/units/{unit_id}/specialities/{speciality_id}/sheet"


@router.get(AT, response=answers(SheetOut), summary="Paso 6: leer una hoja")
def get_sheet(request: HttpRequest, declaration_id: Id, unit_id: Id, speciality_id: Id) -> dict[str, Any]:
    """The rows of a unit in a speciality, and the version to send back when saving."""
    declaration = finding.a_declaration(request, declaration_id)
    unit = finding.a_unit(request, declaration, unit_id)
    return sheet_out(sheet_state(declaration, unit, finding.an_entry("speciality", speciality_id)))


@router.put(AT, response=answers(SavedOut), summary="Paso 6: guardar una hoja")
def save_sheet(
    request: HttpRequest, declaration_id: Id, unit_id: Id, speciality_id: Id, body: SheetIn
) -> dict[str, Any]:
    """Save all the rows sent, or none: every problem comes with its cell as `rows.<product id>.<field>`.

    Warnings need `confirm: true`. A newer version answers 409 with `theirs`, what is stored now.
    """
    declaration = finding.a_declaration(request, declaration_id)
    unit = finding.a_unit(request, declaration, unit_id)
    speciality = finding.an_entry("speciality", speciality_id)
    try:
        saved = actions.save_sheet(
            by=request.user,
            at=request.now,
            declaration=declaration,
            unit=unit,
            speciality=speciality,
            rows=_typed(body),
            version=body.version,
            confirmed=body.confirm,
        )
    except Conflict as conflict:
        if isinstance(conflict.theirs, SheetState):
            conflict.theirs = SheetOut(**sheet_out(conflict.theirs)).model_dump(mode="json")
        raise
    return {name: getattr(saved, name) for name in SavedOut.model_fields}


def _typed(body: SheetIn) -> dict[int, dict[str, object]]:
    """Rows by product, as typed. Raises Invalid when a product comes twice (EX-12)."""
    rows = {row.product_id: {field: getattr(row, field) for field in FIELDS} for row in body.rows}
    if len(rows) != len(body.rows):
        sent = [row.product_id for row in body.rows]
        twice = sorted({pk for pk in sent if sent.count(pk) > 1})
        raise Invalid([broken("EX-12", f"rows.{pk}", product=pk) for pk in twice])
    return rows
