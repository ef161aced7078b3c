"""Undo: what was taken off an open sheet comes back in its place, through the rules, and is forgotten when sent."""

import uuid

import pytest

from cauce.core.errors import Invalid
from cauce.domains.oralhealth.actions import (
    check_line,
    check_row,
    remove_line,
    remove_row,
    restore_removed,
    save_admin,
    save_promotion,
    send_sheet,
)
from cauce.domains.oralhealth.models import PatientRow, Removed
from cauce.domains.oralhealth.rules.examples import ADMIN, MORE, PROMOTION, ROW, SIX
from cauce.domains.oralhealth.stored import values_of


@pytest.fixture
def sheet(panama):
    return panama.sheet()


@pytest.fixture
def who(panama, sheet):
    return {"by": panama.dentist, "at": panama.at, "sheet": sheet}


def patients(sheet):
    return [(row.position, row.uid, values_of(row)) for row in sheet.rows.all()]


def test_a_patient_comes_back_with_its_continuation_in_its_place(panama, sheet, who):
    first = panama.row(sheet, **SIX).row
    panama.row(sheet, **{**dict.fromkeys(ROW, ""), "diagnoses": [], **MORE})
    panama.row(sheet, identity="8-2")
    before = patients(sheet)
    assert remove_row(**who, uid=first.uid, version=1) == 2
    removed = Removed.objects.get()
    assert restore_removed(**who, uid=removed.uid) == 2
    assert patients(sheet) == before
    assert restore_removed(**who, uid=removed.uid) == 0  # undone once


def test_when_its_place_is_taken_it_goes_to_the_end(panama, sheet, who):
    panama.row(sheet, identity="8-1")
    last = panama.row(sheet, identity="8-2").row
    remove_row(**who, uid=last.uid, version=1)
    panama.row(sheet, identity="8-3")
    restore_removed(**who, uid=Removed.objects.get().uid)
    assert list(sheet.rows.values_list("position", "identity")) == [(1, "8-1"), (2, "8-3"), (3, "8-2")]


def test_the_rules_are_asked_again(panama, sheet, who):
    row = panama.row(sheet, completed="1").row
    remove_row(**who, uid=row.uid, version=1)
    panama.row(panama.sheet(schedule="2"), completed="1")
    with pytest.raises(Invalid) as refused:
        restore_removed(**who, uid=Removed.objects.get().uid)
    assert refused.value.rule == "OH-39"
    assert Removed.objects.exists()


def test_lines_come_back_too(sheet, who):
    talk = save_promotion(**who, typed={**PROMOTION, "invited": "2", "beneficiaries": "27"}, uid=uuid.uuid4())
    task = save_admin(**who, typed=ADMIN, uid=uuid.uuid4())
    remove_line(**who, kind="promotion", uid=talk.uid, version=1)
    remove_line(**who, kind="admin", uid=task.uid, version=1)
    for removed in list(Removed.objects.all()):
        assert restore_removed(**who, uid=removed.uid) == 1
    again = sheet.promotion.get()
    assert (again.uid, again.minutes, again.men, again.invited) == (talk.uid, 90, 12, 2)
    assert (sheet.admin.get().uid, sheet.admin.get().minutes) == (task.uid, 60)


def test_a_sent_sheet_keeps_nothing_that_was_taken_off(panama, sheet, who):
    row = panama.row(sheet, identity="8-77").row
    panama.row(sheet, identity="8-78")
    remove_row(**who, uid=row.uid, version=1)
    send_sheet(**who)
    assert not Removed.objects.exists()


def test_checking_says_what_saving_would_and_writes_nothing(panama, sheet, who):
    panama.row(sheet)
    found = check_row(**who, typed={**ROW, "sex": "9"}, uid=None)
    assert {p.rule for p in found} == {"OH-18", "OH-78"}
    assert {p.place for p in found} == {"rows.2.sex", "rows.2.identity"}
    assert PatientRow.objects.count() == 1
    own = PatientRow.objects.get()
    assert check_row(**who, typed=ROW, uid=own.uid) == []


def test_checking_a_line_looks_at_the_others_of_the_sheet(sheet, who):
    save_admin(**who, typed=ADMIN, uid=uuid.uuid4())
    assert {p.rule for p in check_line(**who, kind="admin", typed=ADMIN, uid=None)} == {"OH-93"}
    long_day = check_line(**who, kind="admin", typed={"code": "82", "time": "18:00"}, uid=None)
    assert [(p.rule, p.place) for p in long_day] == [("OH-95", "admin.2.time")]
    assert check_line(**who, kind="promotion", typed=PROMOTION, uid=None) == []
