"""An indicator as a document: frozen, checked when it is built, without any framework.

The YAML of an indicator mirrors these classes:

    code: I-4                      # unique in its module
    module: oralhealth
    title: …                       # as the source names it
    why: …                         # why it matters, in our own words
    definition: …                  # in our own words
    numerator:                     # one measure, or a list of measures that are added
      fact: activities             # a fact table of the module (facts.py)
      count: rows                  # or  sum: <numeric column>,  distinct: <text column>,  median: <whole column>
      where:                       # all must hold; a missing list means every row
        - {column: code, in: ["32", "42"]}
        - {column: class, is: "1"}
        - {column: age, between: [1, 4]}
      time: flow                   # flow: rows of the period; year: the period's year (population);
                                   # end: the last grain of the period (stocks such as staff)
    denominator: {…}               # like numerator, or null (a plain count); of a median, how many cases it is of
    share: true                    # the numerator's cases are among the denominator's: the others are a count too
    factor: 100                    # the value is numerator ÷ denominator × factor
    factors: [1000, 10000]         # other factors a person may choose (always printed with the value)
    digits: 2
    unit: "%"                      # may hold {factor}: "dentists per {factor} inhabitants"
    dimensions: [sex, age_group, region, …]
    printed_dimensions: {age_group: age_group_printed}   # a dimension's variant as the print has it; on request
    period_types: [month, quarter, six-month, year]
    standard: {value: "80", direction: up, text: …}      # or null
    sheet: {institution: …, responsible_unit: …, team: …, producers: …, periodicity: …,
            disaggregation: …, source: …, disseminators: …}
    as_printed: [{field: factor, text: …, page: 61, resolution: …, decision: A24, factor: 100}]  # factor: if it can be asked for
    source: {document: "004", page: 61}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .facts import ColumnType, FactTable


class Time(StrEnum):
    """Which rows belong to a period: those inside it, those of its year, or those of its last grain."""

    FLOW = "flow"
    YEAR = "year"
    END = "end"


class Test(StrEnum):
    """What a condition asks of a column."""

    __test__ = False  # not a test class

    IS = "is"
    IN = "in"
    BETWEEN = "between"
    IS_NULL = "is_null"


@dataclass(frozen=True, slots=True)
class Condition:
    """column test values: `is` one value, `in` several, `between` two inclusive bounds, `is_null` true or false."""

    column: str
    test: Test
    values: tuple[Any, ...]

    def check(self, fact: FactTable) -> None:
        """Raise ValueError when the values do not fit the column."""
        kind = fact.type_of(self.column)
        if self.test == Test.IS_NULL:
            return
        wanted = str if kind == ColumnType.TEXT else (int, Decimal)
        if not self.values or any(isinstance(v, bool) or not isinstance(v, wanted) for v in self.values):
            raise ValueError(f"{fact.name}.{self.column} is {kind}; {list(self.values)} does not fit")
        if self.test == Test.BETWEEN and (len(self.values) != 2 or self.values[0] > self.values[1]):
            raise ValueError(f"{fact.name}.{self.column}: between takes two values in order")


@dataclass(frozen=True, slots=True)
class Measure:
    """A count of rows, the sum of a numeric column, the count of a text column's different values, or a median.

    Of a fact's rows that meet all conditions. Different values (null is none) are counted anew for every subtotal:
    they do not add up. Nor do medians: of a whole column, nulls left out; of an even number of rows, the half of
    both middle values, exactly.
    """

    fact: str
    sum: str | None = None
    where: tuple[Condition, ...] = ()
    time: Time = Time.FLOW
    distinct: str | None = None
    median: str | None = None

    @property
    def adds_up(self) -> bool:
        """Whether a total is the sum of its parts."""
        return self.distinct is None and self.median is None

    def check(self, facts: Mapping[str, FactTable]) -> None:
        """Raise ValueError or KeyError when the fact schemas do not hold what is named."""
        if self.fact not in facts:
            raise ValueError(f"there is no fact table {self.fact}")
        fact = facts[self.fact]
        if self.sum is not None and fact.type_of(self.sum) == ColumnType.TEXT:
            raise ValueError(f"{self.fact}.{self.sum} is text and cannot be summed")
        if self.distinct is not None and (self.sum or fact.type_of(self.distinct) != ColumnType.TEXT):
            raise ValueError(f"{self.fact}.{self.distinct}: only the different values of a text are counted")
        if self.median is not None and fact.type_of(self.median) != ColumnType.INTEGER:
            raise ValueError(f"{self.fact}.{self.median}: only a whole column has a median here")
        for condition in self.where:
            condition.check(fact)


@dataclass(frozen=True, slots=True)
class Standard:
    """What the value is compared with: direction "up" when more is better, "down" when less is."""

    value: Decimal | None
    direction: str
    text: str = ""

    def __post_init__(self) -> None:
        if self.direction not in {"up", "down"}:
            raise ValueError(f"direction is up or down, not {self.direction!r}")


@dataclass(frozen=True, slots=True)
class Printed:
    """Where our definition departs from the print: field, printed text, page, resolution, decision's id.

    factor: the printed amplifier, where a person may ask for the value as printed.
    """

    field: str
    text: str
    page: int
    resolution: str
    decision: str = ""
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. `numerator` and `denominator` are measures that are added; denominator () is a plain count."""

    code: str
    module: str
    title: str
    definition: str
    numerator: tuple[Measure, ...]
    denominator: tuple[Measure, ...]
    factor: Decimal
    digits: int
    unit: str
    dimensions: tuple[str, ...]
    period_types: tuple[str, ...]
    why: str = ""
    factors: tuple[Decimal, ...] = ()
    standard: Standard | None = None
    sheet: Mapping[str, str] = field(default_factory=dict)
    as_printed: tuple[Printed, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict)
    printed_dimensions: Mapping[str, str] = field(default_factory=dict)
    share: bool = False

    def __post_init__(self) -> None:
        if not self.numerator:
            raise ValueError(f"{self.code}: the numerator is empty")
        if not self.factor.is_finite() or self.factor <= 0 or not 0 <= self.digits <= 6:
            raise ValueError(f"{self.code}: factor must be above 0 and digits from 0 to 6")
        if len(set(self.dimensions)) != len(self.dimensions):
            raise ValueError(f"{self.code}: a dimension is named twice")
        if set(self.printed_dimensions) - set(self.dimensions):
            raise ValueError(f"{self.code}: a printed dimension stands for none of its dimensions")
        medians = [m for m in self.measures if m.median]
        if medians and (medians != list(self.numerator) or not self.denominator):
            raise ValueError(
                f"{self.code}: a median stands alone, with the number of its cases as denominator"
            )

    @property
    def is_median(self) -> bool:
        """Whether the value is the numerator's median, and the denominator the number of cases."""
        return self.numerator[0].median is not None

    @property
    def asked_by(self) -> tuple[str, ...]:
        """Every dimension that a question may name: its own, and their variants as printed."""
        return (*self.dimensions, *self.printed_dimensions.values())

    @property
    def offered_factors(self) -> tuple[Decimal, ...]:
        """Factors that a person may choose: ours first, then the parameters, then the printed one."""
        printed = [p.factor for p in self.as_printed if p.factor is not None]
        return tuple(dict.fromkeys((self.factor, *self.factors, *printed)))

    def unit_with(self, factor: Decimal | None = None) -> str:
        """The unit as it is printed with a value: a chosen factor is always said.

        Raises ValueError for a factor that the indicator does not offer.
        """
        chosen = self.factor if factor is None else factor
        if chosen not in self.offered_factors:
            offered = ", ".join(f"{f:,f}" for f in self.offered_factors)
            raise ValueError(f"{self.code} ofrece el factor {offered}; no {chosen:,f}")
        if "{factor}" in self.unit:
            return self.unit.replace("{factor}", f"{chosen:,f}")
        return self.unit if chosen == self.factor else f"{self.unit} × {chosen:,f}"

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, numerator first."""
        return (*self.numerator, *self.denominator)

    def check(self, facts: Mapping[str, FactTable]) -> None:
        """Check every measure and dimension against the schemas; raises ValueError naming the indicator.

        A dimension must exist in every fact of the numerator. A denominator's fact may lack it (population has
        no programme): then its total over that dimension is used for each of the dimension's values.
        """
        try:
            for measure in self.measures:
                measure.check(facts)
            for measure in self.numerator:
                missing = set(self.asked_by) - facts[measure.fact].dimensions
                if missing:
                    raise ValueError(f"{measure.fact} has no dimension {', '.join(sorted(missing))}")
        except (KeyError, ValueError) as error:
            raise ValueError(f"{self.code}: {error.args[0]}") from error
