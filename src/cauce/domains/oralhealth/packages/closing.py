"""The state of the month at its node: once agreed and closed there, it is sent and consolidated here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.container import Package
from cauce.interop.packages.fates import Fate, Outcome, fate
from cauce.interop.packages.rules import refused

from ..models import Consolidation, FacilityMonth, Sheet
from ..queries.consolidated import month_figures
from ..rules.states import MonthState
from .proposals import moment

Record = dict[str, Any]
LABEL = "Estado del mes"


def month_record(place: OrgUnit, period: str) -> Record:
    """What the node says of the month itself."""
    found = FacilityMonth.objects.filter(facility=place, month=int(period)).first()
    latest = found.consolidations.filter(version=found.version).first() if found else None
    agreed = latest.agreements.select_related("by").order_by("party") if latest else []
    return {
        "state": str(found.state if found else MonthState.OPEN),
        "version": found.version if found else 0,
        "sent_at": found.sent_at.isoformat() if found and found.sent_at else "",
        "agreed": [{"party": a.party, "by": a.by.display_name, "at": a.at.isoformat()} for a in agreed],
    }


def sent_at_of(package: Package) -> datetime | None:
    """When the node closed and sent the month; None while it is open there. Raises Invalid (PK-12)."""
    found: Mapping[str, Any] = next(package.records("month"), {})
    try:
        return moment(found["sent_at"]) if found.get("state") == MonthState.LOCKED else None
    except (KeyError, TypeError, ValueError) as error:
        raise refused("PK-12", why="el estado del mes está mal formado") from error


def close(
    by: User, at: datetime, month: FacilityMonth, sent_at: datetime | None, *, changed: bool
) -> list[Fate]:
    """Note that the node sent the month, and consolidate it here from what was taken."""
    if sent_at is None:
        return []
    current = month.consolidations.filter(version=month.version, outdated=False).exists()
    same = month.sent_at == sent_at and current and not changed
    if not same:
        _consolidate(by, at, month, sent_at)
    outcome = Outcome.UNCHANGED if same else Outcome.REPLACED if month.version > 1 else Outcome.TAKEN
    return [fate("month", f"{month.facility.code}/{month.month}", LABEL, outcome, None)]


def _consolidate(by: User, at: datetime, month: FacilityMonth, sent_at: datetime) -> None:
    figures = month_figures(month.facility, month.month)
    month.version, month.outdated, month.state = month.version + 1, False, MonthState.CONSOLIDATED
    month.sent_at = sent_at
    month.save()
    Consolidation.objects.create(
        month=month,
        version=month.version,
        figures=figures,
        sheets=Sheet.objects.filter(facility=month.facility, month=month.month).count(),
        patients=figures["service"]["total"]["patients"],
        at=at,
        by=by,
    )
