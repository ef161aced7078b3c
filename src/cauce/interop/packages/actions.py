"""Trusting keys, making packages, taking them in. Pages, API and command line call these."""

import io
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

import cauce
from cauce.core import jobs
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.documents import seal
from cauce.core.documents.keys import seal_key
from cauce.core.errors import Invalid, Refusal
from cauce.core.organisations.models import OrgUnit
from cauce.interop import incoming

from . import container
from .container import Package, open_package
from .fates import counts
from .kinds import KINDS
from .models import IssuedPackage, ReceivedPackage, TrustedKey
from .rules import broken, refused
from .trust import check_speaks_for, holds

JOB = "packages.import"


@action("packages.key.trust")
def trust_key(*, by: User, at: datetime, public: str, place: OrgUnit, note: str = "") -> TrustedKey:
    """Believe what the holder of a public key says of a place and below. Raises Invalid (PK-13, PK-14)."""
    require(by, Permission.PACKAGE_TRUST, place, at)
    public = public.strip()
    if not seal.is_public(public):
        raise Invalid([broken("PK-13", "public", value=public[:50])])
    key_id = seal.key_id(public)
    if TrustedKey.objects.filter(public=public, place=place, revoked_at__isnull=True).exists():
        raise Invalid([broken("PK-14", "public", key=key_id, where=place.name)])
    key = TrustedKey.objects.create(
        public=public, key_id=key_id, place=place, note=note.strip()[:200], added_at=at, added_by=by
    )
    facts = {"key": key_id, "place": place.name}
    record(action="packages.key.trust", by=by, at=at, subject=key, place=place, data=facts, reason=key.note)
    return key


@action("packages.key.revoke")
def revoke_key(*, by: User, at: datetime, key: TrustedKey, reason: str) -> TrustedKey:
    """Stop believing a key; what it brought stays. Raises Invalid (PK-15, PK-16)."""
    require(by, Permission.PACKAGE_TRUST, key.place, at)
    key = TrustedKey.objects.select_for_update(of=("self",)).select_related("place").get(pk=key.pk)
    if key.revoked_at:
        raise Invalid([broken("PK-15", "key", key=key.key_id)])
    if not reason.strip():
        raise Invalid([broken("PK-16", "reason")])
    key.revoked_at, key.revoked_by, key.reason = at, by, reason.strip()[:300]
    key.save(update_fields=["revoked_at", "revoked_by", "reason"])
    facts = {"key": key.key_id, "place": key.place.name}
    record(
        action="packages.key.revoke",
        by=by,
        at=at,
        subject=key,
        place=key.place,
        data=facts,
        reason=key.reason,
    )
    return key


@action("packages.export")
def export_package(
    *, by: User, at: datetime, kind: str, place: OrgUnit, period: str, target: BinaryIO
) -> IssuedPackage:
    """Write the package of a place and period to `target`, signed with this installation's key.

    The same content has the same number, maker and instant as before; a changed one takes the next number.
    """
    require(by, Permission.PACKAGE_EXPORT, place, at)
    _lock(place)
    records, facts = KINDS[kind].export(place, period)
    parts = {name: container.lines_of(rows) for name, rows in records.items()}
    issued = _issued(by, at, kind, place, period, parts)
    key = seal_key()
    head = {
        "kind": kind,
        "place": place.code,
        "place_name": place.name,
        "period": period,
        "number": issued.number,
        "made_at": issued.made_at.isoformat(),
        "made_by": issued.made_by.display_name,
        "software": f"cauce {cauce.__version__}",
        "facts": facts,
    }
    made = io.BytesIO()
    container.write(
        made,
        head,
        parts,
        key_id=seal.key_id(seal.public_text(key)),
        sign=lambda message: seal.sign(key, message),
    )
    target.write(made.getvalue())
    told = {"kind": kind, "period": period, "number": issued.number, "records": issued.records}
    record(
        action="packages.export", by=by, at=at, subject=issued, place=place,
        data={**told, "content": issued.content},
    )  # fmt: skip
    return issued


def _issued(
    by: User, at: datetime, kind: str, place: OrgUnit, period: str, parts: dict[str, bytes]
) -> IssuedPackage:
    """The entry of this content: the last one if nothing changed since, else a new one."""
    content = container.content_of(parts)
    mine = IssuedPackage.objects.filter(kind=kind, place=place, period=period).select_related("made_by")
    last = mine.order_by("-number").first()
    if last is not None and last.content == content:
        return last
    return IssuedPackage.objects.create(
        kind=kind,
        place=place,
        period=period,
        number=(last.number if last else 0) + 1,
        content=content,
        records=sum(data.count(b"\n") for data in parts.values()),
        made_at=at,
        made_by=by,
    )


@action("packages.receive")
def receive_package(
    *, by: User, at: datetime, filename: str, chunks: Iterable[bytes], start: bool = True
) -> ReceivedPackage:
    """Keep a package that came and start importing it (start=False: the caller does, with `settle`)."""
    require(by, Permission.PACKAGE_IMPORT, None, at)
    received = ReceivedPackage(
        uid=uuid.uuid4(), filename=filename[-255:] or "paquete.cauce", received_at=at, received_by=by
    )
    path = incoming.keep(received.uid, _limited(chunks))
    received.size = path.stat().st_size
    received.save()
    if start:
        title = _("Importar el paquete «%(name)s»") % {"name": received.filename[:120]}
        received.job = jobs.start(JOB, by=by, at=at, title=title, params={"package": received.pk})
        received.save(update_fields=["job"])
    facts = {"filename": received.filename, "bytes": received.size}
    record(action="packages.receive", by=by, at=at, subject=received, data=facts)
    return received


def _limited(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > container.MAX_BYTES + container.MAX_LINE:
            raise refused("PK-11", limit=f"{container.MAX_BYTES // 1024**2} MB")
        yield chunk


def settle(received: ReceivedPackage, *, by: User, at: datetime) -> ReceivedPackage:
    """Import the package, or note why it is refused whole. Doing it again changes nothing."""
    try:
        received = import_package(by=by, at=at, received=received)
    except Refusal as refusal:
        received = refuse_package(by=by, at=at, received=received, refusal=refusal)
    incoming.forget(received.uid)
    return received


@action("packages.import")
def import_package(*, by: User, at: datetime, received: ReceivedPackage) -> ReceivedPackage:
    """Take the package's records in, all in one transaction. Raises Invalid (PK-…), NotAllowed, NotNow."""
    require(by, Permission.PACKAGE_IMPORT, None, at)
    received = ReceivedPackage.objects.select_for_update().get(pk=received.pk)
    if received.state != ReceivedPackage.State.WAITING:
        return received
    package = open_package(incoming.path_of(received.uid), holds)
    try:
        _describe(received, package)
        place = _place_of(package)
        check_speaks_for(package.key_id, place)
        kind = KINDS.get(package.manifest.kind)
        if kind is None:
            raise refused("PK-07", kind=package.manifest.kind)
        require(by, Permission.PACKAGE_IMPORT, place, at)
        _lock(place)
        fates = kind.take(by, at, place, package, _earlier(package, place))
    finally:
        package.close()
    received.place, received.counts = place, counts(fates)
    received.report = [one.as_dict() for one in fates]
    received.state, received.finished_at = ReceivedPackage.State.DONE, at
    received.save()
    manifest = package.manifest
    facts = {"kind": manifest.kind, "period": manifest.period, "number": manifest.number}
    record(
        action="packages.import", by=by, at=at, subject=received, place=place,
        data={**facts, "sha256": package.sha256, "key": package.key_id, **received.counts},
    )  # fmt: skip
    return received


@action("packages.refuse")
def refuse_package(*, by: User, at: datetime, received: ReceivedPackage, refusal: Refusal) -> ReceivedPackage:
    """Note why a package was refused whole."""
    require(by, Permission.PACKAGE_IMPORT, None, at)
    received = ReceivedPackage.objects.select_for_update().get(pk=received.pk)
    if received.state == ReceivedPackage.State.WAITING:
        problem = refusal.problems[0]
        received.problem = {"rule": problem.rule, "message": problem.message, "remedy": problem.remedy}
        received.state, received.finished_at = ReceivedPackage.State.REFUSED, at
        received.save(update_fields=["problem", "state", "finished_at"])
        facts = {"filename": received.filename, "rule": problem.rule, "message": problem.message}
        record(action="packages.refuse", by=by, at=at, subject=received, data=facts)
    return received


def _describe(received: ReceivedPackage, package: Package) -> None:
    manifest = package.manifest
    received.sha256, received.key_id = package.sha256, package.key_id
    received.kind, received.period = manifest.kind[:60], manifest.period[:20]
    received.number, received.content = manifest.number, manifest.content[:64]
    received.made_at, received.made_by = manifest.made_at[:40], manifest.made_by


def _place_of(package: Package) -> OrgUnit:
    place = OrgUnit.objects.filter(code=package.manifest.place).first()
    if place is None:
        raise refused("PK-09", where=package.manifest.place[:60])
    return place


def _earlier(package: Package, place: OrgUnit) -> int:
    """The highest number imported so far. Raises Invalid (PK-10) when this number came with another content."""
    manifest = package.manifest
    done = ReceivedPackage.objects.filter(
        state=ReceivedPackage.State.DONE, kind=manifest.kind, place=place, period=manifest.period
    )
    if done.filter(number=manifest.number).exclude(content=manifest.content).exists():
        raise refused("PK-10", number=manifest.number, where=place.name, period=manifest.period)
    return done.aggregate(last=Max("number"))["last"] or 0


def _lock(place: OrgUnit) -> None:
    """One package of a place at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCKS, place.pk % 2**31])


_LOCKS = 4_001  # our half of PostgreSQL's advisory keys
