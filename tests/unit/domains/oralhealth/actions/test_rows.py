"""Rows saved one by one: versions, continuations, the same row twice, and the database's own checks."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotNow
from cauce.domains.oralhealth.actions import (
    remove_line,
    remove_row,
    save_admin,
    save_promotion,
    save_row,
    send_sheet,
)
from cauce.domains.oralhealth.models import Activity, PatientRow
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION, ROW, SIX, acts, dx
from cauce.domains.oralhealth.stored import values_of


@pytest.fixture
def sheet(panama):
    return panama.sheet()


def test_a_row_is_stored_as_the_rules_read_it(panama, sheet):
    row = panama.row(sheet, ethnic="3D", **dx(("", "K11,9", "1"), ("Dolor de boca", "K12.0", "2"))).row
    stored = values_of(PatientRow.objects.get(pk=row.pk))
    assert (stored.ethnic, stored.disabled) == ("3", True)
    assert [(d.code, d.text) for d in stored.diagnoses] == [
        ("K11.9", "Enfermedad de glándula salival, no especificada"),
        ("K12.0", "Dolor de boca"),
    ]
    assert list(row.diagnoses.values_list("text", flat=True)) == ["", "Dolor de boca"]
    assert (row.position, row.year, row.version) == (1, 2026, 1)


def test_an_error_names_its_cell_and_saves_nothing(panama, sheet):
    with pytest.raises(Invalid) as refused:
        panama.row(sheet, sex="9", **acts("80 1 1"))
    assert {p.place for p in refused.value.problems} == {"rows.1.sex", "rows.1.activities.1.code"}
    assert not PatientRow.objects.exists()


def test_warnings_are_asked_and_counted(panama, sheet):
    doubtful = {"age": "34", **acts("25 1 1")}
    with pytest.raises(ConfirmationNeeded):
        panama.row(sheet, confirmed=False, **doubtful)
    saved = panama.row(sheet, **doubtful)
    assert [w.rule for w in saved.warnings] == ["OH-53"]
    assert saved.row.warnings == "OH-53"


def test_the_same_row_sent_again_changes_nothing(panama, sheet):
    uid = uuid.uuid4()
    first = panama.row(sheet, uid=uid)
    again = panama.row(sheet, uid=uid)
    assert (first.changed, again.changed) == (True, False)
    assert again.row.version == 1
    assert PatientRow.objects.count() == Activity.objects.count() == 1


def test_a_change_needs_the_version_that_was_seen(panama, sheet):
    uid = uuid.uuid4()
    panama.row(sheet, uid=uid)
    changed = panama.row(sheet, uid=uid, version=1, age="35")
    assert changed.row.version == 2
    with pytest.raises(Conflict) as conflict:
        panama.row(sheet, uid=uid, version=1, age="36")
    assert conflict.value.theirs.age == 35


def test_a_patient_with_more_than_six_activities_goes_on_below(panama, sheet):
    patient = panama.row(sheet, **SIX).row
    more = save_row(
        by=panama.dentist,
        at=panama.at,
        sheet=sheet,
        typed={"continuation": "1", **acts("49 1 1")},
        uid=uuid.uuid4(),
    ).row
    assert more.continues == patient
    assert values_of(more).continuation
    assert sheet.rows.filter(continues__isnull=True).count() == 1


def test_a_continuation_needs_a_patient_above(panama, sheet):
    with pytest.raises(Invalid) as refused:
        save_row(
            by=panama.dentist,
            at=panama.at,
            sheet=sheet,
            typed={"continuation": "1", **acts("49 1 1")},
            uid=uuid.uuid4(),
        )
    assert refused.value.rule == "OH-75"


def test_the_same_patient_twice_a_day_is_asked_also_on_another_sheet(panama, sheet):
    panama.row(sheet)
    other = panama.sheet(schedule="2")
    with pytest.raises(ConfirmationNeeded) as asked:
        panama.row(other, confirmed=False)
    assert [p.rule for p in asked.value.problems] == ["OH-78"]


def test_box_23_is_once_a_year(panama, sheet):
    panama.row(sheet, completed="1")
    later = panama.sheet(date="2026-03-16")
    with pytest.raises(Invalid) as refused:
        panama.row(later, completed="1", new_in_institution="2", new_in_service="2", care_frequency="3")
    assert refused.value.rule == "OH-39"
    assert "2026-03-14" in refused.value.message


def test_hospital_codes_ask_what_the_facility_is(panama, sheet):
    with pytest.raises(Invalid) as refused:
        panama.row(sheet, **acts("44 1 1"))
    assert refused.value.rule == "OH-52"
    there = panama.sheet(by=panama.surgeon, facility=panama.hospital)
    assert panama.row(there, by=panama.surgeon, **acts("44 1 1", "32 1 1")).changed


def test_nothing_is_written_after_sending(panama, sheet):
    row = panama.row(sheet).row
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    with pytest.raises(NotNow) as refused:
        panama.row(sheet, identity="1")
    assert refused.value.rule == "OH-101"
    with pytest.raises(NotNow):
        remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=row.uid, version=1)


def test_a_row_goes_with_its_continuations(panama, sheet):
    patient = panama.row(sheet, **SIX).row
    save_row(
        by=panama.dentist,
        at=panama.at,
        sheet=sheet,
        typed={"continuation": "1", **acts("49 1 1")},
        uid=uuid.uuid4(),
    )
    with pytest.raises(Conflict):
        remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=patient.uid, version=7)
    assert remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=patient.uid, version=1) == 2
    assert remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=patient.uid, version=1) == 0
    assert not Activity.objects.exists()


def test_promotion_and_administrative_rows(panama, sheet):
    who = {"by": panama.dentist, "at": panama.at, "sheet": sheet}
    talk = save_promotion(**who, typed=PROMOTION, uid=uuid.uuid4())
    assert (talk.technique, talk.minutes, talk.men + talk.women) == ("10", 90, 27)
    task = save_admin(**who, typed=ADMIN, uid=uuid.uuid4())
    assert save_admin(**who, typed=ADMIN, uid=task.uid).version == 1
    assert save_admin(**who, typed={**ADMIN, "time": "30"}, uid=task.uid, version=1).version == 2
    for typed, rule in (
        (ADMIN, "OH-93"),
        ({"code": "101", "time": "30"}, "OH-92"),
        ({"code": "82", "time": "18:00"}, "OH-95"),
    ):
        with pytest.raises(Invalid) as refused:
            save_admin(**who, typed=typed, uid=uuid.uuid4())
        assert refused.value.rule == rule
    assert remove_line(**who, kind="promotion", uid=talk.uid, version=1)
    assert not remove_line(**who, kind="promotion", uid=talk.uid, version=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sex": "3"},
        {"identity": ""},
        {"care_frequency": "3"},
        {"age_unit": "2", "age": 12},
        {"school": "B"},
        {"adult_service": "1"},
    ],
)
def test_the_database_says_no_too(panama, sheet, wrong):
    row = panama.row(sheet).row
    with pytest.raises(IntegrityError), transaction.atomic():
        PatientRow.objects.filter(pk=row.pk).update(**wrong)


def test_a_day_of_twenty_five_patients_takes_few_queries_a_row(panama, sheet, django_assert_max_num_queries):
    for n in range(25):
        panama.row(sheet, identity=f"8-100-{n}")
    with django_assert_max_num_queries(25):
        save_row(
            by=panama.dentist,
            at=panama.at,
            sheet=sheet,
            typed={**ROW, "identity": "8-100-99"},
            uid=uuid.uuid4(),
        )
