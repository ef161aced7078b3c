"""The one door for writing of the exchange module."""

from .answers import answer_declaration
from .finalising import finalise_declaration
from .paper import record_paper_receipt
from .products import decide_product_request, request_product
from .reopening import reopen_declaration
from .rounds import open_round, set_round_window
from .sheets import save_sheet

__all__ = [
    "answer_declaration",
    "decide_product_request",
    "finalise_declaration",
    "open_round",
    "record_paper_receipt",
    "reopen_declaration",
    "request_product",
    "save_sheet",
    "set_round_window",
]
