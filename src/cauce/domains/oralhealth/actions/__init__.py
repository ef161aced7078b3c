"""The one door for writing in the oral-health module."""

from .analysis import compare_month, set_standard, write_analysis
from .claims import answer_claim, close_claim, correct_claim, raise_claim
from .forms import load_population, save_exam, save_hospital_month, save_resource, save_rinses
from .importing import ImportReport, import_rows
from .lines import check_line, remove_line, save_admin, save_promotion, typed_line
from .months import agree_month, consolidate_month, lock_month, parties_of, reopen_month
from .reading import ReadRow, read_rows
from .restoring import restore_removed
from .rows import SavedRow, check_row, remove_row, save_row
from .sheets import open_sheet, return_sheet, review_sheet, save_head, send_sheet

__all__ = [
    "ImportReport",
    "ReadRow",
    "SavedRow",
    "agree_month",
    "answer_claim",
    "check_line",
    "check_row",
    "close_claim",
    "compare_month",
    "consolidate_month",
    "correct_claim",
    "import_rows",
    "load_population",
    "lock_month",
    "open_sheet",
    "parties_of",
    "raise_claim",
    "read_rows",
    "remove_line",
    "remove_row",
    "reopen_month",
    "restore_removed",
    "return_sheet",
    "review_sheet",
    "save_admin",
    "save_exam",
    "save_head",
    "save_hospital_month",
    "save_promotion",
    "save_resource",
    "save_rinses",
    "save_row",
    "send_sheet",
    "set_standard",
    "typed_line",
    "write_analysis",
]
