"""Who is how far in each round, by fixed seed. Pure."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Progress(StrEnum):
    """How far an entity has come."""

    UNTOUCHED = "untouched"
    STARTED = "started"  # open, with rows
    FINALISED = "finalised"
    SIGNED = "signed"
    NONE_FINALISED = "none-finalised"  # said NO
    NONE_SIGNED = "none-signed"

    @property
    def has_rows(self) -> bool:
        """Whether the entity captured something."""
        return self in (self.STARTED, self.FINALISED, self.SIGNED)

    @property
    def is_final(self) -> bool:
        """Whether the entity finalised."""
        return self not in (self.UNTOUCHED, self.STARTED)

    @property
    def is_signed(self) -> bool:
        """Whether the signed copy is in."""
        return self in (self.SIGNED, self.NONE_SIGNED)


SHARES = {
    Progress.SIGNED: 34,
    Progress.FINALISED: 20,
    Progress.NONE_SIGNED: 4,
    Progress.NONE_FINALISED: 5,
    Progress.STARTED: 25,
    Progress.UNTOUCHED: 12,
}
# The walk-through begins at ISSSTE Baja California; Hidalgo shows real units with a signed report.
FIXED = {
    "ISSSTE-02": Progress.UNTOUCHED,
    "ISSSTE-13": Progress.SIGNED,
    "ISSSTE-01": Progress.FINALISED,
    "ISSSTE-06": Progress.NONE_SIGNED,
    "IMSSB-02": Progress.SIGNED,
    "PEMEX-13": Progress.FINALISED,
    "IMSS-02": Progress.SIGNED,
    "IMSS-13": Progress.STARTED,
    "SSA-02": Progress.SIGNED,
}
# Source 000, step 7: the printed board of ISSSTE, code of the state → (units with rows, state).
# Baja California is still open in it, with 14 units.
PRINTED_2023 = {
    "ISSSTE-01": (11, Progress.FINALISED),
    "ISSSTE-02": (0, Progress.UNTOUCHED),
    "ISSSTE-03": (5, Progress.FINALISED),
    "ISSSTE-04": (8, Progress.SIGNED),
    "ISSSTE-05": (12, Progress.SIGNED),
    "ISSSTE-06": (3, Progress.SIGNED),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one entity does: how far, and when it captured and finalised."""

    entity: str
    progress: Progress
    captured_at: datetime
    finalised_at: datetime
    units_with: int | None = None


def plan(entities: list[str], opens_at: datetime, until: datetime) -> list[Step]:
    """One step per entity (code) of the round in progress, in the order of their last act."""
    steps = []
    for code in entities:
        chance = random.Random(f"avance {code}")  # noqa: S311
        progress = FIXED.get(code) or chance.choices(list(SHARES), list(SHARES.values()))[0]
        steps.append(_step(code, progress, opens_at, until, None))
    return _in_order(steps)


def printed_plan(opens_at: datetime, until: datetime) -> list[Step]:
    """The steps that lead to the printed board of 2023."""
    return _in_order(
        _step(code, progress, opens_at, until, count) for code, (count, progress) in PRINTED_2023.items()
    )


def _in_order(steps) -> list[Step]:
    return sorted(steps, key=lambda step: (step.finalised_at, step.entity))


def _step(code: str, progress: Progress, opens_at: datetime, until: datetime, units: int | None) -> Step:
    chance = random.Random(f"fechas {code}")  # noqa: S311
    span = (until - opens_at).total_seconds()
    captured = chance.uniform(0.05, 0.75)
    finalised = chance.uniform(captured + 0.05, 0.97)
    begin, end = (opens_at + timedelta(seconds=round(span * part)) for part in (captured, finalised))
    return Step(code, progress, begin, end, units)
