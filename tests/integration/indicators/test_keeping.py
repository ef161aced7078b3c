"""The oral-health months in the snapshot: written when all have closed, out of it before any row changes."""

import threading
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction

from cauce.core.periods.types import parse
from cauce.domains.oralhealth.actions import (
    agree_month,
    consolidate_month,
    lock_month,
    reopen_month,
    review_sheet,
    save_exam,
    save_hospital_month,
    send_sheet,
)
from cauce.domains.oralhealth.facts_engine import FACTS, VIEWS
from cauce.domains.oralhealth.freshness import DAILY
from cauce.domains.oralhealth.models import PARTIES, Facility, PatientRow
from cauce.domains.oralhealth.queries.indicators import documents
from cauce.domains.oralhealth.source import SOURCE
from cauce.indicators import keeping, snapshot, store
from cauce.indicators.answer import answer
from cauce.indicators.models import SnapshotPart, StoredResult
from cauce.indicators.query import Query
from cauce.indicators.sources import find, register
from tests.factories.panama import DAY, MONTH, make_panama

APRIL = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
SPEAKERS = {
    "direccion-medica": "director",
    "planificacion": "planner",
    "reges": "reges",
    "jefe-clinica": "chief",
}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.CAUCE_SNAPSHOT_DIR = tmp_path / "snapshot"


@pytest.fixture
def panama(db):
    return make_panama()


def write_day(panama, **head):
    """A reviewed sheet with one patient."""
    sheet = panama.sheet(**head)
    panama.row(sheet)
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    return review_sheet(by=panama.chief, at=panama.at, sheet=sheet)


def close(panama):
    """Consolidate, agree and lock March of Pedregal."""
    where = {"at": APRIL, "facility": panama.pedregal, "month": MONTH}
    consolidate_month(by=panama.reges, **where, confirmed=True)
    for party, _label in PARTIES:
        agree_month(by=panama.users[SPEAKERS[party]], **where, party=party)
    return lock_month(by=panama.reges, **where)


def seen(code="I-4"):
    """(numerator, closed months) of March."""
    found = answer(Query((documents()[code],), (parse("202603"),)), FACTS, VIEWS, APRIL)
    return found.cells[0].numerator, found.closed


def in_force(facts=DAILY):
    return SnapshotPart.objects.filter(fact__in=facts, stale=False).count()


def test_the_last_facility_that_closes_writes_the_snapshot(panama, after_commit):
    write_day(panama)
    other = panama.sheet(by=panama.surgeon, facility=panama.hospital)
    with after_commit():
        close(panama)
    assert not in_force()  # the hospital has not closed
    other.delete()
    with after_commit():
        reopen_month(
            by=panama.regional, at=APRIL, facility=panama.pedregal, month=MONTH, reason="Falta una jornada"
        )
        close(panama)
    assert in_force() == len(DAILY)
    assert seen() == (1, 1)


def test_reopening_takes_the_month_out_and_what_is_saved_is_in_the_number(panama, after_commit):
    write_day(panama)
    with after_commit():
        close(panama)
    reopen_month(
        by=panama.regional, at=APRIL, facility=panama.pedregal, month=MONTH, reason="Falta una jornada"
    )
    assert not in_force()
    assert seen() == (1, 0)
    panama.row(panama.sheet(schedule="2"), identity="99")
    assert seen() == (2, 0)


def test_the_schedule_writes_what_waits_and_the_numbers_stay(panama, after_commit):
    write_day(panama)
    before = seen()[0]
    with after_commit():
        assert keeping.keep(APRIL) == 1
    assert seen() == (before, 1)
    assert keeping.keep(APRIL) == 0
    assert SOURCE.months(panama.at) == []  # March is not over in March


def test_a_late_row_in_a_month_that_is_kept_is_in_the_number_at_once(panama):
    write_day(panama)
    keeping.close_months(SOURCE, [MONTH], APRIL)
    panama.row(panama.sheet(schedule="2"), identity="99")
    assert seen() == (2, 0)
    keeping.close_months(SOURCE, [MONTH], APRIL)
    assert seen() == (2, 1)


def test_exams_hospital_months_and_facilities_take_their_months_out(panama):
    write_day(panama)
    keeping.close_months(SOURCE, [MONTH], APRIL)
    typed = {"person": "a", "age": "7", "sex": "1", "teeth": {"16": "1"}}
    save_exam(
        by=panama.dentist, at=panama.at, facility=panama.pedregal, day=DAY, typed=typed, uid=uuid.uuid4()
    )
    assert in_force(("epi_exams", "epi_teeth")) == 0
    save_hospital_month(
        by=panama.national, at=panama.at, facility=panama.hospital, month=MONTH, typed={"discharges": "5"}
    )
    assert in_force(("hospital_months",)) == 0
    assert in_force() == len(DAILY)
    Facility.objects.get(unit=panama.pedregal).save()
    assert in_force() == 0


def test_a_row_written_while_the_file_is_being_made_keeps_the_file_out(panama, monkeypatch):
    write_day(panama)
    real = snapshot._to_parquet

    def meanwhile(fact, source, target):
        real(fact, source, target)
        panama.row(panama.sheet(schedule="2"), identity="99")

    monkeypatch.setattr(snapshot, "_to_parquet", meanwhile)
    part = snapshot.close_month(FACTS["patient_rows"], VIEWS["patient_rows"], MONTH, APRIL)
    assert part.stale
    monkeypatch.undo()
    assert seen()[0] == 2


@pytest.mark.django_db(transaction=True)
def test_a_file_waits_for_a_row_that_is_being_committed(transactional_db, settings, tmp_path):
    """The row is written, its transaction open: a file begun now either holds the row or is not in force."""
    panama = make_panama()
    write_day(panama)
    written, made = threading.Event(), []

    def keep():
        written.wait(10)
        try:
            made.append(snapshot.close_month(FACTS["patient_rows"], VIEWS["patient_rows"], MONTH, APRIL))
        finally:
            connections.close_all()

    keeper = threading.Thread(target=keep)
    keeper.start()
    with transaction.atomic():
        panama.row(panama.sheet(schedule="2"), identity="99")
        written.set()
        keeper.join(0.5)
    keeper.join()
    (part,) = made
    assert part.stale or part.rows == PatientRow.objects.count() == 2
    assert seen()[0] == 2


def test_equal_data_have_an_equal_version(panama):
    write_day(panama)
    query = Query((documents()["I-4"],), (parse("202603"),))
    first = answer(query, FACTS, VIEWS, APRIL).data_version
    assert answer(query, FACTS, VIEWS, APRIL + timedelta(hours=1)).data_version == first
    panama.row(panama.sheet(schedule="2"), identity="99")
    assert answer(query, FACTS, VIEWS, APRIL).data_version != first


def test_a_kept_value_goes_stale_with_its_month_there_and_above(panama):
    indicator, periods = documents()["I-4"], [parse("202603"), parse("2026"), parse("2025")]
    for place in (None, panama.chiriqui, panama.pedregal, panama.veraguas):
        for period in periods:
            value = answer(Query((indicator,), (period,)), FACTS, VIEWS, APRIL).cells[0].value(indicator)
            store.keep(indicator, period, place, value, data_version="v", at=APRIL)
    write_day(panama)
    stale = StoredResult.objects.filter(stale=True)
    assert {(r.place, r.period) for r in stale} == {
        (place, period) for place in (None, panama.chiriqui, panama.pedregal) for period in ("202603", "2026")
    }
    kept = StoredResult.objects.first()
    assert kept.factor == Decimal(1)
    assert (kept.first_month, kept.last_month) == (202603, 202603)
    assert len(kept.definition_version) == 64


def test_files_that_nothing_names_go_after_a_while(panama):
    write_day(panama)
    for _ in range(2):
        keeping.close_months(SOURCE, [MONTH], APRIL)
        snapshot.mark_stale(FACTS, MONTH)
    files = list(snapshot.folder().glob("*/*.parquet"))
    assert snapshot.sweep(datetime(2000, 1, 1, tzinfo=UTC)) == []
    assert set(snapshot.sweep(datetime(2100, 1, 1, tzinfo=UTC))) == set(files)


def test_a_file_of_other_columns_is_not_read(panama):
    write_day(panama)
    keeping.close_months(SOURCE, [MONTH], APRIL)
    SnapshotPart.objects.update(shape="of an earlier version")
    assert seen() == (1, 0)
    assert keeping.waiting(SOURCE, APRIL) == [MONTH]


def test_two_modules_cannot_name_the_same_fact():
    from dataclasses import replace

    with pytest.raises(ValueError, match="both name"):
        register(replace(SOURCE, module="other"))
    assert find("I-1")[0] is SOURCE
    with pytest.raises(LookupError, match=r"no existe el indicador «X-1»; hay E-1, .*I-1, I-2"):
        find("X-1")
