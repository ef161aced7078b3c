"""Whether the other rows of a sheet are taken: education, promotion, administrative."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from cauce.core.errors import Problem
from cauce.interop.packages.fates import Outcome
from cauce.interop.packages.rules import broken

from ..codebook import codebook
from ..models import Sheet
from ..rules.promotion import check_admin, read_admin, read_promotion
from ..rules.values import AdminRow as AdminValues
from .proposals import Line

Judged = tuple[Line, Outcome, list[Problem], dict[str, Any] | None]


def judge_lines(
    sheet: Sheet, part: str, lines: Sequence[Line], stored: Mapping[UUID, Any]
) -> Iterator[Judged]:
    """(line, outcome, why, its fields) in order; part: "promotion" or "admin"."""
    held: list[tuple[str, AdminValues]] = []
    for line in sorted(lines, key=lambda one: one.position):
        ours = stored.get(line.uid)
        if ours is not None and ours.version > line.version:
            yield line, Outcome.KEPT, [broken("PK-20", ours=ours.version, theirs=line.version)], None
            continue
        values, problems = (read_promotion if part == "promotion" else read_admin)(
            line.typed, part, codebook()
        )
        if isinstance(values, AdminValues):
            problems = problems + [
                p for p in check_admin([*held, (part, values)]) if p.place == f"{part}.code"
            ]
        errors = [p for p in problems if p.level == "error"]
        if values is None or errors:
            yield line, Outcome.REFUSED, errors, None
            continue
        if isinstance(values, AdminValues):
            held.append(("above", values))
        told = asdict(values)
        yield line, _outcome(line, ours, told), [], told


def _outcome(line: Line, ours: Any, told: Mapping[str, Any]) -> Outcome:
    if ours is None:
        return Outcome.TAKEN
    same = (ours.version, ours.position) == (line.version, line.position)
    same = same and all(getattr(ours, name) == value for name, value in told.items())
    return Outcome.UNCHANGED if same else Outcome.REPLACED
