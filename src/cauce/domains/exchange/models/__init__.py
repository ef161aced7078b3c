"""The exchange module's tables."""

from .declarations import Declaration, Line, PaperReceipt, ProductRequest, Reopening, Sheet

__all__ = ["Declaration", "Line", "PaperReceipt", "ProductRequest", "Reopening", "Sheet"]
