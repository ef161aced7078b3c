"""The demonstration: what it invents obeys the rules, and seeding twice adds nothing."""

import pytest

from cauce.core.accounts.models import User
from cauce.core.demo.scene import Scene
from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.demo import seed
from cauce.domains.oralhealth.models import Consolidation, Exam, FacilityMonth, PatientRow, Sheet
from cauce.domains.oralhealth.pending import waiting
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


def test_every_account_has_something_to_do(db):
    """The home facility's people; each item leads somewhere. (The region waits for months: see below.)"""
    made = Scene(at=NOON)
    seed(made, years=0, facilities=3)
    for name in ("odontologia", "jefatura"):
        items = list(waiting(User.objects.get(username=f"pa.{name}"), NOON))
        assert items, name
        assert all(item.url for item in items)


def test_months_are_agreed_sent_and_some_late(scene):
    sent = FacilityMonth.objects.exclude(sent_at=None)
    assert sent
    assert all(month.state == "locked" for month in sent)
    home = FacilityMonth.objects.get(month=202602)
    assert (home.state, home.consolidations.get().agreements.count()) == ("consolidated", 1)
    for name in ("direccion", "planificacion", "jefatura"):
        titles = [item.title for item in waiting(User.objects.get(username=f"pa.{name}"), NOON)]
        assert "Revisar y acordar el mes de febrero de 2026" in titles, name
    late = [item.title for item in waiting(User.objects.get(username="pa.region"), NOON)]
    assert any("sin enviar" in title for title in late), late


def test_the_children_of_the_brigade_have_teeth_and_counts(scene):
    assert Exam.objects.count() == 10 + 4  # a brigade of a facility, and one half done at the home facility
    assert all(exam.teeth.exists() for exam in Exam.objects.all())
    assert Exam.objects.filter(primary_decayed__gt=0).exists()
