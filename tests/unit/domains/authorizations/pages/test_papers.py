"""Papers of prior authorisation: who gets them, what they say, and what they must not say."""

import io
import json

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from cauce.core.documents.keys import seal_key
from cauce.core.documents.models import IssuedDocument
from cauce.domains.authorizations import actions
from cauce.domains.authorizations.models import Authorisation, ReadLog
from cauce.domains.authorizations.reports.blank import blank_form
from cauce.domains.authorizations.rules import number as numbers
from cauce.domains.authorizations.rules import qr
from tests.factories.authorizations import AT, curp, decision, typed

DIAGNOSIS = ("M54.5", "Lumbago")


def content_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def codes(content: bytes) -> list[str]:
    """Texts of the QR codes of the first page, read from its picture."""
    import zxingcpp

    page = pypdfium2.PdfDocument(content)[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=4).to_pil())]


def is_tagged(content: bytes) -> bool:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        return bool(root.MarkInfo.Marked) and "/StructTreeRoot" in root and str(root.Lang).startswith("es")


def data_of(content: bytes) -> dict:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return json.loads(pdf.attachments["datos.json"].get_file().read_bytes())


@pytest.fixture
def number(scene) -> Authorisation:
    return scene.number(1)


def address(number: Authorisation) -> str:
    return reverse("authorizations:paper_authorisation", args=[number.number])


def test_the_authorisation_has_number_qr_and_no_diagnosis(client_as, scene, number):
    content = content_of(client_as(scene.physician).get(address(number)))
    said = words(content)
    for part in (
        *numbers.groups(number.number), "Resonancia magnética de columna lumbar", "Unidades autorizadas",
        "Persona Sintética Número 1", f"al {number.valid_until.day} de", "Para el centro", "Dato sintético",
    ):  # fmt: skip
        assert part in said, part
    assert not any(word in said for word in DIAGNOSIS)
    assert curp(1) not in said
    texts = codes(content)
    assert number.qr in texts
    assert qr.verify(number.qr, seal_key().public_key()).number == number.number
    assert is_tagged(content)
    raw = json.dumps(data_of(content), ensure_ascii=False)
    assert not any(word in raw for word in (*DIAGNOSIS, curp(1)))


def test_it_is_issued_once_verified_in_public_and_logged(client_as, scene, number, client):
    first = content_of(client_as(scene.physician).get(address(number)))
    assert content_of(client_as(scene.colleague).get(address(number))) == first
    document = IssuedDocument.objects.get()
    assert ReadLog.objects.filter(request=number.item.request).count() == 2
    public = client.get(reverse("documents:verify", args=[document.folio])).content.decode()
    assert "Vigente" in public
    assert "Persona" not in public


def test_stopping_the_number_withdraws_its_paper(client_as, scene, number):
    client_as(scene.physician).get(address(number))
    act = {"by": scene.coordination, "at": AT, "authorisation": number, "reason": "Se revisa una señal"}
    actions.suspend_authorisation(**act)
    document = IssuedDocument.objects.get()
    assert (document.is_current, document.superseded_reason) == (False, "Se revisa una señal")
    refused = client_as(scene.physician).get(address(number))
    assert refused.status_code == 409
    assert "Se revisa una señal" in refused.content.decode()
    actions.resume_authorisation(**act)
    assert client_as(scene.physician).get(address(number)).status_code == 200
    document.refresh_from_db()
    assert document.superseded_by.version == 2


def test_an_appeal_that_renumbers_withdraws_the_old_paper(client_as, scene):
    appeal = scene.appealed(1, "modified")
    old = Authorisation.objects.get()
    client_as(scene.physician).get(address(old))
    actions.decide_appeal(by=scene.second, at=scene.later(2), appeal=appeal, decisions=[decision()])
    assert not IssuedDocument.objects.get().is_current


@pytest.mark.parametrize("who", ["centre", "elsewhere", "third"])
def test_nobody_else_learns_that_a_number_exists(client_as, scene, number, who):
    theirs = client_as(scene.people[who]).get(address(number))
    missing = client_as(scene.people[who]).get(
        reverse("authorizations:paper_authorisation", args=["ST2-2026-00009999-X"])
    )
    assert (theirs.status_code, missing.status_code) == (404, 404)
    assert not IssuedDocument.objects.exists()


def test_the_decision_explains_each_item_and_how_to_appeal(client_as, scene):
    items = [{"service": "IMG-RM", "quantity": "2"}, {"service": "REHAB", "quantity": "10"}]
    request = scene.claimed(1, items=items)
    decisions = [decision(1, "denied"), decision(2, "modified", quantity=6)]
    actions.decide_items(by=scene.reviewer, at=AT, request=request, decisions=decisions)
    content = content_of(
        client_as(scene.physician).get(reverse("authorizations:paper_decision", args=[request.uid]))
    )
    said = words(content)
    for part in (
        "No autorizado", "Autorizado con cambios", "Antes de este estudio se hace una radiografía.",
        "Una radiografía con datos de alarma.", "No cumple el criterio clínico vigente", "fracción b",
        "Puede presentarse hasta el", "recurso de revisión", "Se autorizan 6 de Sesión de terapia física",
    ):  # fmt: skip
        assert part in said, part
    assert not any(word in said for word in (*DIAGNOSIS, curp(1), scene.reviewer.display_name))
    assert is_tagged(content)


def test_a_new_answer_makes_a_new_version_of_the_decision(client_as, scene):
    appeal = scene.appealed(1, "denied")
    url = reverse("authorizations:paper_decision", args=[appeal.request.uid])
    client_as(scene.physician).get(url)
    client_as(scene.physician).get(url)
    assert IssuedDocument.objects.count() == 1
    actions.decide_appeal(by=scene.second, at=scene.later(2), appeal=appeal, decisions=[decision()])
    said = words(content_of(client_as(scene.physician).get(url)))
    assert "Se revoca la resolución".lower() in said.lower()
    assert [d.version for d in IssuedDocument.objects.order_by("pk")] == [1, 2]


def test_what_needed_no_authorisation_says_why(client_as, scene):
    items = [{"service": "IMG-RX", "quantity": "1"}, {"service": "IMG-RM", "quantity": "1"}]
    request = scene.claimed(1, items=items)
    actions.decide_items(by=scene.reviewer, at=AT, request=request, decisions=[decision(2)])
    url = reverse("authorizations:paper_decision", args=[request.uid])
    said = words(content_of(client_as(scene.physician).get(url)))
    assert "No requiere autorización" in said
    assert "puede pedir su cita directamente" in said
    assert "catálogo básico" in said


def test_the_paper_of_an_emergency_sends_nobody_anywhere(client_as, scene):
    emergency = typed(1, emergency="1", attended_at="2026-05-19T08:30")
    act = {"at": AT, "by": scene.physician}
    request = actions.register_emergency(**act, unit=scene.unit, typed=emergency, confirmed=True)
    actions.claim_request(by=scene.reviewer, at=AT, request=request)
    actions.decide_items(by=scene.reviewer, at=AT, request=request, decisions=[decision(1)])
    number = Authorisation.objects.get()
    said = words(content_of(client_as(scene.physician).get(address(number))))
    assert "no hay que presentarse de nuevo" in said
    assert "Pida su cita" not in said


# person → status of: authorisation, decision, slip, blank form; of a decided request of the physician
MATRIX = """
             authorisation decision slip blank
physician    200           200      200  200
colleague    200           200      200  200
desk         200           200      200  200
reviewer     200           200      403  200
second       404           403      403  200
third        404           403      403  200
elsewhere    404           403      403  200
centre       404           403      403  403
coordination 422           422      422  200
watcher      422           422      422  200
reporter   403           403      403  403
"""
ROWS = [line.split() for line in MATRIX.strip("\n").splitlines()]


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row[0])
def test_who_prints_what(client_as, scene, number, row):
    client, uid = client_as(getattr(scene, row[0])), number.item.request.uid
    doors = {
        "authorisation": address(number),
        "decision": reverse("authorizations:paper_decision", args=[uid]),
        "slip": reverse("authorizations:paper_slip", args=[uid]),
        "blank": reverse("authorizations:paper_blank"),
    }
    expected = dict(zip(ROWS[0], map(int, row[1:]), strict=True))
    assert {name: client.get(url).status_code for name, url in doors.items()} == expected


def test_the_coordination_prints_with_a_written_reason(client_as, scene, number):
    url = f"{address(number)}?motivo=El paciente perdió su papel"
    assert client_as(scene.coordination).get(url).status_code == 200
    assert ReadLog.objects.get(by=scene.coordination).why == "El paciente perdió su papel"


def test_nothing_to_print_before_a_decision(client_as, scene):
    request = scene.submitted(1)
    answer = client_as(scene.physician).get(reverse("authorizations:paper_decision", args=[request.uid]))
    assert answer.status_code == 409
    draft = reverse("authorizations:paper_slip", args=[scene.draft(2).uid])
    assert client_as(scene.physician).get(draft).status_code == 409


def test_the_slip_gives_the_secret_only_where_the_request_was_written(client_as, scene):
    request = scene.submitted(1)
    url = reverse("authorizations:paper_slip", args=[request.uid])
    answer = client_as(scene.physician).get(url)
    assert answer["Cache-Control"] == "private, no-store"
    said = words(answer.content)
    secret = f"{request.tracking_code[:4]} {request.tracking_code[4:]}"
    for part in (request.folio, secret, "/autorizaciones/seguimiento/", "27/05/2026", "P. S. N. 1."):
        assert part in said, part
    assert not any(word in said for word in (*DIAGNOSIS, curp(1), "Persona"))
    (code,) = codes(answer.content)
    assert code.endswith(f"/autorizaciones/seguimiento/?folio={request.folio}")
    assert request.tracking_code not in code
    assert is_tagged(answer.content)
    actions.claim_request(by=scene.reviewer, at=AT, request=request)
    assert client_as(scene.reviewer).get(url).status_code == 403


def test_the_blank_form_asks_for_the_whole_core_and_says_what_it_is_not(client_as, scene):
    actions.publish_variant(
        by=scene.top, at=AT, place=scene.issste_bc, title="Baja California", valid_from=AT.date(),
        fields=[{"key": "programa", "label": "Programa de apoyo", "type": "choice", "required": True,
                 "options": ["Cruzada", "Ninguno"], "help": ""}],
    )  # fmt: skip
    answer = client_as(scene.desk).get(reverse("authorizations:paper_blank"))
    said = words(answer.content)
    for part in (
        "Autorización previa (formato ST2)", "no es la forma ST-2 del IMSS", "CURP", "NSS", "CIE-10",
        "Justificación", "Anexo de oncología", "Anexo de prótesis", "Cédula profesional", "Fecha deseada",
        "Programa de apoyo (obligatorio)", "Cruzada", "urgencia",
    ):  # fmt: skip
        assert part in said, part
    assert is_tagged(answer.content)
    assert len(pypdfium2.PdfDocument(answer.content)) == 2
    assert "Programa de apoyo" not in words(blank_form(AT))


def test_the_blank_form_is_for_people_of_the_module(client_as, scene):
    url = reverse("authorizations:paper_blank")
    assert client_as(scene.reporter).get(url).status_code == 403
    assert client_as(scene.reviewer).get(url).status_code == 200
