"""Every act that writes in the risk plans; each atomic and audited."""

from .activities import ProgressValues, add_evidence, explain, save_activity, withdraw_evidence
from .catalogue import (
    publish_definition,
    publish_uvr,
    save_instrument,
    set_category,
    write_narrative,
)
from .checks import publish_checks
from .evaluations import close_evaluation, open_evaluation, reopen_evaluation, save_evaluation
from .instruments import attach_instrument
from .papers import issue_evaluation, issue_paper, request_paper
from .plans import (
    ActivityValues,
    ask_modification,
    create_plan,
    programme,
    refuse_viability,
    request_viability,
    rework_plan,
    viabilise,
)
from .reminders import remind
from .reports import (
    accept_report,
    accept_section,
    open_report,
    receive_report,
    return_report,
    return_section,
    save_figures,
    send_report,
    start_review,
    undo_section,
    write_comment,
)
from .siho import load_siho
from .workbook import import_workbook

__all__ = [
    "ActivityValues",
    "ProgressValues",
    "accept_report",
    "accept_section",
    "add_evidence",
    "ask_modification",
    "attach_instrument",
    "close_evaluation",
    "create_plan",
    "explain",
    "import_workbook",
    "issue_evaluation",
    "issue_paper",
    "load_siho",
    "open_evaluation",
    "open_report",
    "programme",
    "publish_checks",
    "publish_definition",
    "publish_uvr",
    "receive_report",
    "refuse_viability",
    "remind",
    "reopen_evaluation",
    "request_paper",
    "request_viability",
    "return_report",
    "return_section",
    "rework_plan",
    "save_activity",
    "save_evaluation",
    "save_figures",
    "save_instrument",
    "send_report",
    "set_category",
    "start_review",
    "undo_section",
    "viabilise",
    "withdraw_evidence",
    "write_comment",
    "write_narrative",
]
