"""What leaves hides small counts of people, also from who subtracts."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed
from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import export_whole
from cauce.domains.oralhealth.listings import files
from cauce.domains.oralhealth.listings.computing import Head, Line, Table, known_figures
from cauce.domains.oralhealth.listings.files import release_notes, released
from cauce.domains.oralhealth.listings.spec import Spec
from cauce.domains.oralhealth.listings.suppressing import HIDDEN, count_hidden, suppressed
from cauce.indicators.query import ALL
from cauce.indicators.values import Value

FIXED = {"span": "fixed", "first": "202601", "last": "202603"}
LETTERS = ("a", "b", "c")


def table_of(counts, measures=("patients",)):
    """A listing of two rows' dimensions; counts: (first, second) → the number of each measure."""
    spec = Spec(measures=measures, rows=("region", "sex"))
    heads = tuple(Head((), "", known_figures()[m]) for m in measures)
    keys = [(k, 2) for k in counts] + [((a, ALL), 1) for a in LETTERS] + [((ALL, ALL), 0)]
    lines = []
    for key, depth in keys:
        inside = [v for k, v in counts.items() if all(p in (ALL, q) for p, q in zip(key, k, strict=True))]
        sums = [sum(part) for part in zip(*inside, strict=True)] or [0] * len(measures)
        lines.append(Line(key, key, depth, tuple(Value(n, None, Decimal(n)) for n in sums)))
    return Table(spec, ("r", "s"), heads, tuple(lines), parse("2026Q1"), None, "")


@given(st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_no_small_count_and_no_lone_gap_is_shown(numbers):
    counts = {key: (n,) for key, n in zip(product(LETTERS, "12"), numbers, strict=True)}
    shown = suppressed(table_of(counts), 5)
    assert not any(0 < v.value < 5 for line in shown.lines for v in line.values if v.value is not None)
    for letter in LETTERS:
        line_of = {line.key: line.values[0] for line in shown.lines}
        around = [line_of[letter, "1"], line_of[letter, "2"], line_of[letter, ALL]]
        assert sum(v.reason == HIDDEN for v in around) != 1


def test_related_measures_are_hidden_together():
    """Subsequent is patients minus first visits: hiding one of the three alone hides nothing."""
    counts = dict.fromkeys(product(LETTERS, "12"), (20, 18, 2))
    shown = suppressed(table_of(counts, ("patients", "first_visits", "subsequent")), 5)
    assert all(v.reason == HIDDEN for line in shown.lines if line.depth == 2 for v in line.values)


def test_hours_are_nobodys():
    counts = dict.fromkeys(product(LETTERS, "12"), (2,))
    assert count_hidden(suppressed(table_of(counts, ("chair_hours",)), 5)) == 0


def test_a_file_hides_and_says_so(panama, reviewed):
    spec = Spec(rows=("facility",), columns=("sex",), **FIXED)
    table = released(spec, panama.national, panama.at, inside=False)
    assert count_hidden(table) > 0
    assert any("ocultas" in note for note in release_notes(table, inside=False))
    assert all(cell == "*" for cell in next(iter(files.rows_of(table)))[1:])
    whole = released(spec, panama.national, panama.at, inside=True)
    assert count_hidden(whole) == 0
    assert "uso interno" in release_notes(whole, inside=True)[0]


def test_subtotals_not_asked_for_are_looked_at_and_left_out(panama, reviewed):
    spec = Spec(rows=("facility", "sex"), subtotals=False, **FIXED)
    table = released(spec, panama.national, panama.at, inside=False)
    assert {line.depth for line in table.lines} == {0, 2}
    assert count_hidden(table) > 0


def test_too_many_figures_are_refused(panama, reviewed, monkeypatch):
    monkeypatch.setattr(files, "MAX_GUARDED", 1)
    with pytest.raises(Invalid) as refused:
        released(Spec(rows=("sex",), **FIXED), panama.national, panama.at, inside=False)
    assert refused.value.problems[0].rule == "OH-320"


def test_whole_figures_are_for_who_issues_papers_and_leave_a_trace(panama):
    with pytest.raises(NotAllowed):
        export_whole(by=panama.dentist, at=panama.at, place=panama.pedregal, name="x", spec=Spec())
    export_whole(by=panama.reges, at=panama.at, place=panama.pedregal, name="x", spec=Spec())
    assert Event.objects.filter(action="oralhealth.listing.export").count() == 1
