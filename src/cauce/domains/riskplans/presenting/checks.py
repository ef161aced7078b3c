"""The consistency checks as the pages show them: each with its level, since when, and what each configuration changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ..country import quarter
from ..models import CheckVersion
from ..queries.check_levels import InForce
from ..rules.checks import CHECKS, KIND_LABELS, LEVEL_LABELS, Check, Kind, Level
from ..rules.levels import changes, resolve

TONES = {Level.BLOCK: "error", Level.WARN: "warning"}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check with the level that governs. since: the configuration it comes from; None: from the start."""

    check: Check
    level: Level
    since: CheckVersion | None

    @property
    def label(self) -> str:
        """The level in words."""
        return LEVEL_LABELS[self.level]

    @property
    def tone(self) -> str:
        """Of its badge."""
        return TONES[self.level]

    @property
    def where(self) -> str:
        """What it looks at."""
        return KIND_LABELS[self.check.kind]

    @property
    def fixed(self) -> bool:
        """Whether nobody may configure it."""
        return self.check.kind == Kind.OUTLIER


@dataclass(frozen=True, slots=True)
class Changed:
    """A check whose level changes: its name, before and after in words."""

    key: str
    name: str
    before: str
    after: str
    tone: str


def lines_of(checks: InForce, since: dict[str, CheckVersion | None]) -> list[CheckLine]:
    """Every check, in the order of the table."""
    return [CheckLine(check, checks.levels[key], since.get(key)) for key, check in CHECKS.items()]


def changed_of(before: CheckVersion | None, after: CheckVersion) -> list[Changed]:
    """What a configuration changed of the one before."""
    found = changes(resolve(before.content if before else {}), resolve(after.content))
    return [
        Changed(key, CHECKS[key].name, LEVEL_LABELS[old], LEVEL_LABELS[new], TONES[new])
        for key, (old, new) in found.items()
    ]


def history_of(versions: Sequence[CheckVersion]) -> Iterable[tuple[CheckVersion, list[Changed]]]:
    """Each configuration, the last first, with what it changed."""
    earlier = [*versions[1:], None]
    return [(v, changed_of(before, v)) for v, before in zip(versions, earlier, strict=False)]


def first_quarter(day: date) -> str:
    """The first quarter that a configuration in force from a day governs: that which the day belongs to."""
    span = quarter(f"{day.year}Q{(day.month - 1) // 3 + 1}")
    return span.id if span else ""
