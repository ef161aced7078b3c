"""Which level governs each consistency check: configurations by date, what they may say, since when it holds. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeVar

from cauce.core.errors import Level as ProblemLevel
from cauce.core.errors import Problem
from cauce.core.translation import tr

from .checks import CHECKS, DEFAULTS, Check, Kind, Level
from .table import RULES

PROBLEM_LEVELS: dict[Level, ProblemLevel] = {Level.BLOCK: "error", Level.WARN: "warning"}
Levels = Mapping[str, Level]


def resolve(configured: Mapping[str, str]) -> dict[str, Level]:
    """The level of every check: as configured; the default where nothing is, or what is written is no level.

    A check of outliers warns whatever is written: being unlike others is no mistake.
    """
    return {key: _level(check, configured.get(key, "")) for key, check in CHECKS.items()}


def _level(check: Check, text: str) -> Level:
    if check.kind == Kind.OUTLIER or text not in set(Level):
        return check.default
    return Level(text)


def refusals(asked: Mapping[str, str]) -> Iterator[Problem]:
    """Why a configuration cannot be published: RP-100 no such check, RP-101 no such level, RP-102 an outlier that blocks."""
    for key, text in asked.items():
        check = CHECKS.get(key)
        if check is None:
            yield RULES["RP-100"].problem(key[:40], key=key[:40])
        elif text not in set(Level):
            yield RULES["RP-101"].problem(key, name=check.name, value=str(text)[:20])
        elif check.kind == Kind.OUTLIER and text == Level.BLOCK:
            yield RULES["RP-102"].problem(key, name=check.name)


def changes(before: Levels, after: Levels) -> dict[str, tuple[Level, Level]]:
    """Checks whose level differs, in the order of the table."""
    return {key: (before[key], after[key]) for key in CHECKS if before[key] != after[key]}


def weigh(problem: Problem, key: str, levels: Levels) -> Problem:
    """A broken check with the level that governs it; where it blocks, its remedy is what lifts it."""
    level = levels[key]
    if level == Level.WARN:
        return replace(problem, level=PROBLEM_LEVELS[level])
    return replace(problem, level=PROBLEM_LEVELS[level], remedy=tr(CHECKS[key].remedy))


def lifted(key: str, levels: Levels) -> bool:
    """Whether an explanation lifts the check: a warning, always; what blocks, only if explaining is what it asks."""
    return levels[key] == Level.WARN or CHECKS[key].explained


class Dated(Protocol):
    """A published configuration, as far as these rules care."""

    number: int
    valid_from: date
    content: Mapping[str, str]


V = TypeVar("V", bound=Dated)


def governing(versions: Sequence[V], day: date) -> V | None:
    """The configuration in force on a day: the latest that has begun; of one day, the last published."""
    begun = [version for version in versions if version.valid_from <= day]
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def since(versions: Sequence[V], key: str, day: date) -> V | None:
    """The configuration since which the check has had, without a break, the level of that day; None: from the start."""
    begun = sorted(
        (v for v in versions if v.valid_from <= day), key=lambda v: (v.valid_from, v.number), reverse=True
    )
    governed = list({v.valid_from: v for v in reversed(begun)}.values())[
        ::-1
    ]  # one a day: the last published
    levels = [resolve(v.content)[key] for v in governed]
    same = next((n for n, level in enumerate(levels) if level != levels[0]), len(levels))
    if same == len(levels) and (not levels or levels[0] == DEFAULTS[key]):
        return None
    return governed[same - 1]
