"""School brigades and studies: opened, changed, closed, reopened."""

import uuid

import pytest

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import (
    close_brigade,
    close_study,
    reopen_brigade,
    save_brigade,
    save_exam,
    save_study,
)
from cauce.domains.oralhealth.models import Brigade

HEAD = {"date": "2026-03-14", "school": "Escuela A", "group": "6.º A", "pupils": "2", "area": "rural"}
STUDY = {"phase": "encuesta", "name": "CPOD a los 12", "starts_on": "2026-03-01", "ends_on": "2026-03-31",
         "sample_urban": "30", "sample_rural": "40", "events": ["caries"], "groups": ["escolares-10-14"]}  # fmt: skip


@pytest.fixture
def save(panama):
    def run(*, uid=None, version=0, study=None, by=None, **changes):
        return save_brigade(
            by=by or panama.dentist, at=panama.at, facility=panama.pedregal, uid=uid or uuid.uuid4(),
            version=version, study=study, typed={**HEAD, **changes},
        )  # fmt: skip

    return run


def examine(panama, brigade, person):
    typed = {"person": person, "age": "12", "sex": "1", "teeth": {"16": "1"}}
    who = {"by": panama.dentist, "at": panama.at, "facility": panama.pedregal, "day": brigade.date}
    return save_exam(**who, brigade=brigade, typed=typed, uid=uuid.uuid4())


@pytest.mark.parametrize(
    ("changes", "rule", "place"),
    [
        ({"school": ""}, "OE-30", "school"),
        ({"date": "ayer"}, "OE-31", "date"),
        ({"date": "2026-03-21"}, "OE-31", "date"),
        ({"pupils": "0"}, "OE-35", "pupils"),
        ({"population_group": "todos"}, "OE-49", "population_group"),
        ({"area": "costa"}, "OE-49", "area"),
        ({"province": "8"}, "OH-22", "province"),
    ],
)
def test_what_is_wrong_in_the_head(save, changes, rule, place):
    with pytest.raises(Invalid) as refused:
        save(**changes)
    assert [(p.rule, p.place) for p in refused.value.problems] == [(rule, f"brigade.{place}")]


def test_a_group_is_examined_in_one_brigade_a_day(save):
    """OE-32"""
    save()
    save(group="6.º B")
    with pytest.raises(Invalid) as refused:
        save()
    assert refused.value.rule == "OE-32"


def test_changing_the_head_moves_its_exams(save, panama):
    uid = uuid.uuid4()
    brigade = save(uid=uid)
    exam = examine(panama, brigade, "1")
    save(uid=uid, version=1, date="2026-02-10", school="Escuela B")
    exam.refresh_from_db()
    assert (exam.period, exam.month, exam.school) == (20260210, 202602, "Escuela B")
    with pytest.raises(Conflict):
        save(uid=uid, version=1)


def test_a_brigade_is_closed_and_reopened_with_a_reason(save, panama):
    brigade = save()
    who = {"at": panama.at, "brigade": brigade}
    with pytest.raises(Invalid) as refused:
        close_brigade(**who, by=panama.dentist)
    assert refused.value.rule == "OE-37"
    examine(panama, brigade, "1")
    with pytest.raises(ConfirmationNeeded) as asked:
        close_brigade(**who, by=panama.dentist)
    assert asked.value.rule == "OE-36"
    close_brigade(**who, by=panama.dentist, confirmed=True)
    for act in (lambda: examine(panama, brigade, "2"), lambda: close_brigade(**who, by=panama.dentist)):
        with pytest.raises(NotNow) as late:
            act()
        assert late.value.rule == "OE-33"
    with pytest.raises(NotAllowed):
        reopen_brigade(**who, by=panama.dentist, reason="Faltó un alumno")
    with pytest.raises(Invalid) as refused:
        reopen_brigade(**who, by=panama.chief, reason="falta")
    assert refused.value.rule == "OE-39"
    reopen_brigade(**who, by=panama.chief, reason="Faltó un alumno")
    with pytest.raises(NotNow) as already:
        reopen_brigade(**who, by=panama.chief, reason="Faltó un alumno")
    assert already.value.rule == "OE-38"
    assert Brigade.objects.get().closed_at is None


def study_of(panama, **changes):
    place = changes.pop("place", panama.chiriqui)
    return save_study(by=panama.regional, at=panama.at, place=place, typed={**STUDY, **changes})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"name": ""}, "OE-40"),
        ({"starts_on": ""}, "OE-41"),
        ({"ends_on": "2026-02-01"}, "OE-41"),
        ({"ends_on": "pronto"}, "OE-41"),
        ({"phase": "otra"}, "OE-42"),
        ({"phase": "centinela"}, "OE-43"),
        ({"sample_rural": ""}, "OE-44"),
        ({"phase": "especial", "purpose": ""}, "OE-45"),
        ({"events": ["gripe"]}, "OE-49"),
        ({"sample_urban": "x"}, "OH-140"),
    ],
)
def test_what_each_phase_of_the_surveillance_must_say(panama, changes, rule):
    with pytest.raises(Invalid) as refused:
        study_of(panama, **changes)
    assert rule in {p.rule for p in refused.value.problems}


def test_a_study_has_versions_and_one_name_per_place(panama):
    study = study_of(panama)
    assert (study.events, study.sample_rural) == ("caries", 40)
    with pytest.raises(Invalid) as refused:
        study_of(panama)
    assert refused.value.rule == "OE-46"
    who = {"by": panama.regional, "at": panama.at, "place": panama.chiriqui, "study": study}
    changed = save_study(**who, typed={**STUDY, "purpose": "Línea de base"}, version=1)
    assert (changed.version, changed.purpose) == (2, "Línea de base")
    with pytest.raises(Conflict):
        save_study(**who, typed=STUDY, version=1)
    with pytest.raises(NotAllowed):
        save_study(by=panama.other_region, at=panama.at, place=panama.veraguas, typed=STUDY, study=study)


def test_a_study_takes_exams_of_its_place_and_time_until_it_is_closed(save, panama):
    """OE-34, OE-47, OE-48"""
    elsewhere = save_study(by=panama.other_region, at=panama.at, place=panama.veraguas, typed=STUDY)
    study = study_of(panama)
    for wrong in ({"study": elsewhere}, {"study": study, "date": "2026-02-28"}):
        with pytest.raises(Invalid) as refused:
            save(**wrong)
        assert refused.value.rule == "OE-34"
    brigade = save(study=study)
    assert examine(panama, brigade, "1").study == study
    act = {"by": panama.regional, "at": panama.at, "study": study, "version": 1}
    with pytest.raises(Invalid) as refused:
        close_study(**act, conclusion=" ")
    assert refused.value.rule == "OE-48"
    close_study(**act, conclusion="CPOD moderado")
    with pytest.raises(NotNow) as late:
        close_study(**act, conclusion="otra")
    assert late.value.rule == "OE-47"
    typed = {"person": "9", "teeth": {"16": "1"}}
    with pytest.raises(NotNow):
        examine(panama, brigade, "2")
    with pytest.raises(NotNow) as outside:
        save_exam(
            by=panama.dentist, at=panama.at, facility=panama.pedregal, day=brigade.date, typed=typed,
            uid=uuid.uuid4(), study=study,
        )  # fmt: skip
    assert outside.value.rule == "OE-34"
