"""A job from queue to end: done, refused, failed, cancelled; who sees it; what a crash leaves."""

from datetime import timedelta

import pytest

from cauce.core import jobs
from cauce.core.audit.models import Event
from cauce.core.errors import NotAllowed, NotNow, Refusal
from cauce.core.jobs.actions import cancel_job
from cauce.core.jobs.models import Job
from cauce.core.jobs.queries import visible_jobs
from cauce.core.jobs.reaper import reap
from cauce.core.jobs.registry import KINDS
from cauce.core.jobs.running import run_job

State = Job.State


@pytest.fixture
def kind(monkeypatch):
    """`kind(function, idempotent=…)` registers "test.kind" for one test."""

    def add(function, **options):
        monkeypatch.setitem(KINDS, "test.kind", None)
        jobs.register("test.kind", **options)(function)

    return add


@pytest.fixture
def start(world, now):
    """Queue a job of "test.kind" by the head of ISSSTE Baja California."""

    def queue(**changes):
        arguments = {"by": world.head, "at": now, "title": "Prueba", "params": {"n": 3}}
        return jobs.start("test.kind", **{**arguments, "place": world.issste_bc, **changes})

    return queue


def run(job: Job) -> Job:
    run_job.func(job.pk)
    job.refresh_from_db()
    return job


def test_a_job_runs_to_its_end_after_commit(kind, start, after_commit):
    kind(lambda job: {"sum": job.params["n"] + 1, "url": "/x/"})
    with after_commit():
        job = start()
        assert job.state == State.QUEUED
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (State.DONE, {"sum": 4, "url": "/x/"}, 1)
    assert job.finished_at


def test_nothing_runs_before_the_commit(kind, start, django_capture_on_commit_callbacks):
    kind(lambda job: pytest.fail("it ran"))
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        job = start()
    job.refresh_from_db()
    assert (job.state, len(waiting)) == (State.QUEUED, 1)


def test_progress_is_written(kind, start):
    def work(job):
        job.progress(1, 4, "Leyendo")
        assert Job.objects.get(pk=job.id).percent == 25

    kind(work)
    assert run(start()).progress_done == 4


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [
        (
            Refusal("Falta el archivo.", rule="T-1", remedy="Súbalo."),
            State.FAILED,
            "Falta el archivo. Súbalo.",
        ),
        (ZeroDivisionError("x"), State.FAILED, "referencia"),
        (jobs.Cancelled(), State.CANCELLED, ""),
    ],
)
def test_each_bad_end_has_its_state_and_sentence(kind, start, error, state, sentence):
    def work(job):
        raise error

    kind(work)
    job = run(start())
    assert job.state == state
    assert sentence in job.error
    assert bool(job.trace_id) is isinstance(error, ZeroDivisionError)


def test_cancelling_while_it_waits_stops_it_at_once(kind, start, world, now):
    kind(lambda job: pytest.fail("a cancelled job ran"))
    job = cancel_job(by=world.head, at=now, job=start())
    assert job.state == State.CANCELLED
    assert run(job).attempts == 0
    assert Event.objects.get(action="jobs.job.cancel").subject_id == str(job.pk)


def test_cancelling_while_it_runs_stops_it_at_its_next_step(kind, start, world, now):
    reached = []

    def work(job):
        cancel_job(by=world.head, at=now, job=Job.objects.get(pk=job.id))
        reached.append("before")
        job.progress(1, 2)
        reached.append("after")

    kind(work)
    assert run(start()).state == State.CANCELLED
    assert reached == ["before"]


def test_a_finished_job_cannot_be_cancelled(kind, start, world, now):
    kind(lambda job: None)
    job = run(start())
    with pytest.raises(NotNow, match="ya terminó") as refusal:
        cancel_job(by=world.head, at=now, job=job)
    assert refusal.value.rule == "JOB-01"


def test_only_the_owner_and_who_reads_jobs_there_may_touch_it(kind, start, world, now):
    kind(lambda job: None)
    job = start()
    with pytest.raises(NotAllowed) as refusal:
        cancel_job(by=world.head_imss, at=now, job=job)
    assert refusal.value.rule == "JOB-02"
    assert not visible_jobs(world.head_imss, now).exists()
    for who in (world.head, world.users["sector"], world.admin):
        assert visible_jobs(who, now).get() == job


def test_an_unknown_kind_is_refused_at_the_door(world, now):
    with pytest.raises(KeyError):
        jobs.start("test.nothing", by=world.head, at=now, title="x")


@pytest.mark.parametrize(
    ("idempotent", "attempts", "state"),
    [(True, 1, State.QUEUED), (True, 2, State.FAILED), (False, 1, State.FAILED)],
)
def test_the_reaper_settles_jobs_without_a_heartbeat(kind, start, now, idempotent, attempts, state):
    kind(lambda job: None, idempotent=idempotent)
    job = start()
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, attempts=attempts, heartbeat_at=now - timedelta(minutes=10)
    )
    assert reap(now) == 1
    job.refresh_from_db()
    assert job.state == state
    assert ("se detuvo" in job.error) is (state == State.FAILED)


def test_the_reaper_leaves_living_jobs_alone(kind, start, now):
    kind(lambda job: None)
    job = start()
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, attempts=1, heartbeat_at=now - timedelta(seconds=20)
    )
    assert reap(now) == 0
    assert Job.objects.get().state == State.RUNNING


def test_a_run_given_up_too_early_still_tells_the_truth(kind, start, now):
    def work(job):
        Job.objects.filter(pk=job.id).update(heartbeat_at=now - timedelta(minutes=10))
        reap(now)
        assert Job.objects.get(pk=job.id).state == State.FAILED
        return {"n": 1}

    kind(work)
    job = run(start())
    assert (job.state, job.error) == (State.DONE, "")


@pytest.mark.parametrize(
    ("ending", "tells", "titles"),
    [
        (lambda job: {}, False, ["Terminó: Prueba"]),
        (lambda job: {}, True, []),
        (lambda job: 1 / 0, True, ["No se pudo terminar: Prueba"]),
        (lambda job: (_ for _ in ()).throw(jobs.Cancelled()), False, []),
    ],
)
def test_the_person_is_told_how_it_ended(kind, start, world, ending, tells, titles):
    kind(ending, tells=tells)
    job = run(start())
    notices = list(world.head.notifications.all())
    assert [notice.title for notice in notices] == titles
    assert all(notice.url == f"/trabajos/{job.pk}/" for notice in notices)


def test_the_person_is_told_when_a_crash_ended_it(kind, start, world, now):
    kind(lambda job: None)
    job = start()
    Job.objects.filter(pk=job.pk).update(
        state=State.RUNNING, attempts=1, heartbeat_at=now - timedelta(minutes=10)
    )
    reap(now)
    assert "se detuvo" in world.head.notifications.get().body
