"""The form of a request: what was typed, the preview beside it, the draft kept, sending."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.core.audit.log import history, sentence
from cauce.core.audit.models import Event
from cauce.core.errors import Invalid
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.actions.finding import A_MINUTE
from cauce.domains.authorizations.asking.compare import changes
from cauce.domains.authorizations.asking.finding import DIAGNOSES, find_diagnoses, find_services, service_code
from cauce.domains.authorizations.asking.typed import flat, typed_from, unflat
from cauce.domains.authorizations.models import Request
from cauce.domains.authorizations.rules.identity import normal_diagnosis
from cauce.reference_data.files import read_csv
from tests.factories.authorizations import AT, TODAY, curp, nss, typed

SAVE = "/autorizaciones/solicitar/guardar/"
WHY = "Un motivo suficiente"


@pytest.fixture
def now():
    """Pages live at the scene's instant."""
    return AT


@pytest.fixture
def physician(scene, client_as):
    return client_as(scene.physician)


def page(name, *args):
    return reverse(f"authorizations:{name}", args=args)


def sent(number=1, act="enviar", **more):
    """A form as the browser sends it."""
    return {**flat(typed(number)), "accion": act, **more}


def draft_of(scene):
    return Request.objects.filter(state="draft").latest("pk")


# --- What was typed ---


def test_a_form_says_what_the_rules_read():
    whole = typed(1)
    assert typed_from({**flat(whole), "accion": "x", "items.99.service": "?", "patient.secret": "?"})[
        "items"
    ] == [{"service": "IMG-RM", "quantity": "2"}]
    assert flat(unflat(flat(whole))) == flat(whole)


def test_a_row_left_out_keeps_the_numbers_of_the_others():
    assert unflat({"items.2.service": "QT"})["items"] == [{}, {"service": "QT"}]


def test_two_versions_are_compared_cell_by_cell():
    mine, theirs = typed(1), typed(1, justification="Otra")
    (one,) = changes(mine, theirs)
    assert (one["label"], one["theirs"]) == ("Justificación clínica", "Otra")
    theirs = typed(1, items=[{"service": "IMG-RM", "quantity": "1"}])
    assert [c["label"] for c in changes(mine, theirs)] == ["Servicio 1: Cantidad"]


@pytest.mark.parametrize("text", ["resonansia lumbar", "IMG-RM", "img-rm", "columna", "resonancia magnetica"])
def test_a_service_is_found_misspelt_or_by_its_code(scene, text):
    assert find_services(text, scene.unit, TODAY)[0].value.endswith("IMG-RM")


@pytest.mark.parametrize(
    "text",
    [
        "IMG-RM",
        "img-rm",
        "Resonancia magnética de columna lumbar · IMG-RM",
        "resonancia magnetica de columna lumbar",
    ],
)
def test_a_cell_means_a_code(scene, text):
    assert service_code(text) == "IMG-RM"
    assert service_code("algo") == "algo"


@pytest.mark.parametrize("text", ["lumbago", "dolor lumvar", "M54.5", "m545"])
def test_a_diagnosis_is_found(text):
    assert "M54.5" in [one.value for one in find_diagnoses(text)]


def test_the_support_list_holds_well_made_codes_once():
    codes = [row["code"] for row in read_csv(DIAGNOSES)]
    assert [normal_diagnosis(code) for code in codes] == codes
    assert len(set(codes)) == len(codes)


# --- The form ---


def test_the_new_form_draws_every_cell_and_keeps_nothing(scene, physician):
    answer = physician.get(page("new_request")).content.decode()
    for name in ("patient.curp", "items.1.service", "diagnosis", "justification", "desired_date", "setting"):
        assert f'name="{name}"' in answer
    assert not Request.objects.exists()


def test_the_first_change_begins_a_draft_and_says_what_is_known(scene, physician):
    form = {"accion": "autoguardar", "items.1.service": "Resonancia magnética de columna lumbar · IMG-RM"}
    answer = physician.post(SAVE, form, headers={"HX-Request": "true"})
    text, draft = answer.content.decode(), draft_of(scene)
    assert answer["HX-Replace-Url"] == page("draft", draft.uid)
    assert draft.draft["items"][0]["service"] == "IMG-RM"
    assert "Sí, requiere" in text
    assert "requiere autorización previa" in text
    assert "Falta «Diagnóstico CIE-10»" in text
    assert 'name="items.1.place"' in text  # what only this service needs
    assert "27/05/2026 09:00" in text  # seven calendar days, at the unit's time


def test_an_empty_form_is_not_kept(scene, physician):
    physician.post(SAVE, {"accion": "autoguardar", "setting": "ambulatory"}, headers={"HX-Request": "true"})
    assert not Request.objects.exists()


def test_a_basic_service_says_at_once_that_it_needs_nothing(scene, physician):
    answer = physician.post(
        SAVE, {"accion": "autoguardar", "items.1.service": "IMG-RX"}, headers={"HX-Request": "true"}
    )
    assert "No requiere" in answer.content.decode()


def test_a_wrong_check_digit_is_said_at_its_cell(scene, physician):
    wrong = curp(1)[:-1] + ("0" if curp(1)[-1] != "0" else "1")
    answer = physician.post(
        SAVE, {"accion": "autoguardar", "patient.curp": wrong}, headers={"HX-Request": "true"}
    ).content.decode()
    at_cell = answer.split("[data-says='patient.curp']")[1].split("</div>")[0]
    assert "El último dígito de la CURP" in at_cell


def test_annexes_appear_only_for_their_services(scene, physician):
    def drawn(code):
        draft = scene.draft(1, items=[{"service": code, "quantity": "1"}])
        return physician.get(page("draft", draft.uid)).content.decode()

    oncology, hip, scan = drawn("QT"), drawn("CADERA"), drawn("IMG-RM")
    assert "items.1.oncology.stage" in oncology
    assert "items.1.prosthetics" not in oncology
    assert "items.1.prosthetics.device" in hip
    assert "items.1.side" in hip
    assert "oncology" not in scan
    assert "prosthetics" not in scan
    assert "items.1.side" not in scan


def test_a_regions_own_fields_are_drawn_and_asked_for(scene, physician):
    fields = [{"key": "turno", "label": "Turno de la consulta", "type": "text", "required": True}]
    actions.publish_variant(
        by=scene.top, at=AT, place=scene.issste_bc, title="BC", fields=fields, valid_from=TODAY
    )
    draft = scene.draft(1)
    text = physician.get(page("draft", draft.uid) + "?comprobar=1").content.decode()
    assert 'name="extra.turno"' in text
    assert "Falta «Turno de la consulta»" in text


def test_rows_are_added_and_removed_without_losing_what_is_typed(scene, physician):
    physician.post(SAVE, sent(act="agregar"))
    draft = draft_of(scene)
    assert len(draft.draft["items"]) == 2
    form = sent(act="quitar.1", uid=draft.uid, version=draft.version) | {"items.2.service": "REHAB"}
    physician.post(SAVE, form)
    assert draft_of(scene).draft["items"][0]["service"] == "REHAB"
    answer = physician.post(
        SAVE,
        sent(act="agregar", uid=draft.uid, version=draft_of(scene).version),
        headers={"HX-Request": "true"},
    )
    assert 'id="items.2"' in answer.content.decode()


def test_an_unknown_service_offers_what_was_meant(scene, physician):
    physician.post(SAVE, {"accion": "comprobar", "items.1.service": "resonansia columna"})
    text = physician.get(page("draft", draft_of(scene).uid) + "?comprobar=1").content.decode()
    assert "¿Quiso decir…?" in text
    assert "Resonancia magnética de columna lumbar · IMG-RM" in text


def test_a_patient_known_at_the_institution_fills_the_rest(scene, physician):
    answer = physician.post(SAVE, {"accion": "paciente", "patient.curp": curp(3)}, follow=True)
    assert "Se llenaron los datos" in answer.content.decode()
    assert draft_of(scene).draft["patient"]["first_surname"] == "Sintética"
    event = Event.objects.get(action="authorizations.patient.find")
    assert curp(3) not in str(event.data)


def test_a_patient_of_nobody_and_a_wrong_identifier_fill_nothing(scene, physician):
    answer = physician.post(SAVE, {"accion": "paciente", "patient.nss": nss(300)}, follow=True)
    assert "No está registrado" in answer.content.decode()
    answer = physician.post(
        SAVE, {"accion": "paciente", "patient.nss": "123"}, headers={"HX-Request": "true"}
    )
    assert "no tiene 11 cifras" in answer.content.decode()
    event = Event.objects.get(action="authorizations.patient.find")
    assert event.data["found"] is False


def test_nobody_walks_through_patients(scene):
    """AP-89: so many searches a minute, and then none until the next one."""
    who = {"by": scene.physician, "unit": scene.unit}
    for number in range(A_MINUTE):
        actions.find_patient(**who, at=AT, curp=curp(100 + number))
    with pytest.raises(Invalid) as refused:
        actions.find_patient(**who, at=AT, curp=curp(1))
    assert refused.value.rule == "AP-89"
    assert actions.find_patient(**who, at=AT + timedelta(minutes=2), curp=curp(1))


def test_a_patient_entitled_elsewhere_is_not_found(scene, client_as):
    other = actions.find_patient(by=scene.physician, at=AT, unit=scene.unit, curp=curp(3))
    assert other is not None
    other.entitlements.all().delete()
    assert actions.find_patient(by=scene.physician, at=AT, unit=scene.unit, curp=curp(3)) is None


def test_another_version_is_shown_beside_mine_and_chosen(scene, physician):
    draft = scene.draft(1)
    old = draft.version
    actions.save_draft(
        by=scene.physician,
        at=AT,
        unit=scene.unit,
        typed=typed(1, diagnosis="I10"),
        request=draft,
        version=old,
    )
    form = {**flat(typed(1, diagnosis="E11.9")), "uid": draft.uid, "version": old}
    answer = physician.post(SAVE, form)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "E11.9" in text
    assert "I10" in text
    now = Request.objects.get(pk=draft.pk).version
    physician.post(SAVE, {**form, "version": now, "choose-diagnosis": "theirs"})
    assert Request.objects.get(pk=draft.pk).draft["diagnosis"] == "I10"
    live = physician.post(SAVE, {**form, "accion": "autoguardar"}, headers={"HX-Request": "true"})
    assert "Comparar" in live.content.decode()


# --- Sending ---


def test_what_is_missing_comes_back_at_its_cells_and_the_draft_is_kept(scene, physician):
    answer = physician.post(SAVE, {"accion": "enviar", "patient.curp": curp(1)})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#justification"' in text
    assert "está guardado" in text
    assert draft_of(scene).draft["patient"]["curp"] == curp(1)


def test_the_same_form_sent_twice_leads_to_the_drafts(scene, physician):
    form = {"accion": "enviar", "patient.curp": curp(1), "_once": "a" * 32}
    assert physician.post(SAVE, form).status_code == 422  # kept, not sent
    answer = physician.post(SAVE, form, follow=True)
    assert "ya se había recibido" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == page("requests") + "?estado=draft"
    assert Request.objects.count() == 1


def test_sending_asks_to_confirm_and_then_leads_to_the_request(scene, physician):
    answer = physician.post(SAVE, sent())
    assert answer.status_code == 422
    assert "No se adjuntó ningún documento" in answer.content.decode()
    draft = draft_of(scene)
    answer = physician.post(SAVE, sent(uid=draft.uid, version=draft.version, confirmar="1"))
    done = Request.objects.get(pk=draft.pk)
    assert done.state == "in_review"
    assert answer["Location"] == page("request", done.uid)


def test_a_repeated_request_shows_the_first_and_needs_a_reason(scene, physician):
    first = scene.submitted(1)
    draft = scene.draft(1)
    assert first.folio in physician.get(page("draft", draft.uid)).content.decode()
    form = sent(uid=draft.uid, version=draft.version, confirmar="1")
    answer = physician.post(SAVE, form)
    assert answer.status_code == 422
    assert 'name="duplicate_reason"' in answer.content.decode()
    physician.post(SAVE, {**form, "duplicate_reason": "El primer estudio se perdió en el traslado"})
    assert Request.objects.get(pk=draft.pk).duplicate_of == first


def test_an_emergency_is_registered_afterwards(scene, physician):
    text = physician.get(page("emergency")).content.decode()
    assert "aria-invalid" not in text  # nothing is wrong before anything is written
    assert 'name="attended_at"' in text
    assert "desired_date" not in text
    assert "48 horas" in text
    form = dict(sent(confirmar="1", modo="urgencia", attended_at="2026-05-20T07:30").items())
    form.pop("desired_date")
    answer = physician.post(SAVE, form, follow=True)
    done = Request.objects.get(emergency=True)
    assert done.attended_at.hour == 14
    assert not done.late_registration
    assert f"Urgencia {done.folio} registrada" in answer.content.decode()
    said = {event.action.rpartition(".")[2]: sentence(event) for event in history(done)}
    assert said["register_emergency"] == f"registró la urgencia {done.folio} con 1 servicios"
    assert "submit" not in said


def test_the_desk_transcribes_for_a_physician_of_the_unit(scene, client_as):
    desk = client_as(scene.desk)
    text = desk.get(page("transcribe")).content.decode()
    assert scene.physician.display_name in text
    refused = desk.post(SAVE, sent(modo="papel"))
    assert refused.status_code == 422
    assert "Falta «Médico solicitante»" in refused.content.decode()
    desk.post(SAVE, sent(modo="papel", requester=scene.physician.pk, confirmar="1"))
    done = Request.objects.get(folio__isnull=False)
    assert (done.channel, done.requester, done.registered_by) == ("paper", scene.physician, scene.desk)
    assert done.state == "in_review"


def test_a_draft_is_thrown_away_after_confirming(scene, physician):
    draft = scene.draft(1)
    assert "Descartar" in physician.get(page("cancel", draft.uid)).content.decode()
    physician.post(page("cancel", draft.uid))
    assert Request.objects.get(pk=draft.pk).state == "cancelled"


def test_a_real_pdf_is_attached_to_a_new_form_and_another_file_refused(scene, physician):
    form = {"accion": "adjuntar", "patient.curp": curp(1), "documento_descripcion": "Radiografía de mayo"}
    refused = physician.post(SAVE, {**form, "documento": upload(b"no es un PDF")})
    assert refused.status_code == 422
    assert "no se adjuntó" in refused.content.decode()
    draft = draft_of(scene)
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    going = {**form, "uid": draft.uid, "version": draft.version}
    answer = physician.post(SAVE, {**going, "documento": upload(content.getvalue())}, follow=True)
    assert "Radiografía de mayo" in answer.content.decode()
    kept = draft.evidence.get()
    file = physician.get(page("evidence", draft.uid, kept.pk))
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def upload(content):
    return SimpleUploadedFile("placa.pdf", content, "application/pdf")
