"""The one door for writing of prior authorisation."""

from .appealing import appeal_until, assign_appeal, decide_appeal, file_appeal, withdraw_appeal
from .authorising import (
    expire_authorisation,
    resume_authorisation,
    revoke_authorisation,
    suspend_authorisation,
)
from .drafting import save_draft
from .escalating import escalate_appeal, escalate_request
from .evidence import add_evidence, remove_evidence
from .exchanging import KeptFile, keep_file, submit_exchange
from .finding import find_patient
from .managing import (
    declare_interest,
    end_interest,
    exempt_service,
    set_centre,
    set_professional,
    set_service,
    set_team_member,
    set_term,
)
from .oversight import answer_double_review, assign_double_review, look_at_signal, raise_signal
from .packaging import take_request
from .publishing import publish_criteria, publish_variant, withdraw_criteria
from .reading import Reading, read_request
from .reviewing import (
    answer_information,
    ask_information,
    claim_request,
    decide_items,
    refer_request,
    release_request,
)
from .submitting import register_emergency, submit_request
from .using import Found, consume_units, look_up, reverse_use
from .withdrawing import cancel_request, resubmit_request, withdraw_item

__all__ = [
    "Found",
    "KeptFile",
    "Reading",
    "add_evidence",
    "answer_double_review",
    "answer_information",
    "appeal_until",
    "ask_information",
    "assign_appeal",
    "assign_double_review",
    "cancel_request",
    "claim_request",
    "consume_units",
    "decide_appeal",
    "decide_items",
    "declare_interest",
    "end_interest",
    "escalate_appeal",
    "escalate_request",
    "exempt_service",
    "expire_authorisation",
    "file_appeal",
    "find_patient",
    "keep_file",
    "look_at_signal",
    "look_up",
    "publish_criteria",
    "publish_variant",
    "raise_signal",
    "read_request",
    "refer_request",
    "register_emergency",
    "release_request",
    "remove_evidence",
    "resubmit_request",
    "resume_authorisation",
    "reverse_use",
    "revoke_authorisation",
    "save_draft",
    "set_centre",
    "set_professional",
    "set_service",
    "set_team_member",
    "set_term",
    "submit_exchange",
    "submit_request",
    "suspend_authorisation",
    "take_request",
    "withdraw_appeal",
    "withdraw_criteria",
    "withdraw_item",
]
