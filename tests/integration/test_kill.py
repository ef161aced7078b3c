"""kill -9 at the worst moments: afterwards everything is whole or not there, the chain verifies, work goes on."""

import threading

import pytest
from django.utils import timezone

from cauce.core import jobs
from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.documents import storage
from cauce.core.documents.models import IssuedDocument
from cauce.core.jobs.models import Job, ScheduledRun
from cauce.domains.exchange.models import Declaration
from tests.factories import PASSWORD, World, make_world
from tests.factories.lines import add_line

from . import slow_job
from .systems import Server, cauce_process, kill, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

FINALISING = "cauce.domains.exchange.actions.finalising"
FORM = {"answer": "si", "password": PASSWORD}


@pytest.fixture
def world() -> World:
    """The usual scene, its round open at this very moment: the server has a real clock."""
    return make_world(timezone.now())


@pytest.fixture
def declaration(world) -> Declaration:
    """ISSSTE Baja California answered SI and has two rows."""
    found, _created = Declaration.objects.update_or_create(
        round=world.round, entity=world.issste_bc, defaults={"answer": True}
    )
    for product in world.products[:2]:
        add_line(world, found, world.issste_bc_1, product)
    return found


def finalise_and_kill(world, declaration, tmp_path, stop_after: str) -> None:
    """Send step 7 to a server that stops at `stop_after`, and kill it there."""
    with Server(tmp_path, stop_after) as server:
        path = f"/intercambio/registro/{declaration.pk}/finalizar/"
        sender = threading.Thread(target=server.post, args=(world.head, path, FORM))
        sender.start()
        wait_for(server.mark.exists, f"{stop_after} was reached")
        server.kill()
        sender.join()


def assert_nothing_there(declaration) -> None:
    declaration.refresh_from_db()
    assert (declaration.state, declaration.final_version, declaration.finalised_by) == ("open", 0, None)
    assert declaration.lines.count() == 2
    assert not IssuedDocument.objects.exists()
    assert not Event.objects.filter(action="exchange.declaration.finalise").exists()
    assert verify().whole


def assert_whole(declaration) -> None:
    declaration.refresh_from_db()
    assert (declaration.state, declaration.final_version) == ("finalised", 1)
    document = IssuedDocument.objects.get()
    assert list(storage.damaged([document.sha256])) == []
    assert Event.objects.filter(action="exchange.declaration.finalise").count() == 1
    assert verify().whole


@pytest.mark.parametrize("moment", ["_freeze", "issue_final_version", "record"])
def test_killed_before_the_commit_nothing_is_there_and_it_can_be_finalised_again(
    world, declaration, tmp_path, moment
):
    finalise_and_kill(world, declaration, tmp_path, f"{FINALISING}:{moment}")
    wait_for(lambda: not Declaration.objects.filter(state="finalised").exists(), "rolled back")
    assert_nothing_there(declaration)
    with Server(tmp_path) as server:
        path = f"/intercambio/registro/{declaration.pk}/finalizar/"
        assert server.post(world.head, path, FORM) == 302
    assert_whole(declaration)


def test_killed_after_the_commit_everything_is_there(world, declaration, tmp_path):
    finalise_and_kill(
        world, declaration, tmp_path, "cauce.domains.exchange.views.finalise:finalise_declaration"
    )
    assert_whole(declaration)


def _reaped(job: Job) -> bool:
    """Whether the job ended; the reaper's turn (every 30 seconds) is brought forward."""
    ScheduledRun.objects.filter(name="jobs.reap").delete()
    return bool(Job.objects.get(pk=job.pk).finished_at)


QUEUE = {"CAUCE_TASKS_BACKEND": "django_tasks_db.DatabaseBackend", "CAUCE_JOB_STALE_SECONDS": 2}


@pytest.mark.parametrize(
    ("kind", "end", "events"), [("test.repeatable", Job.State.DONE, 1), ("test.once", Job.State.FAILED, 0)]
)
def test_a_killed_workers_job_runs_again_or_says_that_it_stopped(
    world, tmp_path, settings, kind, end, events
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    job = jobs.start(kind, by=world.head, at=world.now, title="Prueba")
    mark = tmp_path / "reached"
    stop = {"CAUCE_TEST_STOP_AFTER": f"{slow_job.__name__}:middle", "CAUCE_TEST_MARK": mark}
    first = cauce_process("worker", **QUEUE, **stop)
    wait_for(mark.exists, "the job wrote its event")
    kill(first)
    second = cauce_process("worker", **QUEUE)
    try:
        wait_for(lambda: _reaped(job), "the second worker settled the job")
    finally:
        kill(second)
    job.refresh_from_db()
    assert job.state == end
    assert ("se detuvo" in job.error) is (end == Job.State.FAILED)
    assert Event.objects.filter(action="test.worked").count() == events
    assert verify().whole
