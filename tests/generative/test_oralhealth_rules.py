"""Properties of the daily record's rules: never an exception, sound values, and order does not matter."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.examples import HEADER, ROW, TODAY
from cauce.domains.oralhealth.rules.patient import BOXES, read_patient
from cauce.domains.oralhealth.rules.sheet import read_sheet
from cauce.domains.oralhealth.rules.table import RULES
from cauce.domains.oralhealth.rules.values import Context

BOOK, CONTEXT = codebook(), Context(today=TODAY)
CELL = st.one_of(
    st.sampled_from(
        ["", "0", "1", "2", "3", "7", "07", "99", "1D", "2RF", "K02.1", "x", " ", "-1", "١", "1.0"]
    ),
    st.text(max_size=6),
)
LINE = st.dictionaries(st.sampled_from(["code", "number", "class", "text"]), CELL, max_size=4)
ANYTHING = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys([*BOXES, "continuation", "box_14"], CELL),
        "activities": st.lists(LINE, max_size=8),
        "diagnoses": st.lists(LINE, max_size=8),
    },
)
CODES = st.sampled_from(list(BOOK.procedures))


@given(ANYTHING)
def test_whatever_is_typed_is_answered_with_known_rules_and_places(typed):
    row, problems = read_patient({**ROW, **typed}, "rows.1", BOOK, CONTEXT)
    assert all(p.rule in RULES and p.place.startswith("rows.1") for p in problems)
    assert [p.level for p in problems] == sorted(p.level for p in problems)
    if not any(p.level == "error" for p in problems) and not row.continuation:
        assert row.sex in {"1", "2"}
        assert (row.care_frequency == "2") == (row.new_in_service == "1")
        assert 0 <= row.age_years <= 99
        assert len(row.activities) <= 6
        assert all(a.number >= 1 and a.code in BOOK.procedures for a in row.activities)
        assert all(d.code == BOOK.normalise(d.code) for d in row.diagnoses)
        assert not (row.adult_service and row.programme != "7")
        assert not (row.school and row.school_programme != "1")


@given(st.lists(ANYTHING, max_size=5))
def test_a_sheet_keeps_exactly_the_rows_without_errors_of_their_own(rows):
    sheet = read_sheet(HEADER, [{**ROW, **row} for row in rows], [], [], BOOK, CONTEXT)
    good = [read_patient({**ROW, **row}, "rows.1", BOOK, CONTEXT) for row in rows]
    assert list(sheet.patients) == [row for row, found in good if all(p.level == "warning" for p in found)]


@given(st.lists(CODES, min_size=1, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_the_order_of_activities_does_not_change_what_is_wrong(codes, random):
    def broken(order):
        typed = {**ROW, "activities": [{"code": c, "number": "1", "class": "1"} for c in order]}
        return sorted((p.rule, p.message) for p in read_patient(typed, "rows.1", BOOK, CONTEXT)[1])

    shuffled = list(codes)
    random.shuffle(shuffled)
    assert broken(codes) == broken(shuffled)


@given(st.text(max_size=12))
def test_normalising_a_diagnosis_twice_changes_nothing(typed):
    code = BOOK.normalise(typed)
    assert code is None or BOOK.normalise(code) == code
