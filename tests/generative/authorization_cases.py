"""Random rows of the oversight facts and random questions about its documents, with nulls and days at borders."""

from functools import cache

from hypothesis import strategies as st

from cauce.core.periods.types import parse
from cauce.domains.authorizations.facts import FACTS
from cauce.indicators.documents import load_all
from cauce.indicators.facts import ColumnType
from cauce.indicators.query import Query
from cauce.reference_data.files import ROOT

from .oral_cases import DAYS

DOCUMENTS = load_all(ROOT / "indicators" / "authorizations")
PERIODS = ["202601", "202612", "2026Q1", "2026Q4", "2026C1", "2026C3", "2026S1", "2026S2", "2026"]
YES = ["1", "0", None]
VALUES = {
    "region": ["ISSSTE-BC", "o'sur", None],
    "unit": ["U1", "U2"],
    "state": ["approved", "modified", "denied", "pending", "not_required", "cancelled", "expired", "exhausted",
              "active", "overturned", "partially_overturned", "upheld", "filed"],
    "outcome": ["approved", "partially_approved", "denied", None],
    "decided_by": ["screening", "review", "appeal", None],
    "registered": ["in_term", "late", None],
    "priority": ["standard", "urgent"],
} | dict.fromkeys(("reviewed", "breached", "agrees", "duplicate", "emergency"), YES)  # fmt: skip


@cache
def rows_of(fact: str) -> st.SearchStrategy:
    """Up to ten rows of a fact."""
    columns = {name: _column(name, kind) for name, kind in FACTS[fact].columns.items()}
    return st.lists(st.fixed_dictionaries({"period": st.sampled_from(DAYS), **columns}), max_size=10)


def _column(name: str, kind: ColumnType) -> st.SearchStrategy:
    if kind == ColumnType.INTEGER:
        return st.one_of(st.none(), st.sampled_from([0, 1, 2, 3, 72, 168, 500]))
    return st.sampled_from(VALUES.get(name, ["x", None]))


@st.composite
def cases(draw, code: str):
    """(query, rows per fact) of an indicator, sometimes with another; facts that they do not name are left out."""
    other = draw(st.sampled_from([code, *DOCUMENTS]))
    chosen = tuple(DOCUMENTS[one] for one in dict.fromkeys([code, other]))
    shared = [d for d in chosen[0].dimensions if all(d in one.dimensions for one in chosen)]
    by = draw(st.lists(st.sampled_from(shared), max_size=3, unique=True))
    rolls = draw(st.booleans()) and {"region", "unit"} <= set(by)
    kept = draw(st.sampled_from([None, *(d for d in ("region", "unit") if d in shared)]))
    where = None if kept is None else {kept: tuple(draw(st.sets(st.sampled_from(VALUES[kept]), min_size=1)))}
    periods = tuple(map(parse, draw(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True))))
    hierarchies = (("region", "unit"),) if rolls else ()
    query = Query(chosen, periods, tuple(by), where, draw(st.booleans()) or rolls, hierarchies)
    names = {measure.fact for one in chosen for measure in one.measures}
    return query, {name: draw(rows_of(name)) for name in sorted(names)}
