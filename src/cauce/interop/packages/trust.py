"""Whose packages are believed: the registered keys, and this installation's own."""

from django.utils import timezone

from cauce.core.documents import seal
from cauce.core.documents.keys import public_keys
from cauce.core.organisations.models import OrgUnit

from .models import TrustedKey
from .rules import refused


def holds(key_id: str, message: bytes, signature: str) -> bool:
    """Whether a trusted key signed the message. Raises Invalid (PK-05 stranger, PK-06 revoked)."""
    own = [key for key in public_keys() if seal.key_id(key) == key_id]
    known = list(TrustedKey.objects.filter(key_id=key_id).order_by("-added_at"))
    valid = own + [key.public for key in known if key.revoked_at is None]
    if not valid:
        if known and (gone := known[0]).revoked_at:
            when = timezone.localtime(gone.revoked_at).strftime("%d/%m/%Y")
            raise refused("PK-06", key=key_id, at=when, reason=gone.reason)
        raise refused("PK-05", key=key_id)
    return any(seal.signed(public, message, signature) for public in set(valid))


def check_speaks_for(key_id: str, place: OrgUnit) -> None:
    """The key is trusted for the place or for one above it (our own: for every place). Raises Invalid (PK-08)."""
    if key_id in {seal.key_id(key) for key in public_keys()}:
        return
    keys = TrustedKey.objects.filter(key_id=key_id, revoked_at__isnull=True).select_related("place")
    if not any(place.is_within(key.place) for key in keys):
        raise refused("PK-08", key=key_id, where=place.name)
