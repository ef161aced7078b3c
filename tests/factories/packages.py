"""Packages made and taken in within one database: what a node wrote is exported, wiped, and brought in again."""

import io
from pathlib import Path
from typing import Any

from cauce.core.documents import seal
from cauce.core.documents.keys import seal_key
from cauce.core.organisations.models import OrgUnit
from cauce.domains.oralhealth.models import (
    Agreement,
    Claim,
    Consolidation,
    FacilityMonth,
    PatientRow,
    Removed,
    Sheet,
)
from cauce.domains.oralhealth.packages.kind import KIND
from cauce.domains.oralhealth.packages.making import export
from cauce.interop.packages import actions, container
from cauce.interop.packages.models import ReceivedPackage

PERIOD = "202603"


def pack(scene: Any, place: OrgUnit | None = None, period: str = PERIOD, by: Any = None) -> bytes:
    """The package of the facility's month as it is now."""
    made = io.BytesIO()
    actions.export_package(
        by=by or scene.reges,
        at=scene.at,
        kind=KIND,
        place=place or scene.pedregal,
        period=period,
        target=made,
    )
    return made.getvalue()


def bring(scene: Any, content: bytes, by: Any = None) -> ReceivedPackage:
    """Import a package as its region would."""
    by = by or scene.regional
    received = actions.receive_package(
        by=by, at=scene.at, filename="mes.cauce", chunks=[content], start=False
    )
    return actions.settle(received, by=by, at=scene.at)


def wipe(place: OrgUnit) -> None:
    """Forget the facility's days: from here on the database is the region's."""
    sheets = Sheet.objects.filter(facility=place)
    Claim.objects.filter(sheet__in=sheets).delete()
    Removed.objects.filter(sheet__in=sheets).delete()
    PatientRow.objects.filter(sheet__in=sheets, continues__isnull=False).delete()
    PatientRow.objects.filter(sheet__in=sheets).delete()
    for sheet in sheets:
        sheet.promotion.all().delete()
        sheet.admin.all().delete()
    sheets.delete()
    Agreement.objects.filter(consolidation__month__facility=place).delete()
    Consolidation.objects.filter(month__facility=place).delete()
    FacilityMonth.objects.filter(facility=place).delete()


def records_of(place: OrgUnit, period: str = PERIOD) -> dict[str, Any]:
    """What the database holds of the month, as a package would say it (but for the month's own state)."""
    parts, _facts = export(place, period)
    return {name: rows for name, rows in parts.items() if name != "month"}


def outcomes(received: ReceivedPackage) -> dict[str, int]:
    """Outcome → how many, without the zeros."""
    return {name: count for name, count in received.counts.items() if count}


def forge(content: bytes, tmp_path: Path, change: Any, key: Any = None, head: Any = None) -> bytes:
    """The package with its records changed by `change(parts)` (and its head by `head`), signed again."""
    key = key or seal_key()
    path = tmp_path / "forged"
    path.write_bytes(content)
    package = container.open_package(path, lambda *_anything: True)
    parts = {part.name: list(package.records(part.name)) for part in package.manifest.parts}
    manifest = package.manifest
    package.close()
    change(parts)
    said = {
        "kind": manifest.kind, "place": manifest.place, "place_name": manifest.place_name, "period": manifest.period,
        "number": manifest.number + 1, "made_at": manifest.made_at, "made_by": manifest.made_by,
        "software": manifest.software, "facts": dict(manifest.facts), **(head or {}),
    }  # fmt: skip
    return sign(said, {name: container.lines_of(rows) for name, rows in parts.items()}, key)


def sign(head: dict[str, Any], parts: dict[str, bytes], key: Any) -> bytes:
    """A package of these parts signed with a key."""
    made = io.BytesIO()
    container.write(
        made,
        head,
        parts,
        key_id=seal.key_id(seal.public_text(key)),
        sign=lambda message: seal.sign(key, message),
    )
    return made.getvalue()
