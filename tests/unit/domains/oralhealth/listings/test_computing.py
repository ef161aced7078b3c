"""A listing's table equals a naive walk over the rows of the fact views, with its subtotals and its reach."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection

from cauce.core.accounts.models import Grant
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.facts_engine import VIEWS
from cauce.domains.oralhealth.listings import computing
from cauce.domains.oralhealth.listings.computing import compute
from cauce.domains.oralhealth.listings.limits import bounded
from cauce.domains.oralhealth.listings.presenting import notes_of, picture_of, title_of
from cauce.domains.oralhealth.listings.spec import Spec
from cauce.domains.oralhealth.rules.examples import acts
from cauce.indicators.query import ALL
from tests.factories import user_with

FIXED = {"span": "fixed", "first": "202601", "last": "202603"}


@pytest.fixture
def busy(panama):
    """Two facilities, three months' ends, both sexes, unknown programme, continuations apart."""
    for day, by, facility in (
        ("2026-01-31", panama.dentist, panama.pedregal),
        ("2026-02-01", panama.dentist, panama.pedregal),
        ("2026-03-14", panama.dentist, panama.pedregal),
        ("2026-03-14", panama.surgeon, panama.hospital),
    ):
        sheet = panama.sheet(by=by, facility=facility, date=day, registration=f"1{facility.pk % 1000}")
        panama.row(sheet, by=by, identity=f"{facility.pk}-{day}-1")
        panama.row(
            sheet, by=by, identity=f"{facility.pk}-{day}-2", sex="1", age="08", programme="2", completed="1"
        )
        panama.row(sheet, by=by, identity=f"{facility.pk}-{day}-3", programme="", **acts("47 3 1", "07 1 1"))
    return panama


def cells(table):
    """(row key, column key, measure) → value."""
    return {
        (line.key, head.key, head.figure.key): value and value.value
        for line in table.lines
        for head, value in zip(table.heads, line.values, strict=True)
    }


def naive(fact: str, by: list[str], amount=None, keep=lambda row: True):
    """Group → count or sum over the rows of a view in the first quarter."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {VIEWS[fact]} WHERE period BETWEEN 20260101 AND 20260331")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    sums = defaultdict(int)
    for row in filter(keep, rows):
        row["month"] = str(row["period"] // 100)
        sums[tuple(row[d] for d in by)] += 1 if amount is None else row[amount]
    return dict(sums)


@pytest.mark.parametrize(
    "by",
    [
        ["facility"],
        ["facility", "programme"],
        ["month", "sex"],
        ["programme", "month"],
        ["region", "month", "sex"],
    ],
)
def test_patients_equal_the_naive_count_at_every_level(busy, by):
    table = compute(Spec(rows=tuple(by), **FIXED), busy.national, busy.at)
    found = cells(table)
    for depth in range(len(by) + 1):
        for key, count in naive("patient_rows", by[:depth]).items():
            full = (*key, *(ALL,) * (len(by) - depth))
            assert found[full, (), "patients"] == count
    assert len(found) == sum(len(naive("patient_rows", by[:depth])) for depth in range(len(by) + 1))


def test_columns_have_their_totals(busy):
    table = compute(Spec(rows=("facility",), columns=("sex",), **FIXED), busy.national, busy.at)
    found, counts = cells(table), naive("patient_rows", ["facility", "sex"])
    for (facility, sex), count in counts.items():
        assert found[(facility,), (sex,), "patients"] == count
    assert [h.text for h in table.heads] == ["Masculino", "Femenino", "Total"]
    assert found[(ALL,), (ALL,), "patients"] == sum(counts.values())


def test_the_unknown_is_a_row_of_its_own_and_the_last(busy):
    table = compute(Spec(rows=("programme",), **FIXED), busy.national, busy.at)
    assert [line.texts[0] for line in table.lines][-2:] == ["Sin programa", "Total"]


def test_hours_are_exact_and_a_mean_is_of_the_sums(busy):
    spec = Spec(measures=("chair_hours", "patients", "patients_an_hour"), rows=("facility",), **FIXED)
    found = cells(compute(spec, busy.national, busy.at))
    hours = found[(ALL,), (), "chair_hours"]
    assert hours == sum(naive("rda_headers", [], "chair_hours").values())
    assert found[(ALL,), (), "patients_an_hour"] == round(Decimal(12) / Decimal(hours), 2)


def test_different_professionals_count_once_in_the_total(busy):
    found = cells(
        compute(Spec(measures=("professionals",), rows=("month",), **FIXED), busy.national, busy.at)
    )
    assert found[("202603",), (), "professionals"] == 2
    assert found[(ALL,), (), "professionals"] == 2


def test_activities_by_their_unit_of_count(busy):
    spec = Spec(measures=("activities", "by_tooth", "activity_lines"), rows=("activity",), **FIXED)
    found = cells(compute(spec, busy.national, busy.at))
    assert found[("47",), (), "by_tooth"] == naive("activities", ["code"], "number")["47",]
    assert found[("07",), (), "by_tooth"] is None
    assert found[("07",), (), "activity_lines"] == naive("activities", ["code"])["07",]


def test_filters_and_ages(busy):
    spec = Spec(filters={"sex": ("1",), "programme": ("2", None)}, ages=(5, 9), **FIXED)
    kept = naive("patient_rows", [], keep=lambda r: r["sex"] == "1" and r["age_years"] == 8)
    assert cells(compute(spec, busy.national, busy.at))[(), (), "patients"] == kept[()]


def test_a_person_sees_only_their_places(busy):
    spec = Spec(rows=("facility",), **FIXED)
    own = compute(spec, busy.director, busy.at)
    assert [line.key for line in own.lines] == [(busy.pedregal.code,), (ALL,)]
    narrowed = compute(
        Spec(rows=("facility",), filters={"facility": (busy.hospital.code,)}, **FIXED), busy.director, busy.at
    )
    assert narrowed.count == 0
    with pytest.raises(NotAllowed):
        compute(spec, user_with("auditor", busy.panama, username="auditor"), busy.at)


def test_grants_at_a_region_and_at_a_facility_elsewhere_add_up(busy):
    both = user_with("oral_region", busy.veraguas, username="both")
    Grant.objects.create(user=both, role="oral_direction", place=busy.pedregal, starts_at=busy.at)
    table = compute(Spec(rows=("facility",), **FIXED), both, busy.at)
    assert [line.key for line in table.lines if line.depth] == [(busy.pedregal.code,)]


def test_the_order_of_a_measure_keeps_each_group_together(busy):
    spec = Spec(measures=("activities",), rows=("facility", "activity"), sort="activities", **FIXED)
    table = compute(spec, busy.national, busy.at)
    facilities = [line.key[0] for line in table.lines]
    assert facilities == sorted(facilities, key=facilities.index)
    amounts = [
        line.values[0].value for line in table.lines if line.key[0] == busy.pedregal.code and line.depth == 2
    ]
    assert amounts == sorted(amounts, reverse=True)
    assert table.lines[-1].depth == 0


def test_without_subtotals_only_the_total_remains(busy):
    table = compute(Spec(rows=("facility", "sex"), subtotals=False, **FIXED), busy.national, busy.at)
    assert {line.depth for line in table.lines} == {0, 2}


def test_nothing_recorded_is_blank_and_not_zero(busy):
    table = compute(Spec(span="fixed", first="202001", last="202003"), busy.national, busy.at)
    assert table.lines[0].values == (None,)


def test_too_many_rows_are_refused_with_what_to_do(busy, monkeypatch):
    monkeypatch.setattr(computing, "MAX_LINES", 2)
    with pytest.raises(Invalid) as refused:
        compute(Spec(rows=("facility", "sex"), **FIXED), busy.national, busy.at)
    assert refused.value.problems[0].rule == "OH-310"


SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT COUNT(*) FROM n"


@pytest.mark.django_db(transaction=True)
def test_a_question_that_takes_too_long_is_stopped():
    with pytest.raises(NotNow) as refused, bounded(1), connection.cursor() as cursor:
        cursor.execute(SLOW)
    assert refused.value.rule == "OH-311"
    with bounded(1), connection.cursor() as cursor:  # and the next one runs
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_the_chart_and_the_words(busy):
    spec = Spec(rows=("month",), measures=("patients", "first_visits"), chart="lines", **FIXED)
    table = compute(spec, busy.national, busy.at)
    picture = picture_of(table, "Prueba")
    assert picture.header[1:] == ["Pacientes atendidos", "Primera vez en el servicio (casilla 9)"]
    assert title_of(spec).endswith("por mes")
    assert any("no es un cero" in note for note in notes_of(table))
    assert picture_of(compute(Spec(**FIXED, chart="bars"), busy.national, busy.at), "x") is None
