"""Issuing papers and withdrawing them. Permission per kind; every act is audited.

Receiving signed copies and judging them is in `intake.py`; both are offered from here too.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from cauce.core import countries
from cauce.core.accounts.access import require
from cauce.core.accounts.models import User
from cauce.core.actions import action
from cauce.core.audit.log import record
from cauce.core.organisations.models import OrgUnit

from . import canonical, keys, qr, seal, storage, typeset
from .folio import MODULES, Folio
from .intake import judge_scan, receive_signed_copy
from .kinds import KINDS, DocumentKind
from .models import FolioCounter, IssuedDocument
from .queries import current_document, documents_of

__all__ = ["issue_document", "judge_scan", "receive_signed_copy", "supersede_document"]

SEAL_NAME = "sello.json"


@action("documents.issue")
def issue_document(
    *,
    by: User,
    at: datetime,
    kind: str,
    subject: models.Model,
    place: OrgUnit,
    data: dict[str, Any],
    template: Path,
    title: str = "",
    version: int | None = None,
    synthetic: bool = False,
    pictures: Mapping[str, bytes] | None = None,
) -> IssuedDocument:
    """Compose, seal and keep one paper; a current one of the same kind and subject is superseded by it.

    data: what has canonical JSON (texts, whole numbers, lists…), embedded as it is; template: a .typ file;
    version: the next one by default; pictures: file name → SVG that the template shows.
    Raises NotAllowed; TypesetError when the template is broken.
    """
    paper = KINDS[kind]
    require(by, paper.issue, place, at)
    previous = current_document(kind, subject)
    version = version or _next_version(kind, subject)
    title = title or str(paper.label)
    home = countries.country(place.country if place else "")
    with home.forms():  # the paper speaks as its country, wherever it is asked for
        folio = _take_folio(paper, at)
        stamp = _stamp(folio, paper, version, at, data)
        content = _compose(
            folio, title, version, at, data, template, stamp, synthetic, home.code, pictures or {}
        )
    if previous:
        _mark_superseded(previous, at, "")
    document = IssuedDocument.objects.create(
        folio=folio,
        kind=kind,
        version=version,
        title=title,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        place=place,
        sha256=storage.store_bytes(content),
        size=len(content),
        pages=_count_pages(content),
        data=data,
        data_sha256=canonical.digest(data),
        seal=stamp,
        synthetic=synthetic,
        issued_at=at,
        issued_by=by,
    )
    _name_successor(document, subject)
    facts = {"folio": folio, "version": version, "kind": kind, "sha256": document.sha256}
    record(action="documents.issue", by=by, at=at, subject=document, place=place, data=facts)
    return document


@action("documents.supersede")
def supersede_document(
    *, by: User, at: datetime, document: IssuedDocument, reason: str = ""
) -> IssuedDocument:
    """Withdraw an issued paper: kept, verifiable, and shown as superseded from `at` on."""
    require(by, document.kind_of_paper.withdraw, document.place, at)
    document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not document.is_current:
        return document
    _mark_superseded(document, at, reason)
    record(
        action="documents.supersede",
        by=by,
        at=at,
        subject=document,
        place=document.place,
        reason=reason,
        data={"folio": document.folio, "version": document.version},
    )
    return document


def _mark_superseded(document: IssuedDocument, at: datetime, reason: str) -> None:
    document.state, document.superseded_at = IssuedDocument.State.SUPERSEDED, at
    document.superseded_reason = reason[:300]
    document.save(update_fields=["state", "superseded_at", "superseded_reason"])


def _name_successor(document: IssuedDocument, subject: models.Model) -> None:
    """Earlier versions, also those withdrawn before there was a next one, now say which paper replaces them."""
    earlier = documents_of(subject, document.kind).filter(superseded_by=None).exclude(pk=document.pk)
    IssuedDocument.objects.filter(pk__in=[one.pk for one in earlier]).update(superseded_by=document)


def _next_version(kind: str, subject: models.Model) -> int:
    own = IssuedDocument.objects.filter(
        kind=kind, subject_type=ContentType.objects.get_for_model(subject), subject_id=str(subject.pk)
    )
    return (own.aggregate(last=models.Max("version"))["last"] or 0) + 1


def _take_folio(paper: DocumentKind, at: datetime) -> str:
    """The next folio of the module and year. Rolled back with the act, so numbers have no holes."""
    module, year = MODULES[paper.module], timezone.localtime(at).year
    FolioCounter.objects.get_or_create(module=module, year=year)
    counter = FolioCounter.objects.select_for_update().get(module=module, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return str(Folio(module, year, counter.last))


def _stamp(
    folio: str, paper: DocumentKind, version: int, at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    """The content of sello.json: what is sealed, and the seal."""
    made = seal.make(keys.seal_key(), folio, canonical.digest(data))
    issued = timezone.localtime(at).isoformat(timespec="seconds")
    return {
        "folio": folio,
        "kind": paper.code,
        "version": version,
        "issued_at": issued,
        "seal": made.as_dict(),
    }


def _compose(
    folio: str,
    title: str,
    version: int,
    at: datetime,
    data: dict[str, Any],
    template: Path,
    stamp: dict[str, Any],
    synthetic: bool,
    country: str,
    pictures: Mapping[str, bytes],
) -> bytes:
    description = "Sello electrónico: folio, huella de los datos y firma Ed25519"
    meta = typeset.Meta(
        title=title,
        date=timezone.localtime(at),
        folio=folio,
        version=version,
        description=f"{title}, folio {folio}",
        footnote=f"Verifique este documento en {verification_base()}",
        synthetic=synthetic,
        country=country,
        qr_svg=qr.svg(verification_url(folio)),
        pictures=pictures,
        attachments=(typeset.Attachment(SEAL_NAME, stamp, description),),
    )
    return typeset.compile(template, data, meta)


def _count_pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def verification_base() -> str:
    """The public page where a folio is typed."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/verificar/"


def verification_url(folio: str) -> str:
    """What the QR of a paper says."""
    return f"{verification_base()}{folio}/"
