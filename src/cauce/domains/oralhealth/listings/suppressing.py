"""A listing's table as it leaves the institution: small counts of people, and what would give them away, are hidden.

All the measures of people in a table are hidden at the same places: «subsecuentes» is «pacientes» minus «primera vez».
Subtotals that the person did not ask for are looked at too, since the total shown adds over them.
"""

from dataclasses import replace

from cauce.indicators.disclosure import guarded, hidden
from cauce.indicators.values import Exact, Value

from ..facts_engine import FACTS
from .computing import Head, Key, Line, Table

HIDDEN = "oculto: cifra pequeña, o que permitiría deducir una"


def suppressed(table: Table, threshold: int) -> Table:
    """The same table with the hidden figures blank and their reason. table: with its subtotals."""
    places = [n for n, head in enumerate(table.heads) if _of_people(head)]
    counts: dict[Key, tuple[Exact, ...]] = {}
    for line in table.lines:
        for n in places:
            key = (*line.key, *table.heads[n].key)
            counts[key] = (*counts.get(key, ()), *_guarded(table.heads[n], line.values[n]))
    width = max(map(len, counts.values()), default=0)
    gone = hidden({key: (*found, *(0,) * (width - len(found))) for key, found in counts.items()}, threshold)
    return replace(table, lines=tuple(_without(line, table, places, gone) for line in table.lines))


def count_hidden(table: Table) -> int:
    """How many figures of a suppressed table are hidden."""
    return sum(value is not None and value.reason == HIDDEN for line in table.lines for value in line.values)


def _of_people(head: Head) -> bool:
    return guarded(head.figure.numerator, FACTS) or guarded(head.figure.denominator, FACTS)


def _guarded(head: Head, value: Value | None) -> tuple[Exact, ...]:
    """The counts of people inside a figure."""
    if value is None:
        return ()
    figure = head.figure
    sides = ((figure.numerator, value.numerator), (figure.denominator, value.denominator))
    return tuple(amount or 0 for measures, amount in sides if measures and guarded(measures, FACTS))


def _without(line: Line, table: Table, places: list[int], gone: frozenset[Key]) -> Line:
    values = list(line.values)
    for n in places:
        if values[n] is not None and (*line.key, *table.heads[n].key) in gone:
            values[n] = Value(None, None, None, HIDDEN)
    return replace(line, values=tuple(values))
