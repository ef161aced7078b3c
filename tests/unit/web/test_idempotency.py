"""A sent form is entered once, whatever the line does."""

from datetime import timedelta

import pytest

from cauce.core.organisations.models import OrgUnit
from cauce.web.idempotency import begin, finish
from cauce.web.models import SentForm

pytestmark = pytest.mark.urls("tests.unit.web.pages")
FORM = {"_once": "k1", "code": "NUEVA", "name": "Nueva institución"}


def made() -> int:
    return OrgUnit.objects.filter(code__startswith="NUEVA").count()


def test_the_same_form_twice_is_entered_once(client_as, world):
    client = client_as(world.admin)
    first, second = client.post("/prueba/", FORM), client.post("/prueba/", FORM)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == "/prueba/hecho/"
    assert made() == 1
    assert "ya se había recibido" in client.get("/prueba/hecho/").content.decode()


def test_the_browser_learns_that_the_form_arrived(client_as, world):
    response = client_as(world.admin).post("/prueba/", FORM)
    assert response.cookies["enviado"].value == "k1"


def test_other_content_under_the_same_key_is_another_form(client_as, world):
    client = client_as(world.admin)
    client.post("/prueba/", FORM)
    client.post("/prueba/", {**FORM, "code": "NUEVA2"})
    assert made() == 2


def test_a_refused_form_may_be_sent_again(client_as, world):
    client = client_as(world.reporter)
    assert client.post("/prueba/", FORM).status_code == 403
    assert SentForm.objects.count() == 0
    assert "enviado" not in client.post("/prueba/", FORM).cookies


def test_another_person_with_the_same_key_is_not_answered_with_ours(client_as, world):
    client_as(world.admin).post("/prueba/", FORM)
    assert client_as(world.reporter).post("/prueba/", FORM).status_code == 403


def test_without_a_key_nothing_is_remembered(client_as, world):
    client_as(world.admin).post("/prueba/", {"code": "NUEVA", "name": "x"})
    assert made() == 1
    assert SentForm.objects.count() == 0


def test_while_the_first_is_at_work_the_second_waits(client_as, world, now):
    client = client_as(world.admin)
    client.post("/prueba/", FORM)
    SentForm.objects.update(entered=False, location="")
    response = client.post("/prueba/", FORM)
    assert response.status_code == 409
    assert "se está guardando" in response.content.decode()


def test_after_a_crash_before_the_commit_the_form_runs_again(world, now):
    row, run = begin(world.admin, "d", now)
    assert run
    later = now + timedelta(seconds=91)
    assert begin(world.admin, "d", later) == (row, True)
    assert begin(world.admin, "d", later)[1] is False  # the second finder does not take it over too


def test_after_a_crash_behind_the_commit_the_form_does_not_run_again(world, now):
    row, _run = begin(world.admin, "d", now)
    SentForm.objects.filter(pk=row.pk).update(entered=True)  # committed with the action
    assert begin(world.admin, "d", now + timedelta(hours=1))[1] is False


def test_rows_expire_after_two_days(world, now):
    row, _run = begin(world.admin, "d", now)
    SentForm.objects.filter(pk=row.pk).update(entered=True)
    begin(world.admin, "other", now + timedelta(days=2, seconds=1))
    assert not SentForm.objects.filter(digest="d").exists()


def test_what_no_action_entered_is_forgotten(world, now):
    row, _run = begin(world.admin, "d", now)
    assert finish(row, "/x/") is False
    assert SentForm.objects.count() == 0
