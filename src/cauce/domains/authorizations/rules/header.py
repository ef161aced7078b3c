"""The header of the decision, derived from the items and never set by hand (spec 2, "Life of a request").

All approved: approved. All denied: denied. Any modified, or a mix: partially approved. Cancelled items do not
count. Ours: an item that needs no authorisation does not count either, unless every counted item is one.
"""

from collections.abc import Iterable
from enum import StrEnum

from .states import OPEN_ITEM, ItemState


class Outcome(StrEnum):
    """Of a request. NONE: some item still waits."""

    NONE = ""
    APPROVED = "approved"
    PARTIALLY_APPROVED = "partially_approved"
    DENIED = "denied"
    NOT_REQUIRED = "not_required"
    CANCELLED = "cancelled"


def header(states: Iterable[str]) -> Outcome:
    """The outcome of a request with items in these states."""
    found = {ItemState(state) for state in states}
    if found & OPEN_ITEM or not found:
        return Outcome.NONE
    counted = found - {ItemState.CANCELLED, ItemState.NOT_REQUIRED}
    if not counted:
        return Outcome.NOT_REQUIRED if ItemState.NOT_REQUIRED in found else Outcome.CANCELLED
    if counted == {ItemState.APPROVED}:
        return Outcome.APPROVED
    if counted == {ItemState.DENIED}:
        return Outcome.DENIED
    return Outcome.PARTIALLY_APPROVED
