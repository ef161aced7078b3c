"""Aggregate figures as other systems take them: who, when, what, for whom, how many. Pure.

A value is a figure of a data element at a unit in a period, for one combination of categories. Codes are texts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

MISSING = "sd"  # the code of "sin dato" in a category


@dataclass(frozen=True, slots=True)
class DataValue:
    """One figure. categories: attribute → code (empty for a total); comment: what to mind of it."""

    element: str
    value: Decimal
    categories: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""

    @property
    def key(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What only one value of a set may have."""
        return self.element, tuple(sorted(self.categories.items()))


@dataclass(frozen=True, slots=True)
class DataValueSet:
    """The figures of one unit and period. period: an id of core.periods (202603, 2026Q1, …)."""

    data_set: str
    unit: str
    period: str
    values: tuple[DataValue, ...]
    completed: str = ""  # the day, 2026-04-05; blank while not complete

    def __post_init__(self) -> None:
        keys = [value.key for value in self.values]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.unit} {self.period}: a figure is there twice")


def combination(categories: Mapping[str, str]) -> str:
    """The code of a category option combination: "edad=20-59,sexo=1"; "" for none."""
    return ",".join(f"{name}={code}" for name, code in sorted(categories.items()))


def categories_of(code: str) -> dict[str, str]:
    """The categories of a combination's code. Raises ValueError."""
    found: dict[str, str] = {}
    for part in code.split(",") if code else ():
        name, equals, value = part.partition("=")
        if not (name and equals and value) or name in found:
            raise ValueError(f"{code!r} is no category option combination")
        found[name] = value
    return found


def number(text: object) -> Decimal:
    """A figure as written. Raises ValueError for anything that is not a finite decimal number."""
    try:
        value = Decimal(str(text))
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a number") from error
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return value


def plain(value: Decimal) -> str:
    """A figure without exponent: 1E+2 is 100."""
    return f"{value:f}"


def same(one: Iterable[DataValueSet], other: Iterable[DataValueSet]) -> bool:
    """Whether both say the same, in whatever order."""

    def told(sets: Iterable[DataValueSet]) -> dict[object, object]:
        return {
            (s.data_set, s.unit, s.period): (s.completed, {v.key: (v.value, v.comment) for v in s.values})
            for s in sets
        }

    return told(one) == told(other)
