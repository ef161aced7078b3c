"""The one door for writing in the oral-health module."""

from .analysis import compare_month, set_standard, write_analysis
from .brigades import close_brigade, reopen_brigade, save_brigade
from .claims import answer_claim, close_claim, correct_claim, raise_claim
from .exams import NewExam, add_exams, remove_exam, save_exam
from .feedback import answer_feedback, send_feedback
from .importing import ImportReport, check_rows, import_rows
from .lines import KINDS, check_line, remove_line, save_admin, save_promotion, typed_line
from .listings import (
    change_listing,
    copy_listing,
    create_listing,
    delete_listing,
    export_whole,
    restore_listing,
)
from .months import agree_month, consolidate_month, lock_month, parties_of, reopen_month
from .population import load_population
from .reading import ReadRow, read_rows
from .record_audits import close_record_audit, look_at_record, open_record_audit
from .registers import remove_rinses, save_hospital_month, save_resource, save_rinses
from .reminders import send_reminders
from .restoring import restore_removed
from .rows import SavedRow, check_row, examine, remove_row, save_row
from .sheets import open_sheet, return_sheet, review_sheet, save_head, send_sheet
from .studies import close_study, save_study
from .surveillance import remove_cost, remove_factor, save_cost, save_factor
from .transfers import accept_rows_import, discard_rows_import, prepare_rows_import

__all__ = [
    "KINDS",
    "ImportReport",
    "NewExam",
    "ReadRow",
    "SavedRow",
    "accept_rows_import",
    "add_exams",
    "agree_month",
    "answer_claim",
    "answer_feedback",
    "change_listing",
    "check_line",
    "check_row",
    "check_rows",
    "close_brigade",
    "close_claim",
    "close_record_audit",
    "close_study",
    "compare_month",
    "consolidate_month",
    "copy_listing",
    "correct_claim",
    "create_listing",
    "delete_listing",
    "discard_rows_import",
    "examine",
    "export_whole",
    "import_rows",
    "load_population",
    "lock_month",
    "look_at_record",
    "open_record_audit",
    "open_sheet",
    "parties_of",
    "prepare_rows_import",
    "raise_claim",
    "read_rows",
    "remove_cost",
    "remove_exam",
    "remove_factor",
    "remove_line",
    "remove_rinses",
    "remove_row",
    "reopen_brigade",
    "reopen_month",
    "restore_listing",
    "restore_removed",
    "return_sheet",
    "review_sheet",
    "save_admin",
    "save_brigade",
    "save_cost",
    "save_exam",
    "save_factor",
    "save_head",
    "save_hospital_month",
    "save_promotion",
    "save_resource",
    "save_rinses",
    "save_row",
    "save_study",
    "send_feedback",
    "send_reminders",
    "send_sheet",
    "set_standard",
    "typed_line",
    "write_analysis",
]
