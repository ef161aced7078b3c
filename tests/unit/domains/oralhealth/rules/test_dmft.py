"""CPOD, ceod and SiC by worked examples."""

from decimal import Decimal

import pytest

from cauce.domains.oralhealth.rules.dmft import (
    Counts,
    count_permanent,
    count_primary,
    examine,
    summarise,
)

ALL_PERMANENT = [f"{q}{n}" for q in "1234" for n in range(1, 9)]
ALL_PRIMARY = [f"{q}{n}" for q in "5678" for n in range(1, 6)]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("0", (0, 0, 0)),
        ("1", (1, 0, 0)),
        ("2", (1, 0, 0)),  # filled, but decayed again
        ("3", (0, 0, 1)),
        ("4", (0, 1, 0)),
        ("5", (0, 0, 0)),  # lost for another reason, under 30
        ("6", (0, 0, 0)),
        ("7", (0, 0, 0)),
        ("8", (0, 0, 0)),
        ("T", (0, 0, 0)),
    ],
)
def test_permanent_codes(code, parts):
    counts = count_permanent({"16": code}, 12)
    assert (counts.decayed, counts.missing, counts.filled) == parts
    assert counts.total == sum(parts)


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("A", (0, 0, 0)),
        ("B", (1, 0, 0)),
        ("C", (1, 0, 0)),
        ("D", (0, 0, 1)),
        ("E", (0, 1, 0)),
        ("F", (0, 0, 0)),
        ("G", (0, 0, 0)),
        ("T", (0, 0, 0)),
    ],
)
def test_primary_codes(code, parts):
    counts = count_primary({"55": code})
    assert (counts.decayed, counts.missing, counts.filled) == parts


@pytest.mark.parametrize(("age", "lost"), [(29, 1), (30, 2), (None, 1)])
def test_from_thirty_a_tooth_missing_for_any_reason_is_lost(age, lost):
    assert count_permanent({"16": "4", "26": "5"}, age).missing == lost


def test_the_whole_mouth_is_the_maximum():
    assert count_permanent(dict.fromkeys(ALL_PERMANENT, "1"), 40).total == 32
    assert count_primary(dict.fromkeys(ALL_PRIMARY, "E")).total == 20


def test_a_mixed_dentition_counts_each_on_its_own():
    exam = examine("n1", {"16": "1", "26": "0", "55": "B", "65": "E", "75": "A"}, 7)
    assert exam.cpod == Counts(1, 1, 0, 0)
    assert exam.ceod == Counts(2, 1, 1, 0)
    assert not exam.caries_free


def test_a_dentition_that_was_not_recorded_is_not_zero():
    exam = examine("n1", {"55": "A", "16": "", "26": "9"}, 4)
    assert exam.cpod is None
    assert exam.ceod.total == 0
    assert exam.caries_free


@pytest.mark.parametrize("teeth", [{"19": "0"}, {"56": "A"}, {"16": "A"}, {"55": "1"}, {"16": "X"}])
def test_teeth_and_codes_that_do_not_exist_are_refused(teeth):
    with pytest.raises(ValueError, match="tooth"):
        examine("n1", teeth, 12)


def summary(*totals):
    return summarise(Counts(t) for t in totals)


def test_nine_children_worked_by_hand():
    # 7 5 4 | 3 2 1 | 0 0 0: mean 22/9, highest third (7+5+4)/3
    found = summary(0, 0, 0, 1, 2, 3, 4, 5, 7)
    assert (found.n, found.sic_n) == (9, 3)
    assert found.mean == Decimal("2.44")
    assert found.sic == Decimal("5.33")
    assert found.pct_caries_free == Decimal("33.33")
    # squares 104, (104 − 22²/9) / 8 = 6.2778 → 2.5056
    assert found.sd == Decimal("2.51")


@pytest.mark.parametrize(
    ("totals", "taken", "sic"),
    [
        ((4,), 1, "4"),
        ((4, 2), 1, "4"),
        ((4, 2, 0), 1, "4"),
        ((4, 3, 2, 0), 2, "3.5"),  # 4/3 rounded up
        ((6, 4, 2, 1, 0), 2, "5"),
        ((5, 3, 3, 3, 0, 0), 2, "4"),  # a tie at the cut: any of the threes gives the same
        ((0, 0, 0), 1, "0"),
    ],
)
def test_the_highest_third(totals, taken, sic):
    found = summary(*totals)
    assert (found.sic_n, found.sic) == (taken, Decimal(sic))


def test_one_person_has_no_deviation_and_nobody_has_no_figures():
    assert summary(3).sd is None
    assert summarise([None, None]) is None


def test_halves_are_rounded_up():
    assert summary(1, 0, 0, 0, 0, 0, 0, 0).mean == Decimal("0.13")  # 0.125
    assert summary(5, *[0] * 199).mean == Decimal("0.03")  # 0.025


def test_parts_are_totals_and_means():
    found = summarise([Counts(3, 2, 1, 0), Counts(1, 0, 0, 1)])
    assert found.parts == ((2, Decimal(1)), (1, Decimal("0.5")), (1, Decimal("0.5")))
    assert summarise([Counts(3, 2, 1, 0), Counts(1)]).parts is None
