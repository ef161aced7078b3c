"""Charts in general: proposals are always possible charts, and a chart is read as it was written."""

from hypothesis import given
from hypothesis import strategies as st

from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.rules.dmft import PERMANENT, PERMANENT_CODES, PRIMARY, PRIMARY_CODES
from cauce.domains.oralhealth.rules.exam import read_exam
from cauce.domains.oralhealth.rules.odontogram import SPACES, check_chart, mark_sound
from cauce.domains.oralhealth.rules.record_audit import draw

permanent = st.dictionaries(st.sampled_from(sorted(PERMANENT)), st.sampled_from(sorted(PERMANENT_CODES)))
primary = st.dictionaries(st.sampled_from(sorted(PRIMARY)), st.sampled_from(sorted(PRIMARY_CODES)))
charts = st.builds(lambda a, b: {**a, **b}, permanent, primary)
ages = st.integers(0, 100)


@given(charts, ages)
def test_marking_sound_changes_nothing_written_and_adds_no_impossible_tooth(teeth, age):
    marked = mark_sound(teeth, age)
    assert {tooth: marked[tooth] for tooth in teeth} == teeth
    impossible = {p.place for p in check_chart(teeth, None, "t")}
    assert {p.place for p in check_chart(marked, None, "t")} == impossible
    added = set(marked) - set(teeth)
    assert all(not {s.permanent, s.primary} & set(teeth) for s in SPACES if {s.permanent, s.primary} & added)
    assert {p.rule for p in check_chart({t: marked[t] for t in added}, age, "t")} <= {"OE-11", "OE-12"}
    assert mark_sound(marked, age) == marked


@given(ages)
def test_what_is_proposed_at_an_age_never_surprises_at_that_age(age):
    assert check_chart(mark_sound({}, age), age, "t") == []


@given(charts, ages, st.sampled_from(["1", "2", ""]))
def test_a_possible_chart_is_read_as_written_and_its_counts_add_up(teeth, age, sex):
    typed = {"person": "1", "age": str(age), "sex": sex, "teeth": teeth}
    form, problems = read_exam(typed, "exam", codebook())
    errors = [p for p in problems if p.level == "error"]
    assert (form is None) == bool(errors)
    assert {p.rule for p in errors} <= {"OE-10"}
    if form is None:
        return
    assert form.teeth == teeth
    for counts, most in ((form.exam.cpod, 32), (form.exam.ceod, 20)):
        if counts:
            assert counts.total == counts.decayed + counts.missing + counts.filled <= most


@given(st.sets(st.text(min_size=1, max_size=8), max_size=60), st.text(max_size=8), st.integers(1, 70))
def test_a_sample_is_the_same_from_any_order_and_grows_without_changing(keys, seed, size):
    sample = draw(sorted(keys), seed, size)
    assert sample == draw(sorted(keys, reverse=True), seed, size)
    assert len(sample) == len(set(sample)) == min(size, len(keys))
    assert set(sample) <= keys
    assert draw(keys, seed, size + 5)[: len(sample)] == sample
