"""The files that requests keep, so that the documents' daily sweep leaves them."""

from collections.abc import Iterable

from ..models import Evidence


def evidence_hashes() -> Iterable[str]:
    """SHA-256 of every file of a request, also of those taken off a draft (its audit names them)."""
    return Evidence.objects.values_list("sha256", flat=True)
