"""Reading issued papers and their signed copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from . import canonical
from .models import IssuedDocument, SignedCopy


def documents_of(subject: Model, kind: str | None = None) -> QuerySet[IssuedDocument]:
    """All papers issued about `subject`, newest version first."""
    own = IssuedDocument.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=str(subject.pk)
    ).select_related("place", "issued_by", "superseded_by")
    return (own.filter(kind=kind) if kind else own).order_by("kind", "-version")


def current_document(kind: str, subject: Model) -> IssuedDocument | None:
    """The paper of that kind in force for `subject`, or None."""
    return documents_of(subject, kind).filter(state=IssuedDocument.State.CURRENT).first()


def signed_copies(document: IssuedDocument) -> QuerySet[SignedCopy]:
    """The copies received for a paper, newest first."""
    return document.signed_copies.select_related("received_by", "looked_by").order_by("-version")


def latest_copy(document: IssuedDocument) -> SignedCopy | None:
    """The newest signed copy that was not rejected, or None."""
    return signed_copies(document).exclude(state=SignedCopy.State.REFUSED).first()


def copies_to_look_at() -> QuerySet[SignedCopy]:
    """Copies of papers in force waiting for a person's look, oldest first; filter by place before showing."""
    waiting = SignedCopy.objects.filter(
        state=SignedCopy.State.PENDING, document__state=IssuedDocument.State.CURRENT
    )
    return waiting.select_related("document", "document__place").order_by("received_at")


def attachment_hashes(document: IssuedDocument) -> frozenset[str]:
    """SHA-256 of what we put inside the paper: its data and its seal."""
    return frozenset({document.data_sha256, canonical.digest(document.seal)})


# What modules keep in the same folder: each answers with the SHA-256 of its files.
KEPT_ELSEWHERE: list[Callable[[], Iterable[str]]] = []


def stored_hashes() -> frozenset[str]:
    """SHA-256 of every file a row knows, in the core's tables and in the modules'."""
    issued = IssuedDocument.objects.values_list("sha256", flat=True)
    own = [*issued, *SignedCopy.objects.values_list("sha256", flat=True)]
    return frozenset([*own, *(sha for kept in KEPT_ELSEWHERE for sha in kept())])
