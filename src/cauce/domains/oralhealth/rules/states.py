"""The states of a sheet, a month and a claim, as tables (source 004, annex 1, p. 75-78; spec 4)."""

from dataclasses import dataclass
from enum import StrEnum


class SheetState(StrEnum):
    """A day's sheet: written by the dentist, sent, reviewed by the head of clinic or delegate."""

    OPEN = "open"
    SENT = "sent"
    REVIEWED = "reviewed"


class MonthState(StrEnum):
    """A facility's month: open, consolidated by REGES, agreed by all parties and locked."""

    OPEN = "open"
    CONSOLIDATED = "consolidated"
    LOCKED = "locked"


class ClaimState(StrEnum):
    """A claim (reclamo): raised, answered, corrected with trace, closed."""

    RAISED = "raised"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one state to another by an act, with the permission that it needs."""

    act: str
    source: StrEnum
    target: StrEnum
    permission: str


def _path(permission: str, act: str, target: StrEnum, *sources: StrEnum) -> tuple[Transition, ...]:
    return tuple(Transition(act, source, target, f"oralhealth.{permission}") for source in sources)


SHEET_TRANSITIONS = (
    *_path("sheet.write", "save", SheetState.OPEN, SheetState.OPEN),
    *_path("sheet.write", "send", SheetState.SENT, SheetState.OPEN),
    *_path("sheet.review", "review", SheetState.REVIEWED, SheetState.SENT),
    *_path("sheet.review", "return", SheetState.OPEN, SheetState.SENT, SheetState.REVIEWED),
)
MONTH_TRANSITIONS = (
    *_path(
        "month.consolidate", "consolidate", MonthState.CONSOLIDATED, MonthState.OPEN, MonthState.CONSOLIDATED
    ),
    *_path("month.agree", "agree", MonthState.CONSOLIDATED, MonthState.CONSOLIDATED),
    *_path("month.consolidate", "lock", MonthState.LOCKED, MonthState.CONSOLIDATED),
    *_path("month.reopen", "reopen", MonthState.OPEN, MonthState.LOCKED),
)
CLAIM_TRANSITIONS = (
    *_path("sheet.write", "answer", ClaimState.ANSWERED, ClaimState.RAISED),
    *_path("sheet.write", "correct", ClaimState.CORRECTED, ClaimState.RAISED, ClaimState.ANSWERED),
    *_path("claim.raise", "close", ClaimState.CLOSED, ClaimState.ANSWERED, ClaimState.CORRECTED),
)


def target_of(machine: tuple[Transition, ...], act: str, state: str) -> StrEnum | None:
    """Where `act` leads from `state`; None when the state does not allow it."""
    return next((t.target for t in machine if t.act == act and t.source == state), None)


# Who owns what is next in each state (nobody in the last one).
SHEET_OWNER = {
    SheetState.OPEN: "odontología",
    SheetState.SENT: "jefatura de clínica",
    SheetState.REVIEWED: "REGES",
}
MONTH_OWNER = {
    MonthState.OPEN: "REGES",
    MonthState.CONSOLIDATED: "las partes que acuerdan",
    MonthState.LOCKED: "",
}
CLAIM_OWNER = {
    ClaimState.RAISED: "quien escribió la hoja",
    ClaimState.ANSWERED: "quien reclamó",
    ClaimState.CORRECTED: "quien reclamó",
    ClaimState.CLOSED: "",
}
# One table per machine: "open" is a state of two of them.
SHEET_LABELS = {
    SheetState.OPEN: "En captura",
    SheetState.SENT: "Enviada a revisión",
    SheetState.REVIEWED: "Revisada",
}
MONTH_LABELS = {
    MonthState.OPEN: "Abierto",
    MonthState.CONSOLIDATED: "Consolidado",
    MonthState.LOCKED: "Acordado y cerrado",
}
CLAIM_LABELS = {
    ClaimState.RAISED: "Por responder",
    ClaimState.ANSWERED: "Respondido",
    ClaimState.CORRECTED: "Corregido",
    ClaimState.CLOSED: "Cerrado",
}
