"""Issuing and withdrawing the final version of a declaration (steps 7 and 8; spec 1, rule 7), and the
preliminary report, which is never kept."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from cauce.core import countries
from cauce.core.accounts.models import User
from cauce.core.documents import typeset
from cauce.core.documents.actions import issue_document, supersede_document
from cauce.core.documents.models import IssuedDocument
from cauce.core.documents.queries import current_document

from ..models import Declaration
from .declaration import declaration_data
from .kinds import FINAL, TEMPLATES

TEMPLATE = TEMPLATES / "declaration.typ"
WATERMARK = "Sin Validez Oficial"  # source 000, "Consideraciones" and step 7


def issue_final_version(*, by: User, at: datetime, declaration: Declaration) -> IssuedDocument:
    """Compose, seal and store the final PDF; the declaration is already frozen."""
    return issue_document(
        by=by,
        at=at,
        kind=FINAL.code,
        subject=declaration,
        place=declaration.entity,
        data=declaration_data(declaration, at),
        template=TEMPLATE,
        version=declaration.final_version,
        synthetic=is_synthetic(declaration),
    )


def withdraw_final_version(*, by: User, at: datetime, declaration: Declaration, reason: str = "") -> None:
    """Mark the issued final version as superseded; it is kept. Nothing to do when none is in force."""
    document = final_version(declaration)
    if document:
        supersede_document(by=by, at=at, document=document, reason=reason)


def final_version(declaration: Declaration) -> IssuedDocument | None:
    """The final version in force, or None."""
    return current_document(FINAL.code, declaration)


def preliminary_report(declaration: Declaration, at: datetime) -> bytes:
    """The PDF to review before finalising: watermarked, without folio, QR or signature section."""
    meta = typeset.Meta(
        title=str(FINAL.label),
        date=timezone.localtime(at),
        description="Reporte preliminar, sin validez oficial",
        footnote="Reporte preliminar",
        watermark=WATERMARK,
        synthetic=is_synthetic(declaration),
        country=countries.country(declaration.entity.country).code,
    )
    return typeset.compile(TEMPLATE, declaration_data(declaration, at), meta)


def is_synthetic(declaration: Declaration) -> bool:
    """Whether any of it is invented: the entity, a unit it reports, or (in a demonstration) the rows."""
    if settings.CAUCE_ENV == "demo":
        return True
    return declaration.entity.synthetic or declaration.lines.filter(unit__synthetic=True).exists()
