"""The same service asked twice: same patient, same service and side, overlapping dates (rule 4). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .codes import Side
from .states import ItemState, RequestState

# Asked for and not refused: what another request would repeat.
ALIVE_ITEM = frozenset({ItemState.PENDING, ItemState.INFO_NEEDED, ItemState.APPROVED, ItemState.MODIFIED})
GONE_REQUEST = frozenset({RequestState.DRAFT, RequestState.CANCELLED, RequestState.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Asked:
    """A service of a patient over a span of days, both inclusive."""

    service: str
    side: str
    since: date
    until: date
    request: int = 0  # which request, for the answer
    sequence: int = 0


def same_side(one: str, other: str) -> bool:
    """Both includes left and right; an unsaid side may be any."""
    return one == other or Side.BOTH in (one, other) or Side.NONE in (one, other)


def repeats(new: Asked, known: Asked) -> bool:
    """Whether `new` asks again for what `known` asks."""
    return (
        new.service == known.service
        and same_side(new.side, known.side)
        and new.since <= known.until
        and known.since <= new.until
    )


def find(new: Iterable[Asked], known: Iterable[Asked]) -> list[tuple[Asked, Asked]]:
    """Every pair (new, known) in which the new one repeats."""
    others = list(known)
    return [(asked, old) for asked in new for old in others if repeats(asked, old)]
