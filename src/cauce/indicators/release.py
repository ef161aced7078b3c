"""What leaves: every table of an indicator at a place and period, with the same cells hidden in all.

The tables of one indicator, place and period tell of each other (a region is its units, a category its services), so
they are guarded together, whichever of them is asked for. Tables of another place or period are not: what is
published together must be asked for together (docs/decisions/0034-what-leaves-hides-small-counts.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cauce.core.periods.types import Period

from .answer import answer
from .disclosure import Line, guarded_counts, hidden
from .model import Indicator
from .query import ALL, Key, Query
from .sources import Source
from .tables import Table, Where
from .values import Value

HIDDEN = "oculto"  # what takes the place of a count that does not leave
_TOTAL: Key = (ALL, ALL)
Inside = Sequence[tuple[str, str]]  # (child, parent): each value of the first lies in one value of the second


def is_small(source: Source, indicator: Indicator, value: Value, threshold: int) -> bool:
    """Whether a value standing alone must not leave."""
    counts = guarded_counts(indicator, source.facts, value.numerator, value.denominator)
    return any(0 < count < threshold for count in counts)


def guard(
    source: Source,
    indicator: Indicator,
    period: Period,
    where: Where,
    at: datetime,
    tables: Mapping[str, Table],
    inside: Inside,
    threshold: int,
) -> dict[str, Table]:
    """The tables (disaggregation → table by it alone), each with what it must hide said in `hidden`."""
    counts: dict[Key, tuple] = {}
    lines = []
    for by, found in tables.items():
        keys = {_key(by, line.key[0]): line.value for line in found.lines}
        counts |= {
            key: guarded_counts(indicator, source.facts, value.numerator, value.denominator)
            for key, value in keys.items()
        }
        lines.append(Line(_TOTAL, tuple(key for key in keys if key != _TOTAL)))
    for child, parent in inside:
        if child in tables and parent in tables:
            lines += _nested(source, indicator, period, where, at, child, parent)
    gone = hidden(counts, threshold, lines)
    return {by: replace(found, hidden=_own(gone, by, found)) for by, found in tables.items()}


def _nested(
    source: Source,
    indicator: Indicator,
    period: Period,
    where: Where,
    at: datetime,
    child: str,
    parent: str,
) -> list[Line]:
    """The lines "this parent is these children", where every child lies in one parent only."""
    query = Query((indicator,), (period,), (child, parent), where=where, subtotals=False)
    pairs = {cell.key for cell in answer(query, source.facts, source.tables, at).cells}
    parents: dict[str | None, set[str | None]] = {}
    for inner, outer in pairs:
        parents.setdefault(inner, set()).add(outer)
    found = []
    for outer in {outer for _inner, outer in pairs}:
        within = [inner for inner, of in pairs if of == outer]
        if all(len(parents[inner]) == 1 for inner in within):
            found.append(Line((parent, outer), tuple((child, inner) for inner in within)))
    return found


def _key(by: str, value: str | None) -> Key:
    return _TOTAL if value == ALL else (by, value)


def _own(gone: Iterable[Key], by: str, found: Table) -> frozenset[Key]:
    gone = set(gone)
    return frozenset(line.key for line in found.lines if _key(by, line.key[0]) in gone)
