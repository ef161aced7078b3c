"""What waits in forms C and D, for whom, until it is done."""

import uuid

import pytest

from cauce.domains.oralhealth.actions import (
    close_brigade,
    open_record_audit,
    save_brigade,
    save_exam,
    save_hospital_month,
)
from cauce.domains.oralhealth.pending_epidemiology import waiting_forms


def titles(user, panama):
    return [(item.title, item.detail) for item in waiting_forms(user, panama.at)]


@pytest.fixture
def told(panama):
    """Last month's hospital form is in."""
    save_hospital_month(
        by=panama.national, at=panama.at, facility=panama.hospital, month=202602, typed={"operations": "0"}
    )


def test_an_open_brigade_waits_for_who_opened_it(panama, told):
    who = {"by": panama.dentist, "at": panama.at, "facility": panama.pedregal}
    head = {"date": "2026-03-14", "school": "Escuela A", "pupils": "2"}
    brigade = save_brigade(**who, uid=uuid.uuid4(), typed=head)
    save_exam(
        **who,
        day=brigade.date,
        brigade=brigade,
        uid=uuid.uuid4(),
        typed={"person": "1", "teeth": {"16": "0"}},
    )
    ((title, detail),) = titles(panama.dentist, panama)
    assert "jornada" in title
    assert "1 / 2" in detail
    assert titles(panama.colleague, panama) == []
    close_brigade(by=panama.dentist, at=panama.at, brigade=brigade, confirmed=True)
    assert titles(panama.dentist, panama) == []


def test_an_open_audit_waits_for_who_may_look(panama, told):
    panama.row(panama.sheet())
    audit = open_record_audit(
        by=panama.chief, at=panama.at, facility=panama.pedregal, year=2026, size=1, seed=""
    )
    for user in (panama.chief, panama.regional):
        (item,) = waiting_forms(user, panama.at)
        assert "Auditoría de expedientes de 2026" in item.title
        assert item.due_at.year == 2026
    assert titles(panama.other_region, panama) == []
    assert str(audit.pk) in item.url


def test_a_hospital_without_last_months_form_waits_for_who_keeps_its_registers(panama):
    assert titles(panama.regional, panama) == [
        ("Registrar el formulario hospitalario de 2026-02", panama.hospital.name)
    ]
    assert titles(panama.reges, panama) == []  # of another facility
    assert titles(panama.dentist, panama) == []
