"""Pages and files of the consolidated."""

import csv
import io

import openpyxl
import pytest

from cauce.core.jobs import files
from cauce.core.jobs.models import Job
from cauce.domains.exchange.views import consolidated as views

AT = "/intercambio/rondas/2026/consolidado/"


def lines_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def client(filled, client_as):
    return client_as(filled.users["sector"])


def test_every_number_of_the_page_leads_to_that_many_rows(client):
    table = client.get(f"{AT}?by=institution&by2=level").context["table"]
    assert len(table.rows) == 3
    for row in [*table.rows, table.total]:
        lines = row.cells[0]
        assert client.get(lines.url).context["page"].paginator.count == lines.value


def test_every_figure_is_the_sum_of_its_rows(client):
    table = client.get(f"{AT}?by=level").context["table"]
    names = [key for key, _short, _label in table.measures]
    checked = 0
    for row in table.rows:
        for name, cell in zip(names, row.cells, strict=True):
            if name.endswith(("_events", "_patients")) and cell.url:
                rows = client.get(cell.url).context["rows"]
                assert sum(r[name] or 0 for r in rows) == cell.value
                checked += 1
    assert checked >= 6


QUERIES = ["", "?by=product&by2=cause", "?by=level&open=1", "?state=1&orden=-lines", "?by=state&by2=state"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_page_opens_in_every_cut(client, query):
    response = client.get(f"{AT}{query}")
    assert response.status_code == 200
    assert "Consolidado" in response.content.decode()


def test_a_wrong_cut_is_said_and_the_default_one_shown(client):
    response = client.get(f"{AT}?by=luna&level=x")
    assert response.status_code == 422
    assert "no es válido" in response.content.decode()


def test_an_empty_cut_says_what_to_do(client):
    page = client.get(f"{AT}?level=3").content.decode()
    assert "Incluir registros abiertos" in page


def test_open_declarations_are_marked(client):
    page = client.get(f"{AT}?open=1").content.decode()
    assert "incluye registros abiertos" in page
    assert "De abiertos" in page


def test_the_current_round_is_found(client):
    assert client.get("/intercambio/consolidado/")["Location"] == AT
    assert client.get("/intercambio/rondas/1999/consolidado/").status_code == 404


@pytest.mark.parametrize("who", ["head", "reporter", "editor", "admin"])
@pytest.mark.parametrize("tail", ["", "renglones/", "renglones.csv", "renglones.xlsx", "?formato=csv"])
def test_without_permission_nothing_of_it_opens(filled, client_as, who, tail):
    assert client_as(filled.users[who]).get(f"{AT}{tail}").status_code == 403


def test_a_coordinator_downloads_only_their_institution(filled, client_as):
    rows = lines_of(client_as(filled.coordinator_imss).get(f"{AT}renglones.csv"))
    assert [row[0] for row in rows[1:]] == ["IMSS"]


def test_the_aggregate_as_csv_and_xlsx_says_the_same(client, tmp_path):
    rows = lines_of(client.get(f"{AT}?by=cause&formato=csv"))
    assert rows[0][0] == "Causa principal"
    assert rows[-1][:2] == ["Total", "3"]
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(client.get(f"{AT}?by=cause&formato=xlsx").streaming_content))
    found = [[c.value for c in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
    assert [[str(c or "") for c in row] for row in found] == rows


def test_the_rows_as_xlsx_at_once(client, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(client.get(f"{AT}renglones.xlsx").streaming_content))
    assert openpyxl.load_workbook(path).active.max_row == 6
    assert list(files.folder().iterdir()) == []


@pytest.fixture
def _in_a_folder_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.usefixtures("_in_a_folder_of_its_own")
@pytest.mark.django_db(transaction=True)
def test_a_very_large_workbook_is_made_by_a_job(filled, client_as, monkeypatch, tmp_path):
    monkeypatch.setattr(views, "ROWS_AT_ONCE", 2)
    client = client_as(filled.coordinator)
    response = client.get(f"{AT}renglones.xlsx")
    job = Job.objects.get()
    assert response["Location"] == f"/trabajos/{job.pk}/"
    assert (job.state, job.result["rows"]) == ("done", 4)
    file = client.get(job.result["url"])
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"".join(file.streaming_content))
    assert openpyxl.load_workbook(path).active.max_row == 5
    assert client_as(filled.coordinator_imss).get(job.result["url"]).status_code == 403
    files.path_of(job.pk, "xlsx").unlink()
    assert client.get(job.result["url"]).status_code == 404
