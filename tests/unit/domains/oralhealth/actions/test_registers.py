"""Form D: hospital months, school rinses, resources, population with its versions."""

import pytest

from cauce.core.audit.log import history, sentence
from cauce.core.errors import Conflict, Invalid, NotAllowed
from cauce.domains.oralhealth.actions import (
    load_population,
    remove_rinses,
    save_hospital_month,
    save_resource,
    save_rinses,
)
from cauce.domains.oralhealth.actions.population import unpack
from cauce.domains.oralhealth.models import HospitalMonth, Population, PopulationLoad, Resource, RinseRegister


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


def hospital(panama, typed, **changes):
    who = {"by": panama.national, "at": panama.at, "facility": panama.hospital, "month": 202603}
    return save_hospital_month(**{**who, **changes}, typed=typed)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"facility": "pedregal"}, "OD-01"),
        ({"month": 202604}, "OD-03"),
        ({"month": 202613}, "OH-130"),
        ({"sex": "M"}, "OD-04"),
        ({"age_group": "5-10"}, "OD-04"),
    ],
)
def test_what_a_hospital_month_must_be(panama, changes, rule):
    if "facility" in changes:
        changes = {"facility": panama.pedregal}
    with pytest.raises(Invalid) as refused:
        hospital(panama, {"operations": "1"}, **changes)
    assert refused.value.rule == rule


def test_a_month_is_told_whole_or_broken_down_never_both(panama):
    """OD-02: the indicators would add the same operations twice."""
    whole = hospital(panama, {"operations": "10"})
    with pytest.raises(Invalid) as refused:
        hospital(panama, {"operations": "4"}, sex="1")
    assert refused.value.rule == "OD-02"
    hospital(panama, {"operations": ""}, version=whole.version)  # emptied first
    hospital(panama, {"operations": "4"}, sex="1")
    hospital(panama, {"operations": "6"}, sex="2")
    with pytest.raises(Invalid):
        hospital(panama, {"operations": "4"}, sex="1", age_group="5-9")
    with pytest.raises(Invalid):
        hospital(panama, {"operations": "10"}, version=2)
    assert HospitalMonth.objects.count() == 3


def test_the_log_tells_what_changed_in_a_hospital_month(panama):
    saved = hospital(panama, {"operations": "10"})
    hospital(panama, {"operations": "12", "discharges": "0"}, version=1)
    assert "Operaciones: 10 → 12" in sentence(history(saved).first())
    assert "Egresos: — → 0" in sentence(history(saved).first())


def test_schools_are_written_changed_and_taken_off(panama):
    who = {"by": panama.reges, "at": panama.at}
    typed = {"enrolled": "10", "covered": "9", "weeks": "35"}
    school = {**who, "facility": panama.pedregal, "school": " Escuela A ", "year": 2026}
    saved = save_rinses(**school, typed=typed)
    assert saved.school == "Escuela A"
    for wrong, rule in (({"school": " "}, "OD-05"), ({"year": 2027}, "OD-03"), ({"year": 26}, "OD-06")):
        with pytest.raises(Invalid) as refused:
            save_rinses(**{**school, **wrong}, typed=typed)
        assert refused.value.rule == rule
    with pytest.raises(Invalid) as refused:
        save_rinses(**school, sex="1", typed=typed)
    assert refused.value.rule == "OD-02"
    with pytest.raises(Conflict):
        remove_rinses(**who, register=saved, version=5)
    remove_rinses(**who, register=saved, version=1)
    assert not RinseRegister.objects.exists()


def test_dentists_not_reported_are_not_zero(panama):
    who = {"by": panama.reges, "at": panama.at, "facility": panama.pedregal, "year": 2026}
    assert save_resource(**who, dentists="0").dentists == 0
    with pytest.raises(Conflict):
        save_resource(**who, dentists=3, version=0)
    assert save_resource(**who, dentists=3, version=1).version == 2
    assert save_resource(**who, dentists="", version=2) is None
    assert not Resource.objects.exists()
    for wrong in ("-1", "dos", True, 10_000):
        with pytest.raises(Invalid) as refused:
            save_resource(**who, dentists=wrong)
        assert refused.value.rule == "OH-140"


def load(panama, rows, **changes):
    given = {
        "by": panama.regional, "at": panama.at, "place": panama.chiriqui, "kind": "residents", "year": 2026,
        "source": "Sintética",
    }  # fmt: skip
    return load_population(**{**given, **changes}, rows=rows)


def test_each_load_is_a_version_that_can_be_read_again(panama):
    first = [{"sex": "1", "age": 0, "persons": 5}, {"sex": "2", "age": 0, "persons": 0}]
    assert load(panama, first, version=0) == 2
    load(panama, [{"persons": 9, "province": "04"}], version=1)
    with pytest.raises(Conflict):
        load(panama, first, version=1)
    kept = list(PopulationLoad.objects.order_by("version"))
    assert [(one.version, one.rows, one.persons) for one in kept] == [(1, 2, 5), (2, 1, 9)]
    assert [(row.sex, row.age, row.persons) for row in unpack(kept[0].content)] == [("1", 0, 5), ("2", 0, 0)]
    assert [p.persons for p in Population.objects.all()] == [9]  # only the latest is in force


def test_next_year_may_be_loaded_ahead(panama):
    assert load(panama, [{"persons": 9}], year=2027) == 1


@pytest.mark.parametrize(
    ("rows", "changes", "rule"),
    [
        ([], {"kind": "todos"}, "OD-10"),
        ([], {"kind": "responsibility"}, "OD-11"),
        ([], {"source": " "}, "OD-12"),
        ([], {"year": 1900}, "OD-06"),
        ([{"persons": 1}, {"persons": 2}], {}, "OD-18"),
        ([{"persons": 1}, {"persons": 2, "sex": "1"}], {}, "OD-02"),
        ([{"persons": 1, "sex": "1"}, {"persons": 2, "sex": "1", "age": 5}], {}, "OD-02"),
    ],
)
def test_what_a_load_must_be(panama, rows, changes, rule):
    with pytest.raises(Invalid) as refused:
        load(panama, rows, **changes)
    assert refused.value.rule == rule
