"""The supporting forms: exams tooth by tooth, hospital months, rinses, resources, population."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed
from cauce.domains.oralhealth.actions import (
    load_population,
    save_exam,
    save_hospital_month,
    save_resource,
    save_rinses,
)
from cauce.domains.oralhealth.models import Exam, Population
from tests.factories.panama import DAY

CHART = {
    "person": "E-001",
    "age": "12",
    "sex": "1",
    "teeth": {"16": "1", "26": "3", "36": "4", "55": "b", "11": ""},
}


@pytest.fixture
def examine(panama):
    def run(typed=None, *, uid=None, version=0, by=None, day=DAY, confirmed=False, **changes):
        return save_exam(
            by=by or panama.dentist,
            at=panama.at,
            facility=panama.pedregal,
            day=day,
            typed={**(typed or CHART), **changes},
            uid=uid or uuid.uuid4(),
            version=version,
            confirmed=confirmed,
        )

    return run


def test_an_exam_is_counted_from_its_teeth(examine):
    exam = examine(periodontal="2", population_group="escolares-10-14")
    assert (exam.decayed, exam.missing, exam.filled, exam.primary_decayed) == (1, 1, 1, 1)
    assert dict(exam.teeth.values_list("tooth", "crown")) == {"16": "1", "26": "3", "36": "4", "55": "B"}
    assert exam.period == 20260314


@pytest.mark.parametrize(
    ("wrong", "rule", "place"),
    [
        ({"teeth": {"16": "B"}}, "OH-150", "exam.teeth.16"),
        ({"teeth": {"19": "0"}}, "OH-150", "exam.teeth.19"),
        ({"person": ""}, "OH-152", "exam.person"),
        ({"fluorosis": "7"}, "OH-151", "exam.fluorosis"),
        ({"sex": "M"}, "OH-151", "exam.sex"),
        ({"age": "doce"}, "OH-154", "exam.age"),
    ],
)
def test_what_is_wrong_in_an_exam(examine, wrong, rule, place):
    with pytest.raises(Invalid) as refused:
        examine(**wrong)
    assert [(p.rule, p.place) for p in refused.value.problems] == [(rule, place)]
    assert not Exam.objects.exists()


def test_an_exam_without_teeth_is_asked_and_counts_nothing(examine):
    with pytest.raises(ConfirmationNeeded):
        examine(teeth={})
    exam = examine(teeth={}, confirmed=True)
    assert (exam.decayed, exam.primary_decayed) == (None, None)


def test_an_exam_has_versions_and_its_teeth_are_replaced(examine):
    uid = uuid.uuid4()
    examine(uid=uid)
    changed = examine(uid=uid, version=1, teeth={"16": "0"})
    assert (changed.version, changed.decayed, changed.teeth.count()) == (2, 0, 1)
    with pytest.raises(Conflict):
        examine(uid=uid, version=1)


def test_who_examines_and_when(examine, panama):
    with pytest.raises(NotAllowed):
        examine(by=panama.director)
    with pytest.raises(Invalid) as refused:
        examine(day=DAY.replace(year=2027))
    assert refused.value.rule == "OH-03"


def test_the_database_keeps_counts_possible(examine):
    exam = examine()
    with pytest.raises(IntegrityError), transaction.atomic():
        Exam.objects.filter(pk=exam.pk).update(decayed=31)


def test_a_hospital_month_keeps_blank_apart_from_zero(panama):
    who = {"by": panama.national, "at": panama.at, "facility": panama.hospital, "month": 202603}
    saved = save_hospital_month(**who, typed={"operations": "0", "discharges": ""})
    assert (saved.operations, saved.discharges) == (0, None)
    again = save_hospital_month(**who, typed={"operations": "12", "postoperative_deaths": "1"}, version=1)
    assert (again.version, again.operations) == (2, 12)
    with pytest.raises(Conflict):
        save_hospital_month(**who, typed={"operations": "13"}, version=1)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"operations": "1,5"}, "OH-140"),
        ({"operations": "-1"}, "OH-140"),
        ({"operations": "3", "postoperative_deaths": "4"}, "OH-141"),
        ({"discharges": "3", "interconsultation_discharges": "4"}, "OH-141"),
    ],
)
def test_what_is_wrong_in_a_hospital_month(panama, typed, rule):
    with pytest.raises(Invalid) as refused:
        save_hospital_month(
            by=panama.national, at=panama.at, facility=panama.hospital, month=202603, typed=typed
        )
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ({"enrolled": "10", "covered": "11", "weeks": "35"}, "OH-141"),
        ({"enrolled": "10", "covered": "9", "weeks": "54"}, "OH-142"),
        ({"enrolled": "10", "covered": "9", "weeks": ""}, "OH-140"),
    ],
)
def test_what_is_wrong_in_a_rinse_register(panama, typed, rule):
    with pytest.raises(Invalid) as refused:
        save_rinses(
            by=panama.reges, at=panama.at, facility=panama.pedregal, school="A", year=2026, typed=typed
        )
    assert refused.value.rule == rule


def test_resources_and_population_are_replaced_whole(panama):
    who = {"by": panama.regional, "at": panama.at}
    for dentists in (3, 4):
        assert (
            save_resource(**who, facility=panama.pedregal, year=2026, dentists=dentists).dentists == dentists
        )
    load = {
        **who,
        "place": panama.chiriqui,
        "kind": Population.Kind.RESIDENTS,
        "year": 2026,
        "source": "Sintética",
    }
    assert load_population(**load, rows=[{"sex": "1", "age": a, "persons": 10} for a in range(5)]) == 5
    assert load_population(**load, rows=[{"persons": 60}]) == 1
    assert [p.persons for p in Population.objects.all()] == [60]
    with pytest.raises(NotAllowed):
        load_population(**{**load, "by": panama.other_region}, rows=[])
