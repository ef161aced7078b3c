"""Steps 7 to 9 and what the coordination does afterwards, as people use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.core.documents import keys
from cauce.core.documents.demo_signing import sign
from cauce.core.documents.models import SignedCopy
from cauce.core.notifications.models import Notification
from cauce.domains.exchange.actions import finalise_declaration
from cauce.domains.exchange.models import Declaration, PaperReceipt
from cauce.domains.exchange.reports.issuing import final_version
from tests.factories import PASSWORD
from tests.factories.hostile import renamed_png
from tests.factories.lines import add_line
from tests.factories.received import scanned

from .conftest import text_of


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.CAUCE_KEYS_DIR = tmp_path / "keys"
    settings.CAUCE_TRUST_DIR = tmp_path / "trust"


def to(name, declaration, *more):
    return reverse(f"exchange:{name}", args=[declaration.pk, *more])


@pytest.fixture
def finalised(world, declaration):
    """Finalised by the head, with one row."""
    add_line(world, declaration, world.issste_bc_1, world.products[0])
    return finalise_declaration(
        by=world.head, at=world.now, declaration=declaration, answer=True, password=PASSWORD
    )


@pytest.fixture
def upload(client_as, world):
    """`upload(declaration, path or bytes, by=…)`: step 9."""

    def send(declaration, content, by=None, name="firmado.pdf"):
        content = content if isinstance(content, bytes) else content.read_bytes()
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        return client_as(by or world.head).post(to("upload", declaration), {"file": file}, follow=True)

    return send


@pytest.fixture
def signed(tmp_path, world):
    """`signed(declaration)`: the final version signed under an authority that is trusted here."""

    def make(declaration):
        authority = keys.demo_authority(world.now)
        target = tmp_path / "firmado.pdf"
        return sign(final_version(declaration).path, target, authority, "Persona de Prueba", world.now)

    return make


@pytest.fixture
def scan(tmp_path):
    """`scan(declaration)`: printed, signed by hand, scanned."""
    return lambda declaration: scanned(final_version(declaration).path, tmp_path / "scan.pdf", turn=0.4)


# Step 7 ---------------------------------------------------------------------------------------------


def test_finalising_asks_for_yes_and_the_password_and_leads_to_the_final_version(
    world, declaration, client_as
):
    add_line(world, declaration, world.issste_bc_1, world.products[0])
    client = client_as(world.head)
    text = text_of(client.get(to("finalise", declaration)))
    assert "Lo reportado hasta ahora Sin Validez Oficial" in text
    assert "12 Pacientes mensuales en excedente" in text or "Pacientes mensuales en excedente 12" in text
    response = client.post(to("finalise", declaration), {"answer": "si", "password": PASSWORD}, follow=True)
    assert "Registro finalizado" in text_of(response)
    assert "Paso 8 de 9" in text_of(response)
    declaration.refresh_from_db()
    assert (declaration.units_total, declaration.units_with, declaration.units_without) == (3, 1, 2)


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ({}, 422, "Para finalizar debe elegir SI"),
        ({"answer": "no", "password": PASSWORD}, 422, "Para finalizar debe elegir SI"),
        ({"answer": "si"}, 422, "La contraseña no es correcta"),
        ({"answer": "si", "password": "otra"}, 422, "La contraseña no es correcta"),
        ({"answer": "si", "password": PASSWORD}, 422, "ninguna unidad tiene renglones registrados"),
        ({"answer": "quizá", "password": PASSWORD}, 422, "Para finalizar debe elegir SI"),
    ],
)
def test_what_stands_in_the_way_is_said_on_the_page(world, declaration, client_as, sent, status, sentence):
    response = client_as(world.head).post(to("finalise", declaration), sent)
    assert response.status_code == status
    assert sentence in text_of(response)
    assert PASSWORD not in response.content.decode()
    declaration.refresh_from_db()
    assert declaration.is_open


def test_yes_without_rows_is_finalised_once_confirmed(world, declaration, client_as):
    client_as(world.head).post(
        to("finalise", declaration), {"answer": "si", "password": PASSWORD, "confirmed": "on"}
    )
    declaration.refresh_from_db()
    assert not declaration.is_open


def test_no_accepts_that_there_is_neither_offer_nor_demand(world, declaration, client_as):
    Declaration.objects.update(answer=False)
    client = client_as(world.head)
    assert "se acepta de conformidad la inexistencia de oferta y/o demanda" in text_of(
        client.get(to("finalise", declaration))
    )
    response = client.post(to("finalise", declaration), {"answer": "si", "password": PASSWORD})
    assert response.url == to("final", declaration)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("editor", "Puede hacerlo: Titular"), ("coordinator", "Puede hacerlo: Titular")],
)
def test_who_may_not_finalise_reads_who_can(world, declaration, client_as, who, sentence):
    client = client_as(world.users[who])
    page = client.get(to("finalise", declaration))
    assert sentence in text_of(page)
    assert "password" not in page.content.decode()
    assert client.post(to("finalise", declaration), {"answer": "si", "password": PASSWORD}).status_code == 403


def test_a_second_finalising_says_since_when_and_by_whom(world, finalised, client_as):
    response = client_as(world.head).post(to("finalise", finalised), {"answer": "si", "password": PASSWORD})
    assert response.status_code == 409
    assert f"Finalizado el 20/05/2026 10:00 por {world.head.display_name}" in text_of(response)


# The papers -----------------------------------------------------------------------------------------


def test_preliminary_before_and_final_afterwards(world, declaration, client_as):
    client = client_as(world.editor)
    preliminary = client.get(to("preliminary", declaration))
    assert preliminary["Content-Type"] == "application/pdf"
    assert preliminary.content[:5] == b"%PDF-"
    Declaration.objects.update(answer=False)
    declaration.refresh_from_db()
    finalise_declaration(by=world.head, at=world.now, declaration=declaration, answer=True, password=PASSWORD)
    assert client.get(to("preliminary", declaration)).url == to("final", declaration)
    page = client.get(to("final", declaration)).content.decode()
    folio = final_version(declaration).folio
    assert f"/documentos/{folio}.pdf" in page
    final = client.get(reverse("documents:issued_file", args=[folio]))
    assert b"".join(final.streaming_content)[:5] == b"%PDF-"


@pytest.mark.parametrize("name", ["preliminary", "final", "upload", "history", "finalise", "answer", "units"])
def test_another_entitys_pages_are_refused(world, finalised, client_as, name):
    response = client_as(world.head_hgo).get(to(name, finalised))
    assert response.status_code == 403
    assert "Su cuenta no tiene permiso" in text_of(response)


def test_before_finalising_step_8_says_what_is_missing(world, declaration, client_as):
    assert "El registro todavía no está finalizado." in text_of(
        client_as(world.head).get(to("final", declaration))
    )


# Step 9 ---------------------------------------------------------------------------------------------


def test_a_signed_copy_turns_the_light_green_and_may_be_replaced(
    world, finalised, upload, signed, scan, client_as
):
    response = upload(finalised, signed(finalised))
    assert "Reporte firmado recibido" in text_of(response)
    finalised.refresh_from_db()
    assert finalised.state == "signed"
    board = client_as(world.head).get(reverse("exchange:board", args=[world.round.code, "ISSSTE"]))
    assert "Consultar/Modificar" in text_of(board)
    upload(finalised, scan(finalised))
    assert SignedCopy.objects.count() == 2
    page = text_of(client_as(world.head).get(to("upload", finalised)))
    assert "Consultar PDF subido, copia 1" in page
    assert "Consultar PDF subido, copia 2" in page


def test_a_scan_waits_for_a_persons_look_who_may_say_no(world, finalised, upload, scan, client_as):
    upload(finalised, scan(finalised))
    copy = SignedCopy.objects.get()
    assert copy.needs_look
    client = client_as(world.coordinator)
    assert "por cotejar" in text_of(client.get(reverse("home"))).lower()
    assert copy.document.folio in text_of(client.get(reverse("exchange:scans")))
    address = reverse("exchange:judge", args=[copy.pk])
    refused = client.post(address, {"decision": "no"})
    assert refused.status_code == 422
    assert "Falta decir por qué se rechaza la copia" in text_of(refused)
    client.post(address, {"decision": "no", "reason": "Faltan dos firmas en la última página."})
    finalised.refresh_from_db()
    assert finalised.state == "finalised"
    assert client.get(address).status_code == 404
    told = Notification.objects.get(kind="exchange.copy")
    assert (told.user, told.body) == (world.head, "Faltan dos firmas en la última página.")


def test_a_scan_found_good_stays_green(world, finalised, upload, scan, client_as):
    upload(finalised, scan(finalised))
    address = reverse("exchange:judge", args=[SignedCopy.objects.get().pk])
    client_as(world.coordinator).post(address, {"decision": "si"})
    finalised.refresh_from_db()
    assert finalised.state == "signed"
    assert SignedCopy.objects.get().state == "accepted"


def test_a_renamed_picture_is_refused_with_the_reason_and_nothing_is_kept(world, finalised, upload, tmp_path):
    response = upload(finalised, renamed_png(tmp_path / "imagen.pdf"))
    assert response.status_code == 422
    assert "PDF" in text_of(response)
    assert not SignedCopy.objects.exists()
    finalised.refresh_from_db()
    assert finalised.state == "finalised"


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": SimpleUploadedFile("vacio.pdf", b"")}])
def test_no_file_or_an_empty_one_is_told(world, finalised, client_as, sent):
    response = client_as(world.head).post(to("upload", finalised), sent)
    assert response.status_code == 422
    assert "No se seleccionó ningún archivo, o está vacío." in text_of(response)


def test_before_finalising_nothing_can_be_uploaded(world, declaration, upload):
    response = upload(declaration, b"%PDF-1.7")
    assert response.status_code == 409
    assert "El registro todavía no está finalizado." in text_of(response)


def test_after_the_close_uploading_needs_a_reopening(world, finalised, upload, signed):
    world.round.closes_at = world.now
    world.round.save()
    response = upload(finalised, signed(finalised))
    assert response.status_code == 409
    assert "cerró el 20/05/2026" in text_of(response)


# The coordination -----------------------------------------------------------------------------------


def test_reopening_needs_a_reason_and_withdraws_the_version(world, finalised, client_as):
    client = client_as(world.coordinator)
    short = client.post(to("reopen", finalised), {"reason": "porque sí"})
    assert short.status_code == 422
    assert "La reapertura necesita un motivo escrito." in text_of(short)
    client.post(to("reopen", finalised), {"reason": "Omitieron el hospital de segundo nivel."})
    told = Notification.objects.filter(kind="exchange.reopened")
    assert {notice.user for notice in told} == {world.head, world.editor}
    finalised.refresh_from_db()
    assert finalised.is_open
    page = text_of(client.get(to("final", finalised)))
    assert "Versiones anteriores" in page
    assert "Sustituido" in page
    assert "Omitieron el hospital de segundo nivel." in page


@pytest.mark.parametrize("until", ["2026-05-19T10:00", "ayer"])
def test_a_reopenings_term_lies_ahead(world, finalised, client_as, until):
    response = client_as(world.coordinator).post(
        to("reopen", finalised), {"reason": "Un motivo suficiente.", "until": until}
    )
    assert response.status_code == 422
    finalised.refresh_from_db()
    assert not finalised.is_open


@pytest.mark.parametrize("who", ["head", "coordinator_imss", "auditor"])
def test_only_the_institutions_coordination_reopens(world, finalised, client_as, who):
    response = client_as(world.users[who]).post(to("reopen", finalised), {"reason": "Un motivo suficiente."})
    assert response.status_code == 403


def test_the_papers_arrival_is_recorded_and_the_board_shows_it(world, finalised, client_as):
    client = client_as(world.coordinator)
    wrong = client.post(to("paper", finalised), {"condition": "complete"})
    assert wrong.status_code == 422
    assert "necesita fecha, referencia y estado" in text_of(wrong)
    sent = {"received_date": "2026-05-20", "reference": "Oficio 12/2026", "condition": "complete"}
    client.post(to("paper", finalised), sent)
    assert PaperReceipt.objects.get().reference == "Oficio 12/2026"
    board = text_of(client.get(reverse("exchange:board", args=[world.round.code, "ISSSTE"])))
    assert "20/05/2026" in board
    assert "Completo y firmado" in board


def test_the_same_receipt_sent_twice_is_recorded_once(world, finalised, client_as):
    client = client_as(world.coordinator)
    sent = {"received_date": "2026-05-20", "reference": "A", "condition": "complete", "_once": "clave-1"}
    client.post(to("paper", finalised), sent)
    client.post(to("paper", finalised), sent)
    assert PaperReceipt.objects.count() == 1


def test_the_history_tells_who_did_what_and_why(world, finalised, client_as):
    client = client_as(world.coordinator)
    client.post(to("reopen", finalised), {"reason": "Omitieron el hospital de segundo nivel."})
    text = text_of(client.get(to("history", finalised)))
    assert "Historial del registro" in text
    assert world.head.display_name in text
    assert "Omitieron el hospital de segundo nivel." in text
    assert "exchange." not in text
