"""States of a declaration, its traffic light, and what each state allows on the board (source 000, steps 1 to 9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """A declaration is open, or finalised; "signed" is finalised with a signed copy received."""

    OPEN = "open"
    FINALISED = "finalised"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one state to another by an act, with the permission that it needs."""

    act: str
    source: State
    target: State
    permission: str


TRANSITIONS: tuple[Transition, ...] = (
    Transition("answer", State.OPEN, State.OPEN, "exchange.declaration.answer"),
    Transition("save_lines", State.OPEN, State.OPEN, "exchange.lines.edit"),
    Transition("finalise", State.OPEN, State.FINALISED, "exchange.declaration.finalise"),
    Transition("upload", State.FINALISED, State.SIGNED, "exchange.signed_copy.upload"),
    Transition("upload", State.SIGNED, State.SIGNED, "exchange.signed_copy.upload"),
    # The coordination's look says that the last copy held is not the signed report: amber again.
    Transition("refuse_copy", State.SIGNED, State.FINALISED, "exchange.paper.record"),
    Transition("reopen", State.FINALISED, State.OPEN, "exchange.declaration.reopen"),
    Transition("reopen", State.SIGNED, State.OPEN, "exchange.declaration.reopen"),
)
ACTS = tuple(dict.fromkeys(t.act for t in TRANSITIONS))


def target_of(act: str, state: State) -> State | None:
    """Where `act` leads from `state`; None when the state does not allow it."""
    return next((t.target for t in TRANSITIONS if t.act == act and t.source == state), None)


class Light(StrEnum):
    """Traffic light of a declaration (decision M12)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


LIGHT_OF: dict[State, Light] = {
    State.OPEN: Light.RED,
    State.FINALISED: Light.AMBER,
    State.SIGNED: Light.GREEN,
}
LIGHT_TEXT: dict[Light, str] = {
    Light.RED: "Abierto",
    Light.AMBER: "Finalizado, sin reporte firmado",
    Light.GREEN: "Reporte firmado recibido",
}


@dataclass(frozen=True, slots=True)
class Window:
    """When writing is allowed: the round's span, or a reopening's until `reopened_until`."""

    opens_at: datetime
    closes_at: datetime
    reopened_until: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Inside the round, or inside a reopening."""
        in_round = self.opens_at <= at < self.closes_at
        return in_round or (self.reopened_until is not None and at < self.reopened_until)
