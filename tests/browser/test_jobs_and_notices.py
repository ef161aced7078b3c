"""Jobs and notices in a browser: accessible in light and dark, at desktop and phone width."""

import pytest

from cauce.core.jobs.models import Job
from cauce.core.notifications.models import Notification
from tests.fixtures.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(world, now):
    """A job in each state and two notices."""
    for state in Job.State.values:
        Job.objects.create(
            kind="test.kind",
            title=f"Emparejamiento 2026 ({state})",
            by=world.head,
            place=world.issste_bc,
            created_at=now,
            started_at=now,
            heartbeat_at=now,
            finished_at=None if state in ("queued", "running") else now,
            state=state,
            progress_done=30,
            progress_total=120,
            message="Producto 30 de 120",
            result={"url": "/avisos/"} if state == "done" else None,
            error="Falta el archivo. Súbalo de nuevo." if state == "failed" else "",
        )
    for number in (1, 2):
        Notification.objects.create(
            user=world.head,
            kind="test",
            title=f"Se acerca el cierre ({number})",
            body="Faltan 3 días para el cierre de la captura.",
            url="/trabajos/",
            created_at=now,
            read_at=now if number == 2 else None,
        )
    return world


def test_every_page_is_accessible(page, sign_in, scene, check_axe, screenshots):
    sign_in(scene.head)
    jobs = {job.state: job.pk for job in Job.objects.all()}
    addresses = {
        "trabajos": "/trabajos/",
        "trabajo-en-curso": f"/trabajos/{jobs['running']}/",
        "trabajo-con-error": f"/trabajos/{jobs['failed']}/",
        "trabajo-cancelar": f"/trabajos/{jobs['running']}/cancelar/",
        "avisos": "/avisos/?ver=todos",
        "avisos-preferencias": "/avisos/preferencias/",
    }
    for name, address in addresses.items():
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.goto(address)
            page.screenshot(path=screenshots / f"{name}-{size['width']}.png", full_page=True)
        check_axe(page)


def test_the_progress_refreshes_itself(page, sign_in, scene, now):
    sign_in(scene.head)
    job = Job.objects.get(state="running")
    page.goto(f"/trabajos/{job.pk}/")
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=now, result={"url": "/avisos/"})
    page.get_by_role("link", name="Ver el resultado").click()
    assert page.url.endswith("/avisos/")
