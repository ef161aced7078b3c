"""The board, the sheets and claims in reach, and reading who the patients are."""

from datetime import UTC, date, datetime

import pytest

from cauce.core.audit.log import PRESENTERS
from cauce.core.audit.models import Event
from cauce.core.errors import NotAllowed
from cauce.domains.oralhealth.actions import (
    agree_month,
    answer_claim,
    consolidate_month,
    lock_month,
    raise_claim,
    read_rows,
    send_sheet,
)
from cauce.domains.oralhealth.queries.board import deadline, progress, timeliness
from cauce.domains.oralhealth.queries.sheets import (
    claims_of,
    claims_to_answer,
    claims_to_close,
    open_sheets_of,
    sheets_in_reach,
    sheets_to_review,
)
from tests.factories.panama import MONTH

APRIL = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
MAY = datetime(2026, 5, 3, 15, 0, tzinfo=UTC)


def send_month(panama, at=APRIL):
    where = {"at": at, "facility": panama.pedregal, "month": MONTH}
    consolidate_month(by=panama.reges, **where, confirmed=True)
    for party, who in (
        ("direccion-medica", "director"), ("planificacion", "planner"), ("reges", "reges"), ("jefe-clinica", "chief"),
    ):  # fmt: skip
        agree_month(by=panama.users[who], **where, party=party)
    lock_month(by=panama.reges, **where)


@pytest.mark.parametrize(("month", "day"), [(202603, date(2026, 4, 10)), (202612, date(2027, 1, 10))])
def test_the_deadline_is_in_the_following_month(month, day):
    assert deadline(month) == day


def test_the_region_sees_who_is_late(panama, reviewed, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        rows = progress(panama.chiriqui, MONTH, APRIL)
    by_name = {row.facility: row for row in rows}
    assert set(by_name) == {panama.pedregal, panama.hospital}
    mine = by_name[panama.pedregal]
    assert (mine.sheets, mine.reviewed, mine.patients, mine.sent, mine.late) == (1, 1, None, False, False)
    assert len(mine.missing) == 4
    assert all(row.late for row in progress(panama.chiriqui, MONTH, MAY))


def test_sent_and_sent_with_data_are_two_figures(panama, reviewed):
    send_month(panama)
    totals = timeliness(progress(panama.panama, MONTH, MAY))
    assert (totals.facilities, totals.sent, totals.with_data, totals.on_time) == (3, 1, 1, 1)


def test_an_empty_month_is_sent_without_data(panama):
    send_month(panama, MAY)
    (row,) = [r for r in progress(panama.panama, MONTH, MAY) if r.facility == panama.pedregal]
    assert (row.sent, row.with_data, row.late, row.missing) == (True, False, True, ())


def test_each_one_s_work(panama):
    sheet = panama.sheet()
    panama.row(sheet)
    assert list(open_sheets_of(panama.dentist)) == [sheet]
    assert not sheets_to_review(panama.chief, panama.at)
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    assert list(sheets_to_review(panama.chief, panama.at)) == [sheet]
    assert not sheets_to_review(panama.dentist, panama.at)
    claim = raise_claim(by=panama.regional, at=panama.at, sheet=sheet, question="¿Seguro?")
    for who, waits in (("dentist", True), ("chief", True), ("colleague", False), ("reges", False)):
        assert claims_to_answer(panama.users[who], panama.at).exists() is waits
    answer_claim(by=panama.dentist, at=panama.at, claim=claim, answer="Sí")
    assert list(claims_to_close(panama.reges, panama.at)) == [claim]
    assert not claims_to_close(panama.other_region, panama.at)
    assert list(claims_of(panama.pedregal, MONTH)) == [claim]


def test_sheets_are_seen_within_reach(panama, reviewed):
    seen = {who: sheets_in_reach(user, panama.at).count() for who, user in panama.users.items()}
    assert {who for who, count in seen.items() if not count} == {"surgeon", "other_region"}
    assert sheets_in_reach(panama.national, panama.at).get().patients == 2


@pytest.mark.parametrize(
    ("who", "identity", "logged"),
    [
        ("dentist", "8-123-456", False),
        ("chief", "8-123-456", False),
        ("reges", "8-123-456", True),
        ("colleague", "8-123-456", True),
        ("director", "•••456", False),
        ("regional", "•••456", False),
        ("national", "•••456", False),
    ],
)
def test_identities_are_whole_for_few_and_their_reading_is_logged(panama, reviewed, who, identity, logged):
    rows = read_rows(by=panama.users[who], at=panama.at, sheet=reviewed)
    assert rows[0].identity == identity
    events = Event.objects.filter(action="oralhealth.patient.read")
    assert events.exists() is logged
    for event in events:
        assert "2 renglones" in PRESENTERS[event.action](event)


def test_nobody_reads_outside_their_reach(panama, reviewed):
    for who in ("surgeon", "other_region"):
        with pytest.raises(NotAllowed):
            read_rows(by=panama.users[who], at=panama.at, sheet=reviewed)
