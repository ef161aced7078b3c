"""The day's sheet and the blank form as PDF; form B as page and file."""

import csv
import io
import json
import uuid

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from cauce.core.audit.models import Event
from cauce.domains.oralhealth.actions import save_admin, save_promotion
from cauce.domains.oralhealth.queries.promotion import by_topic, promotion_in_reach, totals_of
from cauce.domains.oralhealth.rules.examples import ADMIN, MORE, PROMOTION, ROW, SIX


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def data_of(content: bytes) -> dict:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return json.loads(pdf.attachments["datos.json"].get_file().read_bytes())


@pytest.fixture
def day(panama):
    """A sheet with a patient and its continuation, a talk and an administrative hour."""
    sheet = panama.sheet()
    panama.row(sheet, **SIX, completed="1")
    panama.row(sheet, **{**dict.fromkeys(ROW, ""), "diagnoses": [], **MORE})
    act = {"by": panama.dentist, "at": panama.at, "sheet": sheet}
    save_promotion(**act, typed={**PROMOTION, "invited": "2", "beneficiaries": "27"}, uid=uuid.uuid4())
    save_promotion(**act, typed={**PROMOTION, "topic": "  higiene  BUCAL"}, uid=uuid.uuid4())
    save_admin(**act, typed=ADMIN, uid=uuid.uuid4())
    return sheet


def test_the_printed_sheet_says_what_the_sheet_says(client_as, panama, day):
    answer = client_as(panama.dentist).get(reverse("oralhealth:sheet_pdf", args=[day.uid]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    data = data_of(answer.content)
    patient, more = data["patients"]
    assert patient["boxes"] == [
        "1",
        "1",
        "8-123-456",
        "3",
        "34",
        "2",
        "1",
        "1",
        "08 08 13",
        "2",
        "2",
        "",
        "",
        "",
        "",
        "",
    ]
    assert patient["activities"][0] == ["01", "1", "1"]
    assert (patient["completed"], patient["diagnoses"]) == ("1", [["Caries de la dentina", "K02.1", "1"]])
    assert (more["continuation"], more["activities"]) == (True, [["49", "1", "1"]])
    assert (data["seen"], len(data["talks"]), data["tasks"]) == (1, 2, [["81 Reuniones", "1:00"]])
    text = words(answer.content)
    for said in (
        "Registro diario de actividades",
        "0808130801",
        "8-123-456",
        "Dato sintético",
        "Firma y sello",
    ):
        assert said in text


def test_who_may_not_see_identities_prints_none_and_reading_is_logged(client_as, panama, day):
    region = client_as(panama.regional).get(reverse("oralhealth:sheet_pdf", args=[day.uid]))
    assert "8-123-456" not in words(region.content)
    assert not Event.objects.filter(action="oralhealth.patient.read").exists()
    client_as(panama.reges).get(reverse("oralhealth:sheet_pdf", args=[day.uid]))
    assert Event.objects.get(action="oralhealth.patient.read").by == panama.reges
    outside = client_as(panama.other_region).get(reverse("oralhealth:sheet_pdf", args=[day.uid]))
    assert outside.status_code == 403


def test_the_blank_form_has_lines_to_write_on_and_its_codes(client_as, panama):
    answer = client_as(panama.dentist).get(reverse("oralhealth:blank_sheet"))
    data = data_of(answer.content)
    assert data["blank"]
    assert set(data["head"].values()) == {""}
    titles = {key["title"] for key in data["keys"]}
    assert {"Casilla 2. Etnia y discapacidad", "Actividades y procedimientos"} <= titles
    text = words(answer.content)
    assert "Formulario en blanco" in text
    assert "105 Apoyo a otras instituciones" in text
    assert client_as(panama.users["national"]).get(reverse("oralhealth:blank_sheet")).status_code == 200


def test_form_b_sums_invited_beneficiaries_and_topics(client_as, panama, day):
    rows = promotion_in_reach(panama.regional, panama.at, 202603)
    total = totals_of(rows)
    assert (total.activities, total.minutes, total.people) == (2, 180, 54)
    assert (total.invited, total.beneficiaries, total.told) == (2, 27, 1)  # blank is not zero
    assert [(topic, found.activities) for topic, found in by_topic(rows)] == [("Higiene bucal", 2)]
    assert promotion_in_reach(panama.other_region, panama.at, 202603) == []
    page = (
        client_as(panama.regional).get(reverse("oralhealth:promotion"), {"mes": "2026-03"}).content.decode()
    )
    assert "10 Exposición" in page
    assert reverse("oralhealth:lines", args=[day.uid, "educacion"]) in page
    latest = client_as(panama.regional).get(reverse("oralhealth:promotion")).content.decode()
    assert "2026-03" in latest
    nothing = client_as(panama.regional).get(
        reverse("oralhealth:promotion"), {"mes": "2026-03", "instalacion": panama.hospital.code}
    )
    assert "Sin actividades de educación ni promoción" in nothing.content.decode()


def test_totals_of_nothing_are_not_reported():
    total = totals_of([])
    assert (total.activities, total.invited, total.beneficiaries) == (0, None, None)


def test_form_b_leaves_as_csv(client_as, panama, day):
    answer = client_as(panama.regional).get(
        reverse("oralhealth:promotion"), {"mes": "2026-03", "formato": "csv"}
    )
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Población beneficiaria"] for row in rows] == ["27", ""]
    assert rows[0]["Tipo de promoción"].startswith("1 ")
