"""Four machines as tables: request, item, authorisation, appeal (spec 2, "Life of a request"; source 002, steps).

Each row says from where an act leads to where, which permission it needs ("" for the system's own act), and whom
it tells. The matrix of docs/reference/states.md and the tests are made from these rows. No row that ends in
`denied` belongs to the system.
"""

from dataclasses import dataclass
from enum import StrEnum


class RequestState(StrEnum):
    """A request: written, sent, screened, with a reviewer, waiting for information, decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCREENING = "screening"
    IN_REVIEW = "in_review"
    INFO_REQUESTED = "info_requested"
    DECIDED = "decided"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class ItemState(StrEnum):
    """One service of a request; the request's outcome is derived from these."""

    PENDING = "pending"
    INFO_NEEDED = "info_needed"
    APPROVED = "approved"
    MODIFIED = "modified"
    DENIED = "denied"
    CANCELLED = "cancelled"
    NOT_REQUIRED = "not_required"


class AuthorisationState(StrEnum):
    """A number that a centre may use, until its units or its validity end."""

    ACTIVE = "active"
    PARTIALLY_USED = "partially_used"
    EXHAUSTED = "exhausted"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class AppealState(StrEnum):
    """A recurso de revisión."""

    FILED = "filed"
    ASSIGNED = "assigned"
    UPHELD = "upheld"  # the decision stays
    OVERTURNED = "overturned"
    PARTIALLY_OVERTURNED = "partially_overturned"
    WITHDRAWN = "withdrawn"


class Audience(StrEnum):
    """Whom a transition tells; `notices.py` turns each into people."""

    REQUESTER = "requester"  # the physician, and who typed the request for them
    QUEUE = "queue"  # reviewers of the speciality and region
    REVIEWER = "reviewer"  # who has claimed the request
    APPEAL_REVIEWER = "appeal_reviewer"
    CENTRE = "centre"  # where the service is done
    COORDINATION = "coordination"
    PATIENT = "patient"  # reads it on the tracking page; no message is sent


@dataclass(frozen=True, slots=True)
class Transition:
    """From one state to another by an act, with the permission that it needs and whom it tells."""

    act: str
    source: StrEnum
    target: StrEnum
    permission: str
    notifies: tuple[Audience, ...] = ()


def _rows(
    permission: str, act: str, target: StrEnum, *sources: StrEnum, tells: tuple[Audience, ...] = ()
) -> tuple[Transition, ...]:
    full = f"authorizations.{permission}" if permission else ""
    return tuple(Transition(act, source, target, full, tells) for source in sources)


R, I, A, P = RequestState, ItemState, AuthorisationState, AppealState  # noqa: E741
_TO_REQUESTER = (Audience.REQUESTER, Audience.PATIENT)
_UNDECIDED = (R.SUBMITTED, R.SCREENING, R.IN_REVIEW, R.INFO_REQUESTED)

REQUEST_TRANSITIONS = (
    *_rows("request.write", "save", R.DRAFT, R.DRAFT),
    *_rows("request.write", "submit", R.SUBMITTED, R.DRAFT),
    *_rows("", "screen", R.SCREENING, R.SUBMITTED),
    *_rows("", "refer", R.IN_REVIEW, R.SCREENING, tells=(Audience.QUEUE,)),
    *_rows("", "screen_ask", R.INFO_REQUESTED, R.SCREENING, tells=_TO_REQUESTER),
    *_rows("", "conclude", R.DECIDED, R.SCREENING, R.IN_REVIEW, tells=_TO_REQUESTER),
    *_rows("request.review", "claim", R.IN_REVIEW, R.IN_REVIEW),
    *_rows("request.review", "release", R.IN_REVIEW, R.IN_REVIEW),
    *_rows("request.review", "refer_speciality", R.IN_REVIEW, R.IN_REVIEW, tells=(Audience.QUEUE,)),
    *_rows("request.review", "decide", R.IN_REVIEW, R.IN_REVIEW),
    *_rows("request.review", "ask_info", R.INFO_REQUESTED, R.IN_REVIEW, tells=_TO_REQUESTER),
    *_rows(
        "request.write",
        "answer_info",
        R.IN_REVIEW,
        R.INFO_REQUESTED,
        tells=(Audience.REVIEWER, Audience.QUEUE),
    ),
    *_rows("request.write", "withdraw_item", R.IN_REVIEW, R.IN_REVIEW),
    *_rows("request.write", "withdraw_item", R.INFO_REQUESTED, R.INFO_REQUESTED),
    *_rows("request.write", "cancel", R.CANCELLED, R.DRAFT, *_UNDECIDED, tells=(Audience.REVIEWER,)),
    *_rows("", "cancel_empty", R.CANCELLED, R.IN_REVIEW, R.INFO_REQUESTED, tells=(Audience.REVIEWER,)),
    *_rows("request.write", "supersede", R.SUPERSEDED, R.DECIDED, tells=(Audience.PATIENT,)),
    *_rows("appeal.file", "appeal", R.DECIDED, R.DECIDED),
)

ITEM_TRANSITIONS = (
    *_rows("", "not_required", I.NOT_REQUIRED, I.PENDING),
    *_rows("", "screen_approve", I.APPROVED, I.PENDING),
    *_rows("", "screen_ask", I.INFO_NEEDED, I.PENDING),
    *_rows("request.review", "approve", I.APPROVED, I.PENDING),
    *_rows("request.review", "modify", I.MODIFIED, I.PENDING),
    *_rows("request.review", "deny", I.DENIED, I.PENDING),
    *_rows("request.review", "ask_info", I.INFO_NEEDED, I.PENDING),
    *_rows("request.write", "answer_info", I.PENDING, I.INFO_NEEDED),
    *_rows("request.write", "withdraw_item", I.CANCELLED, I.PENDING, I.INFO_NEEDED),
    *_rows("request.write", "cancel", I.CANCELLED, I.PENDING, I.INFO_NEEDED),
    *_rows("appeal.decide", "overturn_approve", I.APPROVED, I.DENIED, I.MODIFIED),
    *_rows("appeal.decide", "overturn_modify", I.MODIFIED, I.DENIED, I.MODIFIED),
    *_rows("appeal.decide", "uphold", I.DENIED, I.DENIED),
    *_rows("appeal.decide", "uphold", I.MODIFIED, I.MODIFIED),
)

_LIVE = (A.ACTIVE, A.PARTIALLY_USED)
_ENDED = (A.EXPIRED, A.REVOKED, A.SUSPENDED)
_STOPPED = (Audience.REQUESTER, Audience.PATIENT, Audience.CENTRE)
AUTHORISATION_TRANSITIONS = (
    *_rows("units.consume", "consume", A.PARTIALLY_USED, *_LIVE),
    *_rows("units.consume", "consume_last", A.EXHAUSTED, *_LIVE),
    *_rows("units.reverse", "reverse", A.PARTIALLY_USED, A.EXHAUSTED, A.PARTIALLY_USED),
    *_rows("units.reverse", "reverse_all", A.ACTIVE, A.EXHAUSTED, A.PARTIALLY_USED),
    # A wrong registration can be taken back also afterwards; the number does not live again by it.
    *(t for state in _ENDED for t in _rows("units.reverse", "reverse", state, state)),
    *(t for state in _ENDED for t in _rows("units.reverse", "reverse_all", state, state)),
    *_rows("authorisation.suspend", "suspend", A.SUSPENDED, *_LIVE, tells=_STOPPED),
    *_rows("authorisation.suspend", "resume", A.ACTIVE, A.SUSPENDED, tells=_STOPPED),
    *_rows("authorisation.suspend", "resume_used", A.PARTIALLY_USED, A.SUSPENDED, tells=_STOPPED),
    *_rows("authorisation.revoke", "revoke", A.REVOKED, *_LIVE, A.SUSPENDED, tells=_STOPPED),
    *_rows("", "expire", A.EXPIRED, *_LIVE, A.SUSPENDED, tells=_TO_REQUESTER),
    # An appeal's outcome replaces the number of the decision that it changed.
    *_rows("", "replace", A.REVOKED, *_LIVE, A.SUSPENDED, tells=_STOPPED),
)

_TO_BOTH = (Audience.REQUESTER, Audience.PATIENT, Audience.COORDINATION)
APPEAL_TRANSITIONS = (
    *_rows("appeal.assign", "assign", P.ASSIGNED, P.FILED, P.ASSIGNED, tells=(Audience.APPEAL_REVIEWER,)),
    *_rows("appeal.decide", "uphold", P.UPHELD, P.ASSIGNED, tells=_TO_BOTH),
    *_rows("appeal.decide", "overturn", P.OVERTURNED, P.ASSIGNED, tells=_TO_BOTH),
    *_rows("appeal.decide", "overturn_partly", P.PARTIALLY_OVERTURNED, P.ASSIGNED, tells=_TO_BOTH),
    *_rows("appeal.file", "withdraw", P.WITHDRAWN, P.FILED, P.ASSIGNED, tells=(Audience.APPEAL_REVIEWER,)),
)

MACHINES: dict[str, tuple[type[StrEnum], tuple[Transition, ...]]] = {
    "request": (RequestState, REQUEST_TRANSITIONS),
    "item": (ItemState, ITEM_TRANSITIONS),
    "authorisation": (AuthorisationState, AUTHORISATION_TRANSITIONS),
    "appeal": (AppealState, APPEAL_TRANSITIONS),
}

OPEN_REQUEST = frozenset(_UNDECIDED)
OPEN_ITEM = frozenset({I.PENDING, I.INFO_NEEDED})
DECIDED_ITEM = frozenset({I.APPROVED, I.MODIFIED, I.DENIED})
GRANTED_ITEM = frozenset({I.APPROVED, I.MODIFIED})
APPEALABLE_ITEM = frozenset({I.DENIED, I.MODIFIED})
USABLE = frozenset(_LIVE)
OPEN_APPEAL = frozenset({P.FILED, P.ASSIGNED})


def transition(machine: tuple[Transition, ...], act: str, state: str) -> Transition | None:
    """The row for `act` in `state`; None when the state does not allow it."""
    return next((t for t in machine if t.act == act and t.source == state), None)


def target_of(machine: tuple[Transition, ...], act: str, state: str) -> StrEnum | None:
    """Where `act` leads from `state`; None when the state does not allow it."""
    found = transition(machine, act, state)
    return found.target if found else None
