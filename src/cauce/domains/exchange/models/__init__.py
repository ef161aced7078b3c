"""The exchange module's tables."""

from .declarations import Declaration, Line, PaperReceipt, ProductRequest, Reopening, Sheet
from .matching import MatchRun, Proposal, Unmet, Unused

__all__ = [
    "Declaration",
    "Line",
    "MatchRun",
    "PaperReceipt",
    "ProductRequest",
    "Proposal",
    "Reopening",
    "Sheet",
    "Unmet",
    "Unused",
]
