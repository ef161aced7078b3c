"""Writing a request before it is sent: the draft, its evidence, and leaving it."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cauce.core.accounts.access import can, require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import Request
from ..places import UNIT_KINDS, region_of, today_at
from ..policies import check_owner, check_request, check_version
from ..rules.codes import Channel
from ..rules.table import broken
from .common import locked

MAX_DRAFT = 200_000  # characters of JSON


@action("authorizations.request.save")
def save_draft(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    typed: Mapping[str, Any],
    request: Request | None = None,
    version: int = 0,
    channel: str = Channel.DIGITAL,
    requester: User | None = None,
    source: tuple[str, str] = ("", ""),
) -> Request:
    """Keep what was typed, right or wrong, as a draft; a first save makes it and is the only one that is audited.

    requester: the physician, when somebody else types; version: the draft's own, for a later save; source: an outside
    system and its identifier. Raises NotAllowed (also AP-47), NotNow (AP-46), Conflict (AP-48), Invalid (AP-27, AP-28,
    AP-39).
    """
    if request is None:
        made = new_draft(by, at, unit, typed, channel, requester or by, source)
        record(
            action="authorizations.request.save",
            by=by,
            at=at,
            subject=made,
            place=unit,
            data={"channel": made.channel},
        )
        return made
    request = locked(request)
    check_owner(by, request, at)
    check_request("save", "escribir en ella", request)
    check_version(request, version)
    request.draft = _checked(typed)
    request.version += 1
    request.saved_at, request.saved_by = at, by
    request.save(update_fields=["draft", "version", "saved_at", "saved_by"])
    return request


def new_draft(
    by: User,
    at: datetime,
    unit: OrgUnit,
    typed: Mapping[str, Any],
    channel: str,
    requester: User,
    source: tuple[str, str] = ("", ""),
    replaces: Request | None = None,
) -> Request:
    """A new draft row, checked for who may ask where."""
    _check_people(by, requester, unit, at)
    return draft_row(by, at, unit, typed, channel, requester, source, replaces)


def draft_row(
    by: User,
    at: datetime,
    unit: OrgUnit,
    typed: Mapping[str, Any],
    channel: str,
    requester: User,
    source: tuple[str, str] = ("", ""),
    replaces: Request | None = None,
    uid: uuid.UUID | None = None,
) -> Request:
    """The same for an act that has checked its people itself. uid: the one it has elsewhere."""
    if (
        unit.kind not in UNIT_KINDS
        or not OrgUnit.objects.valid_on(today_at(unit, at)).filter(pk=unit.pk).exists()
    ):
        raise Invalid([broken("AP-27", "unit", value=unit.name)])
    return Request.objects.create(
        uid=uid or uuid.uuid4(),
        draft=_checked(typed),
        requester=requester,
        registered_by=by,
        unit=unit,
        region=region_of(unit),
        channel=Channel(channel).value,
        source_system=source[0][:200],
        source_id=source[1][:120],
        replaces=replaces,
        created_at=at,
        saved_at=at,
        saved_by=by,
    )


def _check_people(by: User, requester: User, unit: OrgUnit, at: datetime) -> None:
    """Physicians ask for their own; who types for another needs the permission, and the other theirs (AP-28)."""
    if by.pk == requester.pk:
        require(by, Permission.AUTH_WRITE, unit, at)
        return
    require(by, Permission.AUTH_TRANSCRIBE, unit, at)
    if not can(requester, Permission.AUTH_WRITE, unit, at):
        raise Invalid([broken("AP-28", "requester", name=requester.display_name)])


def _checked(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed as plain JSON, of a size that a person could type (AP-39)."""
    text = json.dumps(typed, ensure_ascii=False, default=str).replace("\\u0000", "")
    if len(text) > MAX_DRAFT:
        raise Invalid([broken("AP-39", "", size=f"{len(text):,}")])
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
