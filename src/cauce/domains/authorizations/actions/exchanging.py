"""A bundle from a record system becomes a request: the same drafting and sending as a page's, in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents import storage
from cauce.core.documents.inspection import Inspection, inspect
from cauce.core.errors import Invalid
from cauce.core.organisations.models import OrgUnit

from ..models import Exchange, Request
from ..numbering import reserve
from ..places import today_at
from ..rules.codes import Channel
from .drafting import save_draft
from .evidence import _keep_evidence
from .submitting import submit_request
from .withdrawing import check_correctable

MAX_DESCRIPTION = 200


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A document of the bundle that passed the inspection and is stored; nothing points at it yet."""

    sha256: str
    seen: Inspection
    description: str
    name: str


def keep_file(path: Path, description: str, name: str) -> KeptFile:
    """Inspect and store one document before the act, so that nobody waits for it. Raises Invalid (DOC-nn)."""
    seen = inspect(path)
    if not seen.ok:
        raise Invalid([finding.problem for finding in seen.findings])
    return KeptFile(storage.store_file(path), seen, description[:MAX_DESCRIPTION] or "Documento", name)


@action("authorizations.exchange.submit")
def submit_exchange(
    *,
    by: User,
    at: datetime,
    unit: OrgUnit,
    typed: Mapping[str, Any],
    source: tuple[str, str],
    sequences: Sequence[int],
    duplicate_reason: str = "",
    files: Sequence[KeptFile] = (),
    claim_url: str = "",
    patient_id: str = "",
    replaces: Request | None = None,
) -> Exchange:
    """Write, attach and send, all or nothing. Warnings are taken as confirmed and stay noted on the request: a machine
    cannot be asked. Raises what drafting and sending raise (a repeated service needs `duplicate_reason`, AP-25).

    replaces: a denied request that this one corrects (rule 9); NotNow (AP-46, AP-65, AP-69) when it cannot be.
    """
    reserve(today_at(unit, at).year)  # the draft's event comes before the folio
    draft = save_draft(by=by, at=at, unit=unit, typed=typed, channel=Channel.FHIR, source=source)
    if replaces:
        _link(by, at, draft, replaces)
    _attach(by, at, draft, files)
    # One of an emergency is registered as such by the same door.
    request = submit_request(by=by, at=at, request=draft, confirmed=True, duplicate_reason=duplicate_reason)
    exchange = Exchange.objects.create(
        system=source[0],
        value=source[1],
        request=request,
        sequences=list(sequences),
        claim_url=claim_url[:300],
        patient_id=patient_id[:64],
        answer={},
        at=at,
        by=by,
    )
    record(
        action="authorizations.exchange.submit",
        by=by,
        at=at,
        subject=request,
        place=unit,
        data={"folio": request.folio, "system": source[0], "value": source[1]},
    )
    return exchange


def _link(by: User, at: datetime, request: Request, old: Request) -> None:
    """The new request corrects the old one; as resubmitting from its page does."""
    check_correctable(by, at, old)
    request.replaces = old
    request.save(update_fields=["replaces"])


def _attach(by: User, at: datetime, request: Any, files: Sequence[KeptFile]) -> None:
    for file in files:
        _keep_evidence(
            by=by,
            at=at,
            request=request,
            description=file.description,
            sequence=None,
            seen=file.seen,
            sha256=file.sha256,
            name=file.name,
        )
