"""A day's sheet from open to reviewed: who, when, and what is refused."""

import uuid

import pytest

from cauce.core.audit.log import PRESENTERS
from cauce.core.audit.models import Event
from cauce.core.errors import ConfirmationNeeded, Conflict, Invalid, NotAllowed, NotNow
from cauce.domains.oralhealth.actions import open_sheet, return_sheet, review_sheet, save_head, send_sheet
from cauce.domains.oralhealth.models import Sheet
from cauce.domains.oralhealth.rules.examples import HEADER
from tests.factories.panama import DAY, MONTH


def test_a_sheet_is_opened_with_its_month_and_its_writer(panama):
    sheet = panama.sheet()
    assert (sheet.date, sheet.month, sheet.state, sheet.version) == (DAY, MONTH, "open", 1)
    assert sheet.user == sheet.saved_by == panama.dentist


def test_the_same_sheet_sent_twice_is_made_once(panama):
    uid = uuid.uuid4()
    made = [
        open_sheet(by=panama.dentist, at=panama.at, facility=panama.pedregal, typed=HEADER, uid=uid)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Sheet.objects.count() == 1


def test_one_sheet_a_day_place_and_schedule(panama):
    panama.sheet()
    with pytest.raises(Invalid) as refused:
        panama.sheet()
    assert refused.value.rule == "OH-103"
    panama.sheet(schedule="2")


@pytest.mark.parametrize(
    ("head", "rule"),
    [({"date": "2026-03-21"}, "OH-03"), ({"chair_hours": "25"}, "OH-07"), ({"schedule": ""}, "OH-09")],
)
def test_a_bad_head_is_refused_with_its_place(panama, head, rule):
    with pytest.raises(Invalid) as refused:
        panama.sheet(**head)
    assert [p.rule for p in refused.value.problems] == [rule]
    assert refused.value.problems[0].place == f"header.{next(iter(head))}"
    assert not Sheet.objects.exists()


def test_a_doubtful_head_is_asked(panama):
    typed = {**HEADER, "chair_hours": "13"}
    with pytest.raises(ConfirmationNeeded):
        open_sheet(by=panama.dentist, at=panama.at, facility=panama.pedregal, typed=typed)


def test_a_place_without_a_profile_is_no_facility(panama):
    with pytest.raises(NotAllowed):
        panama.sheet(facility=panama.chiriqui)
    panama.pedregal.oralhealth.delete()
    panama.pedregal.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        panama.sheet()
    assert refused.value.rule == "OH-104"


def test_the_head_changes_with_its_version(panama):
    sheet = panama.sheet()
    saved = save_head(
        by=panama.dentist, at=panama.at, sheet=sheet, typed={**HEADER, "chair_hours": "5"}, version=1
    )
    assert (saved.version, saved.chair_hours) == (2, 5)
    with pytest.raises(Conflict) as conflict:
        save_head(by=panama.dentist, at=panama.at, sheet=sheet, typed=HEADER, version=1)
    assert conflict.value.rule == "OH-108"
    assert conflict.value.theirs.version == 2


def test_the_day_goes_from_dentist_to_head_of_clinic(panama):
    sheet = panama.sheet()
    panama.row(sheet)
    sheet = send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    assert (sheet.state, sheet.sent_by) == ("sent", panama.dentist)
    sheet = review_sheet(by=panama.chief, at=panama.at, sheet=sheet)
    assert (sheet.state, sheet.reviewed_by) == ("reviewed", panama.chief)
    sheet = return_sheet(
        by=panama.chief, at=panama.at, sheet=sheet, note="Falta el diagnóstico del renglón 1"
    )
    assert (sheet.state, sheet.reviewed_by) == ("open", None)
    assert sheet.return_note.startswith("Falta")


def test_an_empty_sheet_is_sent_only_confirmed(panama):
    sheet = panama.sheet()
    with pytest.raises(ConfirmationNeeded):
        send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    assert send_sheet(by=panama.dentist, at=panama.at, sheet=sheet, confirmed=True).state == "sent"


@pytest.mark.parametrize(
    ("state", "allowed"), [("open", {"send"}), ("sent", {"review", "return"}), ("reviewed", {"return"})]
)
def test_every_state_allows_only_its_acts(panama, state, allowed):
    acts = {
        "send": lambda s: send_sheet(by=panama.dentist, at=panama.at, sheet=s),
        "review": lambda s: review_sheet(by=panama.chief, at=panama.at, sheet=s),
        "return": lambda s: return_sheet(by=panama.chief, at=panama.at, sheet=s, note="Revise el renglón"),
    }
    for number, (act, run) in enumerate(acts.items(), 1):
        sheet = panama.sheet(schedule=str(number))
        panama.row(sheet)
        for step in {"open": [], "sent": ["send"], "reviewed": ["send", "review"]}[state]:
            acts[step](sheet)
        if act in allowed:
            run(sheet)
        else:
            with pytest.raises(NotNow) as refused:
                run(sheet)
            assert refused.value.rule == "OH-106"


@pytest.mark.parametrize("who", ["reges", "director", "regional", "surgeon", "national"])
def test_who_may_not_write(panama, who):
    with pytest.raises(NotAllowed):
        panama.sheet(by=panama.users[who])


def test_a_colleague_does_not_write_on_another_s_sheet_but_the_head_of_clinic_may(panama):
    sheet = panama.sheet()
    with pytest.raises(NotAllowed) as refused:
        panama.row(sheet, by=panama.colleague)
    assert refused.value.rule == "OH-112"
    assert panama.row(sheet, by=panama.chief).changed


def test_only_the_head_of_clinic_reviews(panama):
    sheet = panama.sheet()
    panama.row(sheet)
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    with pytest.raises(NotAllowed):
        review_sheet(by=panama.dentist, at=panama.at, sheet=sheet)


def test_sending_leaves_one_event_with_the_digest_of_all_rows(panama):
    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(sheet, identity="8-222-333")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    events = list(Event.objects.filter(action__startswith="oralhealth.").order_by("sequence"))
    assert [e.action for e in events] == ["oralhealth.sheet.open", "oralhealth.sheet.send"]
    assert events[1].data["patients"] == 2
    assert len(events[1].data["sha256"]) == 64
    assert "envió la hoja del 2026-03-14 con 2 pacientes" in PRESENTERS["oralhealth.sheet.send"](events[1])
