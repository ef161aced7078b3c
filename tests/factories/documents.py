"""Issued documents in the database, through the real action, with the plain template."""

from cauce.core.accounts.permissions import Permission
from cauce.core.documents import typeset
from cauce.core.documents.actions import issue_document
from cauce.core.documents.kinds import DocumentKind, register
from cauce.core.documents.models import IssuedDocument

from .papers import sample_data

KIND = register(
    DocumentKind(
        code="test.paper",
        module="core",
        label="Documento de prueba",
        issue=Permission.EXCHANGE_FINALISE,
        withdraw=Permission.EXCHANGE_REOPEN,
        read=Permission.EXCHANGE_READ,
        receive=Permission.EXCHANGE_UPLOAD,
        judge=Permission.EXCHANGE_PAPER,
    )
)


def issue_paper(world, rows: int = 5, **options) -> IssuedDocument:
    """A paper about ISSSTE Baja California, issued by its head."""
    given = {
        "by": world.head,
        "at": world.now,
        "kind": KIND.code,
        "subject": world.issste_bc,
        "place": world.issste_bc,
        "data": sample_data(rows),
        "template": typeset.BASE / "plain.typ",
        "synthetic": True,
    }
    return issue_document(**(given | options))
