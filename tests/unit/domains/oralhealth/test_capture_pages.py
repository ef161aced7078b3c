"""Writing a day on its pages: by form and by script, lines of support, undo, two who write the same, look-up."""

import uuid

import pytest
from django.urls import reverse

from cauce.domains.oralhealth.actions import remove_row, save_admin
from cauce.domains.oralhealth.codelists import TITLES, find, listed
from cauce.domains.oralhealth.models import AdminRow, PatientRow, PromotionRow, Removed
from cauce.domains.oralhealth.rules.examples import ADMIN, PROMOTION, SIX
from cauce.domains.oralhealth.rules.flow import FLOW

from .test_pages import TYPED, address

SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def dentist(client_as, panama):
    return client_as(panama.dentist)


@pytest.fixture
def sheet(panama):
    return panama.sheet()


def lines(sheet, slug: str, name: str = "lines") -> str:
    return reverse(f"oralhealth:{name}", args=[sheet.uid, slug])


def by_script(client, url: str, panama, **fields):
    return client.post(url, {**fields, "persona": panama.dentist.pk}, **SCRIPT)


def test_a_script_saves_a_row_once_however_often_it_sends_it(dentist, panama, sheet):
    row = {**TYPED, "uid": str(uuid.uuid4())}
    for _ in range(3):
        answer = by_script(dentist, address("save_row", sheet), panama, **row)
        assert answer.status_code == 200
        assert answer.json() == {"uid": row["uid"], "position": 1, "version": 1, "warnings": []}
    assert PatientRow.objects.count() == 1


def test_a_script_gets_the_problems_with_their_places(dentist, panama, sheet):
    answer = by_script(
        dentist, address("save_row", sheet), panama, **TYPED | {"sex": "9"}, uid=str(uuid.uuid4())
    )
    assert answer.status_code == 422
    told = answer.json()
    assert [(p["rule"], p["place"], p["level"]) for p in told["problems"]] == [
        ("OH-18", "rows.1.sex", "error")
    ]
    assert not told["confirm"]
    doubtful = TYPED | {"act1_code": "25", "uid": str(uuid.uuid4())}
    asked = by_script(dentist, address("save_row", sheet), panama, **doubtful)
    assert (asked.status_code, asked.json()["confirm"]) == (422, True)
    confirmed = by_script(dentist, address("save_row", sheet), panama, **doubtful, confirmar="1")
    assert confirmed.json()["warnings"] == ["OH-53"]


def test_rows_kept_by_another_account_are_not_entered(dentist, panama, sheet):
    answer = dentist.post(
        address("save_row", sheet),
        {**TYPED, "uid": str(uuid.uuid4()), "persona": panama.colleague.pk},
        **SCRIPT,
    )
    assert answer.status_code == 409
    assert answer.json()["problems"][0]["rule"] == "OH-114"
    assert not PatientRow.objects.exists()
    assert answer.json()["problems"][0]["remedy"] == FLOW["OH-114"].remedy


def test_a_script_is_told_when_the_sheet_is_closed_or_not_its_own(client_as, panama, reviewed):
    row = {**TYPED, "identity": "8-9", "uid": str(uuid.uuid4())}
    closed = by_script(client_as(panama.dentist), address("save_row", reviewed), panama, **row)
    assert (closed.status_code, closed.json()["problems"][0]["rule"]) == (409, "OH-101")
    stranger = client_as(panama.surgeon).post(
        address("save_row", reviewed), {**row, "persona": panama.surgeon.pk}, **SCRIPT
    )
    assert stranger.status_code == 403


def test_checking_while_typing_writes_nothing(dentist, panama, sheet):
    panama.row(sheet)
    answer = by_script(dentist, address("check_row", sheet), panama, **TYPED | {"programme": "8"})
    assert {p["rule"] for p in answer.json()["problems"]} == {"OH-27", "OH-78"}
    assert PatientRow.objects.count() == 1
    assert dentist.get(address("check_row", sheet)).status_code == 405


def test_each_cell_carries_what_the_browser_can_check_and_look_up(dentist, sheet):
    page = dentist.get(address("sheet", sheet)).content.decode()
    assert 'pattern="\\s*(1|2)\\s*" data-wrong="Casilla 7: «{value}» no es un sexo."' in page
    assert 'data-list="procedures"' in page
    assert 'data-list="diagnoses"' in page
    assert 'data-list="ethnic"' in page


def test_seven_activities_go_on_a_continuation_without_its_boxes(dentist, panama, sheet):
    six = {
        f"act{n}_{part}": line[part]
        for n, line in enumerate(SIX["activities"], 1)
        for part in ("code", "number", "class")
    }
    first = {**TYPED, **six, "uid": str(uuid.uuid4()), "seguir": "1"}
    answer = dentist.post(address("save_row", sheet), first, follow=True)
    page = answer.content.decode()
    assert "continuacion=1" in answer.redirect_chain[0][0]
    assert 'name="identity" value="8-123-456"' in page
    more = {
        **TYPED,
        "continuation": "1",
        "uid": str(uuid.uuid4()),
        "act1_code": "49",
        "dx1_code": "",
        "dx1_class": "",
    }
    dentist.post(address("save_row", sheet), more)
    row = PatientRow.objects.get(continues__isnull=False)
    assert (row.sex, row.province, row.activities.get().code) == ("", "", "49")
    assert "Pacientes del día: 1" in dentist.get(address("sheet", sheet)).content.decode()
    other = {**more, "identity": "8-0", "uid": str(uuid.uuid4()), "act1_code": "24"}
    refused = dentist.post(address("save_row", sheet), other)  # it must not hang from another patient
    assert "error-rows.3.continuation" in refused.content.decode()


def test_confirmed_warnings_are_counted(dentist, panama, sheet):
    panama.row(sheet, activities=[{"code": "25", "number": "1", "class": "1"}])
    panama.row(sheet, identity="8-2", activities=[{"code": "25", "number": "1", "class": "1"}])
    page = dentist.get(address("sheet", sheet)).content.decode()
    assert "2 avisos confirmados al guardar" in page
    assert "2 × OH-53" in page


def test_what_is_taken_off_can_be_undone_until_the_sheet_is_sent(dentist, panama, sheet):
    row = panama.row(sheet).row
    panama.row(sheet, identity="8-2")
    gone = dentist.post(
        address("act", sheet), {"accion": "quitar", "uid": row.uid, "version": "1"}, follow=True
    )
    assert "Quitados de la hoja" in gone.content.decode()
    undo = {"accion": "deshacer", "uid": Removed.objects.get().uid}
    assert "Renglón devuelto" in dentist.post(address("act", sheet), undo, follow=True).content.decode()
    assert list(sheet.rows.values_list("position", "identity")) == [(1, "8-123-456"), (2, "8-2")]
    assert "Ya se había devuelto" in dentist.post(address("act", sheet), undo, follow=True).content.decode()


def test_a_colleague_sees_nothing_to_undo(client_as, panama, sheet):
    row = panama.row(sheet).row
    remove_row(by=panama.dentist, at=panama.at, sheet=sheet, uid=row.uid, version=1)
    page = client_as(panama.colleague).get(address("sheet", sheet)).content.decode()
    assert "Quitados de la hoja" not in page
    assert "8-123-456" not in page


def test_two_who_wrote_the_same_row_see_both_and_choose(dentist, panama, sheet):
    row = panama.row(sheet).row
    panama.row(sheet, by=panama.chief, uid=row.uid, version=1, age="40", programme="7")
    mine = {**TYPED, "age": "41", "dx1_code": "K 02.1", "uid": row.uid, "version": "1"}
    page = dentist.post(address("save_row", sheet), mine).content.decode()
    assert page.count('value="theirs"') == 2  # age and programme; nothing else differs
    assert "Persona" in page
    chosen = {**mine, "version": "2", "choose-age": "mine", "choose-programme": "theirs"}
    dentist.post(address("save_row", sheet), chosen)
    row.refresh_from_db()
    assert (row.age, row.programme, row.version) == (41, "7", 3)


def test_education_and_administrative_rows_have_their_pages(dentist, panama, sheet):
    talk = {**PROMOTION, "invited": "3", "beneficiaries": "27", "uid": str(uuid.uuid4())}
    page = dentist.post(lines(sheet, "educacion"), talk, follow=True).content.decode()
    assert "10 Exposición Dialogada" in page.replace("dialogada", "Dialogada")
    assert 'name="place" value="Escuela de ejemplo"' in page  # carried to the next
    assert (PromotionRow.objects.get().invited, PromotionRow.objects.get().beneficiaries) == (3, 27)
    task = {**ADMIN, "uid": str(uuid.uuid4())}
    for _ in range(2):
        page = dentist.post(lines(sheet, "administrativas"), task, follow=True).content.decode()
    assert "81 Reuniones" in page
    assert "1:00" in page
    assert AdminRow.objects.count() == 1


@pytest.mark.parametrize("code", ["100", "101", "103", "104"])
def test_codes_that_do_not_apply_are_refused_in_their_cell(dentist, sheet, code):
    answer = dentist.post(
        lines(sheet, "administrativas"), {"code": code, "time": "60", "uid": str(uuid.uuid4())}
    )
    assert answer.status_code == 422
    assert "no aplica al Servicio de Salud Bucal" in answer.content.decode()
    assert 'id="error-admin.1.code"' in answer.content.decode()


def test_other_codes_go_with_education(dentist, sheet):
    for code in ("021", "031", "111"):
        row = {**PROMOTION, "technique": "", "other_code": code, "uid": str(uuid.uuid4())}
        dentist.post(lines(sheet, "educacion"), row)
    assert list(PromotionRow.objects.values_list("other_code", flat=True)) == ["021", "031", "111"]


def test_a_line_is_changed_checked_taken_off_and_brought_back(dentist, panama, sheet):
    task = save_admin(by=panama.dentist, at=panama.at, sheet=sheet, typed=ADMIN, uid=uuid.uuid4())
    form = dentist.get(f"{lines(sheet, 'administrativas')}?uid={task.uid}").content.decode()
    assert 'name="time" value="60"' in form
    change = {"code": "81", "time": "1:30", "uid": task.uid, "version": "1"}
    dentist.post(lines(sheet, "administrativas"), change)
    task.refresh_from_db()
    assert (task.minutes, task.version) == (90, 2)
    both = dentist.post(lines(sheet, "administrativas"), {**change, "time": "45"})
    assert both.status_code == 409
    assert 'name="choose-time"' in both.content.decode()
    twice = by_script(dentist, lines(sheet, "administrativas", "check_line"), panama, code="81", time="10")
    assert [p["rule"] for p in twice.json()["problems"]] == ["OH-93"]
    taken = {"accion": "quitar", "clase": "admin", "uid": task.uid, "version": "2"}
    onward = {"volver": lines(sheet, "administrativas")}
    assert dentist.post(address("act", sheet), taken | onward).url == lines(sheet, "administrativas")
    assert not AdminRow.objects.exists()
    dentist.post(address("act", sheet), {"accion": "deshacer", "uid": Removed.objects.get().uid})
    assert AdminRow.objects.get().minutes == 90


def test_leading_elsewhere_is_not_followed(dentist, panama, sheet):
    row = panama.row(sheet).row
    taken = {"accion": "quitar", "uid": row.uid, "version": "1", "volver": "https://example.com/"}
    assert dentist.post(address("act", sheet), taken).url == address("sheet", sheet)


def test_an_unknown_kind_of_line_is_not_found(dentist, sheet):
    assert dentist.get(lines(sheet, "otra")).status_code == 404


def test_who_only_reads_sees_the_lines_without_a_form(client_as, panama, sheet):
    save_admin(by=panama.dentist, at=panama.at, sheet=sheet, typed=ADMIN, uid=uuid.uuid4())
    page = client_as(panama.regional).get(lines(sheet, "administrativas")).content.decode()
    assert "81 Reuniones" in page
    assert "Guardar renglón" not in page
    assert client_as(panama.other_region).get(lines(sheet, "administrativas")).status_code == 403
    refused = client_as(panama.regional).post(lines(sheet, "administrativas"), ADMIN)
    assert refused.status_code == 403


@pytest.mark.parametrize("key", TITLES)
def test_every_list_can_be_looked_through(dentist, panama, key):
    page = dentist.get(reverse("oralhealth:codes"), {"lista": key}).content.decode()
    assert TITLES[key] in page
    assert listed(key)[0].code in page


def test_codes_are_found_by_words_without_accents_and_with_a_slip():
    assert find("procedures", "extraccion")[0].label.lower().startswith("extracci")
    assert "K02.1" in [c.code for c in find("diagnoses", "caries dentina")]
    assert find("diagnoses", "K05")[0].code.startswith("K05")
    assert find("administrative", "vacasiones")[0].code == "93"
    assert find("techniques", "quirófano") == []


def test_the_cells_lists_are_kept_by_the_browser(dentist, panama):
    answer = dentist.get(reverse("oralhealth:codes_json", args=["2011"]))
    assert "max-age=86400" in answer["Cache-Control"]
    told = answer.json()
    assert told["procedures"][6][:2] == ["07", "Examen clínico completo"]
    assert len(told["diagnoses"]) == len(listed("diagnoses"))
    assert dentist.get(reverse("oralhealth:codes_json", args=["1999"])).json() == {}


def test_the_copy_for_the_device_holds_no_patient(dentist, panama, sheet):
    panama.row(sheet)
    page = dentist.get(address("sheet", sheet), {"parte": "captura"}).content.decode()
    assert "8-123-456" not in page
    assert "Sin conexión con el servidor" in page
    assert "data-capture" in page
    part = dentist.get(address("sheet", sheet), {"parte": "renglones"}).content.decode()
    assert "8-123-456" in part
    assert "<html" not in part


def test_the_worker_lives_at_the_modules_address(dentist):
    answer = dentist.get(reverse("oralhealth:worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert reverse("oralhealth:worker").rsplit("/", 1)[0] == reverse("oralhealth:home").rstrip("/")
