"""The kinds of package that the modules know to make and to take in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .container import Package
from .fates import Fate

if TYPE_CHECKING:
    from cauce.core.accounts.models import User
    from cauce.core.organisations.models import OrgUnit


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind.

    places: the places that may export it; period_of: "2026-03" as typed → the period's id (ValueError with a sentence);
    export: (place, period) → (parts by name as records, facts for the manifest);
    take: (by, at, place, package, earlier: the number of the last one imported, 0 for none) → the fate of each
    record, inside the caller's transaction; may raise a Refusal for the whole.
    """

    key: str
    label: Any  # lazy Spanish
    places: Callable[[], Any]
    period_of: Callable[[str], str]
    export: "Callable[[OrgUnit, str], tuple[Mapping[str, list[dict[str, Any]]], dict[str, Any]]]"
    take: "Callable[[User, datetime, OrgUnit, Package, int], list[Fate]]"


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """A module says what it can exchange."""
    KINDS[kind.key] = kind
