"""The real queue and the pulse thread: progress and cancelling reach a job inside its own transaction."""

import threading

import pytest
from django.db import connection, transaction

from cauce.core import jobs
from cauce.core.jobs.models import Job, WorkerBeat
from cauce.core.jobs.registry import KINDS
from cauce.core.jobs.worker import beat, serve
from tests.factories import make_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue(settings, monkeypatch):
    """The database's own queue, and a quick pulse."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr("cauce.core.jobs.pulse.SECONDS", 0.05)
    monkeypatch.setitem(KINDS, "test.kind", None)


def test_a_job_and_its_place_in_the_queue_commit_together(queue, now):
    jobs.register("test.kind")(lambda job: {"ok": True})
    with transaction.atomic():
        jobs.start("test.kind", by=None, at=now, title="No queda")
        transaction.set_rollback(True)
    kept = jobs.start("test.kind", by=None, at=now, title="Queda")
    serve(once=True)
    assert [(j.title, j.state) for j in Job.objects.all()] == [("Queda", Job.State.DONE)]
    assert kept.pk


def test_cancelling_reaches_a_job_that_is_busy(queue, now):
    started, seen = threading.Event(), []

    def work(job):
        started.set()
        for step in range(2000):
            job.progress(step, 2000, "paso")
            threading.Event().wait(0.01)
        seen.append("ran to the end")

    jobs.register("test.kind")(work)
    job = jobs.start("test.kind", by=make_world(now).head, at=now, title="Largo")

    def ask_to_stop():
        started.wait(10)
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        connection.close()

    asker = threading.Thread(target=ask_to_stop)
    asker.start()
    serve(once=True)
    asker.join()
    job.refresh_from_db()
    assert (job.state, seen) == (Job.State.CANCELLED, [])


def test_a_worker_says_that_it_lives(now):
    beat("worker-1")
    beat("worker-1")
    assert WorkerBeat.objects.get().worker == "worker-1"
