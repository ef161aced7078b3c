"""The pages of the daily record, through the door that a browser uses."""

import uuid

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import consolidate_month, raise_claim, send_sheet
from cauce.domains.oralhealth.models import PatientRow, Sheet
from cauce.domains.oralhealth.rules.examples import HEADER, ROW

TYPED = {k: v for k, v in ROW.items() if isinstance(v, str)} | {
    "act1_code": "07", "act1_number": "1", "act1_class": "1", "dx1_code": "K02-9", "dx1_class": "1",
}  # fmt: skip


@pytest.fixture
def dentist(client_as, panama):
    return client_as(panama.dentist)


def address(name: str, sheet: Sheet) -> str:
    return reverse(f"oralhealth:{name}", args=[sheet.uid])


def test_a_sheet_is_opened_from_its_form(dentist, panama):
    form = dentist.get(reverse("oralhealth:new_sheet"))
    assert panama.pedregal.name in form.content.decode()
    assert panama.hospital.name not in form.content.decode()
    sent = {**HEADER, "facility": panama.pedregal.pk, "uid": str(uuid.uuid4())}
    for _ in range(2):  # sent twice, made once
        answer = dentist.post(reverse("oralhealth:new_sheet"), sent)
    sheet = Sheet.objects.get()
    assert answer.url == address("sheet", sheet)


def test_a_bad_head_comes_back_with_what_was_typed(dentist, panama):
    answer = dentist.post(
        reverse("oralhealth:new_sheet"), {**HEADER, "facility": panama.pedregal.pk, "registration": "1234567"}
    )
    assert answer.status_code == 422
    assert 'value="1234567"' in answer.content.decode()
    assert "error-header.registration" in answer.content.decode()


def test_a_row_is_written_and_the_next_carries_what_they_share(dentist, panama):
    sheet = panama.sheet()
    answer = dentist.post(address("save_row", sheet), {**TYPED, "uid": str(uuid.uuid4())}, follow=True)
    page = answer.content.decode()
    assert "Renglón 1 guardado" in page
    assert "8-123-456" in page
    assert 'name="province" value="08"' in page  # carried
    assert 'name="identity" value=""' in page


def test_an_error_is_shown_in_its_cell_and_nothing_typed_is_lost(dentist, panama):
    sheet = panama.sheet()
    answer = dentist.post(address("save_row", sheet), {**TYPED, "sex": "9", "uid": str(uuid.uuid4())})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="error-rows.1.sex"' in page
    assert 'href="#rows.1.sex"' in page
    assert 'value="8-123-456"' in page
    assert not PatientRow.objects.exists()


def test_a_warning_asks_and_is_confirmed(dentist, panama):
    sheet, uid = panama.sheet(), str(uuid.uuid4())
    doubtful = {**TYPED, "act1_code": "25", "uid": uid}
    page = dentist.post(address("save_row", sheet), doubtful).content.decode()
    assert "Confirmar y guardar" in page
    assert uid in page
    dentist.post(address("save_row", sheet), {**doubtful, "confirmar": "1"})
    assert PatientRow.objects.get().warnings == "OH-53"


def test_a_row_is_changed_and_taken_off(dentist, panama):
    sheet = panama.sheet()
    row = panama.row(sheet).row
    page = dentist.get(f"{address('sheet', sheet)}?uid={row.uid}").content.decode()
    assert 'name="identity" value="8-123-456"' in page
    dentist.post(address("save_row", sheet), {**TYPED, "age": "40", "uid": row.uid, "version": "1"})
    row.refresh_from_db()
    assert (row.age, row.version) == (40, 2)
    stale = dentist.post(
        address("save_row", sheet), {**TYPED, "age": "41", "uid": row.uid, "version": "1"}, follow=True
    )
    both = stale.content.decode()
    assert stale.status_code == 409
    assert "Otra persona guardó estos datos" in both
    assert 'name="choose-age"' in both
    assert 'name="choose-sex"' not in both  # the same on both sides
    mine = {**TYPED, "age": "41", "sex": "2", "uid": row.uid, "version": "2"}
    dentist.post(address("save_row", sheet), {**mine, "choose-age": "theirs"})
    row.refresh_from_db()
    assert (row.age, row.version) == (40, 2)  # the other's value was chosen: nothing to change
    dentist.post(address("act", sheet), {"accion": "quitar", "uid": row.uid, "version": "2"})
    assert not PatientRow.objects.exists()


def test_the_day_is_sent_reviewed_given_back_and_asked_about(client_as, dentist, panama):
    sheet = panama.sheet()
    panama.row(sheet)
    dentist.post(address("act", sheet), {"accion": "enviar"})
    chief = client_as(panama.chief)
    assert "Está bien: revisada" in chief.get(address("sheet", sheet)).content.decode()
    chief.post(address("act", sheet), {"accion": "revisar"})
    sheet.refresh_from_db()
    assert sheet.state == "reviewed"
    client_as(panama.reges).post(address("act", sheet), {"accion": "reclamar", "pregunta": "¿Edad correcta?"})
    assert "¿Edad correcta?" in dentist.get(reverse("oralhealth:home")).content.decode()
    empty = chief.post(address("act", sheet), {"accion": "devolver", "nota": ""}, follow=True)
    assert "Falta decir por qué" in empty.content.decode()
    chief.post(address("act", sheet), {"accion": "devolver", "nota": "Falta un renglón"})
    assert "Falta un renglón" in dentist.get(address("sheet", sheet)).content.decode()


def test_the_region_reads_masked_and_writes_nothing(client_as, panama):
    sheet = panama.sheet()
    panama.row(sheet)
    page = client_as(panama.regional).get(address("sheet", sheet)).content.decode()
    assert "•••456" in page
    assert "8-123-456" not in page
    assert "Guardar renglón" not in page
    assert "Quitar" not in page
    assert client_as(panama.other_region).get(address("sheet", sheet)).status_code == 403
    refused = client_as(panama.regional).post(address("save_row", sheet), {**TYPED, "uid": str(uuid.uuid4())})
    assert refused.status_code == 403


def test_an_unknown_sheet_is_not_found(dentist):
    assert dentist.get(reverse("oralhealth:sheet", args=[uuid.uuid4()])).status_code == 404


def test_the_board_and_formulario_2(client_as, panama, reviewed):
    region = client_as(panama.regional)
    board = region.get(reverse("oralhealth:months"), {"mes": "2026-03"}).content.decode()
    assert panama.pedregal.name in board
    assert "Fuera de plazo" in board  # the pages' clock is in May
    code = panama.pedregal.code
    assert (
        "no está consolidado"
        in region.get(reverse("oralhealth:consolidated", args=[code, 202603])).content.decode()
    )
    consolidate_month(by=panama.reges, at=panama.at, facility=panama.pedregal, month=202603, confirmed=True)
    page = region.get(reverse("oralhealth:consolidated", args=[code, 202603])).content.decode()
    assert "07 Examen clínico completo" in page
    assert region.get(reverse("oralhealth:consolidated", args=["0", 202603])).status_code == 404
    assert (
        client_as(panama.other_region)
        .get(reverse("oralhealth:consolidated", args=[code, 202603]))
        .status_code
        == 403
    )


def test_the_first_page_says_what_waits(client_as, panama, reviewed):
    sheet = panama.sheet(schedule="2")
    panama.row(sheet, identity="77")
    send_sheet(by=panama.dentist, at=panama.at, sheet=sheet)
    raise_claim(by=panama.chief, at=panama.at, sheet=reviewed, question="¿Por qué?")
    page = client_as(panama.chief).get(reverse("oralhealth:home"), {"estado": "sent"}).content.decode()
    assert str(sheet.uid) in page
    assert "¿Por qué?" in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible(page, sign_in, panama, check_axe, screenshots):
    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(
        sheet, identity="8-222-333", sex="1", age="08", programme="2", school_programme="1", school="B"
    )
    sign_in(panama.dentist)
    for name, url in (
        ("salud-bucal-inicio", reverse("oralhealth:home")),
        ("salud-bucal-nueva-hoja", reverse("oralhealth:new_sheet")),
        ("salud-bucal-hoja", address("sheet", sheet)),
        ("salud-bucal-meses", f"{reverse('oralhealth:months')}?mes=2026-03"),
        ("salud-bucal-formulario-2", reverse("oralhealth:consolidated", args=[panama.pedregal.code, 202603])),
        ("salud-bucal-indicadores", reverse("oralhealth:indicators")),
        ("salud-bucal-indicador", f"{reverse('oralhealth:indicator', args=['I-4'])}?por=sex"),
    ):
        page.goto(url)
        page.emulate_media(color_scheme="light")
        page.screenshot(path=screenshots / f"{name}.png", full_page=True)
        check_axe(page)


class Typist:
    """Counts every keystroke of a person at the keyboard (a shifted sign is one)."""

    def __init__(self, page) -> None:
        self.page, self.strokes = page, 0

    def text(self, text: str) -> None:
        for sign in text:
            self.page.keyboard.press(sign)
            self.strokes += 1

    def tab(self, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press("Tab")
            self.strokes += 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_patient_is_written_in_under_twenty_seconds_of_typing(page, sign_in, panama):
    sheet = panama.sheet()
    panama.row(sheet)
    sign_in(panama.dentist)
    page.goto(address("sheet", sheet))
    hand = Typist(page)
    hand.text("8-555-1234")  # the page opens on the identity
    hand.tab(2)  # years, from the patient above
    hand.text("27")
    hand.tab()  # not over 100
    hand.text("211")  # sex, new in the institution and in the service
    hand.tab(5)  # the same place and kind of care
    hand.text("2")
    hand.tab(9)  # no programme, referral, end, violence: on to the activities
    for code in ("07", "47"):
        hand.text(code)
        hand.text("1")
        hand.tab()
        hand.text("1")
    hand.tab(12)  # over the four empty lines
    hand.text("K02.1")
    hand.tab()
    hand.text("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hojas/**")
    page.get_by_text("Renglón 2 guardado").wait_for()
    row = PatientRow.objects.get(identity="8-555-1234")
    assert (row.age, row.sex, row.province, row.care_frequency) == (27, "2", "08", "2")
    assert list(row.activities.values_list("code", flat=True)) == ["07", "47"]
    assert hand.strokes + 1 <= 66  # 20 seconds at 200 a minute


def test_the_nineteen_indicators_on_one_board(client_as, panama, reviewed):
    page = (
        client_as(panama.national).get(reverse("oralhealth:indicators"), {"periodo": "2026"}).content.decode()
    )
    for number in range(1, 20):
        assert f"I-{number}. " in page
    assert "no hay denominador registrado" in page
    facility = client_as(panama.director).get(reverse("oralhealth:indicators")).content.decode()
    assert "no se distingue por instalación" in facility
    assert panama.santiago.name not in facility


@pytest.mark.parametrize("code", [f"I-{n}" for n in range(1, 20)])
def test_each_indicator_has_its_page_and_ficha(client_as, panama, reviewed, code):
    answer = client_as(panama.national).get(reverse("oralhealth:indicator", args=[code]), {"periodo": "2026"})
    assert answer.status_code == 200
    assert f"Manual 2011, página {51 + int(code[2:])}" in answer.content.decode()


def test_an_indicator_by_sex_with_its_standard(client_as, panama, reviewed):
    from decimal import Decimal

    from cauce.domains.oralhealth.actions import set_standard

    set_standard(
        by=panama.national,
        at=panama.at,
        indicator="I-2",
        place=panama.panama,
        year=2026,
        value=Decimal(40),
        source="Norma",
    )
    address_of = reverse("oralhealth:indicator", args=["I-2"])
    page = client_as(panama.regional).get(address_of, {"periodo": "202603", "por": "sex"}).content.decode()
    assert "50.00" in page  # one of two new patients was completed
    assert "Lo alcanza" in page
    assert "Masculino" in page
    assert client_as(panama.national).get(reverse("oralhealth:indicator", args=["I-20"])).status_code == 404
    outside = client_as(panama.regional).get(address_of, {"lugar": panama.veraguas.code}).content.decode()
    assert panama.chiriqui.name in outside
    assert panama.veraguas.name not in outside


def test_a_claim_is_answered_corrected_and_closed_from_the_sheet(client_as, dentist, panama, reviewed):
    row = reviewed.rows.first()
    reges = client_as(panama.reges)
    for question in ("¿Edad?", "¿Seguro?"):
        reges.post(
            address("act", reviewed), {"accion": "reclamar", "pregunta": question, "renglon": str(row.uid)}
        )
    second, first = reviewed.claims.all()
    dentist.post(reverse("oralhealth:claim", args=[first.uid]), {"respuesta": "Es correcta"})
    correcting = f"{address('sheet', reviewed)}?uid={row.uid}&reclamo={second.uid}"
    assert "Corregir por el reclamo" in dentist.get(correcting).content.decode()
    dentist.post(
        address("save_row", reviewed),
        {**TYPED, "age": "40", "uid": row.uid, "version": "1", "reclamo": second.uid},
    )
    row.refresh_from_db()
    assert row.age == 40
    for claim in (first, second):
        reges.post(reverse("oralhealth:claim", args=[claim.uid]), {"accion": "cerrar"})
        claim.refresh_from_db()
        assert claim.state == "closed"
    refused = dentist.post(
        address("save_row", reviewed), {**TYPED, "age": "41", "uid": row.uid, "version": "2"}
    )
    assert refused.status_code == 409


def test_the_month_is_consolidated_agreed_locked_and_reopened_on_its_page(client_as, panama, reviewed):
    code = panama.pedregal.code
    where = reverse("oralhealth:month_act", args=[code, 202603])
    reges = client_as(panama.reges)
    page = reges.post(where, {"accion": "consolidar"}, follow=True).content.decode()
    assert "Mes consolidado: versión 1" in page
    assert "Acordar por Registros" in page
    for who, party in (
        ("director", "direccion-medica"), ("planner", "planificacion"), ("reges", "reges"), ("chief", "jefe-clinica"),
    ):  # fmt: skip
        client_as(panama.users[who]).post(where, {"accion": f"acordar-{party}"})
    client_as(panama.planner).post(where, {"accion": "analizar", "texto": "Sube.", "version": "0"})
    assert "Mes cerrado" in reges.post(where, {"accion": "cerrar"}, follow=True).content.decode()
    again = reges.post(where, {"accion": "consolidar"}, follow=True).content.decode()
    assert "está acordado y cerrado" in again
    region = client_as(panama.regional)
    assert (
        "necesita un motivo"
        in region.post(where, {"accion": "reabrir", "motivo": "no"}, follow=True).content.decode()
    )
    done = region.post(
        where, {"accion": "reabrir", "motivo": "Falta una jornada"}, follow=True
    ).content.decode()
    assert "Mes reabierto" in done
    assert "Desactualizado" in done
