"""What the actions share: the request locked as it is now, and refusing with every problem."""

from collections.abc import Iterable

from cauce.core.errors import ConfirmationNeeded, Invalid, Problem

from ..models import Request

RELATED = (
    "unit__area",
    "region__area",
    "patient",
    "requester",
    "registered_by",
    "saved_by",
    "duplicate_of",
    "replaces",
)


def locked(request: Request) -> Request:
    """The request as it is in the database, locked until the transaction ends: its writers queue up."""
    return Request.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=request.pk)


def settle(problems: Iterable[Problem], *, confirmed: bool) -> list[Problem]:
    """Raise Invalid for any error and ConfirmationNeeded for unconfirmed warnings; returns the warnings."""
    found = sorted(problems, key=lambda p: p.level)
    if any(p.level == "error" for p in found):
        raise Invalid(found)
    if found and not confirmed:
        raise ConfirmationNeeded(found)
    return found
