"""The demonstration: every production concept has its shape, every state is there, money adds up; the real sample holds."""

import pytest

from cauce.core.accounts.access import can
from cauce.core.accounts.models import User
from cauce.core.accounts.permissions import Permission
from cauce.core.countries import country
from cauce.core.demo.scene import Scene
from cauce.core.documents.models import IssuedDocument
from cauce.domains.riskplans.demo import seed, texts
from cauce.domains.riskplans.demo.figures import WEIGHTS, base_production
from cauce.domains.riskplans.models import (
    CheckVersion,
    Evaluation,
    Hospital,
    Instrument,
    PeriodReport,
    Plan,
    PlannedFigure,
    PlanVersion,
    QuarterReport,
    UvrTable,
)
from cauce.domains.riskplans.papers.annual import PARTS
from cauce.domains.riskplans.papers.jobs import compose
from cauce.domains.riskplans.queries.check_levels import of_report
from cauce.domains.riskplans.queries.figures import executed, figures_of
from cauce.domains.riskplans.rules.aspects import ASPECTS, FOLLOW_UP, HOSPITAL_PARTS, IVC
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
    seed(Scene(at=NOON), quarters=2, hospitals=9, papers=False)


def test_it_shows_every_state_and_says_that_it_is_synthetic(seeded):
    states = set(QuarterReport.objects.values_list("state", flat=True))
    assert states == {"draft", "sent", "in_review", "returned", "accepted", "received", "evaluated"}
    assert UvrTable.objects.get().synthetic
    checks = CheckVersion.objects.get()
    assert "Sintético" in checks.note
    assert {of_report(report).number for report in QuarterReport.objects.all()} == {0, checks.number}
    assert not QuarterReport.objects.filter(plan__hospital__synthetic=False).exists()


def test_its_figures_are_consistent_and_evaluated(seeded):
    for report in QuarterReport.objects.filter(state="evaluated"):
        assert list(broken(figures_of(report))) == []
        assert executed(report)["ingresos", "otros", "recaudado"] > 0
    assert Evaluation.objects.filter(state="closed", total__gt=0).count() == 9


def test_one_plan_was_modified_one_waits_and_one_was_refused(seeded):
    versions = PlanVersion.objects.filter(kind="modification")
    assert sorted(versions.values_list("state", flat=True)) == ["refused", "requested", "viabilised"]
    modified = versions.get(state="viabilised")
    used = dict(modified.plan.reports.values_list("period", "plan_version__kind"))
    assert used == {"2025Q4": "original", "2026Q1": "modification"}
    less, before = (
        PlannedFigure.objects.get(version=v, period="2026Q2", cuadro="flujo", row="ventas").value
        for v in (modified, modified.plan.versions.get(kind="original"))
    )
    assert 0 < less < before


def test_instruments_stand_in_several_states_with_a_file(seeded):
    states = set(Instrument.objects.values_list("state", flat=True))
    assert states == {"proposed", "signed", "running", "finished", "broken"}
    assert Instrument.objects.exclude(file="").count() == 6


def test_the_first_hospital_has_something_left_to_do(seeded):
    """What README tells: one Cuadro to fill, one activity without its evidence, one who did not begin."""
    draft = QuarterReport.objects.get(state="draft", plan__hospital=Hospital.objects.order_by("code").first())
    assert not draft.figures.filter(cuadro="pasivos").exists()
    assert draft.progress.filter(done=True, activity__evidence__isnull=True).exists()
    assert Plan.objects.exclude(reports__period="2026Q1").count() == 1


def test_who_writes_has_a_role_at_the_hospital(seeded):
    for report in QuarterReport.objects.select_related("saved_by", "plan__hospital__unit"):
        assert can(report.saved_by, Permission.RISK_SEND, report.plan.hospital.unit, NOON)


def test_the_written_reports_are_issued_and_the_next_ones_wait(db):
    """In the follow-up of the current quarter only its conclusions are to be written."""
    seed(Scene(at=NOON), quarters=2, hospitals=2)
    kinds = IssuedDocument.objects.values_list("kind", flat=True)
    assert set(kinds) == {"riskplans.follow_up", "riskplans.annual"}
    assert set(PeriodReport.objects.values_list("kind", "period")) == {
        ("follow_up", "2025Q4"),
        ("annual", "2025April"),
    }
    place = Hospital.objects.order_by("code")[0].unit.parent
    with country("CO").forms():
        assert compose("follow_up", place, "2026Q1").gaps == ["Conclusiones y recomendaciones"]
        assert len(compose("annual", place.parent, "2024April").gaps) == 1


def test_every_part_that_analysts_write_has_its_synthetic_text():
    wanted = {**ASPECTS, IVC: ""}, FOLLOW_UP, HOSPITAL_PARTS, PARTS
    written = texts.ASPECTS, texts.GENERAL, texts.HOSPITAL, texts.ANNUAL
    for parts, found in zip(wanted, written, strict=True):
        assert set(parts) == set(found)


def test_seeding_again_adds_nothing(seeded):
    before = QuarterReport.objects.count()
    seed(Scene(at=NOON), quarters=2, hospitals=9, papers=False)
    assert QuarterReport.objects.count() == before


def test_budget_and_sales_grow_within_the_year(db):
    """Cuadros 8 and 9 are reported cumulative; what was programmed and produced is the quarter's own."""
    seed(Scene(at=NOON), quarters=3, hospitals=1, papers=False)
    first, second, third = (executed(r) for r in QuarterReport.objects.order_by("period"))
    for cell in (("presupuesto", "recaudos", "valor"), ("ingresos", "subsidiado", "reconocido")):
        assert first[cell] < second[cell]  # III and IV of 2025
        assert third[cell] < second[cell]  # I of 2026 begins again
    final = ("presupuesto", "definitivo", "valor")
    assert first[final] == second[final]


def test_a_district_stands_beside_the_departments_with_its_own_direction(db):
    seed(Scene(at=NOON), quarters=2, hospitals=1, papers=False)
    assert set(Hospital.objects.values_list("character", flat=True)) == {
        "departmental", "municipal", "district",
    }  # fmt: skip
    district = Hospital.objects.filter(character="district").first().unit
    directions = {place: User.objects.get(username=f"co.territorio.{place}") for place in ("76109", "73")}
    assert can(directions["76109"], Permission.RISK_REVIEW, district, NOON)
    assert not can(directions["73"], Permission.RISK_READ, district, NOON)
