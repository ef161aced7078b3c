"""What leaves: every table of an indicator at a place and period, with the same cells hidden in all.

The tables of one indicator, place and period tell of each other (a region is its units, a category its services), so
they are guarded together, whichever of them is asked for. Tables of another place or period are not: what is
published together must be asked for together (docs/decisions/0034-what-leaves-hides-small-counts.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def guard_shares(
    source: Source,
    indicators: Sequence[Indicator],
    period: Period,
    where: Where,
    at: datetime,
    tables: Mapping[str, Mapping[str, Table]],
    inside: Inside,
    threshold: int,
) -> dict[str, dict[str, Table]]:
    """As `guard`, of indicators that divide one denominator among them: together their numerators are all of it.

    tables: code → disaggregation → table. Where one of them is small all are hidden, and what one of them hides, the
    others and the denominator do not tell.
    """
    codes = [one.code for one in indicators]
    counts: dict[Key, tuple] = {}
    lines: list[Line] = []
    for by in tables[codes[0]]:
        rows = {line.key[0]: line.value for line in tables[codes[0]][by].lines}
        for value, whole in rows.items():
            counts[*_key(by, value), ALL] = (whole.denominator or 0,)
        for code in codes:
            for line in tables[code][by].lines:
                counts[*_key(by, line.key[0]), code] = (line.value.numerator or 0,)
        lines += [_across(_key(by, value), codes) for value in rows]
        lines += _each(Line(_TOTAL, tuple(_key(by, value) for value in rows if value != ALL)), codes)
    for child, parent in inside:
        if child in tables[codes[0]] and parent in tables[codes[0]]:
            for one in _nested(source, indicators[0], period, where, at, child, parent):
                lines += _each(one, codes)
    small = {key[:2] for key, (count,) in counts.items() if 0 < count < threshold}
    gone = hidden(counts, threshold, lines, [key for key in counts if key[:2] in small])
    return {
        code: {
            by: replace(found, hidden=_own({key[:2] for key in gone if key[2] in (code, ALL)}, by, found))
            for by, found in tables[code].items()
        }
        for code in codes
    }


def shares_hidden(values: Iterable[Value], threshold: int) -> bool:
    """Whether values that divide one denominator among them must all be hidden: one of them is small."""
    counts = [count or 0 for value in values for count in (value.numerator, value.denominator)]
    return any(0 < count < threshold for count in counts)


def _across(key: Key, codes: Sequence[str]) -> Line:
    """The denominator is what its shares are together."""
    return Line((*key, ALL), tuple((*key, code) for code in codes))


def _each(line: Line, codes: Sequence[str]) -> Iterator[Line]:
    """The line of each share, and that of the denominator."""
    for code in (*codes, ALL):
        yield Line((*line.total, code), tuple((*part, code) for part in line.parts))


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
