"""The board counted by the database tells what counting its rows one by one tells."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from cauce.domains.riskplans.models import Evaluation, Plan, QuarterReport
from cauce.domains.riskplans.pending import waiting
from cauce.domains.riskplans.queries.board import board, late, running, tallies, undelivered
from cauce.domains.riskplans.rules.evaluation import printed
from tests.factories.colombia import QUARTER
from tests.factories.many_ese import STATES, add_ese


def naive(scene, at=None):
    """By territory: ESE, delivered, scores, compliant, of every plan read one by one."""
    plans = [p for p in Plan.objects.all() if p.viable_on and p.first_year <= 2026 <= p.last_year]
    found = defaultdict(list)
    for row in board(plans, QUARTER, at or scene.at):
        found[row.hospital.unit.parent.name].append(row)
    return dict(sorted(found.items()))


def test_tallies_equal_the_rows_counted_one_by_one(colombia):
    colombia.uvr()
    add_ese(colombia, 2 * len(STATES) + 1)
    first = Evaluation.objects.filter(state="closed").first()
    first.pk, first.number, first.total, first.compliant = (
        None,
        2,
        "79.9999",
        False,
    )  # the latest is what counts
    first.save()
    Plan.objects.filter(pk__in=Plan.objects.values("pk")[:1]).update(last_year=2025, first_year=2024)
    Plan.objects.filter(pk=Plan.objects.last().pk).update(viable_on=None)
    expected = naive(colombia)
    found = tallies(Plan.objects.all(), QUARTER)
    assert [tally.name for tally in found] == list(expected)
    for tally, rows in zip(found, expected.values(), strict=True):
        scores = [Fraction(row.score) for row in rows if row.score is not None]
        assert tally.total == len(rows)
        assert tally.delivered == sum(row.delivered for row in rows)
        assert tally.evaluated == len(scores)
        assert tally.compliant == sum(bool(row.compliant) for row in rows)
        assert tally.mean == (printed(sum(scores) / len(scores)) if scores else None)
    assert sum(tally.evaluated for tally in found) > 2


def test_who_is_missing_and_late_equals_the_rows_too(colombia):
    colombia.uvr()
    add_ese(colombia, len(STATES) + 2)
    extended = QuarterReport.objects.filter(state="draft").first()
    extended.due_at += timedelta(days=400)
    extended.save()
    for days in (0, 60, 500):
        at = colombia.at + timedelta(days=days)
        rows = [row for own in naive(colombia, at).values() for row in own if not row.delivered]
        missing = undelivered(running(Plan.objects.all(), QUARTER), QUARTER)
        assert {plan.pk for plan in missing} == {row.plan.pk for row in rows}
        found = late(Plan.objects.all(), QUARTER, at)
        assert {plan.pk for plan in found} == {row.plan.pk for row in rows if row.late}


def test_what_is_no_quarter_has_no_rows(colombia):
    colombia.version()
    assert not running(Plan.objects.all(), "2026").exists()
    assert tallies(Plan.objects.all(), "nada") == []
    assert board([], "nada", colombia.at) == []


def test_the_to_do_list_counts_the_late_ones(colombia):
    add_ese(colombia, 4, ("", "draft"))
    at = colombia.at + timedelta(days=60)
    territory = colombia.users["national_territory"]
    titles = [str(item.title) for item in waiting(territory, at)]
    assert "4 ESE no han entregado" in titles
