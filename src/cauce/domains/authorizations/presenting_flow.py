"""The four machines drawn from their tables: a chart where each state is a rail and each act an arrow between rails.

Nothing is laid out by hand: a new row of the table is a new line of the chart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from cauce.core.accounts.permissions import Permission
from cauce.core.accounts.roles import roles_with

from .rules.act_words import ACT_LABELS, AUDIENCE_LABELS, MACHINE_LABELS
from .rules.states import MACHINES, Transition
from .rules.words import APPEAL_LABELS, AUTHORISATION_LABELS, ITEM_LABELS, REQUEST_LABELS

STATE_LABELS: dict[str, dict[Any, str]] = {
    "request": REQUEST_LABELS,
    "item": ITEM_LABELS,
    "authorisation": AUTHORISATION_LABELS,
    "appeal": APPEAL_LABELS,
}
LEFT, RAIL, ROW, HEAD, LETTERS = 212, 81, 28, 58, 13  # px; letters of a state's name in a line


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states, to which, who may, whom it tells."""

    act: str
    label: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    who: str
    tells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine with its steps in words and its chart's coordinates."""

    key: str
    label: str
    states: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    labels: dict[Any, str]

    @property
    def chart(self) -> dict[str, Any]:
        """What the SVG template draws."""
        across = {state: LEFT + i * RAIL + RAIL / 2 for i, (state, _label) in enumerate(self.states)}
        rows = [_row(step, across, HEAD + i * ROW) for i, step in enumerate(self.steps)]
        width, height = LEFT + RAIL * len(self.states), HEAD + ROW * len(self.steps) + 4
        heads = [(x, _lines(label)) for (state, label), x in zip(self.states, across.values(), strict=True)]
        return {"width": width, "height": height, "top": HEAD, "rows": rows, "heads": heads}


def machines() -> list[Machine]:
    """The four, in the order of a request's life."""
    return [
        Machine(
            key=key,
            label=_(MACHINE_LABELS[key]),
            states=tuple((state.value, _(STATE_LABELS[key][state])) for state in states),
            steps=tuple(_steps(key, table)),
            labels={state: _(text) for state, text in STATE_LABELS[key].items()},
        )
        for key, (states, table) in MACHINES.items()
    ]


def _steps(key: str, table: Iterable[Transition]) -> Iterable[Step]:
    """Rows with the same act and target are one step; one that stays where it is, of all such states."""
    grouped: dict[tuple[str, str], list[Transition]] = {}
    for row in table:
        target = "=" if row.source == row.target else row.target.value
        grouped.setdefault((row.act, target), []).append(row)
    for (act, _target), rows in grouped.items():
        yield Step(
            act=act,
            label=_(ACT_LABELS[key][act]),
            sources=tuple(dict.fromkeys(row.source for row in rows)),
            target=rows[0].target,
            who=who_may(rows[0].permission),
            tells=tuple(_(AUDIENCE_LABELS[one]) for one in rows[0].notifies),
        )


def who_may(permission: str) -> str:
    """The roles that hold a permission; the system when it needs none."""
    if not permission:
        return _("el sistema")
    return ", ".join(str(role.name) for role in roles_with(Permission(permission)))


def _row(step: Step, across: dict[str, float], top: float) -> dict[str, Any]:
    middle = top + ROW / 2
    stays = step.sources == (step.target,) or (len(step.sources) > 1 and step.target in step.sources)
    arrows = [] if stays else [(across[source], across[step.target]) for source in step.sources]
    return {
        "y": middle,
        "top": top,
        "label": step.label,
        "dots": [across[source] for source in step.sources],
        "own": stays,
        "lines": [(x, to - 7 if to > x else to + 7) for x, to in arrows],
        "tips": sorted({_tip(to, middle, x) for x, to in arrows}),
    }


def _tip(x: float, y: float, start: float) -> str:
    """The points of the arrow's head."""
    side = -8 if start < x else 8
    return f"{x:.0f},{y:.0f} {x + side:.0f},{y - 5:.0f} {x + side:.0f},{y + 5:.0f}"


def _lines(label: str) -> list[tuple[int, str]]:
    """A state's name in up to three lines, with the height of each."""
    found = wrap(label, LETTERS, break_long_words=False)[:3]
    return [(16 + 15 * i, line) for i, line in enumerate(found)]
