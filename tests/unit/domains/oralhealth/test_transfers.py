"""Files of rows from the page: looked at, decided, stored; and rows going out and coming back the same."""

import csv
import gzip
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cauce.core import jobs
from cauce.core.audit.log import sentence
from cauce.core.audit.models import Event
from cauce.core.errors import Invalid, NotAllowed, NotNow
from cauce.core.jobs.models import Job
from cauce.domains.oralhealth import actions
from cauce.domains.oralhealth.actions import import_rows
from cauce.domains.oralhealth.importing import files
from cauce.domains.oralhealth.importing import jobs as import_jobs
from cauce.domains.oralhealth.models import PatientRow, RowsImport, Sheet
from cauce.domains.oralhealth.rules.flat import COLUMNS
from cauce.interop import incoming
from tests.factories.packages import records_of, wipe

from .test_importing import line, text_of

LIST, EXPORT = reverse("oralhealth:rows_imports"), reverse("oralhealth:rows_export")


@pytest.fixture
def send(client_as, panama, after_commit):
    """`send(text)`: upload as the dentist, let the job run; the answer's page and the file."""

    def upload(text: str, who: str = "dentist", name: str = "filas.csv"):
        client = client_as(panama.users[who])
        content = text if isinstance(text, bytes) else text.encode()
        with after_commit():
            sent = client.post(LIST, {"file": SimpleUploadedFile(name, content)})
        found = RowsImport.objects.latest("pk")
        return client, sent.headers.get("Location"), found

    return upload


def test_a_file_is_looked_at_then_stored(send, after_commit, panama):
    client, address, found = send(text_of(line(), line(identity="8-2")))
    assert (found.state, found.counts["rows"], found.counts["errors"]) == ("waiting", 2, 0)
    assert not Sheet.objects.exists()
    assert "Guardar los renglones" in client.get(address).content.decode()
    with after_commit():
        client.post(address, {"guardar": "1"})
    found.refresh_from_db()
    assert (found.state, PatientRow.objects.count()) == ("stored", 2)
    assert Job.objects.filter(state="done").count() == 2
    assert not incoming.path_of(found.uid).exists()
    assert "quedaron guardados" in client.get(address).content.decode()
    told = [sentence(e) for e in Event.objects.filter(action__startswith="oralhealth.")]
    assert "importó 2 renglones de 1 hojas desde «filas.csv»" in told
    assert "filas.csv" in client.get(LIST).content.decode()


def test_errors_are_shown_and_nothing_can_be_stored(send, panama):
    client, address, found = send(text_of(line(), line(identity="8-2", sex="9")))
    page = client.get(address).content.decode()
    assert "línea 3, columna sex" in page
    assert "Guardar los renglones" not in page
    assert found.state == "refused"
    with pytest.raises(NotNow) as refused:
        actions.accept_rows_import(by=panama.dentist, at=panama.at, import_=found)
    assert refused.value.rule == "OH-166"
    report = client.get(reverse("oralhealth:rows_problems", args=[found.uid])).content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(report)))
    assert table[1][:3] == ["línea 3, columna sex", "OH-18", "error"]


def test_warnings_are_listed_and_confirmed_by_storing(send, after_commit):
    client, address, found = send(text_of(line(), line()))
    assert "OH-78" in client.get(address).content.decode()
    with after_commit():
        client.post(address, {"guardar": "1"})
    found.refresh_from_db()
    assert found.state == "stored"


def test_a_file_that_cannot_be_read_says_why(send):
    _client, _address, found = send(b"\xff\xfe\x00")
    assert (found.state, found.problems[0]["rule"]) == ("refused", "OH-164")


def test_a_file_is_discarded_by_its_person_only(send, client_as, panama):
    client, address, found = send(text_of(line()))
    assert client_as(panama.colleague).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        actions.discard_rows_import(by=panama.colleague, at=panama.at, import_=found)
    client.post(address, {"descartar": "1"})
    found.refresh_from_db()
    assert found.state == "discarded"
    assert not incoming.path_of(found.uid).exists()
    client.post(address, {"guardar": "1"})
    assert not Sheet.objects.exists()


def test_what_changed_meanwhile_is_found_when_storing(send, after_commit, panama):
    client, address, found = send(text_of(line()))
    panama.sheet()
    with after_commit():
        client.post(address, {"guardar": "1"})
    found.refresh_from_db()
    assert (found.state, found.problems[0]["rule"]) == ("refused", "OH-103")


@pytest.mark.parametrize(
    ("kind", "start", "end"), [("check", "checking", "discarded"), ("store", "storing", "waiting")]
)
def test_cancelling_leaves_nothing_half_way(send, panama, kind, start, end):
    _client, _address, found = send(text_of(line(), line(identity="8-2")))
    RowsImport.objects.filter(pk=found.pk).update(
        state=start, decided_at=panama.at, decided_by=panama.dentist
    )
    handle = jobs.JobHandle(1, {"import": found.pk}, panama.dentist, None, panama.at, lambda *_: True)
    with pytest.raises(jobs.Cancelled):
        getattr(import_jobs, kind)(handle)
    found.refresh_from_db()
    assert (found.state, Sheet.objects.exists()) == (end, False)


def test_a_job_that_runs_again_does_no_harm(send, after_commit, panama):
    client, address, found = send(text_of(line()))
    with after_commit():
        client.post(address, {"guardar": "1"})
    handle = jobs.JobHandle(1, {"import": found.pk}, panama.dentist, None, panama.at, lambda *_: False)
    import_jobs.store(handle)
    import_jobs.check(handle)
    assert PatientRow.objects.count() == 1


def test_who_may_bring_files(client_as, panama):
    assert client_as(panama.dentist).get(LIST).status_code == 200
    assert client_as(panama.director).get(LIST).status_code == 403
    with pytest.raises(NotAllowed):
        actions.prepare_rows_import(by=panama.director, at=panama.at, filename="x", chunks=[b"x"])


def test_a_file_may_not_weigh_anything(panama, monkeypatch):
    monkeypatch.setattr("cauce.domains.oralhealth.actions.transfers.MAX_BYTES", 10)
    with pytest.raises(Invalid) as refused:
        actions.prepare_rows_import(by=panama.dentist, at=panama.at, filename="x", chunks=[b"x" * 11])
    assert refused.value.rule == "OH-167"
    assert list(incoming.folder().iterdir()) == []


def test_large_files_pass_where_they_are_expected_and_only_there(client_as, panama, monkeypatch, settings):
    from cauce.core.documents import uploads

    monkeypatch.setattr(uploads, "MAX_BYTES", 1_000)
    monkeypatch.setattr(uploads, "ENVELOPE", 1_000)
    client = client_as(panama.regional)
    content = SimpleUploadedFile("x.csv", b"x" * 5_000)
    assert client.post(reverse("packages:receive"), {"file": content}).status_code == 413
    content.seek(0)
    assert client_as(panama.dentist).post(LIST, {"file": content}).status_code == 302


@pytest.fixture
def written(panama):
    """A sheet with odd cells, continuations and codes with leading zeros."""
    sheet = panama.sheet()
    full = [{"code": c, "number": "1", "class": "1"} for c in ("01", "02", "07", "10", "13", "47")]
    panama.row(sheet, locality="=cmd|'x'!A1, «Ñandú»; \"a\"", activities=full)
    panama.row(sheet, identity="8-2", ethnic="9D", age="99", over_100="1", referral="2RF", surco="1",
               referred_service="12", violence="1", completed="1",
               diagnoses=[{"text": "palabras propias", "code": "K02-9", "class": "2"}])  # fmt: skip
    return sheet


def content_of(place) -> list:
    """The rows without names and versions, which a file does not carry."""
    records = records_of(place)
    heads = [s["head"] for s in records["sheets"]]
    return [heads, [(r["position"], r["typed"]) for r in records["rows"]]]


def exported(client, place, form):
    days = {"place": place.pk, "first": "2026-03-01", "last": "2026-03-31", "form": form}
    answer = client.get(EXPORT, days)
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", ["csv", "xlsx", "gz"])
def test_what_goes_out_comes_back_the_same(client_as, panama, written, tmp_path, form):
    content = exported(client_as(panama.chief), panama.pedregal, form.replace("gz", "csv"))
    before = content_of(panama.pedregal)
    wipe(panama.pedregal)
    path = tmp_path / "rows"
    path.write_bytes(gzip.compress(content, mtime=0) if form == "gz" else content)
    report = import_rows(by=panama.dentist, at=panama.at, path=path, confirmed=True)
    assert (report.stored, [str(p) for p in report.problems if p.level == "error"]) == (True, [])
    assert content_of(panama.pedregal) == before


def test_identities_are_masked_for_who_may_not_see_them(client_as, panama, written):
    text = exported(client_as(panama.regional), panama.chiriqui, "csv").decode()
    assert "8-123-456" not in text
    assert "•••456" in text
    event = Event.objects.get(action="oralhealth.rows.export")
    assert (event.data["identities"], event.place) == (False, panama.chiriqui)
    outside = client_as(panama.other_region).get(EXPORT, {"place": panama.pedregal.pk, "first": "2026-03-01",
                                                          "last": "2026-03-31", "form": "csv"})  # fmt: skip
    assert outside.status_code == 422
    assert client_as(panama.regional).get(EXPORT).status_code == 200


def test_a_large_spreadsheet_is_read_as_it_comes(panama, tmp_path, monkeypatch):
    path, book = tmp_path / "rows.xlsx", openpyxl.Workbook()
    for cells in (list(COLUMNS), [None], list(line().values()), [*line(identity="8-2").values(), None]):
        book.active.append(cells)
    book.save(path)
    at_once = list(files.read_lines(path))
    monkeypatch.setattr(files, "MAX_AT_ONCE", 0)
    assert list(files.read_lines(path)) == at_once
    assert [n for n, _cells in at_once] == [1, 3, 4]


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnot gzip", gzip.compress(b"a,b\n" * 900, mtime=0)[:-20], b"a,b\n1,\x00\n"]
)
def test_damaged_files_are_refused(tmp_path, content):
    path = tmp_path / "rows"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        list(files.read_lines(path))
    assert refused.value.rule == "OH-164"


def test_what_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000)
    path = tmp_path / "rows"
    path.write_bytes(gzip.compress(b"a,b\n" * 900, mtime=0))
    with pytest.raises(Invalid):
        list(files.read_lines(path))
