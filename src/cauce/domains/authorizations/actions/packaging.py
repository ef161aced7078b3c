"""A request that came in a unit's signed package: written and sent in one act, by who imports it, for who asks."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..journal import Journal
from ..models import Evidence, Request
from ..rules.codes import Channel
from ..rules.table import broken
from .common import locked
from .drafting import draft_row
from .exchanging import KeptFile
from .submitting import send

# A unit without a network could not be warned that somebody else had asked already (rule 4); the reviewer reads this.
OFFLINE = "Se capturó sin red: no pudo consultarse si ya se había solicitado."


@action("authorizations.request.take")
def take_request(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    uid: uuid.UUID,
    typed: Mapping[str, Any],
    requester: User,
    source: tuple[str, str],
    files: Sequence[tuple[KeptFile, int | None]] = (),
) -> Request:
    """Write, attach and send. Warnings are taken as confirmed and stay noted on the request.

    files: each with the item's sequence it supports, or None. Raises NotAllowed, Invalid (AP-28 and those of sending).
    """
    require(by, Permission.PACKAGE_IMPORT, unit, at)
    if not can(requester, Permission.AUTH_WRITE, unit, at):
        raise Invalid([broken("AP-28", "requester", name=requester.display_name)])
    request = draft_row(by, at, unit, typed, Channel.PACKAGE, requester, source, uid=uid)
    Evidence.objects.bulk_create(
        Evidence(
            request=request,
            sequence=sequence,
            description=file.description[:200],
            sha256=file.sha256,
            original_name=file.name[:255],
            size=file.seen.size,
            pages=file.seen.pages,
            added_at=at,
            added_by=by,
        )
        for file, sequence in files
    )
    journal = Journal(by, at, unit)
    sent = send(
        locked(request),
        by,
        at,
        journal,
        "authorizations.request.take",
        confirmed=True,
        duplicate_reason=OFFLINE,
    )
    journal.record()
    return sent
