"""The question of a listing: its rules, its periods, and its form."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.errors import Invalid
from cauce.domains.oralhealth.facts import TABLES
from cauce.domains.oralhealth.listings.computing import known_figures
from cauce.domains.oralhealth.listings.dimensions import DIMENSIONS, RDA, TIMES
from cauce.domains.oralhealth.listings.reading import params, read
from cauce.domains.oralhealth.listings.spec import CHARTS, SPANS, Spec, from_document
from cauce.domains.oralhealth.listings.standard import standard_listings
from cauce.domains.oralhealth.rules.listings import LISTINGS

TODAY = date(2026, 3, 20)
FIXED = {"span": "fixed", "first": "202601", "last": "202603"}
BROKEN = [
    ("OH-301", Spec(measures=())),
    ("OH-302", Spec(rows=("region", "facility", "sex", "programme"))),
    ("OH-302", Spec(measures=tuple(list(known_figures())[:9]))),
    ("OH-303", Spec(measures=("gente",))),
    ("OH-303", Spec(rows=("luna",))),
    ("OH-303", Spec(chart="pie")),
    ("OH-303", Spec(sort="chair_hours")),
    ("OH-304", Spec(rows=("activity",))),
    ("OH-304", Spec(measures=("chair_hours",), filters={"sex": ("1",)})),
    ("OH-304", Spec(measures=("patients_an_hour",), rows=("sex",))),
    ("OH-304", Spec(measures=("sessions",), ages=(1, 4))),
    ("OH-305", Spec(rows=("sex",), columns=("sex",))),
    ("OH-305", Spec(rows=("month",), columns=("year",))),
    ("OH-306", Spec(span="siglo")),
    ("OH-306", Spec(span="fixed", first="202603", last="202601")),
    ("OH-306", Spec(span="fixed", first="202613", last="202701")),
    ("OH-307", Spec(span="fixed", first="202001", last="202612")),
    ("OH-308", Spec(filters={"sex": ()})),
    ("OH-309", Spec(ages=(9, 4))),
    ("OH-309", Spec(ages=(-1, 4))),
]


@pytest.mark.parametrize(("rule", "spec"), BROKEN)
def test_a_broken_question_names_its_rule(rule, spec):
    with pytest.raises(Invalid) as refused:
        spec.check(known_figures())
    assert rule in {p.rule for p in refused.value.problems}
    assert all(p.message and p.remedy and "{" not in str(p) for p in refused.value.problems)
    assert rule in LISTINGS


def test_why_two_do_not_go_together_is_said_in_words():
    with pytest.raises(Invalid) as refused:
        Spec(rows=("activity",)).check(known_figures())
    assert "está en las actividades" in str(refused.value.problems[0])


def test_every_coded_variable_of_the_daily_record_is_offered():
    """Each dimension of the record's facts, but the row's own number."""
    offered = {(fact, d.column) for d in DIMENSIONS.values() for fact in d.facts}
    assert offered == {(fact, column) for fact in RDA for column in TABLES[fact].dimensions}


def test_every_measure_counts_in_the_record():
    for figure in known_figures().values():
        assert figure.facts <= set(RDA)
        Spec(measures=(figure.key,), rows=("facility",)).check(known_figures())


@pytest.mark.parametrize(
    ("span", "whole"),
    [
        ("month", (date(2026, 2, 1), date(2026, 2, 28))),
        ("3m", (date(2026, 1, 1), date(2026, 3, 31))),
        ("12m", (date(2025, 4, 1), date(2026, 3, 31))),
        ("year", (date(2026, 1, 1), date(2026, 3, 31))),
        ("last-year", (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_a_span_is_of_whole_months(span, whole):
    found = Spec(span=span).whole(TODAY)
    assert (found.start, found.end) == whole


def test_a_border_quarter_is_cut_to_the_span():
    parts = Spec(rows=("quarter",), span="fixed", first="202602", last="202605").periods(TODAY)
    assert [(p.id, p.start, p.end) for p in parts] == [
        ("2026Q1", date(2026, 2, 1), date(2026, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 5, 31)),
    ]


AXES = st.sampled_from([*DIMENSIONS, *TIMES])
VALUES = st.lists(st.sampled_from(["1", "2", "K02.1", None]), min_size=1, max_size=3, unique=True).map(tuple)
SPECS = st.builds(
    Spec,
    measures=st.lists(st.sampled_from(list(known_figures())), min_size=1, max_size=4, unique=True).map(tuple),
    rows=st.lists(AXES, max_size=3).map(tuple),
    columns=st.lists(AXES, max_size=1).map(tuple),
    filters=st.dictionaries(st.sampled_from(list(DIMENSIONS)), VALUES, max_size=3),
    ages=st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(60, 120))),
    span=st.sampled_from([s for s in SPANS if s != "fixed"]),
    subtotals=st.booleans(),
    chart=st.sampled_from(list(CHARTS)),
)


@given(SPECS)
def test_a_question_is_read_back_equal_from_an_address_and_from_its_document(spec):
    from urllib.parse import urlencode

    assert read(QueryDict(urlencode(params(spec)))) == spec
    assert from_document(spec.as_document()) == spec


def test_what_is_typed_by_hand_is_read():
    sent = QueryDict(
        "m=diagnoses&f1=diagnosis&filtro=diagnosis&t.diagnosis=k02.1, K05.0 ~"
        "&rango=fixed&desde=2026-01&hasta=2026-03&edad1=5"
    )
    spec = read(sent)
    assert spec.filters == {"diagnosis": ("K02.1", "K05.0", None)}
    assert (spec.first, spec.last, spec.ages) == ("202601", "202603", (5, 120))
    assert read(QueryDict("edad1=x&edad2=3")).ages == (-1, 3)


@pytest.mark.parametrize("key", standard_listings())
def test_a_listing_of_the_system_is_a_good_question_with_its_source(key):
    one = standard_listings()[key]
    one.spec.check(known_figures())
    assert one.title
    assert one.description.endswith(".")
    assert one.source.startswith("004")


def test_the_system_brings_enough_of_them():
    assert len(standard_listings()) >= 12
