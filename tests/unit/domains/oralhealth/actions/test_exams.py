"""Exams tooth by tooth: saved, changed, taken off, imported into a brigade."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from cauce.core.audit.log import history, sentence
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed
from cauce.domains.oralhealth.actions import NewExam, add_exams, remove_exam, save_brigade, save_exam
from cauce.domains.oralhealth.codebook import codebook
from cauce.domains.oralhealth.models import Exam
from cauce.domains.oralhealth.rules.exam import read_exam
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


@pytest.fixture
def brigade(panama):
    return save_brigade(
        by=panama.dentist,
        at=panama.at,
        facility=panama.pedregal,
        uid=uuid.uuid4(),
        typed={"date": "2026-03-12", "school": "Escuela A", "group": "6.º A", "province": "08"},
    )


def in_brigade(panama, brigade, person="1", **fields):
    uid = fields.pop("uid", None) or uuid.uuid4()
    given = {"version": fields.pop("version", 0), "confirmed": fields.pop("confirmed", False)}
    return save_exam(
        by=panama.dentist, at=panama.at, facility=panama.pedregal, day=DAY, brigade=brigade, uid=uid,
        typed={**CHART, "person": person, **fields}, **given,
    )  # fmt: skip


def test_an_exam_of_a_brigade_is_of_its_day_school_and_residence(panama, brigade):
    exam = in_brigade(panama, brigade, group="6.º B", risks=["apinamiento"], school="otra")
    assert (exam.period, exam.school, exam.province) == (20260312, "Escuela A", "08")
    assert (exam.group, exam.risk_situations) == ("6.º B", "apinamiento")


def test_a_key_is_used_once_in_a_brigade_and_again_in_another(panama, brigade, examine):
    """OE-03"""
    in_brigade(panama, brigade)
    with pytest.raises(Invalid) as refused:
        in_brigade(panama, brigade)
    assert (refused.value.rule, refused.value.problems[0].place) == ("OE-03", "exam.person")
    examine(person="1")
    with pytest.raises(Invalid):
        examine(person="1")


def test_confirmed_warnings_are_kept(panama, brigade):
    with pytest.raises(ConfirmationNeeded):
        in_brigade(panama, brigade, age="4", teeth={"11": "0"})
    exam = in_brigade(panama, brigade, age="4", teeth={"11": "0"}, confirmed=True)
    assert exam.warnings == "OE-11"


def test_an_exam_is_taken_off_and_the_log_says_what_it_counted(panama, brigade):
    exam = in_brigade(panama, brigade)
    with pytest.raises(Conflict):
        remove_exam(by=panama.dentist, at=panama.at, exam=exam, version=7)
    remove_exam(by=panama.dentist, at=panama.at, exam=exam, version=1)
    assert not Exam.objects.exists()
    event = history(brigade).first()
    assert (event.data["decayed"], event.data["teeth"]) == (1, 4)
    assert "quitó el examen «1»" in sentence(event)


def test_many_read_exams_enter_a_brigade_with_one_event_or_none(panama, brigade):
    def read(person, teeth):
        form, problems = read_exam({"person": person, "age": "12", "teeth": teeth}, "x", codebook())
        assert not problems
        return NewExam(form, {"school": brigade.school})

    new = [read("7", {"16": "1"}), read("8", {"16": "0", "26": "3"})]
    who = {"by": panama.dentist, "at": panama.at, "brigade": brigade, "file": "x.csv"}
    before = history(brigade).count()
    assert add_exams(**who, exams=new) == 2
    assert history(brigade).count() == before + 1
    assert list(Exam.objects.order_by("person").values_list("decayed", "filled")) == [(1, 0), (0, 1)]
    with pytest.raises(Invalid) as refused:
        add_exams(**who, exams=[read("9", {"16": "1"}), new[0]])
    assert refused.value.rule == "OE-03"
    assert Exam.objects.count() == 2
