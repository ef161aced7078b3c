"""The demonstration: what it invents obeys the rules, and seeding twice adds nothing."""

import pytest

from cauce.core.demo.scene import Scene
from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.demo import seed
from cauce.domains.oralhealth.models import Consolidation, PatientRow, Sheet
from cauce.domains.oralhealth.presenting import typed_of
from cauce.domains.oralhealth.queries.board import progress
from cauce.domains.oralhealth.rules.patient import read_patient
from cauce.domains.oralhealth.rules.values import Context
from cauce.domains.oralhealth.stored import values_of
from tests.factories.panama import NOON


@pytest.fixture
def scene(db):
    made = Scene(at=NOON)
    seed(made, years=1, facilities=1)
    return made


def test_every_invented_row_obeys_the_rules(scene):
    rows = PatientRow.objects.select_related("sheet").prefetch_related("activities", "diagnoses")[::29]
    assert len(rows) > 100
    for row in rows:
        values = values_of(row)
        read, problems = read_patient(typed_of(values), "row", codebook(), Context(today=NOON.date()))
        assert [p for p in problems if p.level == "error"] == []
        assert read == values


def test_seeding_twice_adds_nothing(scene):
    before = (PatientRow.objects.count(), Sheet.objects.count(), Consolidation.objects.count())
    seed(scene, years=1, facilities=1)
    assert (PatientRow.objects.count(), Sheet.objects.count(), Consolidation.objects.count()) == before
    place = Sheet.objects.first().facility
    assert progress(place, 202602, NOON)[0].facility == place
