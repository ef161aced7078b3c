"""Put rows into a declaration in bulk, as `save_sheet` would leave them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.audit.log import record

from ..models import Declaration, Line, Sheet
from .chances import Row


def fill(declaration: Declaration, rows: Sequence[Row], by: User, at: datetime) -> None:
    """Insert the rows and version 1 of their sheets, with one event that carries the batch's digest."""
    common = {"declaration": declaration, "updated_at": at, "updated_by": by}
    Line.objects.bulk_create([_line(row, common) for row in rows], batch_size=500)
    pairs = sorted({(row.unit, row.speciality) for row in rows})
    common = {"declaration": declaration, "version": 1, "saved_at": at, "saved_by": by}
    sheets = [Sheet(unit_id=unit, speciality_id=speciality, **common) for unit, speciality in pairs]
    Sheet.objects.bulk_create(sheets, batch_size=500)
    digest = hashlib.sha256(json.dumps([asdict(row) for row in rows]).encode()).hexdigest()
    data = {"rows": len(rows), "sheets": len(pairs), "sha256": digest}
    record(action="demo.rows", by=by, at=at, subject=declaration, place=declaration.entity, data=data)


def _line(row: Row, common: dict) -> Line:
    values = asdict(row)
    ids = {f"{name}_id": values.pop(name) for name in ("unit", "product", "speciality")}
    return Line(**ids, **values, **common)
