"""A declaration follows its signed copies, in the transaction that writes the copy.

Received (also a scan that still waits for a person's look) is green; refused by that look, and with no
other copy left, it is amber again (source 000, steps 1 and 9; decision M12).
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from cauce.core.documents.models import SignedCopy

from . import notices
from .models import Declaration
from .reports.kinds import FINAL
from .rules.states import State


@receiver(post_save, sender=SignedCopy, dispatch_uid="exchange.signed")
def follow(sender: type[SignedCopy], instance: SignedCopy, **_: Any) -> None:
    """Set the declaration's state from the copies of its version in force."""
    if instance.state == SignedCopy.State.REFUSED and instance.document.kind == FINAL.code:
        notices.copy_refused(instance)
    document = instance.document
    if document.kind != FINAL.code or not document.is_current:
        return
    held = document.signed_copies.exclude(state=SignedCopy.State.REFUSED).exists()
    before, after = (State.FINALISED, State.SIGNED) if held else (State.SIGNED, State.FINALISED)
    Declaration.objects.filter(pk=document.subject_id, state=before).update(state=after)
