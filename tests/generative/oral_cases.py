"""Random rows of the oral-health facts and random questions about the nineteen documents.

Rows hold NULL dimensions, days on both sides of every kind of period's border, and ages on both sides of every
band's border; a person's bands follow from the age by the rules. Questions hold every kind of period, filters,
dimensions as printed, subtotals and geography that rolls up.
"""

import os
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.facts import TABLES
from cauce.domains.oralhealth.facts_engine import FACTS
from cauce.domains.oralhealth.rules.ages import BANDS, band_of
from cauce.indicators.documents import load_all
from cauce.indicators.facts import ColumnType, Grain
from cauce.indicators.query import Query
from cauce.reference_data.files import ROOT

EXAMPLES = int(
    os.environ.get("CAUCE_EXAMPLES", "4")
)  # per property and indicator; CONTRIBUTING says how to run many
DOCUMENTS = load_all(ROOT / "indicators" / "oralhealth")
AGES = [None, 0, 1, 3, 4, 5, 9, 10, 14, 15, 19, 20, 49, 50, 59, 60, 99, 120]
DAYS = [
    20251231, 20260101, 20260131, 20260201, 20260228, 20260301, 20260331, 20260401, 20260430, 20260501,
    20260630, 20260701, 20260831, 20260901, 20261231, 20270101, 20270331, 20270401,
]  # fmt: skip
PERIODS = [
    "20260228", "20260301", "202601", "202612", "202601B", "202602B", "2026Q1", "2026Q4", "2026C1", "2026C3",
    "2026S1", "2026S2", "2026", "2025April", "2026April",
]  # fmt: skip
WHEN = {
    Grain.DAY: DAYS,
    Grain.MONTH: [202512, 202601, 202602, 202603, 202604, 202606, 202612, 202701],
    Grain.YEAR: [2025, 2026, 2027],
}
VALUES = {
    "sex": ["1", "2", None],
    "programme": ["1", "4", "7", None],
    "province": ["08", "12", None],
    "district": ["0808", "1201", None],
    "corregimiento": ["080813", "120101", None],
    "comarca": ["00", "12", None],
    "institution": ["MINSA", "CSS"],
    "region": ["CHIRIQUI", "o'sur", None],
    "facility": ["0808130801", "0406010501"],
    "new_in_service": ["1", "2", None],
    "completed": ["1", None],
}
GEOGRAPHY = ("province", "district", "corregimiento")


@cache
def rows_of(fact: str) -> st.SearchStrategy:
    """Up to ten rows of a fact."""
    columns = {c.name: _column(fact, c) for c in TABLES[fact].columns if c.name not in BANDS}
    plain = st.fixed_dictionaries({"period": st.sampled_from(WHEN[FACTS[fact].grain]), **columns})
    banded = {name for name in BANDS if name in TABLES[fact].dimensions}
    return st.lists(plain.map(lambda row: _banded(row, banded)), max_size=10)


def _column(fact: str, column) -> st.SearchStrategy:
    if column.name == "age_years":
        return st.sampled_from(AGES)
    if column.name == "weeks":
        return st.sampled_from([None, 0, 34, 35, 53])
    kind = FACTS[fact].columns[column.name]
    if kind == ColumnType.DECIMAL:
        return st.sampled_from([None, Decimal("0.00"), Decimal("0.10"), Decimal("0.20"), Decimal("7.35")])
    if kind == ColumnType.INTEGER:
        return st.one_of(st.none(), st.integers(0, 500))
    return st.sampled_from(VALUES.get(column.name, ["x", None]))


def _banded(row: dict, names: set[str]) -> dict:
    return {**row, **{name: band_of(row["age_years"], BANDS[name]) for name in names}}


@st.composite
def cases(draw, code: str):
    """(query, rows per fact) of an indicator, sometimes with another; facts that they do not name are left out."""
    other = draw(st.sampled_from([code, *DOCUMENTS]))
    chosen = tuple(DOCUMENTS[one] for one in dict.fromkeys([code, other]))
    shared = [d for d in chosen[0].asked_by if all(d in one.asked_by for one in chosen)]
    by = draw(st.lists(st.sampled_from(shared), max_size=3, unique=True))
    if draw(st.booleans()) and set(GEOGRAPHY) <= set(shared):
        by = [*(d for d in by if d not in GEOGRAPHY)][:1] + list(GEOGRAPHY)
        hierarchies = (GEOGRAPHY,)
    else:
        hierarchies = ()
    kept = draw(st.sampled_from([None, *(d for d in ("region", "sex", "programme") if d in shared)]))
    where = None if kept is None else {kept: tuple(draw(st.sets(st.sampled_from(VALUES[kept]), min_size=1)))}
    periods = draw(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True))
    query = Query(
        chosen, tuple(map(parse, periods)), tuple(by), where, draw(st.booleans()) or bool(hierarchies), hierarchies
    )  # fmt: skip
    names = {measure.fact for one in chosen for measure in one.measures}
    return query, {name: draw(rows_of(name)) for name in sorted(names)}
