"""Protective factors, costs, and the yearly audit of records."""

from decimal import Decimal

import pytest

from cauce.core.audit.log import history, sentence
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import (
    close_record_audit,
    look_at_record,
    open_record_audit,
    remove_cost,
    remove_factor,
    save_cost,
    save_factor,
)
from cauce.domains.oralhealth.models import Cost, ProtectiveFactor
from cauce.domains.oralhealth.rules.record_audit import CRITERIA, by_criterion, share

WATER = {"kind": "fluor-agua", "date": "2026-03-10", "point": "Acueducto rural", "value": "0,7"}
MONEY = {"month": "2026-03", "activity": "07", "programme": "", "amount": "120.5"}


def factor(panama, factor=None, version=0, confirmed=False, **changes):
    who = {"by": panama.dentist, "at": panama.at, "facility": panama.pedregal}
    given = {"factor": factor, "version": version, "confirmed": confirmed}
    return save_factor(**who, **given, typed={**WATER, **changes})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "sal"}, "OE-50"),
        ({"value": "mucho"}, "OE-51"),
        ({"kind": "barniz", "value": "1.5"}, "OE-51"),
        ({"point": " "}, "OE-52"),
        ({"date": "hoy"}, "OH-02"),
        ({"date": "2026-12-01"}, "OH-03"),
    ],
)
def test_what_is_wrong_in_a_measurement(panama, changes, rule):
    with pytest.raises(Invalid) as refused:
        factor(panama, **changes)
    assert rule in {p.rule for p in refused.value.problems}


def test_a_measurement_is_written_changed_and_taken_off(panama):
    saved = factor(panama)
    assert saved.value == Decimal("0.7")
    with pytest.raises(Invalid) as again:
        factor(panama)
    assert again.value.rule == "OE-54"
    with pytest.raises(ConfirmationNeeded) as high:
        factor(panama, saved, 1, value="1.6")
    assert high.value.rule == "OE-53"
    changed = factor(panama, saved, 1, confirmed=True, value="1.6")
    with pytest.raises(Conflict):
        factor(panama, saved, 1)
    assert "Flúor" in sentence(history(changed).first()) or "flúor" in sentence(history(changed).first())
    remove_factor(by=panama.dentist, at=panama.at, factor=changed, version=2)
    assert not ProtectiveFactor.objects.exists()


def cost(panama, cost=None, version=0, **changes):
    who = {"by": panama.reges, "at": panama.at, "facility": panama.pedregal}
    return save_cost(**who, cost=cost, version=version, typed={**MONEY, **changes})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"programme": "2"}, "OE-60"),
        ({"activity": ""}, "OE-60"),
        ({"activity": "99"}, "OE-61"),
        ({"activity": "", "programme": "9"}, "OE-61"),
        ({"amount": "-4"}, "OE-51"),
        ({"month": "2026-04"}, "OE-63"),
        ({"month": "marzo"}, "OH-130"),
    ],
)
def test_what_is_wrong_in_a_cost(panama, changes, rule):
    with pytest.raises(Invalid) as refused:
        cost(panama, **changes)
    assert rule in {p.rule for p in refused.value.problems}


def test_a_cost_is_written_once_a_month_changed_and_taken_off(panama):
    saved = cost(panama)
    assert (saved.month, saved.amount) == (202603, Decimal("120.5"))
    with pytest.raises(Invalid) as again:
        cost(panama)
    assert again.value.rule == "OE-62"
    cost(panama, activity="", programme="2")
    cost(panama, saved, 1, amount="130")
    with pytest.raises(Conflict):
        remove_cost(by=panama.reges, at=panama.at, cost=saved, version=1)
    remove_cost(by=panama.reges, at=panama.at, cost=saved, version=2)
    assert Cost.objects.count() == 1


@pytest.fixture
def patients(panama):
    sheet = panama.sheet()
    for n in range(6):
        panama.row(sheet, identity=f"{n}")
    panama.row(
        panama.sheet(schedule="2"),
        identity="0",
        new_in_service="2",
        new_in_institution="2",
        care_frequency="3",
    )
    return panama


def opened(panama, **changes):
    given = {
        "by": panama.chief,
        "at": panama.at,
        "facility": panama.pedregal,
        "year": 2026,
        "size": 4,
        "seed": "s",
    }
    return open_record_audit(**{**given, **changes})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"year": 2027}, "OE-70"),
        ({"year": "año"}, "OE-70"),
        ({"size": 0}, "OE-71"),
        ({"size": 501}, "OE-71"),
        ({"year": 2025}, "OE-72"),
    ],
)
def test_what_a_sample_must_be(patients, changes, rule):
    with pytest.raises(Invalid) as refused:
        opened(patients, **changes)
    assert refused.value.rule == rule


def test_the_sample_is_drawn_once_a_year_and_each_patient_counts_once(patients):
    audit = opened(patients)
    assert (audit.frame, audit.size, audit.records.count()) == (6, 4, 4)
    drawn = list(audit.records.values_list("row__identity", flat=True))
    with pytest.raises(Invalid) as refused:
        opened(patients)
    assert refused.value.rule == "OE-73"
    audit.delete()
    assert list(opened(patients).records.values_list("row__identity", flat=True)) == drawn
    with pytest.raises(NotAllowed):
        opened(patients, by=patients.dentist)


GOOD = dict.fromkeys(CRITERIA, "1")


def look(panama, record, by=None, version=0, **changes):
    return look_at_record(
        by=by or panama.chief, at=panama.at, audited=record, version=version, typed={**GOOD, **changes}
    )


def test_every_record_is_looked_at_by_somebody_else_before_closing(patients):
    audit = opened(patients, size=2)
    first, second = audit.records.all()
    close = {"by": patients.chief, "at": patients.at, "audit": audit, "findings": "", "result": "Capacitar"}
    for changes, rule in (({"plan": ""}, "OE-74"), ({"plan": "0"}, "OE-75")):
        with pytest.raises(Invalid) as refused:
            look(patients, first, **changes)
        assert refused.value.rule == rule
    assert look(patients, first).complies is True
    with pytest.raises(Conflict):
        look(patients, first)
    with pytest.raises(Invalid) as left:
        close_record_audit(**close, version=2)
    assert left.value.rule == "OE-77"
    assert look(patients, second, plan="0", odontograma="9", finding="Sin plan").complies is False
    audit.refresh_from_db()
    assert (audit.seen, audit.complying) == (2, 1)
    with pytest.raises(Invalid) as empty:
        close_record_audit(**{**close, "result": " "}, version=audit.version)
    assert empty.value.rule == "OE-78"
    close_record_audit(**close, version=audit.version)
    with pytest.raises(NotNow) as late:
        look(patients, first, version=1)
    assert late.value.rule == "OE-76"


def test_nobody_looks_at_what_they_wrote(patients):
    """OE-79"""
    audit = opened(patients)
    audit.records.first().row.sheet.__class__.objects.update(user=patients.chief)
    with pytest.raises(NotAllowed) as refused:
        look(patients, audit.records.first())
    assert refused.value.rule == "OE-79"


def test_shares_and_criteria():
    assert (share(1, 3), share(2, 3), share(0, 0)) == (Decimal("33.3"), Decimal("66.7"), None)
    table = by_criterion([GOOD, {**GOOD, "plan": "0"}, {**GOOD, "plan": "9"}])
    assert table[4] == ("Plan de tratamiento", 1, 1, 1)
