"""What became of each record of a package."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from cauce.core.errors import Problem


class Outcome(StrEnum):
    """One of these for every record."""

    TAKEN = "taken"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # ours is newer
    REMOVED = "removed"  # an earlier package brought it, this one no longer has it
    REFUSED = "refused"


LABELS = {
    Outcome.TAKEN: "Tomado",
    Outcome.REPLACED: "Reemplazado",
    Outcome.UNCHANGED: "Sin cambio",
    Outcome.KEPT: "Se conserva el más nuevo",
    Outcome.REMOVED: "Retirado",
    Outcome.REFUSED: "Rechazado",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """part and uid name the record; label is what people recognise it by (no identities); why: rule and sentence."""

    part: str
    uid: str
    label: str
    outcome: Outcome
    version: int | None = None
    rule: str = ""
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def fate(part: str, uid: str, label: str, outcome: Outcome, version: int | None, *problems: Problem) -> Fate:
    """A fate with the problems that explain it."""
    return Fate(
        part,
        uid,
        label,
        outcome,
        version,
        " ".join(dict.fromkeys(p.rule for p in problems)),
        " ".join(dict.fromkeys(str(p) for p in problems)),
    )


def counts(fates: Iterable[Fate]) -> dict[str, int]:
    """How many of each outcome, all outcomes named."""
    found = Counter(one.outcome.value for one in fates)
    return {outcome.value: found[outcome.value] for outcome in Outcome}
