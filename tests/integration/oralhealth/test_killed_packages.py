"""kill -9 while importing a package, or while a worker does: nothing lost, nothing doubled, and it can go on."""

import pytest
from django.utils import timezone

from cauce.core.audit.log import verify
from cauce.core.audit.models import Event
from cauce.core.jobs.models import Job, ScheduledRun
from cauce.domains.oralhealth.models import Activity, Diagnosis, PatientRow, Sheet
from cauce.interop.packages.actions import receive_package
from cauce.interop.packages.models import ReceivedPackage
from tests.factories.packages import pack, records_of, wipe
from tests.factories.panama import make_panama
from tests.integration.systems import cauce_process, kill, wait_for

pytestmark = pytest.mark.django_db(transaction=True)

MODULES = {"CAUCE_MODULES": "exchange,oralhealth"}


@pytest.fixture
def scene(tmp_path, settings):
    """A node's month as a file; the database is the region's, empty of it."""
    panama = make_panama()
    for day in ("2026-03-14", "2026-03-16"):
        sheet = panama.sheet(date=day)
        for n in range(4):
            panama.row(sheet, identity=f"8-{day[-2:]}-{n}")
    path = tmp_path / "mes.cauce"
    path.write_bytes(pack(panama))
    panama.expected, panama.path = records_of(panama.pedregal), path
    wipe(panama.pedregal)
    settings.CAUCE_SEAL_KEY = _own_key()
    return panama


def _own_key() -> str:
    """The key that this process signs with, for the other processes (each has its own folder)."""
    import base64

    from cauce.core.documents.keys import seal_key

    return base64.urlsafe_b64encode(seal_key().private_bytes_raw()).decode().rstrip("=")


def assert_nothing(scene) -> None:
    assert not any(model.objects.exists() for model in (Sheet, PatientRow, Activity, Diagnosis))
    assert not ReceivedPackage.objects.filter(state="done").exists()
    assert not Event.objects.filter(action="packages.import").exists()
    assert verify().whole


def assert_whole(scene) -> None:
    assert records_of(scene.pedregal) == scene.expected
    assert Event.objects.filter(action="packages.import").count() == 1
    assert ReceivedPackage.objects.filter(state="done").count() == 1
    assert verify().whole


TAKING = "cauce.domains.oralhealth.packages"


@pytest.mark.parametrize(
    "moment",
    [
        f"{TAKING}.taking:write_sheet",
        f"{TAKING}.sheet_writing:store",
        "cauce.interop.packages.actions:counts",
    ],
)
def test_killed_in_the_middle_nothing_is_there_and_it_can_be_repeated(scene, tmp_path, settings, moment):
    command = ["oralhealth", "package", "import", str(scene.path), "--as", "regional"]
    own = {**MODULES, "CAUCE_SEAL_KEY": settings.CAUCE_SEAL_KEY}
    mark = tmp_path / "reached"
    process = cauce_process(*command, **own, CAUCE_TEST_STOP_AFTER=moment, CAUCE_TEST_MARK=mark)
    wait_for(mark.exists, f"{moment} was reached")
    kill(process)
    wait_for(lambda: not Sheet.objects.exists(), "rolled back")
    assert_nothing(scene)
    assert cauce_process(*command, **own).wait(90) == 0
    assert_whole(scene)


def _reaped(job: Job) -> bool:
    ScheduledRun.objects.filter(name="jobs.reap").delete()
    return bool(Job.objects.get(pk=job.pk).finished_at)


def test_a_killed_workers_import_is_done_by_the_next_one_once(scene, tmp_path, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    received = receive_package(
        by=scene.regional, at=timezone.now(), filename="mes.cauce", chunks=[scene.path.read_bytes()]
    )
    queue = {
        **MODULES,
        "CAUCE_SEAL_KEY": settings.CAUCE_SEAL_KEY,
        "CAUCE_TASKS_BACKEND": "django_tasks_db.DatabaseBackend",
        "CAUCE_JOB_STALE_SECONDS": 2,
    }
    mark = tmp_path / "reached"
    stop = {"CAUCE_TEST_STOP_AFTER": "cauce.interop.packages.actions:counts", "CAUCE_TEST_MARK": mark}
    first = cauce_process("worker", **queue, **stop)
    wait_for(mark.exists, "the package was taken, not committed")
    kill(first)
    assert_nothing(scene)
    second = cauce_process("worker", **queue)
    try:
        wait_for(lambda: _reaped(received.job), "the second worker settled it")
    finally:
        kill(second)
    received.refresh_from_db()
    assert received.state == "done"
    assert_whole(scene)
