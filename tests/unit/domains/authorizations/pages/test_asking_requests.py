"""The list of requests, the first page, one request, and what who asked may do with it."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from cauce.domains.authorizations import actions
from cauce.domains.authorizations.asking.typed import flat
from cauce.domains.authorizations.models import ReadLog, Request
from cauce.domains.authorizations.rules.privacy import Basis
from tests.factories.authorizations import AT, curp, decision

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


# --- The list and the first page ---


def test_the_list_is_narrowed_sorted_and_downloaded(scene, physician, client_as):
    first, second = scene.submitted(1), scene.submitted(2, priority="urgent")
    everything = physician.get(page("requests")).content.decode()
    assert first.folio in everything
    assert second.folio in everything
    urgent = physician.get(page("requests") + "?prioridad=urgent&orden=-folio").content.decode()
    assert second.folio in urgent
    assert first.folio not in urgent
    named = physician.get(page("requests") + f"?q={curp(2)}").content.decode()
    assert second.folio in named
    assert first.folio not in named
    by_service = physician.get(page("requests") + "?q=resonancia").content.decode()
    assert first.folio in by_service
    lines = physician.get(page("requests") + "?formato=csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines)))
    assert len(rows) == 3
    assert "Sintética Número" not in lines
    book = physician.get(page("requests") + "?formato=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.max_row == 3


def test_the_list_finds_what_is_late_and_by_day(scene, client_as):
    done = scene.submitted(1)
    scene.decided(2)
    person = client_as(scene.physician)

    def found(query):
        return done.folio in person.get(page("requests") + query).content.decode()

    assert not found("?tarde=1")
    assert found("?desde=2026-05-20&hasta=2026-05-20&estado=abiertas")
    assert not found("?desde=2026-05-21")
    assert not found("?estado=decided")
    assert found(
        "?desde=ayer&estado=otro&orden=nada&de=region"
    )  # what it does not understand narrows nothing
    Request.objects.filter(pk=done.pk).update(due_at=AT - timedelta(hours=1))
    assert found("?tarde=1")
    assert "Fuera de plazo" in person.get(page("request", done.uid)).content.decode()


def test_the_unit_sees_initials_and_no_drafts_of_others(scene, client_as):
    done, draft = scene.submitted(1), scene.draft(2)
    text = client_as(scene.colleague).get(page("requests") + "?de=unidad").content.decode()
    assert done.folio in text
    assert "Sintética Número" not in text
    assert str(draft.uid) not in text
    region = client_as(scene.watcher).get(page("requests")).content.decode()
    assert done.folio in region
    assert "Sintética Número" not in region


@pytest.mark.parametrize("who", ["physician", "desk", "reviewer", "coordination", "watcher", "centre"])
def test_each_role_has_its_first_page(scene, client_as, who):
    scene.draft(2)
    scene.submitted(1)
    text = client_as(getattr(scene, who)).get(page("home")).content.decode()
    assert ("Nueva solicitud" in text) == (who == "physician")
    assert "Sintética Número" not in text or who == "physician"


# --- One request ---


def test_the_page_tells_everything_to_who_asked(scene, physician):
    done = scene.decided(1, "denied")
    text = physician.get(page("request", done.uid)).content.decode()
    for words in (
        "Resuelta: no autorizada",
        "Antes de este estudio se hace una radiografía.",
        "Una radiografía con datos de alarma.",
        "No cumple el criterio clínico vigente",
        "Corregir y volver a solicitar",
        "Presentar un recurso de revisión",
        "Derechohabiencia vigente",
        "Tiempo neto",
        "Sintética",
    ):
        assert words in text, words
    assert ReadLog.objects.filter(request=done, by=scene.physician, basis=Basis.REQUESTER).exists()


def test_who_needs_a_reason_writes_it_once_and_each_reading_is_kept(scene, client_as):
    done, watcher = scene.submitted(1), client_as(scene.watcher)
    asked = watcher.get(page("request", done.uid)).content.decode()
    assert "¿Por qué necesita abrirla?" in asked
    assert "Sintética Número" not in asked
    assert watcher.post(page("request", done.uid), {"why": "corto"}).status_code == 422
    watcher.post(page("request", done.uid), {"why": WHY})
    text = watcher.get(page("request", done.uid)).content.decode()
    assert "Sintética Número" in text
    assert "Quién la ha leído" in text
    assert WHY in text
    watcher.get(page("request", done.uid))
    assert ReadLog.objects.filter(by=scene.watcher, why=WHY).count() == 2
    coordination = client_as(scene.coordination)
    coordination.post(page("request", done.uid), {"why": WHY})
    assert "Quién la ha leído" not in coordination.get(page("request", done.uid)).content.decode()


def test_the_queue_sees_neither_the_patient_nor_the_documents(scene, client_as):
    done = scene.submitted(1)
    file, reviewer = done.evidence.get(), client_as(scene.reviewer)
    text = reviewer.get(page("request", done.uid)).content.decode()
    assert "Sintética Número" not in text
    assert curp(1) not in text
    assert "No se muestra quién es" in text
    assert reviewer.get(page("evidence", done.uid, file.pk)).status_code == 403


def test_a_second_opinion_does_not_see_the_first(scene, client_as):
    done = scene.decided(1, "denied")
    actions.assign_double_review(by=scene.coordination, at=AT, request=done, reviewer=scene.third)
    text = client_as(scene.third).get(page("request", done.uid)).content.decode()
    assert "radiografía con datos de alarma" not in text
    assert "No autorizad" not in text
    assert "t-historia" not in text
    assert "Sintética Número" not in text


def test_a_document_is_given_as_a_file(scene, physician, tmp_path):
    from cauce.core.documents import storage

    done = scene.submitted(1)
    file = done.evidence.get()
    assert physician.get(page("evidence", done.uid, file.pk)).status_code == 404
    file.sha256 = storage.store_bytes(b"%PDF-1.7 prueba")
    file.save()
    answer = physician.get(page("evidence", done.uid, file.pk))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 prueba"
    assert answer["Content-Type"] == "application/pdf"
    assert "informe" in answer["Content-Disposition"]


# --- What may be done with it ---


def test_answering_sets_the_clock_going(scene, physician):
    request = scene.claimed(1)
    actions.ask_information(by=scene.reviewer, at=AT, request=request, question="¿Hay placa previa?")
    text = physician.get(page("answer", request.uid)).content.decode()
    assert "¿Hay placa previa?" in text
    assert physician.post(page("answer", request.uid), {"answer": " "}).status_code == 422
    physician.post(page("answer", request.uid), {"answer": "Se adjunta la placa"})
    assert Request.objects.get(pk=request.pk).state == "in_review"
    assert physician.get(page("answer", request.uid)).status_code == 409


def test_cancelling_and_withdrawing_need_a_reason(scene, physician):
    request = scene.submitted(
        1, items=[{"service": "IMG-RM", "quantity": "1"}, {"service": "REHAB", "quantity": "2"}]
    )
    assert physician.post(page("withdraw_item", request.uid, 2), {"reason": ""}).status_code == 422
    physician.post(page("withdraw_item", request.uid, 2), {"reason": WHY})
    assert request.items.get(sequence=2).state == "cancelled"
    assert physician.get(page("withdraw_item", request.uid, 2)).status_code == 404
    assert physician.post(page("cancel", request.uid), {"reason": "no"}).status_code == 422
    physician.post(page("cancel", request.uid), {"reason": WHY})
    assert Request.objects.get(pk=request.pk).state == "cancelled"


def test_correcting_opens_a_draft_linked_to_the_old_request(scene, physician):
    old = scene.decided(1, "denied")
    assert "Una radiografía con datos de alarma." in physician.get(page("resubmit", old.uid)).content.decode()
    answer = physician.post(page("resubmit", old.uid))
    new = Request.objects.get(replaces=old)
    assert answer["Location"] == page("draft", new.uid)
    assert old.folio in physician.get(page("draft", new.uid)).content.decode()
    assert "Ya se volvió a solicitar" in physician.get(page("request", old.uid)).content.decode()


def test_appealing_and_desisting(scene, physician):
    done = scene.decided(1, "denied")
    assert "Puede presentarlo hasta" in physician.get(page("appeal_new", done.uid)).content.decode()
    assert physician.post(page("appeal_new", done.uid), {"items": "1", "grounds": "no"}).status_code == 422
    physician.post(
        page("appeal_new", done.uid), {"items": "1", "grounds": "El estudio no se valoró completo"}
    )
    assert done.appeals.get().state == "filed"
    text = physician.get(page("request", done.uid)).content.decode()
    assert "Hay un recurso en trámite." in text
    physician.post(page("appeal_withdraw", done.uid), {"reason": WHY})
    assert done.appeals.get().state == "withdrawn"


def test_a_document_is_added_to_what_was_sent(scene, physician, monkeypatch):
    request = scene.submitted(1)
    assert physician.post(page("attach", request.uid), {"documento_descripcion": "Placa"}).status_code == 422
    kept = []
    monkeypatch.setattr(actions, "add_evidence", lambda **given: kept.append(given["description"]))
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("placa.pdf", b"%PDF", "application/pdf")
    answer = physician.post(
        page("attach", request.uid), {"documento_descripcion": "Placa", "documento": upload}
    )
    assert kept == ["Placa"]
    assert answer["Location"] == page("request", request.uid)


def test_documents_of_a_draft_are_listed_and_removed(scene, physician):
    draft = scene.draft(1)
    file = draft.evidence.get()
    form = {**flat(draft.draft), "uid": draft.uid, "version": draft.version}
    refused = physician.post(SAVE, {**form, "accion": "adjuntar", "documento_descripcion": "x"})
    assert refused.status_code == 422
    assert "archivo PDF" in refused.content.decode()
    asked = physician.post(SAVE, {**form, "accion": f"desadjuntar.{file.pk}"})
    assert "¿Quitar «Informe» del borrador?" in asked.content.decode()
    file.refresh_from_db()
    assert file.removed_at is None
    physician.post(SAVE, {**form, "accion": f"desadjuntado.{file.pk}"})
    file.refresh_from_db()
    assert file.removed_at is not None


def test_a_decision_in_part_shows_what_changed(scene, physician):
    request = scene.claimed(1, items=[{"service": "IMG-RM", "quantity": "2"}])
    actions.decide_items(by=scene.reviewer, at=AT, request=request, decisions=[decision(1, "modified")])
    text = physician.get(page("request", request.uid)).content.decode()
    assert "<del>2</del>" in text
    assert "<ins>1</ins>" in text


def test_each_reviewer_is_led_to_where_they_decide(scene, client_as):
    waiting, appeal = scene.submitted(1), scene.appealed(2)
    review = actions.assign_double_review(
        by=scene.coordination, at=AT, request=scene.claimed(3), reviewer=scene.third
    )
    for who, request, target in (
        ("reviewer", waiting, page("review", waiting.uid)),
        ("second", appeal.request, page("appeal", appeal.pk)),
        ("third", review.request, page("double_review", review.pk)),
    ):
        text = client_as(getattr(scene, who)).get(page("request", request.uid)).content.decode()
        assert f'href="{target}"' in text, who
