"""What a sheet holds, in one short proof: counts and a digest of every row, for the audit log."""

import hashlib
import json
from typing import Any

from ..models import Sheet
from ..stored import COLUMNS


def sheet_digest(sheet: Sheet) -> dict[str, Any]:
    """patients, rows, promotion and admin counts, and the SHA-256 of all the sheet's rows in order."""
    digest = hashlib.sha256()
    patients = rows = 0
    for row in sheet.rows.prefetch_related("activities", "diagnoses"):
        rows += 1
        patients += row.continues_id is None
        digest.update(
            _line(
                str(row.uid),
                row.version,
                [getattr(row, name) for name in COLUMNS],
                [[a.code, a.number, a.klass] for a in row.activities.all()],
                [[d.code, d.text, d.klass] for d in row.diagnoses.all()],
            )
        )
    for line in [*sheet.promotion.all(), *sheet.admin.all()]:
        digest.update(_line(str(line.uid), line.version, line.minutes))
    return {
        "patients": patients,
        "rows": rows,
        "promotion": sheet.promotion.count(),
        "admin": sheet.admin.count(),
        "sha256": digest.hexdigest(),
    }


def _line(*parts: Any) -> bytes:
    return json.dumps(parts, ensure_ascii=False, default=str).encode() + b"\n"
