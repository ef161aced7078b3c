"""Each module's part in the indicators: its facts, where they live, its documents, and what its codes mean.

A module registers one Source when its app is ready; the command line, the snapshot's job and the reference
pages find it here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .facts import FactTable
from .model import Indicator


@dataclass(frozen=True, slots=True)
class Source:
    """What a module brings.

    tables: fact → its table or view in the live database; documents: code → indicator, in order; months: those
    that may go to the snapshot at an instant (they are over; what is written late marks them stale);
    label_of: what people read for a dimension's value (None: unknown); dimension_of: for a dimension's name;
    order_of: how a dimension's values are sorted (bands by age, the unknown and the total last); labels_of: the
    labels of many values at once, for a module whose labels are rows.
    """

    module: str
    facts: Mapping[str, FactTable]
    tables: Mapping[str, str]
    documents: Callable[[], Mapping[str, Indicator]]
    months: Callable[[datetime], Iterable[int]]
    label_of: Callable[[str, str | None], str]
    dimension_of: Callable[[str], str]
    order_of: Callable[[str, str | None], Any]
    labels_of: Callable[[str, Iterable[str | None]], Mapping[str | None, str]] | None = None

    def words_of(self, by: str, keys: Iterable[str | None]) -> Mapping[str | None, str]:
        """What people read for some values of a dimension."""
        return self.labels_of(by, keys) if self.labels_of else {key: self.label_of(by, key) for key in keys}


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a module's source. Raises ValueError when another module has a fact of the same name."""
    for other in _SOURCES.values():
        twice = set(other.facts) & set(source.facts)
        if other.module != source.module and twice:
            raise ValueError(f"{source.module} and {other.module} both name {', '.join(sorted(twice))}")
    _SOURCES[source.module] = source


def sources() -> tuple[Source, ...]:
    """Every module's source, in order of registration."""
    return tuple(_SOURCES.values())


def find(code: str) -> tuple[Source, Indicator]:
    """The indicator of that code. Raises LookupError, saying which there are."""
    for source in _SOURCES.values():
        if found := source.documents().get(code):
            return source, found
    known = ", ".join(code for source in _SOURCES.values() for code in source.documents())
    raise LookupError(f"no existe el indicador «{code}»; hay {known or 'ninguno'}")
