"""Where other modules' bridges attach to the risk plans; without a bridge the lists are empty."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import QuarterReport


@dataclass(frozen=True, slots=True)
class Offer:
    """A link that a Cuadro shows beside its figures."""

    label: str
    url: str


# Each says where the production of a report's quarter may come from besides typing, or None.
PRODUCTION_SOURCES: list[Callable[[QuarterReport, Any], Offer | None]] = []


def production_offers(report: QuarterReport, user: Any) -> list[Offer]:
    """What the bridges offer for the Cuadro Producción of a report."""
    return [offer for source in PRODUCTION_SOURCES if (offer := source(report, user))]
