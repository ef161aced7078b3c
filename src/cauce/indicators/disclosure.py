"""Which cells of a table must not leave the institution: small counts, and those that would give them away. Pure.

A cell is small when a guarded count (of people) is above zero and under the threshold. Hiding it alone is not enough:
where a shown total minus the shown parts gives it, others are hidden too (complementary suppression), until

- no line (a total and its parts) lacks one single cell, nor lacks parts that add up to less than the threshold, and
- no hidden cell follows from all the shown ones together (the equations of all lines, solved exactly).

Zeros are never hidden: they tell of nobody. The smallest parts go first, then totals, the grand total last. What one
table hides, another one of the same facts may show: tables that are told together must be asked together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .facts import FactTable
from .model import Indicator, Measure
from .query import ALL, Cell, Key
from .values import Exact

THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One total and its parts."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def guarded(measures: Iterable[Measure], facts: Mapping[str, FactTable]) -> bool:
    """Whether some of the measures count what could be a person."""
    return any(facts[measure.fact].guarded for measure in measures)


def hidden_cells(
    indicator: Indicator, facts: Mapping[str, FactTable], cells: Iterable[Cell], threshold: int = THRESHOLD
) -> frozenset[Key]:
    """The keys to hide of one indicator's cells in one period, subtotals among them."""
    counts = {cell.key: guarded_counts(indicator, facts, cell.numerator, cell.denominator) for cell in cells}
    return hidden(counts, threshold)


def guarded_counts(
    indicator: Indicator, facts: Mapping[str, FactTable], numerator: Exact | None, denominator: Exact | None
) -> tuple[Exact, ...]:
    """Of a cell's two counts, those that could be of people; () when neither is.

    A median is no count: its cases are. Of a share, who is in the denominator and not in the numerator is a third one.
    """
    sides = [(denominator, indicator.denominator)]
    if not indicator.is_median:
        sides.insert(0, (numerator, indicator.numerator))
    found = [count or 0 for count, measures in sides if guarded(measures, facts)]
    return (*found, found[1] - found[0]) if indicator.share and len(found) == 2 else tuple(found)


def hidden(
    counts: Mapping[Key, Sequence[Exact]],
    threshold: int = THRESHOLD,
    lines: Sequence[Line] | None = None,
    also: Iterable[Key] = (),
) -> frozenset[Key]:
    """The keys to hide. counts: key (with ALL where totalled) → its guarded counts; also: hidden for another reason.

    lines: which cells add up to which, where the keys do not say it themselves (several tables told together).
    """
    lines = [line for line in (lines_of(counts) if lines is None else lines) if _adds_up(line, counts)]
    found = {key for key, values in counts.items() if any(0 < value < threshold for value in values)}
    found |= set(also)
    while True:
        added = _by_line(lines, counts, found, threshold) or _by_equations(lines, counts, found)
        if not added:
            return frozenset(found)
        found |= added


def lines_of(keys: Iterable[Key]) -> list[Line]:
    """Every total with its parts along one dimension, of the keys that are there."""
    parts: dict[tuple[int, Key], list[Key]] = {}
    known = list(keys)
    for key in known:
        for place, value in enumerate(key):
            if value != ALL:
                parts.setdefault((place, (*key[:place], ALL, *key[place + 1 :])), []).append(key)
    totals = set(known)
    return [Line(total, tuple(of)) for (_place, total), of in parts.items() if total in totals]


def _by_line(
    lines: Iterable[Line], counts: Mapping[Key, Sequence[Exact]], found: set[Key], threshold: int
) -> set[Key]:
    """What the first weak line needs hidden; empty when no line is weak."""
    for line in lines:
        gone = [key for key in line.cells if key in found]
        if gone and _is_weak(line, gone, counts, found, threshold):
            more = _next(line, counts, found)
            if more not in found:  # a total whose parts are all zero or hidden has nothing more to hide
                return {more}
    return set()


def _adds_up(line: Line, counts: Mapping[Key, Sequence[Exact]]) -> bool:
    """Whether the parts make the total: different persons counted in two parts, or parts that are not there, do not,
    and then nothing is worked out from the line."""
    sums = [sum(column) for column in zip(*(counts[key] for key in line.parts), strict=True)]
    return sums == list(counts[line.total])


def _is_weak(
    line: Line,
    gone: Sequence[Key],
    counts: Mapping[Key, Sequence[Exact]],
    found: set[Key],
    threshold: int,
) -> bool:
    if len(gone) == 1:
        return True
    if line.total in found:
        return False
    sums = [sum(column) for column in zip(*(counts[key] for key in gone), strict=True)]
    return any(0 < total < threshold for total in sums)


def _next(line: Line, counts: Mapping[Key, Sequence[Exact]], found: set[Key]) -> Key:
    """The smallest part that is not zero and not hidden; the total when there is none."""
    free = [key for key in line.parts if key not in found and any(counts[key])]
    return min(free, key=lambda key: _order(key, counts), default=line.total)


def _by_equations(lines: Iterable[Line], counts: Mapping[Key, Sequence[Exact]], found: set[Key]) -> set[Key]:
    """Something more to hide for the first cell that the shown ones give away together; empty when there is none."""
    lines = [line for line in lines if found.intersection(line.cells)]
    given = derivable(lines, found)
    if not given:
        return set()
    (first, *_rest) = sorted(given, key=lambda key: _order(key, counts))
    around = {
        key
        for line in lines
        if first in line.cells
        for key in line.cells
        if key not in found and any(counts[key])
    }
    if not around:  # everything beside it is hidden already: widen from any weak line's neighbours
        around = {key for line in lines for key in line.cells if key not in found and any(counts[key])}
    return {min(around, key=lambda key: (key.count(ALL), _order(key, counts)))} if around else set()


def derivable(lines: Iterable[Line], hidden_keys: Iterable[Key]) -> set[Key]:
    """Hidden cells whose value follows from the shown ones: their line's equations, solved exactly."""
    unknown = set(hidden_keys)
    rows: list[dict[Key, Fraction]] = []
    for line in lines:
        row = {key: Fraction(1) for key in line.parts if key in unknown}
        if line.total in unknown:
            row[line.total] = Fraction(-1)
        if row:
            rows.append(row)
    return {next(iter(row)) for row in _reduced(rows) if len(row) == 1}


def _reduced(rows: list[dict[Key, Fraction]]) -> list[dict[Key, Fraction]]:
    """Gauss and Jordan over sparse rows."""
    done: dict[Key, dict[Key, Fraction]] = {}  # pivot → its row
    for row in rows:
        for key in [key for key in row if key in done]:
            _subtract(row, done[key], row[key])
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row = {key: value / scale for key, value in row.items()}
        for other in done.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        done[pivot] = row
    return list(done.values())


def _subtract(row: dict[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction) -> None:
    for key, value in other.items():
        left = row.get(key, Fraction(0)) - times * value
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def _order(key: Key, counts: Mapping[Key, Sequence[Exact]]) -> tuple:
    """Smallest first; equal ones by their names, so that the same table always hides the same."""
    return (sum(counts[key]), [(value is not None, value or "") for value in key])
