"""The dental bridge: what a quarter's record amounts to, and that nothing is written before it is confirmed."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cauce.core.audit.models import Event
from cauce.core.errors import Conflict, NotAllowed, NotNow
from cauce.core.organisations.models import OrgUnit
from cauce.domains.bridges.dental.actions import confirm_dental
from cauce.domains.bridges.dental.counting import Record, concepts
from cauce.domains.bridges.dental.proposing import facilities_of, proposal_of
from cauce.domains.oralhealth.models import Activity, Facility, PatientRow, Sheet
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Figure
from tests.factories.colombia import make_colombia

ROWS = [
    "odontologia_consultas",
    "odontologia_sesiones",
    "odontologia_terminados",
    "odontologia_sellantes",
    "odontologia_superficies",
    "odontologia_exodoncias",
]
numbers = st.dictionaries(st.sampled_from([f"{n:02d}" for n in range(1, 80)]), st.integers(1, 500))


def test_each_concept_counts_its_own_codes():
    found = concepts(Record(9, 2, {"07": 3, "13": 4, "47": 1, "49": 2, "50": 5, "52": 6, "56": 1, "17": 99}))
    assert [c.row for c in found] == ROWS
    assert [c.value for c in found] == [3, 9, 2, 4, 13, 7]


@given(numbers, numbers)
def test_two_records_together_count_the_sum(first, second):
    both = {code: first.get(code, 0) + second.get(code, 0) for code in {*first, *second}}
    apart = (
        [c.value for c in concepts(Record(1, 0, first))],
        [c.value for c in concepts(Record(2, 1, second))],
    )
    assert [c.value for c in concepts(Record(3, 1, both))] == [a + b for a, b in zip(*apart, strict=True)]


@pytest.fixture
def colombia(db):
    """Places and people of the risk plans."""
    return make_colombia()


@pytest.fixture
def report(colombia):
    """A draft report of ESE Honda, whose place keeps the daily record: a sheet sent, one open, one of another quarter."""
    unit = OrgUnit.objects.get(pk=colombia.honda.pk)
    Facility.objects.create(unit=unit, code="0100000001", institution="MINSA", province="01")
    for day, state in (("2026-02-03", "sent"), ("2026-02-04", "open"), ("2025-12-30", "reviewed")):
        _sheet(colombia, unit, day, state)
    version = colombia.version()
    return actions.open_report(by=colombia.officer, at=colombia.at, plan=version.plan, period="2026Q1")


def _sheet(colombia, unit, day, state):
    whole = int(day.replace("-", ""))
    sheet = Sheet.objects.create(
        facility=unit, date=day, month=whole // 100, period=whole, professional="Sintética", registration="1", centre="c",
        schedule="1", chair_hours="4", state=state, saved_at=colombia.at, saved_by=colombia.officer,
        sent_at=colombia.at, reviewed_at=colombia.at,
    )  # fmt: skip
    same = {"sheet": sheet, "year": whole // 10_000, "saved_at": colombia.at, "saved_by": colombia.officer}
    who = {
        "identity": f"8-1-{whole}",
        "age_unit": "3",
        "age": 30,
        "sex": "2",
        "new_in_service": "1",
        "care_frequency": "2",
    }
    row = PatientRow.objects.create(position=1, completed=True, **who, **same)
    more = PatientRow.objects.create(position=2, continues=row, **same)
    for position, (of, code, number) in enumerate([(row, "07", 1), (row, "13", 4), (more, "50", 2)], start=1):
        Activity.objects.create(row=of, position=position, code=code, number=number, klass="1")


def test_only_what_was_sent_in_the_quarter_is_counted(report):
    found = proposal_of(report)
    assert [line.value for line in found.lines] == [1, 1, 1, 4, 4, 0]
    assert (found.sheets, found.open, len(found.facilities)) == (1, 1, 1)
    assert not Figure.objects.exists()


def test_confirmed_rows_are_written_with_their_origin_and_the_others_are_not(colombia, report):
    rows = ["odontologia_sellantes", "odontologia_exodoncias"]
    assert confirm_dental(by=colombia.officer, at=colombia.at, report=report, rows=rows) == 2
    kept = {f.row: (f.value, f.source) for f in Figure.objects.all()}
    assert kept == {"odontologia_sellantes": (4, "bridge"), "odontologia_exodoncias": (0, "bridge")}
    assert "1 hojas de 1 instalaciones" in Figure.objects.first().origin
    assert Event.objects.filter(action="bridges.dental.confirm").count() == 1
    assert {line.row: line.differs for line in proposal_of(report).lines}["odontologia_sellantes"] is False


def test_what_changed_since_it_was_shown_is_not_taken(colombia, report):
    """RP-75: a figure that nobody saw was never confirmed."""
    confirm = {"by": colombia.officer, "at": colombia.at, "report": report, "rows": ["odontologia_sellantes"]}
    with pytest.raises(NotNow) as error:
        confirm_dental(**confirm, seen={"odontologia_sellantes": 3})
    assert error.value.rule == "RP-75"
    assert not Figure.objects.exists()
    assert confirm_dental(**confirm, seen={"odontologia_sellantes": 4}) == 1


def test_who_does_not_write_the_report_confirms_nothing(colombia, report):
    for who in ("territory", "evaluator", "other_officer"):
        with pytest.raises(NotAllowed):
            confirm_dental(by=colombia.users[who], at=colombia.at, report=report, rows=ROWS)
    with pytest.raises(Conflict):
        confirm_dental(by=colombia.officer, at=colombia.at, report=report, rows=ROWS, version=99)
    assert not Figure.objects.exists()


def test_the_page_offers_compares_and_takes_what_was_ticked(colombia, client_as, report):
    client, url = client_as(colombia.officer), reverse("bridge-dental", args=[report.pk])
    section = reverse("riskplans:section", args=[report.pk, "produccion"])
    assert url in client.get(section).content.decode()
    words = client.get(url).content.decode()
    assert "Confirmo 4" in words
    assert "1 hojas siguen abiertas" in words
    assert client.post(url, {"version": report.version}).status_code == 302
    assert not Figure.objects.exists()
    tick = {"renglon": ["odontologia_consultas"], "version": report.version}
    stale = client.post(url, tick | {"visto-odontologia_consultas": "9"}, follow=True).content.decode()
    assert "sumaba 9 y ahora suma 1" in stale
    assert not Figure.objects.exists()
    answer = client.post(url, tick | {"visto-odontologia_consultas": "1"})
    assert answer["Location"] == section
    assert Figure.objects.get().row == "odontologia_consultas"
    assert "Ya coincide" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("territory", 200), ("evaluator", 200), ("other_officer", 403)]
)
def test_who_opens_it(colombia, client_as, report, who, status):
    assert (
        client_as(colombia.users[who]).get(reverse("bridge-dental", args=[report.pk])).status_code == status
    )


def test_an_ese_without_the_record_is_offered_nothing(colombia):
    report = colombia.report()
    assert facilities_of(report) == []
    assert proposal_of(report).sheets == 0
