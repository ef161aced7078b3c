"""Random little facts, indicators and questions, with NULLs, period borders and band borders."""

from decimal import Decimal

from hypothesis import strategies as st

from cauce.core.periods.types import parse
from cauce.indicators.facts import ColumnType, FactTable, Grain
from cauce.indicators.model import Condition, Indicator, Measure, Test, Time
from cauce.indicators.query import Query

INTEGER, TEXT = ColumnType.INTEGER, ColumnType.TEXT
FACTS = {
    "visits": FactTable(
        "visits",
        {"sex": TEXT, "region": TEXT, "programme": TEXT, "age": INTEGER, "minutes": INTEGER},
        frozenset({"sex", "region", "programme"}),
        Grain.MONTH,
    ),
    "days": FactTable(
        "days",
        {"sex": TEXT, "region": TEXT, "programme": TEXT},
        frozenset({"sex", "region", "programme"}),
        Grain.DAY,
    ),
    "people": FactTable(
        "people", {"sex": TEXT, "region": TEXT, "persons": INTEGER}, frozenset({"sex", "region"}), Grain.YEAR
    ),
}
DIMENSIONS = ("sex", "region", "programme")
SEX, REGION, PROGRAMME = ["F", "M", None], ["north", "o'south", None], ["1", "7"]
months = st.sampled_from([202512, 202601, 202602, 202603, 202604, 202612, 202701])
visits = st.lists(
    st.fixed_dictionaries(
        {
            "period": months,
            "sex": st.sampled_from(SEX),
            "region": st.sampled_from(REGION),
            "programme": st.sampled_from(PROGRAMME),
            "age": st.one_of(st.none(), st.sampled_from([0, 1, 4, 5, 9, 10, 59, 60])),
            "minutes": st.one_of(st.none(), st.integers(0, 90)),
        }
    ),
    max_size=12,
)
people = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.sampled_from([2025, 2026, 2027]),
            "sex": st.sampled_from(SEX),
            "region": st.sampled_from(REGION),
            "persons": st.integers(0, 9),
        }
    ),
    max_size=6,
)
days = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.sampled_from(
                [20251231, 20260101, 20260131, 20260201, 20260228, 20260315, 20260331, 20270331]
            ),
            "sex": st.sampled_from(SEX),
            "region": st.sampled_from(REGION),
            "programme": st.sampled_from(PROGRAMME),
        }
    ),
    max_size=8,
)
data = st.fixed_dictionaries({"visits": visits, "days": days, "people": people})
conditions = st.lists(
    st.sampled_from(
        [
            Condition("programme", Test.IS, ("7",)),
            Condition("age", Test.BETWEEN, (1, 4)),
            Condition("age", Test.IS_NULL, (True,)),
            Condition("sex", Test.IN, ("F", "M")),
            Condition("region", Test.IS_NULL, (False,)),
        ]
    ),
    max_size=2,
    unique=True,
)
MEDIANS = st.sampled_from(["minutes", "age"])
# (sum, distinct): rows, a sum, or different values
AMOUNTS = [(None, None), ("minutes", None), (None, "region"), (None, "sex")]
visit_measures = st.builds(
    lambda amount, where, time: Measure("visits", amount[0], tuple(where), time, amount[1]),
    st.sampled_from(AMOUNTS),
    conditions,
    st.sampled_from(Time),
)
day_measures = st.builds(
    lambda time: Measure("days", None, (Condition("sex", Test.IN, ("F", "M")),), time), st.sampled_from(Time)
)
people_measures = st.just(Measure("people", "persons", (), Time.YEAR))


def indicator(numerator, denominator):
    """An indicator of some measures."""
    return Indicator(
        "T-1",
        "test",
        "t",
        "d",
        tuple(numerator),
        tuple(denominator),
        Decimal(100),
        2,
        "%",
        DIMENSIONS,
        ("month",),
    )


def median(column, where, time):
    """A median and the number of its cases."""
    known = Condition(column, Test.IS_NULL, (False,))
    return indicator(
        [Measure("visits", None, tuple(where), time, None, column)],
        [Measure("visits", None, (*where, known), time)],
    )


indicators = st.one_of(
    st.builds(
        indicator,
        st.lists(st.one_of(visit_measures, day_measures), min_size=1, max_size=2),
        st.lists(st.one_of(visit_measures, day_measures, people_measures), max_size=2),
    ),
    st.builds(median, MEDIANS, conditions, st.sampled_from(Time)),
)
periods = st.lists(
    st.sampled_from(["202601", "202602", "2026Q1", "2026", "2025April", "20260228"]).map(parse),
    min_size=1,
    max_size=3,
    unique=True,
)


def question(indicator, spans, by, where, subtotals, deep):
    """A query; `deep` makes the first two dimensions a hierarchy."""
    hierarchies = (tuple(by[:2]),) if deep and len(by) > 1 else ()
    return Query((indicator,), tuple(spans), tuple(by), where, subtotals, hierarchies)


queries = st.builds(
    question,
    indicators,
    periods,
    st.lists(st.sampled_from(DIMENSIONS), max_size=3, unique=True),
    st.sampled_from([None, {"sex": ("F", None)}, {"programme": ("7",)}, {"region": ("o'south",)}]),
    st.booleans(),
    st.booleans(),
)
