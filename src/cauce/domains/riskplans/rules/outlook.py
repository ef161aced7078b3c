"""Early warning and what-if: where the score is heading, what loses most points, which flags are up. Spec 3. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .definition import FLOW_ROWS, HUNDRED
from .evaluation import Evaluation, Inputs, Pair, evaluate

Flag = Literal[
    "budget_committed_over_recognised", "budget_recognised_over_final", "collection_under_committed"
]
WHAT_IF = (*FLOW_ROWS, "medidas", "recaudos", "comprometidos", "uvr", "ventas_uvr", "gastos_uvr")


@dataclass(frozen=True, slots=True)
class Loss:
    """Points a factor leaves on the table: its share less what it scored."""

    key: str
    label: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Outlook:
    """The projected score at the end of the year (None without data), who loses most first, and the flags."""

    projected: Fraction | None
    losses: tuple[Loss, ...]
    flags: tuple[Flag, ...]


def losses(evaluation: Evaluation) -> tuple[Loss, ...]:
    """Factors by the points they lose, most first; factors that cannot be evaluated lose none."""
    found = [Loss(f.key, f.label, f.share - f.points) for f in evaluation.factors if f.points is not None]
    return tuple(sorted(found, key=lambda loss: (-loss.points, loss.key)))


def project(totals: Mapping[int, Fraction]) -> Fraction | None:
    """The year-end score from the quarters evaluated so far: a line through them, kept within 0 and 100.

    totals: by number of the quarter (1 to 4); those that nobody evaluated are not there, and the line knows it. One
    quarter projects itself, the fourth is the year's end; else the least-squares line at the fourth quarter. The
    method is ours: the source gives none.
    """
    if not totals or 4 in totals:
        return totals.get(4)
    if len(totals) == 1:
        return next(iter(totals.values()))
    middle = Fraction(sum(totals), len(totals))
    mean = sum(totals.values(), Fraction(0)) / len(totals)
    rise = sum(((n - middle) * (t - mean) for n, t in totals.items()), Fraction(0))
    slope = rise / sum(((n - middle) ** 2 for n in totals), Fraction(0))
    return min(max(mean + slope * (4 - middle), Fraction(0)), HUNDRED)


def flags(budget: Mapping[str, Fraction]) -> tuple[Flag, ...]:
    """Budget disequilibrium from the rows of Cuadro 8; a blank raises no flag."""
    found: list[Flag] = []
    if _less(budget, "reconocimientos", "comprometidos"):
        found.append("budget_committed_over_recognised")
    if _less(budget, "definitivo", "reconocimientos"):
        found.append("budget_recognised_over_final")
    if _less(budget, "recaudos", "comprometidos"):
        found.append("collection_under_committed")
    return tuple(found)


def outlook(
    evaluation: Evaluation, number: int, earlier: Mapping[int, Fraction], budget: Mapping[str, Fraction]
) -> Outlook:
    """All of it for a quarter (1 to 4); earlier: totals of the same year's quarters before it, by number."""
    totals = dict(earlier)
    if evaluation.total is not None:
        totals[number] = evaluation.total
    return Outlook(project(totals), losses(evaluation), flags(budget))


def what_if(inputs: Inputs, changes: Mapping[str, Fraction]) -> Inputs:
    """The inputs with other executed figures, by WHAT_IF's keys. Raises KeyError for a key that is none of them."""
    unknown = set(changes) - set(WHAT_IF)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))

    def pair(key: str, old: Pair) -> Pair:
        return Pair(old.programmed, changes.get(key, old.executed))

    return replace(
        inputs,
        flow={key: pair(key, old) for key, old in inputs.flow.items()},
        measures=pair("medidas", inputs.measures),
        collected=changes.get("recaudos", inputs.collected),
        committed=changes.get("comprometidos", inputs.committed),
        uvr=pair("uvr", inputs.uvr),
        sales_per_uvr=pair("ventas_uvr", inputs.sales_per_uvr),
        spending_per_uvr=pair("gastos_uvr", inputs.spending_per_uvr),
    )


def moved(inputs: Inputs, changes: Mapping[str, Fraction], evaluation: Evaluation) -> Fraction | None:
    """Points that the total moves with the changes; None when either cannot be evaluated."""
    after = evaluate(what_if(inputs, changes), evaluation.definition)
    if after.total is None or evaluation.total is None:
        return None
    return after.total - evaluation.total


def _less(figures: Mapping[str, Fraction], small: str, large: str) -> bool:
    return small in figures and large in figures and figures[small] < figures[large]
