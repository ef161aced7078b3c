"""The signed file of an instrument that goes with a plan."""

from datetime import datetime
from typing import Any

from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents.storage import store_file
from cauce.core.documents.uploads import as_path, name_of

from ..models import Instrument


@action("riskplans.instrument.attach")
def attach_instrument(*, by: User, at: datetime, instrument: Instrument, upload: Any) -> Instrument:
    """Keep the file of an agreement or act, by its digest; another replaces it (the audit log names both).

    Refused over the upload limit (DOC-02).
    """
    unit = instrument.plan.hospital.unit
    require(by, Permission.RISK_REQUEST, unit, at)
    before = instrument.file
    with as_path(upload) as path:
        instrument.file = store_file(path)
    instrument.file_name = "".join(c for c in name_of(upload) if c.isprintable())[-200:]
    instrument.saved_at, instrument.saved_by, instrument.version = at, by, instrument.version + 1
    instrument.save()
    data = {"name": instrument.file_name, "digest": instrument.file, "before": before}
    record(action="riskplans.instrument.attach", by=by, at=at, subject=instrument, place=unit, data=data)
    return instrument
