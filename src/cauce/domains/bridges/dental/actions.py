"""Take confirmed dental figures into a report, through the report's own act."""

from collections.abc import Collection, Mapping
from datetime import datetime

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.domains.riskplans.actions import save_figures
from cauce.domains.riskplans.models import QuarterReport
from cauce.domains.riskplans.policies import not_now
from cauce.domains.riskplans.rules.cuadros import PRODUCTION

from .proposing import proposal_of


@action("bridges.dental.confirm")
def confirm_dental(
    *,
    by: User,
    at: datetime,
    report: QuarterReport,
    rows: Collection[str],
    seen: Mapping[str, int] | None = None,
    version: int | None = None,
) -> int:
    """Write the confirmed rows with what the record counts; returns how many changed.

    seen: what the person was shown of each row; another count by now was never confirmed (NotNow RP-75). Rows that
    nobody confirmed stay as they are. Raises what `save_figures` raises (who, state, somebody else's save).
    """
    found = proposal_of(report)
    chosen = {line.row: line for line in found.lines if line.row in set(rows)}
    for row, line in chosen.items():
        if seen is not None and seen.get(row) != line.value:
            raise not_now("RP-75", row=line.label, seen=seen.get(row, "—"), now=line.value)
    typed = {(PRODUCTION.key, row, "ejecutado"): str(line.value) for row, line in chosen.items()}
    origin = f"Registro diario de odontología: {found.sheets} hojas de {len(found.facilities)} instalaciones"
    save_figures(by=by, at=at, report=report, typed=typed, version=version, source="bridge", origin=origin)
    changed = sum(line.differs for line in chosen.values())
    data = {"period": report.period, "rows": sorted(chosen), "sheets": found.sheets, "changed": changed}
    record(
        action="bridges.dental.confirm",
        by=by,
        at=at,
        subject=report,
        place=report.plan.hospital.unit,
        data=data,
    )
    return changed
