"""The demonstration: every production concept has its shape, every state is there, money adds up; the real sample holds."""

import pytest

from cauce.core.demo.scene import Scene
from cauce.domains.riskplans.demo import seed
from cauce.domains.riskplans.demo.figures import WEIGHTS, base_production
from cauce.domains.riskplans.models import Evaluation, QuarterReport, UvrTable
from cauce.domains.riskplans.queries.figures import executed, figures_of
from cauce.domains.riskplans.rules.consistency import broken
from cauce.domains.riskplans.rules.cuadros import PRODUCTION
from cauce.domains.riskplans.rules.siho import check
from cauce.domains.riskplans.rules.siho_concepts import NAMES
from cauce.domains.riskplans.rules.siho_file import read_groups
from cauce.reference_data.files import ROOT
from tests.factories.colombia import NOON


def test_every_production_row_has_its_siho_concept_and_the_sample_has_it():
    rows = {row.key for row in PRODUCTION.rows if not row.sum_of}
    assert set(NAMES) == rows == set(base_production())
    assert set(WEIGHTS) <= rows


def test_the_real_sample_keeps_every_identity():
    import csv

    text = (ROOT / "siho" / "siho_muestra_2018_nivel2.csv").read_text("utf-8")
    reader = csv.reader(text.splitlines())
    result = check(read_groups((reader.line_num, cells) for cells in reader))
    assert (result.checked, result.broken, result.unchecked) == (36, (), ())


@pytest.fixture
def seeded(db):
    seed(Scene(at=NOON), quarters=2, hospitals=7)


def test_it_shows_every_state_and_says_that_it_is_synthetic(seeded):
    states = set(QuarterReport.objects.values_list("state", flat=True))
    assert states == {"draft", "sent", "in_review", "returned", "accepted", "received", "evaluated"}
    assert UvrTable.objects.get().synthetic
    assert not QuarterReport.objects.filter(plan__hospital__synthetic=False).exists()


def test_its_figures_are_consistent_and_evaluated(seeded):
    for report in QuarterReport.objects.filter(state="evaluated"):
        assert list(broken(figures_of(report))) == []
        assert executed(report)["ingresos", "otros", "recaudado"] > 0
    assert Evaluation.objects.filter(state="closed", total__gt=0).count() == 7


def test_seeding_again_adds_nothing(seeded):
    before = QuarterReport.objects.count()
    seed(Scene(at=NOON), quarters=2, hospitals=7)
    assert QuarterReport.objects.count() == before
