"""The jobs pages: the list, the progress that refreshes itself, cancelling with confirmation."""

import pytest

from cauce.core.jobs.models import Job


@pytest.fixture
def job(world, now):
    return Job.objects.create(
        kind="test.kind",
        title="Emparejamiento 2026",
        by=world.head,
        place=world.issste_bc,
        created_at=now,
        state=Job.State.RUNNING,
        progress_done=30,
        progress_total=120,
        message="Producto 30",
    )


def test_the_list_shows_ones_own_jobs(world, client_as, job):
    assert b"Emparejamiento 2026" in client_as(world.head).get("/trabajos/").content
    assert b"Emparejamiento 2026" not in client_as(world.head_imss).get("/trabajos/").content


def test_the_list_narrows_by_state(world, client_as, job):
    client = client_as(world.head)
    assert b"Emparejamiento 2026" in client.get("/trabajos/?estado=running").content
    assert "No hay trabajos" in client.get("/trabajos/?estado=done").content.decode()


def test_a_running_job_polls_and_a_finished_one_does_not(world, client_as, job, now):
    client = client_as(world.head)
    page = client.get(f"/trabajos/{job.pk}/avance/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert 'value="30"' in page
    Job.objects.update(state="done", finished_at=now, result={"url": "/resultado/"})
    page = client.get(f"/trabajos/{job.pk}/avance/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in page
    assert 'href="/resultado/"' in page


def test_without_htmx_the_fragment_leads_to_the_page(world, client_as, job):
    answer = client_as(world.head).get(f"/trabajos/{job.pk}/avance/")
    assert answer.headers["Location"] == f"/trabajos/{job.pk}/"


def test_cancelling_asks_first(world, client_as, job):
    client = client_as(world.head)
    assert "¿Cancelar «Emparejamiento 2026»?" in client.get(f"/trabajos/{job.pk}/cancelar/").content.decode()
    job.refresh_from_db()
    assert not job.cancel_requested
    client.post(f"/trabajos/{job.pk}/cancelar/")
    job.refresh_from_db()
    assert job.cancel_requested


@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_job_is_refused_with_who_can_see_it(world, client_as, job, method):
    answer = getattr(client_as(world.head_imss), method)(f"/trabajos/{job.pk}/cancelar/")
    assert answer.status_code == 403
    assert "quien lo pidió" in answer.content.decode()


def test_a_job_that_does_not_exist_says_so(world, client_as):
    """JOB-03."""
    answer = client_as(world.head).get("/trabajos/999/")
    assert answer.status_code == 404
    assert "no existe" in answer.content.decode()
