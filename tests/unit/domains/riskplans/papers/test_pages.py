"""The reports' pages: who opens and does what by address; writing in place; files; the national consolidated."""

import io

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from cauce.core.jobs import files
from cauce.core.jobs.models import Job
from cauce.domains.riskplans import actions
from cauce.domains.riskplans.models import Narrative, SihoLoad
from cauce.domains.riskplans.urls_reports import urlpatterns
from cauce.domains.riskplans.views import papers as views
from tests.factories.people import user_with

OWN = "officer territory evaluator ministry catalogue"
LAND = "territory evaluator ministry catalogue"
NATION = "evaluator ministry"
# address → (parameters, who may read it). The report is ESE Honda's, of Tolima.
PAGES = {
    "ficha": ("report", OWN),
    "evaluation_pdf": ("evaluation", OWN),
    "follow_ups": ("", OWN + " other_officer other_territory"),
    "follow_up": ("place period", LAND),
    "follow_up_file": ("place period pdf", LAND),
    "paper_made": ("job pdf", "territory"),
    "annuals": ("", NATION),
    "annual": ("year", NATION),
    "annual_file": ("year docx", NATION),
    "national": ("", NATION),
    "national_file": ("csv", NATION),
    "siho": ("", NATION + " catalogue"),
}
ACTS = {
    "follow_up": ("place period", {"parte": "context", "texto": "Uno", "version": "0"}, "territory"),
    "annual": ("year", {"parte": "causes", "texto": "Uno", "version": "0"}, "evaluator"),
    "follow_up_issue": ("place period", {}, "territory"),
    "annual_issue": ("year", {}, "evaluator"),
    "evaluation_issue": ("evaluation", {}, "evaluator"),
    "siho_load": ("", {"archivo": "file", "origen": "SIHO"}, "catalogue"),
}
PEOPLE = [
    "officer",
    "territory",
    "evaluator",
    "ministry",
    "catalogue",
    "other_officer",
    "other_territory",
    "stranger",
]


@pytest.fixture
def place(colombia, settings, tmp_path):
    """Parameters of the addresses; a job of the territory's made a file."""
    settings.VAR_DIR = tmp_path
    job = Job.objects.create(
        kind="riskplans.file", by=colombia.territory, created_at=colombia.at, title="Informe"
    )
    files.path_of(job.pk, "pdf").write_bytes(b"%PDF-")
    report = colombia.received()
    evaluation = actions.open_evaluation(by=colombia.evaluator, at=colombia.at, report=report)
    return {
        "report": report.pk, "evaluation": evaluation.pk, "place": colombia.tolima.code, "period": "2026Q1",
        "year": "2025April", "pdf": "pdf", "docx": "docx", "csv": "csv", "job": job.pk,
    }  # fmt: skip


def address(name, parameters, place):
    return reverse(f"riskplans:{name}", args=[place[key] for key in parameters.split()])


def person(colombia, name):
    return user_with("auditor", colombia.places["choco"]) if name == "stranger" else colombia.users[name]


@pytest.mark.parametrize("who", PEOPLE)
def test_who_opens_each_page(colombia, client_as, place, who):
    client, wrong = client_as(person(colombia, who)), []
    for name, (parameters, allowed) in PAGES.items():
        status = client.get(address(name, parameters, place)).status_code
        if (status == 200) != (who in allowed.split()):
            wrong.append((name, status))
    assert wrong == []


@pytest.mark.parametrize("who", PEOPLE)
def test_who_does_each_act(colombia, client_as, place, who):
    client, wrong = client_as(person(colombia, who)), []
    for name, (parameters, sent, allowed) in ACTS.items():
        filled = {k: SimpleUploadedFile("a.csv", b"x") if v == "file" else v for k, v in sent.items()}
        point = transaction.savepoint()
        status = client.post(address(name, parameters, place), filled).status_code
        transaction.savepoint_rollback(point)
        if (status != 403) != (who in allowed.split()):
            wrong.append((name, status))
    assert wrong == []


def test_every_address_is_in_one_of_the_tables():
    assert {p.name for p in urlpatterns} == {*PAGES, *ACTS}


def test_a_text_is_written_on_the_page_and_a_conflict_shows_both(colombia, client_as, place):
    client = client_as(colombia.territory)
    url = address("follow_up", "place period", place)
    sent = {"parte": "presentation", "texto": "Primero", "version": "0"}
    answer = client.post(url, sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith("#parte-presentation")
    answer = client.post(url, sent | {"texto": "Segundo"})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Alguien guardó este texto antes que usted" in words
    assert ">Segundo</textarea>" in words
    assert "Primero" in words
    assert Narrative.objects.get().text == "Primero"


def test_the_files_hold_what_the_page_shows(colombia, client_as, place):
    client = client_as(colombia.territory)
    answer = client.get(reverse("riskplans:follow_up_file", args=[colombia.tolima.code, "2026Q1", "docx"]))
    document = docx.Document(io.BytesIO(b"".join(answer.streaming_content)))
    assert document.paragraphs[1].text == "Informe de seguimiento a los PGIR"
    answer = client.get(reverse("riskplans:ficha", args=[place["report"]]))
    assert answer.content.startswith(b"%PDF")
    missing = client.get(reverse("riskplans:follow_up_file", args=[colombia.tolima.code, "2026Q1", "odt"]))
    assert missing.status_code == 404


@pytest.mark.parametrize(
    "address", ["seguimiento/nada/2026Q1/", "seguimiento/CO-73/2026/", "anual/2026/", "anual/x/"]
)
def test_what_is_no_report_is_not_found(colombia, client_as, address):
    assert client_as(colombia.evaluator).get(f"/planes-de-riesgo/{address}").status_code == 404


def test_the_national_consolidated_filters_sorts_and_downloads(colombia, client_as, place):
    colombia.version("istmina", by=colombia.other_territory)
    client, url = client_as(colombia.ministry), reverse("riskplans:national")
    names = [colombia.hospitals[key].unit.name for key in ("honda", "istmina")]
    words = client.get(f"{url}?periodo=2026Q1&orden=-uvr").content.decode()
    assert words.index(names[0]) < words.rindex(names[1])
    missing = client.get(f"{url}?periodo=2026Q1&entrega=faltan").content.decode()
    assert names[1] in missing
    assert names[0] not in missing
    assert "Nada que consolidar" in client.get(f"{url}?nivel=9").content.decode()
    answer = client.get(reverse("riskplans:national_file", args=["csv"]) + "?periodo=2026Q1")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    answer = client.get(
        reverse("riskplans:national_file", args=["xlsx"]) + "?periodo=2026Q1&entrega=completas"
    )
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.active.max_row == 2


def test_an_extract_is_loaded_or_refused_on_its_page(colombia, client_as):
    client = client_as(colombia.catalogue)
    url = reverse("riskplans:siho_load")
    bad = SimpleUploadedFile("s.csv", b"nivel,concepto\n")
    answer = client.post(url, {"archivo": bad, "origen": "SIHO"})
    assert answer.status_code == 422
    assert "Falta la columna" in answer.content.decode()
    assert 'value="SIHO"' in answer.content.decode()
    assert client.post(url, {"origen": "SIHO"}).status_code == 422
    good = SimpleUploadedFile(
        "s.csv", b"nivel,concepto,cantidad,departamento,anio\n2,Exodoncias,4,Tolima,2018\n"
    )
    assert client.post(url, {"archivo": good, "origen": "SIHO"}).status_code == 302
    assert SihoLoad.objects.get().figures == 1
    assert "s.csv" in client.get(reverse("riskplans:siho")).content.decode()


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_report_of_many_hospitals_is_written_by_a_job(
    colombia, client_as, place, monkeypatch, django_capture_on_commit_callbacks, ending
):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    client = client_as(colombia.territory)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.get(
            reverse("riskplans:follow_up_file", args=[colombia.tolima.code, "2026Q1", ending]), follow=True
        )
    assert "el archivo se prepara aparte" in answer.content.decode()
    job = Job.objects.get(kind="riskplans.file", params__ending=ending)
    assert job.state == "done", job.error
    assert "I trimestre de 2026" in job.title
    content = b"".join(client.get(job.result["url"]).streaming_content)
    assert content[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[ending]
    assert client_as(colombia.officer).get(job.result["url"]).status_code == 403
    files.path_of(job.pk, ending).unlink()
    assert client_as(colombia.territory).get(job.result["url"]).status_code == 404


def test_only_hospitals_start_folded(colombia, client_as, place):
    words = client_as(colombia.territory).get(address("follow_up", "place period", place)).content.decode()
    assert '<details class="chapter"><summary><h2 id="31-' in words
    assert '<section class="chapter"><h2 id="3-informe-por-cada' in words
