"""What waits for each role: a dentist's days, the head's reviews, REGES' months, the parties' agreements, the late."""

from datetime import UTC, datetime

import pytest

from cauce.core.todo import todo_for
from cauce.domains.exchange.models import Declaration
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth.pending import waiting
from tests.factories import user_with
from tests.factories.panama import MONTH

APRIL = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
LATE = datetime(2026, 4, 11, 5, 30, tzinfo=UTC)  # 00:30 of the day after the deadline, in Panama
SPEAKS = {
    "direccion-medica": "director",
    "planificacion": "planner",
    "reges": "reges",
    "jefe-clinica": "chief",
}


def titles(user, at):
    return [item.title for item in waiting(user, at)]


@pytest.fixture
def consolidated(panama, reviewed):
    return actions.consolidate_month(by=panama.reges, at=APRIL, facility=panama.pedregal, month=MONTH)


def test_a_dentist_sees_each_day_without_closing_and_when_it_was_due(panama):
    sheet = panama.sheet()
    [item] = waiting(panama.dentist, panama.at)
    assert item.title == "Terminar y enviar la hoja del día"
    assert item.url.endswith(f"{sheet.uid}/")
    assert item.due_at.isoformat() == "2026-03-14T23:59:59-05:00"
    assert item.is_late(panama.at)
    assert titles(panama.colleague, panama.at) == []


def test_many_days_are_one_line(panama):
    for day in range(2, 9):
        panama.sheet(date=f"2026-03-{day:02d}")
    [item] = waiting(panama.dentist, panama.at)
    assert item.title == "7 días sin cerrar"
    assert "02/03/2026" in item.detail


def test_a_sheet_given_back_says_why(panama, reviewed):
    actions.return_sheet(by=panama.chief, at=panama.at, sheet=reviewed, note="Falta el sexo")
    [item] = waiting(panama.dentist, panama.at)
    assert item.title == "Devuelta: corregir la hoja"
    assert "Falta el sexo" in item.detail


def test_the_head_reviews_and_reges_does_not(panama):
    sheet = panama.sheet()
    panama.row(sheet)
    actions.send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    assert titles(panama.chief, panama.at) == ["1 hoja por revisar"]
    assert titles(panama.reges, panama.at) == []
    assert titles(panama.dentist, panama.at) == []


def test_a_claim_goes_to_its_writer_and_comes_back(panama, reviewed):
    claim = actions.raise_claim(by=panama.regional, at=panama.at, sheet=reviewed, question="¿La edad?")
    assert titles(panama.dentist, panama.at) == ["Responder un reclamo"]
    assert titles(panama.regional, panama.at) == []
    actions.answer_claim(by=panama.dentist, at=panama.at, claim=claim, answer="Está bien")
    assert titles(panama.dentist, panama.at) == []
    assert titles(panama.regional, panama.at) == ["1 reclamo respondido, por cerrar"]
    assert titles(panama.other_region, panama.at) == []


def test_a_month_goes_from_reges_to_the_parties_and_back(panama, reviewed):
    assert titles(panama.reges, panama.at) == []  # March has not ended
    assert titles(panama.reges, APRIL) == ["Consolidar el mes de marzo de 2026"]
    where = {"at": APRIL, "facility": panama.pedregal, "month": MONTH}
    actions.consolidate_month(by=panama.reges, **where)
    for party, who in SPEAKS.items():
        assert titles(panama.users[who], APRIL) == ["Revisar y acordar el mes de marzo de 2026"], who
        actions.agree_month(by=panama.users[who], **where, party=party)
        assert "Revisar y acordar el mes de marzo de 2026" not in titles(panama.users[who], APRIL)
    [item] = waiting(panama.reges, APRIL)
    assert item.title == "Cerrar el mes de marzo de 2026 y enviarlo a la región"
    assert item.due_at.isoformat() == "2026-04-10T23:59:59-05:00"
    actions.lock_month(by=panama.reges, **where)
    assert titles(panama.reges, APRIL) == []


def test_a_change_after_consolidating_comes_back_to_reges(panama, reviewed, consolidated):
    actions.return_sheet(by=panama.chief, at=APRIL, sheet=reviewed, note="Falta el sexo")
    assert titles(panama.reges, APRIL) == ["Consolidar otra vez el mes de marzo de 2026: algo cambió"]
    assert titles(panama.director, APRIL) == []


def test_the_region_and_the_nation_see_who_has_not_sent(panama, reviewed):
    [region] = waiting(panama.regional, APRIL)
    [nation] = waiting(panama.national, APRIL)
    assert region.title == "2 instalaciones sin enviar el mes de marzo de 2026"  # Pedregal and the hospital
    assert nation.title == "3 instalaciones sin enviar el mes de marzo de 2026"
    assert region.url.endswith("?mes=2026-03")
    assert not region.is_late(APRIL)
    assert region.is_late(LATE)
    assert titles(panama.other_region, APRIL) == []  # nobody there has begun


def test_nobody_sees_another_module_s_list(world, panama, reviewed):
    assert titles(world.head, panama.at) == []
    assert {item.module for item in todo_for(panama.chief, panama.at)} <= {"oralhealth"}


def test_one_person_with_roles_in_both_sees_both(world, panama):
    sheet = panama.sheet()
    panama.row(sheet)
    actions.send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    both = user_with("oral_head", panama.pedregal, username="both")
    both.grants.create(role="entity_head", place=world.issste_bc, starts_at=panama.at)
    Declaration.objects.get_or_create(round=world.round, entity=world.issste_bc)
    assert {item.module for item in todo_for(both, world.now)} == {"exchange", "oralhealth"}


def test_both_first_pages_say_what_to_do_next(client_as, panama, reviewed):
    actions.return_sheet(by=panama.chief, at=panama.at, sheet=reviewed, note="Falta el sexo")
    for url in ("/", "/salud-bucal/"):
        assert "Devuelta: corregir la hoja" in client_as(panama.dentist).get(url).content.decode()
