"""The cuts of the cube benchmark and what somebody would write by hand for them: SQL for DuckDB, and pandas."""

from functools import cache
from pathlib import Path
from typing import Any

from . import _indicator_facts as synthetic

PERSONS = ("sex", "age_group", "age_group_maternal", "programme")
GEOGRAPHIES = (
    ("province", "district", "corregimiento"),
    ("comarca",),
    ("region", "facility"),
    ("facility_province", "facility_district", "facility_corregimiento"),
)
COMPARED = (
    "I-1",
    "I-2",
    "I-4",
    "I-5",
    "I-7",
)  # both large facts; a denominator of the year is checked in years


def questions() -> list[Any]:
    """One query per set of indicators with the same dimensions and one geography."""
    from cauce.core.periods.types import parse
    from cauce.indicators.documents import load_all
    from cauce.indicators.query import Query
    from cauce.reference_data.files import ROOT

    months = [f"{year}{month:02}" for year in synthetic.YEARS for month in range(1, 13)]
    periods = tuple(parse(span) for span in (*months, *map(str, synthetic.YEARS)))
    alike: dict[tuple, list] = {}
    for indicator in load_all(ROOT / "indicators" / "oralhealth").values():
        persons = tuple(d for d in PERSONS if d in indicator.dimensions)
        for geography in GEOGRAPHIES:
            if levels := tuple(d for d in geography if d in indicator.dimensions):
                alike.setdefault((persons, levels), []).append(indicator)
    return [
        Query(tuple(found), periods, (*persons, *levels), hierarchies=(levels,) if len(levels) > 1 else ())
        for (persons, levels), found in alike.items()
    ]


DIMENSIONS = (*PERSONS, *(level for geography in GEOGRAPHIES for level in geography))
HOSPITAL = (
    "postoperative_deaths",
    "operations",
    "discharges",
    "interconsultation_discharges",
    "bed_days",
    "surgical_interventions",
    "laboratory_tests",
)
NEW = "new_in_service = '1'"
# What somebody would write by hand: fact → measure → expression.
BY_HAND = {
    "patient_rows": {
        "patients": "1",
        "new": f"CASE WHEN {NEW} THEN 1 END",
        "completed": "CASE WHEN completed = '1' THEN 1 END",
        "children": f"CASE WHEN {NEW} AND age_years BETWEEN 0 AND 14 THEN 1 END",
        "adolescents": f"CASE WHEN {NEW} AND age_years BETWEEN 10 AND 19 THEN 1 END",
        "adults": f"CASE WHEN {NEW} AND age_years BETWEEN 20 AND 120 THEN 1 END",
        "pregnant": f"CASE WHEN {NEW} AND programme = '4' THEN 1 END",
    },
    "activities": {"activities": "number"},
    "rda_headers": {"chair_hours": "chair_hours", "worked_days": "worked_day"},
    "hospital_months": {name: name for name in HOSPITAL},
    "rinse_weeks": {"rinsed": "CASE WHEN weeks BETWEEN 35 AND 53 THEN covered END", "enrolled": "enrolled"},
    "resources": {"facilities": "facilities", "dentists": "dentists"},
    "population": {
        "residents": "persons",
        "resident_children": "CASE WHEN age_years BETWEEN 0 AND 14 THEN persons END",
        "resident_adolescents": "CASE WHEN age_years BETWEEN 10 AND 19 THEN persons END",
        "resident_adults": "CASE WHEN age_years BETWEEN 20 AND 120 THEN persons END",
    },
    "responsibility_population": {"responsibility": "persons"},
    "expected_pregnancies": {"expected": "persons"},
}
NUMERATORS = {
    "I-1": "new",
    "I-2": "completed",
    "I-3": "new",
    "I-4": "patients",
    "I-5": "activities",
    "I-6": "patients",
    "I-7": "activities",
    "I-8": "residents",
    "I-9": "dentists",
    "I-10": "postoperative_deaths",
    "I-11": "interconsultation_discharges",
    "I-12": "bed_days",
    "I-13": "surgical_interventions",
    "I-14": "laboratory_tests",
    "I-15": "children",
    "I-16": "rinsed",
    "I-17": "adolescents",
    "I-18": "pregnant",
    "I-19": "adults",
}
_TIME = {
    "day": ("period // 10000", "period // 100"),
    "month": ("period // 100", "period"),
    "year": ("period", "NULL"),
}


def part(folder: Path, fact: str) -> str:
    """A fact's rows with year, month, its dimensions and its measures."""
    from cauce.domains.oralhealth.facts_engine import FACTS

    year, month = _TIME[FACTS[fact].grain]
    columns = [f"{year} AS year", f"{month} AS month", *dimensions(fact)]
    columns += [f"{expression} AS {name}" for name, expression in BY_HAND[fact].items()]
    return f"SELECT {', '.join(columns)} FROM {synthetic.relations(folder)[fact]}"


@cache
def _plans() -> dict[str, Any]:
    from cauce.domains.oralhealth.facts_engine import FACTS
    from cauce.indicators.sql import plan_together

    return {one.fact.name: one for one in plan_together(questions(), FACTS)}


def dimensions(fact: str) -> list[str]:
    """The dimensions by which some indicator tells the fact apart."""
    return [d for d in DIMENSIONS if d in _plans()[fact].by]


def cuts(fact: str) -> list[tuple[str, ...]]:
    """Every set of dimensions that the fact is totalled by."""
    return [tuple(d for d in DIMENSIONS if d in cut) for cut in _plans()[fact].groupings]


def one_scan(folder: Path) -> str:
    """One statement: each fact scanned once, GROUPING SETS over every cut of it, by month and by year."""
    return " UNION ALL BY NAME ".join(_grouped(fact, part(folder, fact)) for fact in BY_HAND)


def two_steps(folder: Path) -> str:
    """The same over each fact's finest grain."""
    parts = []
    for fact, measures in BY_HAND.items():
        sums = ", ".join(f"sum({m}) AS {m}" for m in measures)
        finest = f"SELECT * EXCLUDE ({', '.join(measures)}), {sums} FROM ({part(folder, fact)}) GROUP BY ALL"
        parts.append(_grouped(fact, finest))
    return " UNION ALL BY NAME ".join(parts)


def _grouped(fact: str, rows: str) -> str:
    spans = (("year", "month"), ("year",))
    sets = ", ".join(f"({', '.join([*span, *cut])})" for cut in cuts(fact) for span in spans)
    sums = ", ".join(f"sum({m}) AS {m}" for m in BY_HAND[fact])
    keys = ", ".join(["month", *dimensions(fact)])
    return (
        f"SELECT '{fact}' AS fact, year, {keys}, GROUPING({keys}) AS totalled, {sums} FROM ({rows}) "
        f"GROUP BY GROUPING SETS ({sets})"
    )


def pandas_groups(fact: str, frame: Any) -> int:
    """The finest grain of a frame, then every cut of it; returns how many groups."""
    measures = list(BY_HAND[fact])
    how = {"observed": True, "dropna": False, "sort": False}
    finest = (
        frame.groupby(["year", "month", *dimensions(fact)], **how)[measures].sum(min_count=1).reset_index()
    )
    groups = 0
    for cut in cuts(fact):
        for span in (["year", "month"], ["year"]):
            groups += len(finest.groupby([*span, *cut], **how)[measures].sum(min_count=1))
    return groups
