"""Reviewing day by day, claims from question to close, who is late, reminders: pages and who is told."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from cauce.core.audit.models import Event
from cauce.core.errors import Invalid
from cauce.core.notifications.models import Notification
from cauce.core.todo import todo_for
from cauce.domains.oralhealth.actions import (
    agree_month,
    answer_claim,
    consolidate_month,
    correct_claim,
    lock_month,
    raise_claim,
    review_sheet,
    send_reminders,
    send_sheet,
)
from cauce.domains.oralhealth.models import PARTIES, Claim, Facility
from cauce.domains.oralhealth.queries.late import Share, by_month, by_region, rows_of
from cauce.domains.oralhealth.queries.review import review_queue
from cauce.domains.oralhealth.rules.examples import ROW
from tests.factories import user_with
from tests.factories.panama import MONTH

from .test_pages import address


@pytest.fixture
def sent(panama):
    """Two days sent, the later one first."""
    sheets = []
    for day in ("2026-03-13", "2026-03-12"):
        sheet = panama.sheet(date=day)
        panama.row(sheet, activities=[{"code": "25", "number": "1", "class": "1"}])
        sheets.append(send_sheet(by=panama.dentist, at=panama.at, sheet=sheet))
    return sheets


def notices(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def parties(panama):
    return dict(
        zip(
            [key for key, _ in PARTIES],
            (panama.director, panama.planner, panama.reges, panama.chief),
            strict=True,
        )
    )


def lock(panama):
    """The month of Pedregal through all its parties to the region."""
    where = {"at": panama.at, "facility": panama.pedregal, "month": MONTH}
    consolidate_month(by=panama.reges, **where, confirmed=True)
    for party, person in parties(panama).items():
        agree_month(by=person, **where, party=party)
    lock_month(by=panama.reges, **where)


def test_the_queue_goes_day_by_day_oldest_first(panama, sent):
    queue = review_queue(panama.chief, panama.at + timedelta(days=4))
    assert [str(day) for day in queue] == ["2026-03-12", "2026-03-13"]
    (one,) = queue[sent[0].date]
    assert (one.patients, one.warnings, one.claims, one.days) == (1, 1, 0, 4)
    assert review_queue(panama.dentist, panama.at) == {}


def test_reviewing_leads_to_the_next_sheet(client_as, panama, sent):
    later, earlier = sent
    chief = client_as(panama.chief)
    page = chief.get(reverse("oralhealth:review")).content.decode()
    assert page.index(str(earlier.uid)) < page.index(str(later.uid))
    opened = chief.get(address("sheet", earlier), {"cola": "1"}).content.decode()
    onward = f"{address('sheet', later)}?cola=1"
    assert onward in opened
    answer = chief.post(address("act", earlier), {"accion": "revisar", "volver": onward})
    assert answer.url == onward
    last = chief.get(address("sheet", later), {"cola": "1"}).content.decode()
    assert f'name="volver" value="{reverse("oralhealth:review")}"' in last
    assert client_as(panama.dentist).get(reverse("oralhealth:review")).status_code == 403


def test_heads_learn_of_a_day_sent_and_writers_of_a_day_given_back(client_as, panama, sent):
    assert len(notices(panama.chief)) == 2
    assert "13/03/2026" in notices(panama.chief)[0]
    reason = {"accion": "devolver", "nota": "Falta el diagnóstico del segundo paciente"}
    client_as(panama.chief).post(address("act", sent[0]), reason)
    (told,) = Notification.objects.filter(user=panama.dentist)
    assert told.body == reason["nota"]
    assert told.url == address("sheet", sent[0])


def test_a_claim_from_question_to_close_tells_each_in_turn(client_as, panama, reviewed):
    row = reviewed.rows.first()
    asked = {"accion": "reclamar", "renglon": row.uid, "casilla": "age", "pregunta": "¿43 años?"}
    client_as(panama.regional).post(address("act", reviewed), asked)
    claim = Claim.objects.get()
    assert (claim.row, claim.field) == (row, "age")
    assert "Reclamo sobre" in notices(panama.dentist)[-1]
    where = reverse("oralhealth:claim", args=[claim.uid])
    dentist = client_as(panama.dentist)
    page = dentist.get(where).content.decode()
    assert "casilla 5-6 Edad" in page
    assert "Corregir el renglón" in page
    empty = dentist.post(where, {"accion": "responder", "respuesta": " "})
    assert (empty.status_code, "Falta la respuesta" in empty.content.decode()) == (422, True)
    correct_claim(
        by=panama.dentist, at=panama.at, claim=claim, typed={**ROW, "age": "43"}, version=1, answer="Sí"
    )
    assert "Respondieron su reclamo" in notices(panama.regional)[-1]
    region = client_as(panama.regional)
    page = region.get(where).content.decode()
    assert "<del>34</del>" in page
    assert "<ins>43</ins>" in page
    region.post(where, {"accion": "cerrar"})
    claim.refresh_from_db()
    assert claim.state == "closed"
    assert "Se cerró el reclamo" in notices(panama.dentist)[-1]
    closed = region.get(where).content.decode()
    assert "presentó un reclamo" in closed
    assert "cerró el reclamo" in closed
    assert client_as(panama.other_region).get(where).status_code == 403


@pytest.mark.parametrize("who", ["chief", "reges", "regional", "national"])
def test_every_level_asks_from_the_page(client_as, panama, reviewed, who):
    client = client_as(panama.users[who])
    assert "Presentar un reclamo" in client.get(address("sheet", reviewed)).content.decode()
    client.post(address("act", reviewed), {"accion": "reclamar", "pregunta": "¿Por qué?"})
    assert Claim.objects.get().raised_by == panama.users[who]


def test_the_list_filters_and_sorts(client_as, panama, reviewed):
    ask = {"at": panama.at, "sheet": reviewed}
    raise_claim(by=panama.reges, **ask, question="¿Zona correcta?")
    answered = raise_claim(by=panama.regional, **ask, question="¿Asegurado?")
    answer_claim(by=panama.dentist, at=panama.at, claim=answered, answer="Sí")
    where = reverse("oralhealth:claims")

    def shown(person, **query):
        page = client_as(person).get(where, query).content.decode()
        return ["¿Zona correcta?" in page, "¿Asegurado?" in page]

    assert shown(panama.dentist) == [True, True]
    assert shown(panama.dentist, de="responder") == [True, False]
    assert shown(panama.regional, de="cerrar") == [False, True]
    assert shown(panama.national, estado="raised") == [True, False]
    assert shown(panama.national, q="zona") == [True, False]
    assert shown(panama.other_region) == [False, False]
    page = client_as(panama.regional).get(where, {"orden": "estado"}).content.decode()
    assert page.index("¿Asegurado?") < page.index("¿Zona correcta?")
    assert 'aria-sort="ascending"' in page


def test_an_unknown_claim_is_not_found(client_as, panama):
    from uuid import uuid4

    assert client_as(panama.chief).get(reverse("oralhealth:claim", args=[uuid4()])).status_code == 404


def test_what_waits_leads_to_its_page(panama, reviewed, sent):
    claim = raise_claim(by=panama.reges, at=panama.at, sheet=reviewed, question="¿Edad?")
    urls = {item.url for item in todo_for(panama.dentist, panama.at)}
    assert reverse("oralhealth:claim", args=[claim.uid]) in urls
    assert reverse("oralhealth:review") in {item.url for item in todo_for(panama.chief, panama.at)}


def test_sent_is_not_sent_with_data(panama, reviewed):
    lock(panama)
    where = {"at": panama.at, "facility": panama.hospital, "month": MONTH}
    helper = user_with("oral_reges", panama.hospital, username="hospital-reges")
    consolidate_month(by=helper, **where, confirmed=True)
    roles = ("oral_direction", "oral_planning", "oral_reges", "oral_head")
    for (party, _label), role in zip(PARTIES, roles, strict=True):
        agree_month(by=user_with(role, panama.hospital, username=f"h-{role}"), **where, party=party)
    lock_month(by=helper, **where)
    rows = rows_of([panama.panama], MONTH, panama.at)
    regions = dict(by_region(rows))
    share: Share = regions[panama.chiriqui]
    assert (share.totals.facilities, share.totals.sent, share.totals.with_data) == (2, 2, 1)
    assert (share.timely, share.complete, share.reviewed) == (100, 50, 100)
    assert regions[panama.veraguas].timely == 0
    assert regions[panama.veraguas].reviewed is None
    trend = dict(by_month([panama.panama], MONTH, panama.at))
    assert next(iter(trend)) == 202504
    assert (trend[MONTH].totals.sent, trend[MONTH].totals.with_data) == (2, 1)
    assert (trend[202602].totals.sent, trend[202602].complete) == (0, 0)


def test_the_page_of_who_is_late(client_as, panama, reviewed):
    lock(panama)
    where = reverse("oralhealth:late")
    region = client_as(panama.regional)
    page = region.get(where, {"mes": "2026-03"}).content.decode()
    assert panama.pedregal.name in page
    assert panama.santiago.name not in page  # another region's
    assert page.count('name="instalacion"') == 1  # only the hospital has not sent
    late = region.get(where, {"mes": "2026-03", "etapa": "sin-enviar"}).content.decode()
    assert f'Recordar a {panama.hospital.name}"' in late
    nation = client_as(panama.national).get(where, {"mes": "2026-03", "region": "VERAGUAS"}).content.decode()
    assert panama.santiago.name in nation
    assert 'name="instalacion"' in nation
    facility = client_as(panama.director).get(where, {"mes": "2026-03"}).content.decode()
    assert 'name="instalacion"' not in facility


def test_the_table_leaves_as_csv_and_xlsx(client_as, panama, reviewed):
    lock(panama)
    query = {"mes": "2026-03", "orden": "instalacion"}
    client = client_as(panama.national)
    text = client.get(reverse("oralhealth:late"), query | {"formato": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(text.streaming_content).decode("utf-8-sig"))))
    by_name = {row["Instalación"]: row for row in rows}
    pedregal = by_name[panama.pedregal.name]
    assert (pedregal["Código"], pedregal["Enviado"], pedregal["Enviado con datos"]) == (
        panama.pedregal.code,
        "SI",
        "SI",
    )
    assert (by_name[panama.hospital.name]["Enviado"], by_name[panama.hospital.name]["Pacientes"]) == (
        "NO",
        "",
    )
    book = client.get(reverse("oralhealth:late"), query | {"formato": "xlsx"})
    page = openpyxl.load_workbook(io.BytesIO(book.getvalue())).active
    assert [cell.value for cell in page[1]][:3] == ["Región", "Código", "Instalación"]
    assert page.max_row == 4


def test_late_facilities_are_reminded_and_it_is_told_when(client_as, panama, reviewed):
    where = f"{reverse('oralhealth:late')}?mes=2026-03"
    region = client_as(panama.regional)
    nothing = region.post(where, {})
    assert (nothing.status_code, "Marque al menos una" in nothing.content.decode()) == (422, True)
    done = region.post(
        where, {"instalacion": panama.pedregal.pk, "mensaje": "Antes del viernes"}, follow=True
    )
    page = done.content.decode()
    assert "Recordatorio enviado a 2 personas de 1 instalaciones" in page
    told = Notification.objects.get(user=panama.reges, kind="oralhealth.reminder")
    assert told.body == "Antes del viernes"
    assert Notification.objects.filter(user=panama.chief, kind="oralhealth.reminder").exists()
    assert not Notification.objects.filter(user=panama.dentist, kind="oralhealth.reminder").exists()
    event = Event.objects.get(action="oralhealth.reminder.send")
    assert (event.place, event.data["month"]) == (panama.pedregal, 202603)
    alone = region.post(where, {"instalacion": panama.hospital.pk}, follow=True).content.decode()
    assert f"Sin personas a quién avisar: {panama.hospital.name}" in alone
    outside = client_as(panama.other_region).post(where, {"instalacion": panama.pedregal.pk})
    assert outside.status_code == 403


def test_nobody_chosen_is_nobody_reminded(panama):
    with pytest.raises(Invalid) as refused:
        send_reminders(by=panama.regional, at=panama.at, facilities=Facility.objects.none(), month=MONTH)
    assert refused.value.rule == "OH-115"


def test_a_reviewed_sheet_leaves_the_queue(panama, sent):
    review_sheet(by=panama.chief, at=panama.at, sheet=sent[0])
    assert [str(day) for day in review_queue(panama.chief, panama.at)] == ["2026-03-12"]
