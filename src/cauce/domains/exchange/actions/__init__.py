"""The one door for writing of the exchange module."""

from .answers import answer_declaration
from .finalising import finalise_declaration
from .matching import execute_run, request_run
from .paper import record_paper_receipt
from .products import decide_product_request, request_product
from .proposals import accept_proposals, close_proposals, reject_proposals
from .reminders import send_reminders
from .reopening import reopen_declaration
from .rounds import open_round, set_round_window
from .sheets import save_sheet

__all__ = [
    "accept_proposals",
    "answer_declaration",
    "close_proposals",
    "decide_product_request",
    "execute_run",
    "finalise_declaration",
    "open_round",
    "record_paper_receipt",
    "reject_proposals",
    "reopen_declaration",
    "request_product",
    "request_run",
    "save_sheet",
    "send_reminders",
    "set_round_window",
]
