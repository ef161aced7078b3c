"""What a fact table is: named columns with types; some are dimensions, one says when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ColumnType(StrEnum):
    """The types that every engine counts exactly: whole numbers, exact decimals, text, months, days."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"


class Grain(StrEnum):
    """How a fact's `period` column tells time: a month (202603), a year (2026), or a day (20260314), as integers."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class FactTable:
    """A fact table's shape.

    columns: name → type, without `period`; dimensions: columns that a result may be broken down by (text;
    null means unknown and is a value of its own); grain: what the integer column `period` holds; guarded: its
    counts are of people, and small ones do not leave the institution (disclosure.py).
    Raises ValueError when a dimension is not a text column.
    """

    name: str
    columns: Mapping[str, ColumnType]
    dimensions: frozenset[str]
    grain: Grain = Grain.MONTH
    title: str = field(default="", compare=False)
    guarded: bool = True

    def __post_init__(self) -> None:
        if "period" in self.columns:
            raise ValueError(f"{self.name}: the column period is implied by the grain")
        wrong = [d for d in self.dimensions if self.columns.get(d) != ColumnType.TEXT]
        if wrong:
            raise ValueError(f"{self.name}: dimensions must be text columns: {', '.join(sorted(wrong))}")

    def type_of(self, column: str) -> ColumnType:
        """The column's type. Raises KeyError, naming the table, for an unknown column."""
        if column not in self.columns:
            raise KeyError(f"{self.name} has no column {column}")
        return self.columns[column]
