"""The packages' pages and commands: who may, what they say, and the report that is downloaded."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from cauce.core.documents import seal
from cauce.core.jobs.models import Job
from cauce.domains.oralhealth.cli import app
from cauce.domains.oralhealth.models import Sheet
from cauce.domains.oralhealth.packages.kind import KIND
from cauce.interop.packages.models import ReceivedPackage, TrustedKey
from tests.factories.packages import PERIOD, bring, pack, wipe

LIST = reverse("packages:list")


@pytest.fixture
def content(panama) -> bytes:
    """A node's month of one sheet with two rows, gone from here."""
    sheet = panama.sheet()
    panama.row(sheet)
    panama.row(sheet, identity="8-2")
    made = pack(panama)
    wipe(panama.pedregal)
    return made


def upload(content: bytes) -> dict:
    return {"file": SimpleUploadedFile("mes.cauce", content)}


@pytest.mark.parametrize(
    ("who", "status", "sees"),
    [
        ("regional", 200, {"Importar un paquete"}),
        ("national", 200, {"Importar un paquete"}),
        ("reges", 200, {"Exportar el mes"}),
        ("chief", 200, {"Exportar el mes"}),
        ("dentist", 403, set()),
        ("director", 403, set()),
    ],
)
def test_who_opens_the_page_and_what_for(client_as, panama, who, status, sees):
    answer = client_as(panama.users[who]).get(LIST)
    text = answer.content.decode()
    assert answer.status_code == status
    for form in ("Importar un paquete", "Exportar el mes"):
        assert (form in text) is (form in sees)
    assert client_as(panama.users[who]).get(reverse("packages:keys")).status_code == status


def test_a_month_is_exported_and_imported_on_the_pages(client_as, panama, after_commit):
    sheet = panama.sheet()
    panama.row(sheet)
    fields = {"kind": KIND, "place": panama.pedregal.pk, "period": "2026-03"}
    answer = client_as(panama.reges).post(reverse("packages:export"), fields)
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="{panama.pedregal.code}-202603-n1.cauce"'
    )
    wipe(panama.pedregal)
    region = client_as(panama.regional)
    with after_commit():
        sent = region.post(reverse("packages:receive"), upload(answer.content))
    received = ReceivedPackage.objects.get()
    assert sent.headers["Location"] == reverse("packages:received", args=[received.uid])
    assert Job.objects.get().state == "done"
    page = region.get(sent.headers["Location"]).content.decode()
    assert "Tomado" in page
    assert "Odontóloga de ejemplo" in page
    assert "8-123-456" not in page  # no identities
    rows = list(
        csv.reader(
            io.StringIO(
                region.get(reverse("packages:report", args=[received.uid])).getvalue().decode("utf-8-sig")
            )
        )
    )
    assert [r[4] for r in rows[1:]] == ["Tomado", "Tomado"]
    narrowed = region.get(sent.headers["Location"], {"ver": "refused"}).content.decode()
    assert "Ningún registro con ese resultado" in narrowed
    assert received.filename in region.get(LIST).content.decode()
    assert client_as(panama.other_region).get(sent.headers["Location"]).status_code == 404


def test_what_is_refused_whole_says_why(client_as, panama, content, after_commit):
    region = client_as(panama.regional)
    with after_commit():
        sent = region.post(reverse("packages:receive"), upload(content[:-10]))
    page = region.get(sent.headers["Location"]).content.decode()
    assert "se rechazó entero" in page
    assert "faltan 10 de" in page
    assert not Sheet.objects.exists()
    assert region.post(reverse("packages:receive"), {}).status_code == 422


@pytest.mark.parametrize("period", ["marzo", "2026-13", ""])
def test_an_impossible_month_is_told_at_its_field(client_as, panama, period):
    fields = {"kind": KIND, "place": panama.pedregal.pk, "period": period}
    answer = client_as(panama.reges).post(reverse("packages:export"), fields)
    assert answer.status_code == 422
    assert "id_period_error" in answer.content.decode()


def test_a_facility_out_of_reach_is_not_offered(client_as, panama):
    fields = {"kind": KIND, "place": panama.hospital.pk, "period": "2026-03"}
    assert client_as(panama.reges).post(reverse("packages:export"), fields).status_code == 422


def test_keys_are_added_and_revoked(client_as, panama):
    region, address = client_as(panama.regional), reverse("packages:keys")
    public = seal.public_text(seal.load_key(seal.generate_key()))
    assert region.post(address, {"public": "x", "place": panama.pedregal.pk}).status_code == 422
    assert region.post(address, {"public": public, "place": panama.santiago.pk}).status_code == 422
    region.post(address, {"public": public, "place": panama.chiriqui.pk, "note": "por teléfono"})
    key = TrustedKey.objects.get()
    assert key.key_id in region.get(address).content.decode()
    gone = reverse("packages:revoke_key", args=[key.pk])
    assert client_as(panama.other_region).get(gone).status_code == 404
    assert region.get(gone).status_code == 200
    assert region.post(gone, {"reason": ""}).status_code == 422
    region.post(gone, {"reason": "Equipo perdido"})
    key.refresh_from_db()
    assert (key.revoked_by, key.reason) == (panama.regional, "Equipo perdido")
    assert "Equipo perdido" in region.get(address).content.decode()
    assert seal.key_id(public) not in client_as(panama.reges).get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_commands(panama, content, tmp_path, settings):
    call, path = CliRunner().invoke, tmp_path / "mes.cauce"
    path.write_bytes(content)
    read = ["package", "import", str(path), "--as", "regional"]
    done = call(app, [*read, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["counts"]["taken"]) == (0, 3)
    again = call(app, read)
    assert (again.exit_code, "3 sin cambio" in again.stdout) == (0, True)
    path.write_bytes(content[:-1] + b"\1")
    altered = call(app, [*read, "--json"])
    assert (altered.exit_code, json.loads(altered.stdout)["errors"][0]["rule"]) == (2, "PK-04")
    out = tmp_path / "fuera.cauce"
    write = [
        "package",
        "export",
        "--facility",
        panama.pedregal.code,
        "--month",
        PERIOD,
        "-o",
        str(out),
        "--as",
    ]
    assert call(app, [*write, "dentist"]).exit_code == 1
    assert not out.exists()
    assert call(app, [*write, "reges"]).exit_code == 0
    assert bring(panama, out.read_bytes()).state == "done"
    assert (
        call(
            app, ["package", "export", "--facility", "1", "--month", PERIOD, "-o", str(out), "--as", "reges"]
        ).exit_code
        == 2
    )
    public = seal.public_text(seal.load_key(seal.generate_key()))
    trust = ["package", "trust", public, "--facility", panama.pedregal.code, "--as"]
    assert call(app, [*trust, "regional"]).exit_code == 0
    assert call(app, [*trust, "regional"]).exit_code == 2
    assert call(app, [*trust, "reges"]).exit_code == 1
    assert call(app, [*trust, "nobody"]).exit_code == 2
    assert call(app, ["package", "import", str(tmp_path / "no"), "--as", "regional"]).exit_code == 2
