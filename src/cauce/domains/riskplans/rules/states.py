"""The states of a quarterly report, of each of its sections, of a plan's version and of an evaluation, as tables.

Source: document 003, "Rol de las direcciones", "Informe de evaluación", "Modificación"; spec 3, "Workflow".
"""

from dataclasses import dataclass
from enum import StrEnum


class ReportState(StrEnum):
    """A hospital's quarterly report."""

    DRAFT = "draft"
    SENT = "sent"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    EVALUATED = "evaluated"


class SectionState(StrEnum):
    """One Cuadro of a report as the territory sees it."""

    PENDING = "pending"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class VersionState(StrEnum):
    """A version of a plan: the original, or its one modification (P14)."""

    DRAFT = "draft"
    REQUESTED = "requested"
    VIABILISED = "viabilised"
    REFUSED = "refused"


class EvaluationState(StrEnum):
    """The Superintendencia's evaluation of a quarter."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one state to another by an act; permission: what it needs; notifies: roles that are told."""

    act: str
    source: StrEnum
    target: StrEnum
    permission: str
    notifies: tuple[str, ...] = ()


ESE, TERRITORY, SUPERINTENDENCE, MINISTRY = "ese", "territory", "superintendence", "ministry"
R, S, V, E = ReportState, SectionState, VersionState, EvaluationState

REPORT_TRANSITIONS = (
    Transition("save", R.DRAFT, R.DRAFT, "riskplans.report.write"),
    Transition("save", R.RETURNED, R.RETURNED, "riskplans.report.write"),
    Transition("send", R.DRAFT, R.SENT, "riskplans.report.send", (TERRITORY,)),
    Transition("send", R.RETURNED, R.SENT, "riskplans.report.send", (TERRITORY,)),
    Transition("review", R.SENT, R.IN_REVIEW, "riskplans.report.review"),
    Transition("return", R.IN_REVIEW, R.RETURNED, "riskplans.report.review", (ESE,)),
    Transition("accept", R.IN_REVIEW, R.ACCEPTED, "riskplans.report.review", (ESE, SUPERINTENDENCE)),
    Transition("receive", R.ACCEPTED, R.RECEIVED, "riskplans.evaluation.write", (TERRITORY,)),
    Transition("return", R.RECEIVED, R.RETURNED, "riskplans.evaluation.write", (ESE, TERRITORY)),
    Transition("evaluate", R.RECEIVED, R.EVALUATED, "riskplans.evaluation.close", (ESE, TERRITORY)),
    Transition("reopen", R.EVALUATED, R.RECEIVED, "riskplans.evaluation.close", (ESE, TERRITORY)),
)
SECTION_TRANSITIONS = (
    Transition("accept", S.PENDING, S.ACCEPTED, "riskplans.report.review"),
    Transition("return", S.PENDING, S.RETURNED, "riskplans.report.review"),
    Transition("undo", S.ACCEPTED, S.PENDING, "riskplans.report.review"),
    Transition("undo", S.RETURNED, S.PENDING, "riskplans.report.review"),
)
VERSION_TRANSITIONS = (
    Transition("request", V.DRAFT, V.REQUESTED, "riskplans.plan.request", (SUPERINTENDENCE,)),
    Transition("viabilise", V.REQUESTED, V.VIABILISED, "riskplans.plan.viabilise", (ESE, TERRITORY)),
    Transition("refuse", V.REQUESTED, V.REFUSED, "riskplans.plan.viabilise", (ESE, TERRITORY)),
    Transition("rework", V.REFUSED, V.DRAFT, "riskplans.plan.request"),
)
EVALUATION_TRANSITIONS = (
    Transition("save", E.OPEN, E.OPEN, "riskplans.evaluation.write"),
    Transition("close", E.OPEN, E.CLOSED, "riskplans.evaluation.close", (ESE, TERRITORY)),
    Transition("reopen", E.CLOSED, E.OPEN, "riskplans.evaluation.close", (ESE, TERRITORY)),
)

REPORT_LABELS = {
    R.DRAFT: "En captura",
    R.SENT: "Enviado al territorio",
    R.IN_REVIEW: "En revisión del territorio",
    R.RETURNED: "Devuelto a la ESE",
    R.ACCEPTED: "Aceptado por el territorio",
    R.RECEIVED: "Recibido por la Superintendencia",
    R.EVALUATED: "Evaluado",
}
REPORT_OWNER = {
    R.DRAFT: ESE,
    R.SENT: TERRITORY,
    R.IN_REVIEW: TERRITORY,
    R.RETURNED: ESE,
    R.ACCEPTED: SUPERINTENDENCE,
    R.RECEIVED: SUPERINTENDENCE,
    R.EVALUATED: "",
}
SECTION_LABELS = {S.PENDING: "Por revisar", S.RETURNED: "Devuelta", S.ACCEPTED: "Aceptada"}
VERSION_LABELS = {
    V.DRAFT: "En preparación",
    V.REQUESTED: "Solicitada",
    V.VIABILISED: "Viabilizada",
    V.REFUSED: "No viabilizada",
}
EVALUATION_LABELS = {E.OPEN: "Abierta", E.CLOSED: "Cerrada"}


def target_of(machine: tuple[Transition, ...], act: str, state: str) -> StrEnum | None:
    """Where `act` leads from `state`; None when the state does not allow it."""
    return next((t.target for t in machine if t.act == act and t.source == state), None)


def may_modify(versions: list[tuple[str, VersionState]], monitoring_reports: int) -> str:
    """Whether a plan's modification may be asked for: '' if so, else the id of the rule that forbids it (P14).

    versions: (kind, state) of each version of the plan, kind being "original" or "modification".
    """
    if not any(kind == "original" and state == V.VIABILISED for kind, state in versions):
        return "RP-30"
    modifications = [state for kind, state in versions if kind == "modification"]
    if V.VIABILISED in modifications:
        return "RP-31"
    if any(state in (V.DRAFT, V.REQUESTED) for state in modifications):
        return "RP-32"
    return "" if monitoring_reports else "RP-33"
