"""Properties of the row reader: it never raises, and what it accepts obeys the rules."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.exchange.rules.lines import FIELDS, MAX_MONTHLY, QUANTITIES, read_line

typed_cell = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.integers(-3, 12),
    st.floats(),
    st.booleans(),
    st.sampled_from(["staff", "0", "3"]),
)
typed_row = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, typed_cell))


@given(typed_row)
def test_never_raises_and_problems_are_complete(typed):
    _values, problems = read_line(typed, "rows.9")
    for problem in problems:
        assert problem.rule.startswith("EX-")
        assert problem.place.startswith("rows.9")
        assert problem.message
        assert problem.remedy
        assert "{" not in problem.message.replace(str(typed), "") or "{" in str(typed)


@given(typed_row)
def test_accepted_rows_obey_the_rules(typed):
    values, problems = read_line(typed, "rows.9")
    if any(p.level == "error" for p in problems):
        return
    for field in QUANTITIES:
        quantity = getattr(values, field)
        assert quantity is None or 1 <= quantity <= MAX_MONTHLY
    assert values.surplus_events is None or values.surplus_patients is not None
    assert (values.shortage_patients is None) == (values.shortage_cause == "")
    assert values.shortage_events is None or values.shortage_patients is not None


@given(typed_row)
def test_reading_is_idempotent(typed):
    values, problems = read_line(typed, "rows.9")
    if any(p.level == "error" for p in problems):
        return
    again, _ = read_line({field: getattr(values, field) for field in FIELDS}, "rows.9")
    assert again == values
