"""Taking a unit's requests in: each by its uid, with the rules of every other door, into the same queue.

What was taken goes its way here: a later package does not change it. What the rules refuse is told with its reasons and
may come again, corrected, in the next package. The newest package decides which of those not taken yet still count.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.errors import Invalid, Problem, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.interop.packages.container import Package
from cauce.interop.packages.fates import Fate, Outcome, fate
from cauce.interop.packages.rules import broken as package_broken

from ..actions.exchanging import KeptFile, keep_file
from ..actions.packaging import take_request
from ..models import Professional, Request
from ..numbering import reserve
from ..places import today_at
from ..rules.table import broken
from .proposals import Proposed, read, unpack, workplace

SOURCE = "package:"
PART = "requests"


def take(by: User, at: datetime, place: OrgUnit, package: Package, earlier: int) -> list[Fate]:
    """The fate of every request. Raises Invalid (PK-12) for the whole package."""
    proposals, number = read(package), package.manifest.number
    if number < earlier:
        why = package_broken("PK-23", ours=earlier, theirs=number)
        return [_fate(one, Outcome.KEPT, why) for one in proposals]
    reserve(today_at(place, at).year)  # numbers before the audit log, once for all
    with workplace() as folder:
        paths = unpack(package, Path(folder))
        return [_one(by, at, place, one, paths) for one in proposals]


def _one(by: User, at: datetime, place: OrgUnit, proposed: Proposed, paths: Mapping[str, Path]) -> Fate:
    known = Request.objects.filter(uid=proposed.uid).first()
    if known is not None:
        return _known(known, place, proposed)
    try:
        requester = _physician(proposed, place, at)
        files = [_kept(one, paths) for one in proposed.files]
        typed, told = _day_gone_by(proposed, place, at)
        with transaction.atomic():
            take_request(
                by=by,
                at=at,
                unit=place,
                uid=proposed.uid,
                typed=typed,
                requester=requester,
                source=(f"{SOURCE}{place.code}", f"{proposed.uid}@{proposed.version}"),
                files=files,
            )
    except Refusal as refusal:
        errors = [p for p in refusal.problems if p.level == "error"] or list(refusal.problems)
        return _fate(proposed, Outcome.REFUSED, *errors)
    return _fate(proposed, Outcome.TAKEN, *told)


def _known(known: Request, place: OrgUnit, proposed: Proposed) -> Fate:
    """One that is here already: the same again, another unit's, or one that changed at the unit since."""
    if known.unit_id != place.pk:
        return _fate(proposed, Outcome.REFUSED, broken("AP-112"))
    if not known.source_system.startswith(SOURCE):
        return _fate(proposed, Outcome.KEPT, broken("AP-111", folio=known.folio or "un borrador"))
    if known.source_id == f"{proposed.uid}@{proposed.version}":
        return _fate(proposed, Outcome.UNCHANGED)
    return _fate(proposed, Outcome.KEPT, broken("AP-111", folio=known.folio or "un borrador"))


def _physician(proposed: Proposed, place: OrgUnit, at: datetime) -> User:
    """The account here of who asks, by the professional licence. Raises Invalid (AP-28)."""
    found = Professional.objects.filter(licence=proposed.licence).select_related("user").first()
    if not proposed.licence or found is None or not can(found.user, Permission.AUTH_WRITE, place, at):
        name = f"{proposed.physician} (cédula {proposed.licence or '—'})"
        raise Invalid([broken("AP-28", "physician", name=name)])
    return found.user


def _kept(file: Any, paths: Mapping[str, Path]) -> tuple[KeptFile, int | None]:
    """A file inspected and stored. Raises Invalid (AP-114 it did not come, DOC-nn)."""
    if file.sha256 not in paths:
        raise Invalid([broken("AP-114", "evidence", name=file.name[:80])])
    return keep_file(paths[file.sha256], file.description, file.name), file.sequence


def _day_gone_by(proposed: Proposed, place: OrgUnit, at: datetime) -> tuple[dict[str, Any], list[Problem]]:
    """A wished day that was still to come when it was captured, and went by on the way, becomes today (AP-110)."""
    typed, wished = dict(proposed.typed), str(proposed.typed.get("desired_date", ""))[:10]
    today = today_at(place, at)
    captured = today_at(place, proposed.captured_at)
    if captured.isoformat() <= wished < today.isoformat():
        typed["desired_date"] = today.isoformat()
        return typed, [broken("AP-110", "desired_date", value=wished)]
    return typed, []


def _fate(proposed: Proposed, outcome: Outcome, *problems: Problem) -> Fate:
    return fate(PART, str(proposed.uid), proposed.label, outcome, proposed.version, *problems)
