"""What a unit captured in a month, as records: its requests as they were typed, and the files that support them."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cauce.core.documents import storage
from cauce.core.organisations.models import OrgUnit

from ..models import Request
from ..places import zone_at
from ..rules.states import OPEN_REQUEST, RequestState
from ..stored import typed_of

Record = dict[str, Any]
# What waits at the node: written, or sent there and decided by nobody.
WAITING = (RequestState.DRAFT, *OPEN_REQUEST)
CHUNK = 600_000  # bytes of a file in one record


def export(place: OrgUnit, period: str) -> tuple[dict[str, list[Record]], dict[str, Any]]:
    """Every request of the month that waits, in the order it was written; a file once, however many need it."""
    zone = zone_at(place)
    year, month = int(period[:4]), int(period[4:])
    since = datetime(year, month, 1, tzinfo=zone)
    until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    rows = Request.objects.filter(
        unit=place, created_at__gte=since, created_at__lt=until, state__in=[s.value for s in WAITING]
    )
    related = rows.select_related("patient", "requester__professional", "unit").order_by("created_at", "uid")
    requests = list(
        related.prefetch_related("items__place", "items__oncology", "items__prosthetics", "evidence")
    )
    hashes = sorted({one.sha256 for request in requests for one in _evidence(request)})
    return {
        "requests": [_record(request) for request in requests],
        "files": [record for sha256 in hashes for record in _chunks(sha256)],
    }, {}


def _record(request: Request) -> Record:
    professional = getattr(request.requester, "professional", None)
    return {
        "uid": str(request.uid),
        "version": request.version,
        "captured_at": (request.submitted_at or request.saved_at).isoformat(),
        "physician": {
            "name": request.requester.display_name,
            "licence": professional.licence if professional else request.physician_licence,
        },
        "typed": typed_of(request),
        "evidence": [
            {
                "sha256": one.sha256,
                "name": one.original_name,
                "description": one.description,
                "sequence": one.sequence,
            }
            for one in _evidence(request)
        ],
    }


def _evidence(request: Request) -> list[Any]:
    return sorted((e for e in request.evidence.all() if e.removed_at is None), key=lambda e: e.pk)


def _chunks(sha256: str) -> Iterator[Record]:
    """A file in pieces; one that is lost here comes without, and its request is refused where it arrives (AP-114)."""
    if not storage.path_of(sha256).exists():
        return
    with storage.path_of(sha256).open("rb") as file:
        for number, data in enumerate(iter(lambda: file.read(CHUNK), b"")):
            yield {"sha256": sha256, "chunk": number, "data": base64.b64encode(data).decode()}
